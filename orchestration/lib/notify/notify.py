"""`tiering notify`: one message per release and recipient, about what the recipient has not heard of yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from orchestration.lib import configuration, reading
from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.notify import digest, sending
from orchestration.lib.notify.digest import Item
from orchestration.lib.notify.ledger import Ledger, Told
from orchestration.lib.notify.recipients import (
    ADDRESSES,
    Recipient,
    read_addresses,
    recipients_of,
    set_up,
    url_of_owner,
)
from orchestration.lib.releases import Release, Store
from orchestration.lib.settings import Settings
from orchestration.lib.words import counted

State = Literal["sent", "failed", "no address"]


@dataclass(frozen=True)
class Delivery:
    """What became of one message; `detail` says why it was not delivered."""

    recipient: str
    title: str
    state: State
    detail: str = ""


@dataclass(frozen=True)
class Draft:
    """One message as it would go out; `lacking` says what has to be set up for that, empty when nothing."""

    recipient: str
    title: str
    text: str
    lacking: str


@dataclass(frozen=True)
class _Message:
    recipient: str
    release_id: str
    as_of: date
    url: str | None
    title: str
    items: list[Item]


@dataclass(frozen=True)
class _Reader:
    """Who hears of accounts: name in the ledger, URL or None, and the owner and the team whose accounts (all: None)."""

    name: str
    url: str | None
    owner_id: str | None
    team: str | None


def notify(settings: Settings, environment: Mapping[str, str], today: date) -> list[Delivery]:
    """Sends what there is to tell; returns what became of each message, nothing when there was none to send.

    A message that could not be delivered disturbs no other one and is tried again at the next call. The caller holds
    the lock of the notifications. Raises InputError, before anything is sent, for a broken configuration, a URL that is
    none, unreadable addresses, and when no recipient is set up.
    """
    table = configuration.load(settings.config)["recipients"]
    recipients = set_up(table, environment)
    if not recipients:
        variables = ", ".join(row.text("url_variable") for row in table) or "the variables that its rows will name"
        raise InputError("no recipient is set up", file=table.file, remedy=f"put an Apprise URL into {variables}")
    for recipient in recipients:
        sending.check_url(url_of_owner(recipient, "1", {"1": "a@b.example"}) or recipient.url, recipient.variable)
    addresses = read_addresses(environment)
    store, ledger = Store(settings), Ledger(settings.notifications)
    _note_newcomers(store, ledger, recipients, addresses)
    return [_deliver(message, ledger) for message in _messages(store, ledger, recipients, addresses, today)]


def preview(settings: Settings, environment: Mapping[str, str], today: date) -> list[Draft]:
    """The messages that `notify` would send with every recipient of the configuration set up; sends and notes nothing.

    Raises InputError for a broken configuration, an owners' URL that is the same for all, and unreadable addresses.
    """
    recipients = recipients_of(configuration.load(settings.config)["recipients"], environment)
    variables = {recipient.name: recipient.variable for recipient in recipients if not recipient.url}
    store, ledger = Store(settings), Ledger(settings.notifications)

    def draft(message: _Message) -> Draft:
        variable = variables.get(message.recipient.partition("/")[0])
        lacking = f"{variable} is not set" if variable else "no address" if message.url is None else ""
        return Draft(message.recipient, message.title, digest.body(message.items), lacking)

    return [*map(draft, _messages(store, ledger, recipients, read_addresses(environment), today))]


def failure(deliveries: Sequence[Delivery]) -> TieringError | None:
    """The error that says which messages could not be delivered; None when every one was."""
    failed = [one.recipient for one in deliveries if one.state == "failed"]
    if not failed:
        return None
    told = f"{len(failed)} of {counted(len(deliveries), 'message')} could not be delivered, to {', '.join(failed)}"
    return TieringError(f"{told} -> tiering notify tries them again; the others have gone out")


def _note_newcomers(store: Store, ledger: Ledger, recipients: list[Recipient], addresses: Mapping[str, str]) -> None:
    """Notes from which day on each reader hears of accounts: what cannot be delivered to it is then never forgotten."""
    if (current := store.current()) is None:
        return
    for recipient in recipients:
        for reader in _readers(current, recipient, addresses):
            if ledger.last_day(reader.name) is None:
                ledger.add(Told(recipient=reader.name, release_id=current.id, as_of=_first_day(current), items=()))


def _first_day(release: Release) -> date:
    """The day whose state a reader is taken to know who never heard of anything: what changed since then is told."""
    previous_day: date | None = reading.release_facts(release.database)["previous_as_of_date"]
    return previous_day or release.as_of


def _messages(
    store: Store, ledger: Ledger, recipients: list[Recipient], addresses: Mapping[str, str], today: date
) -> Iterator[_Message]:
    current = store.current()
    for recipient in recipients:
        if recipient.gets == "operations":
            yield from _to_operator(store, ledger, recipient)
        elif current is not None and not current.manifest.is_reconstructed:
            yield from _about_accounts(current, ledger, _readers(current, recipient, addresses), today)


def _to_operator(store: Store, ledger: Ledger, recipient: Recipient) -> Iterator[_Message]:
    for release_id, day, item in digest.about_operations(store):
        if item.key not in ledger.items(recipient.name):
            title = digest.title(f"Account tiers of {day}", [item])
            yield _Message(recipient.name, release_id, day, recipient.url, title, [item])


def _about_accounts(release: Release, ledger: Ledger, readers: list[_Reader], today: date) -> Iterator[_Message]:
    first_day = _first_day(release)

    @cache
    def facts(since: date, begin: date) -> list[Item]:
        return digest.about_accounts(release.database, since, begin, today)

    tiers_told = {reader.name: digest.tiers_told(ledger.in_order(reader.name)) for reader in readers}
    now = digest.standing(release.database, set[str]().union(*tiers_told.values()))
    for reader in readers:
        told = ledger.items(reader.name)
        begin = ledger.first_day(reader.name) or first_day
        has_heard = ledger.has_heard_of(reader.name, release.id)
        new = [] if has_heard else facts(min(ledger.last_day(reader.name) or first_day, first_day), begin)
        new = [item for item in new if item.key not in told]
        tiers = tiers_told[reader.name] | digest.tiers_told(item.key for item in new)
        items = [
            item
            for item in [*digest.taken_back(now, tiers, release.id), *new]
            if reader.owner_id in (None, item.owner_id) and reader.team in (None, item.team)
        ]
        if items:
            title = digest.title(f"Account tiers of {release.as_of}", items)
            yield _Message(reader.name, release.id, release.as_of, reader.url, title, items)


def _readers(release: Release, recipient: Recipient, addresses: Mapping[str, str]) -> list[_Reader]:
    """The recipient, or one reader per owner; nobody where it hears of operations."""
    if recipient.gets == "operations":
        return []
    if recipient.gets != "own_accounts":
        return [_Reader(recipient.name, recipient.url, None, recipient.team or None)]
    sql = "select distinct owner_id from marts.account_tiers where owner_id is not null order by owner_id"
    owners = [str(row["owner_id"]) for row in reading.query(release.database, sql)]
    return [
        _Reader(f"{recipient.name}/{owner}", url_of_owner(recipient, owner, addresses), owner, None) for owner in owners
    ]


def _deliver(message: _Message, ledger: Ledger) -> Delivery:
    if message.url is None:
        return Delivery(message.recipient, message.title, "no address", f"add the owner to the file in {ADDRESSES}")
    reason = sending.send(message.url, message.title, digest.body(message.items))
    if reason is not None:
        return Delivery(message.recipient, message.title, "failed", reason)
    keys = tuple(item.key for item in message.items)
    ledger.add(Told(recipient=message.recipient, release_id=message.release_id, as_of=message.as_of, items=keys))
    return Delivery(message.recipient, message.title, "sent")
