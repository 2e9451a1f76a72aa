"""Who is notified, and where: activation/recipients.csv, with URLs and addresses from the environment.

URLs hold secrets and addresses are personal data: neither is ever in a release, a ledger or a message of ours.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from orchestration.lib.configuration import Row
from orchestration.lib.errors import InputError

ADDRESSES = "TIERING_OWNER_ADDRESSES"
"""Environment variable: path of a CSV with columns owner_id and address, kept outside everything that is published."""


@dataclass(frozen=True)
class Recipient:
    """A row of recipients.csv; `url` is empty where its variable is not set, a template where owners have their own."""

    name: str
    gets: str
    team: str
    url: str
    variable: str


def recipients_of(rows: Iterable[Row], environment: Mapping[str, str]) -> list[Recipient]:
    """Every recipient; its URL is empty where the environment has none.

    Raises InputError for a URL of own_accounts that is the same for every owner.
    """
    found = []
    for row in rows:
        variable = row.text("url_variable")
        url = environment.get(variable, "").strip()
        if url and row.text("gets") == "own_accounts" and not ("{address}" in url or "{owner_id}" in url):
            rule = f"the URL in {variable} is the same for every owner"
            raise InputError(rule, remedy="put {address} or {owner_id} where the owner's belongs")
        found.append(Recipient(row.text("recipient"), row.text("gets"), row.text("team"), url, variable))
    return found


def set_up(rows: Iterable[Row], environment: Mapping[str, str]) -> list[Recipient]:
    """The recipients whose URL is in the environment; the others want no messages here. Raises like recipients_of."""
    return [recipient for recipient in recipients_of(rows, environment) if recipient.url]


def url_of_owner(recipient: Recipient, owner_id: str, addresses: Mapping[str, str]) -> str | None:
    """The URL of one owner; None when it needs an address that nobody gave."""
    address = addresses.get(owner_id) or addresses.get(owner_id.partition(":")[2])
    if "{address}" in recipient.url and not address:
        return None
    url = recipient.url.replace("{owner_id}", quote(owner_id, safe=""))
    return url.replace("{address}", quote(address or "", safe="@"))


def read_addresses(environment: Mapping[str, str]) -> dict[str, str]:
    """Owner id (as account_tiers has it, or as its CRM does) -> address; empty when TIERING_OWNER_ADDRESSES is not set.

    Raises InputError for a file that is not there or has other columns.
    """
    if not (name := environment.get(ADDRESSES, "").strip()):
        return {}
    file = Path(name).expanduser()
    remedy = f"{ADDRESSES} names a CSV file with the columns owner_id and address"
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if not {"owner_id", "address"} <= set(reader.fieldnames or ()):
                raise InputError("columns owner_id and address are not both there", file=file, line=1, remedy=remedy)
            rows = [(row["owner_id"] or "", row["address"] or "") for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the owners' addresses cannot be read", file=file, remedy=remedy) from error
    return {owner_id.strip(): address.strip() for owner_id, address in rows if address.strip()}
