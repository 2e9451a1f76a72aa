"""Who hears of what: once, from real servers' point of view, and whatever happens to the other messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration import cli
from orchestration.lib import configuration, notify, releases
from orchestration.lib.errors import InputError
from orchestration.lib.locking import lock
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.activation_kit import free_port, load_once, mail_server, publish, seal, settings_in, web_server

R1, R2, R3 = "2026-01-01-00000001", "2026-01-02-00000002", "2026-01-03-00000003"
D1, D2, D3 = (date.fromisoformat(release[:10]) for release in (R1, R2, R3))


class Place:
    """A home, its recipients, and what they received."""

    def __init__(self, settings: Settings, mails: list[Any], posts: list[Any], ports: tuple[int, int]) -> None:
        self.settings, self.mails, self.posts = settings, mails, posts
        self.store = releases.Store(settings)
        book = settings.home.parent / "addresses.csv"
        book.write_text("owner_id,address\nO1,ann@firm.example\n7,bob@firm.example\n")
        mail, web = ports
        self.environment = {
            "TIERING_NOTIFY_OWNERS": f"mailto://127.0.0.1:{mail}?from=tiers@firm.example&to={{address}}",
            "TIERING_NOTIFY_SALES": f"json://127.0.0.1:{web}/sales",
            "TIERING_OWNER_ADDRESSES": str(book),
        }

    def notify(self, today: date = D1, **environment: str) -> list[tuple[str, str]]:
        """(recipient, state) of each message."""
        found = notify.notify(self.settings, self.environment | environment, today)
        return [(delivery.recipient, delivery.state) for delivery in found]

    def received(self) -> dict[str, str]:
        """Recipient's address or path -> text of the last message; forgets what was received."""
        found = {to[0]: text for to, _, text in self.mails} | {path: post["message"] for path, post in self.posts}
        self.mails.clear()
        self.posts.clear()
        return found


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(configuration, "load", load_once)
    settings, ports = settings_in(tmp_path), (free_port(), free_port())
    settings.home.mkdir()
    with mail_server(ports[0]) as mails, web_server(ports[1]) as posts:
        yield Place(settings, mails, posts, ports)


def account(name: str, tier: int | None, since: date, owner: str | None = "O1", **cells: Any) -> dict[str, Any]:
    facts = {"account_id": name, "account_name": f"{name} Ltd", "owner_id": owner, "team": "North", "tier": tier}
    words = {"tier_since": since, "tier_reason_text": "its score says so", "top_reasons": "industry (+9.0)"}
    return facts | words | {"score": 1, "is_override": False, "is_override_continued": False} | cells


def spells(name: str, *tiers: tuple[int | None, date]) -> list[dict[str, Any]]:
    """The account's history: (tier, first day) of each spell."""
    ends = [first for _, first in tiers[1:]]
    return [
        {"account_id": name, "tier": tier, "valid_from": first, "valid_to": end}
        for (tier, first), end in zip(tiers, [*ends, None], strict=True)
    ]


def moved(place: Place) -> None:
    """R2, in which a of O1 went up, b of a HubSpot owner went down, and c, which nobody owns, stayed."""
    publish(place.store, R1)
    accounts = [account("a", 1, D2), account("b", 2, D2, "hubspot:7"), account("c", 1, D1, None)]
    history = [*spells("a", (2, D1), (1, D2)), *spells("b", (1, D1), (2, D2)), *spells("c", (1, D1))]
    changes = [{"account_id": "a", "explanation": "intent (+4.0)"}]
    publish(place.store, R2, R1, account_tiers=accounts, account_tier_history=history, account_tier_changes=changes)


def test_owners_hear_of_their_accounts_and_the_channel_of_all(place: Place) -> None:
    moved(place)
    assert place.notify() == [("owners/O1", "sent"), ("owners/hubspot:7", "sent"), ("sales", "sent")]
    subjects = {to[0]: subject for to, subject, _ in place.mails}
    assert subjects["ann@firm.example"] == "Account tiers of 2026-01-02: 1 move"
    received = place.received()
    assert "a Ltd (a): Tier 2 to Tier 1 since 2026-01-02. its score says so; intent (+4.0)" in received[
        "ann@firm.example"
    ].replace("\r\n", "\n")
    assert "b Ltd" not in received["ann@firm.example"] and "b Ltd" in received["bob@firm.example"]
    assert received["/sales"].startswith("Moves\n- a Ltd (a)") and "industry (+9.0)" in received["/sales"]
    assert "c Ltd" not in received["/sales"]


def test_nobody_hears_anything_twice(place: Place) -> None:
    moved(place)
    place.notify()
    place.received()
    assert (place.notify(), place.received()) == ([], {})
    accounts = [account("a", 1, D2), account("b", 1, D3, "hubspot:7")]
    history = [*spells("a", (2, D1), (1, D2)), *spells("b", (1, D1), (2, D2), (1, D3))]
    publish(place.store, R3, R2, account_tiers=accounts, account_tier_history=history)
    assert place.notify() == [("owners/hubspot:7", "sent"), ("sales", "sent")]
    assert "a Ltd" not in place.received()["/sales"]


def test_a_release_that_nobody_heard_of_is_not_lost(place: Place) -> None:
    moved(place)
    place.notify()
    place.received()
    accounts = [account("a", 3, D3), account("b", 2, D2, "hubspot:7")]
    day_4 = "2026-01-04-00000004"
    up_and_down = spells("b", (1, D1), (2, D2), (1, D3), (2, date(2026, 1, 4)))
    publish(place.store, R3, R2)
    history = [*spells("a", (2, D1), (1, D2), (3, D3)), *up_and_down]
    publish(place.store, day_4, R3, account_tiers=accounts, account_tier_history=history)
    assert place.notify() == [("owners/O1", "sent"), ("sales", "sent")]
    assert "a Ltd (a): Tier 1 to Tier 3" in place.received()["/sales"]


def test_another_release_of_the_same_day_adds_only_what_is_new(place: Place) -> None:
    moved(place)
    place.notify()
    place.received()
    accounts = [account("a", 1, D2), account("c", 2, D2)]
    history = [*spells("a", (2, D1), (1, D2)), *spells("c", (1, D1), (2, D2))]
    publish(place.store, "2026-01-02-00000009", R1, account_tiers=accounts, account_tier_history=history)
    place.notify()
    text = place.received()["ann@firm.example"]
    assert "c Ltd" in text and "a Ltd" not in text


def test_what_was_told_of_a_release_that_was_rolled_back_is_taken_back(place: Place) -> None:
    accounts = [account("a", 2, D1), account("b", 1, D1, "hubspot:7"), account("c", 1, D1, None)]
    first = [*spells("a", (2, D1)), *spells("b", (1, D1)), *spells("c", (1, D1))]
    publish(place.store, R1, account_tiers=accounts, account_tier_history=first)
    history = [*spells("a", (2, D1), (1, D2)), *spells("b", (1, D1), (None, D2)), *spells("c", (1, D1))]
    moved_on = [account("a", 1, D2), account("b", None, D2, "hubspot:7"), account("c", 1, D1, None)]
    publish(place.store, R2, R1, account_tiers=moved_on, account_tier_history=history)
    place.notify()
    place.received()
    releases.rollback(place.store)
    assert place.notify() == [("owners/O1", "sent"), ("owners/hubspot:7", "sent"), ("sales", "sent")]
    assert place.received()["/sales"].splitlines() == [
        "Corrections",
        "- b Ltd (b): Tier 1; what was said before, no tier, does not hold",
        "- a Ltd (a): Tier 2; what was said before, Tier 1, does not hold",
    ]
    assert place.notify() == [], "once"
    again = "2026-01-02-00000009"
    publish(place.store, again, R1, account_tiers=[account("a", 1, D2), *accounts[1:]], account_tier_history=history)
    assert place.notify() == [("owners/O1", "sent"), ("sales", "sent")]
    assert "a Ltd (a): Tier 1; what was said before, Tier 2, does not hold" in place.received()["/sales"]


def test_a_service_level_that_a_late_export_tells_of_is_not_lost(place: Place) -> None:
    facts: dict[str, Any] = {"account_tiers": [account("a", 1, D1)], "account_tier_history": spells("a", (1, D1))}
    publish(place.store, R1, **facts)
    publish(place.store, R2, R1, **facts)
    assert place.notify() == []
    missed = {"account_id": "a", "sla": "s", "event": "demo_request", "tier": 1, "status": "missed", "event_on": D1}
    levels = [missed | {"due_at": "2026-01-02 09:00:00"}, missed | {"sla": "older", "due_at": "2026-01-01 09:00:00"}]
    publish(place.store, R3, R2, **facts, sla_compliance=levels)
    place.notify()
    told = place.received()["/sales"]
    assert "until 2026-01-02 09:00 UTC" in told, "due before the release that it has heard of"
    assert "2026-01-01 09:00" not in told, "before anybody listened"


def test_nobody_hears_of_a_reconstructed_past(place: Place) -> None:
    publish(place.store, R1)
    history = spells("a", (2, D1), (1, D2))
    facts: dict[str, Any] = {"account_tiers": [account("a", 1, D2)], "account_tier_history": history}
    publish(place.store, R2, R1, **facts, is_reconstructed=True)
    assert place.notify() == []
    publish(place.store, R3, R2, **facts)
    assert place.notify() == [("owners/O1", "sent"), ("sales", "sent")]


def test_an_account_without_a_name_goes_by_its_id(place: Place) -> None:
    publish(place.store, R1)
    accounts = [account("a", 1, D2, account_name=None)]
    publish(place.store, R2, R1, account_tiers=accounts, account_tier_history=spells("a", (2, D1), (1, D2)))
    place.notify()
    assert "- a: Tier 2 to Tier 1" in place.received()["/sales"]


def test_triggers_service_levels_and_ending_overrides_are_told(place: Place) -> None:
    publish(place.store, R1)
    accounts = [
        account("a", 1, D1, tier_reason="qualified"),
        account("b", 2, D1, is_override=True, override_expires_on=date(2026, 1, 10), earned_tier=3),
    ]
    late = {"sla": "s", "event": "demo_request", "tier": 1, "due_at": "2026-01-02 09:00:00"}
    levels = [
        late | {"account_id": "a", "event_on": D1, "status": "missed"},
        late | {"account_id": "b", "event_on": D1, "status": "met_late"},
        late | {"account_id": "b", "event_on": D2, "status": "missed", "due_at": "2026-01-01 23:00:00"},
    ]
    event = {"event_type": "new_site", "event_name": "Works II", "event_on": D1, "expires_on": D3}
    triggers = [event | {"account_id": "a", "promote_to_tier": tier} for tier in (1, 2)]
    triggers.append(event | {"account_id": "b", "promote_to_tier": 1})
    facts: dict[str, Any] = {
        "account_tier_history": [*spells("a", (1, D1)), *spells("b", (2, D1))],
        "account_plays": [{"account_id": "a"}, {"account_id": "b", "blocked_by": "do_not_contact"}],
        "account_triggers": triggers,
        "sla_compliance": levels,
    }
    publish(place.store, R2, R1, account_tiers=accounts, **facts)
    place.notify(D2)
    assert place.received()["/sales"].splitlines() == [
        "Triggers",
        '- a Ltd (a), Tier 1: new site "Works II" on 2026-01-01, a trigger until 2026-01-03',
        "",
        "Missed service levels",
        "- a Ltd (a): demo request on 2026-01-01 was to be answered by anybody of ours until 2026-01-02 09:00 UTC",
        "",
        "Ending overrides",
        "- b Ltd (b): Tier 2 by override until 2026-01-10, then Tier 3. "
        "Wants no contact: leave this account alone, but answer what it asks",
    ]
    accounts[0] = account("a", 1, D1, tier_reason="held_trigger", tier_reason_text="kept by new site on 2026-01-01")
    publish(place.store, R3, R2, account_tiers=accounts, **facts)
    assert place.notify(D3) == [], "told before, in whatever words"


def test_a_message_says_which_accounts_nobody_is_to_work(place: Place) -> None:
    publish(place.store, R1)
    explanation = "Down from Tier 2 to Tier 3 (its score says so): -4.0 from ageing calls"
    asked = {"sla": "s", "event": "demo_request", "event_on": D1, "tier": 3, "status": "missed"}
    facts: dict[str, Any] = {
        "account_tiers": [account("a", 3, D2), account("b", 3, D2), account("c", 3, D2)],
        "account_tier_history": [row for name in "abc" for row in spells(name, (2, D1), (3, D2))],
        "account_tier_changes": [{"account_id": "a", "explanation": explanation}],
        "account_plays": [
            {"account_id": "a", "blocked_by": "held_out"},
            {"account_id": "b", "blocked_by": "do_not_contact"},
            {"account_id": "c"},
        ],
        "sla_compliance": [asked | {"account_id": "a", "due_at": "2026-01-02 09:00:00"}],
    }
    publish(place.store, R2, R1, **facts)
    place.notify()
    held_out = ". Held out, so that plays can be measured: leave this account alone, but answer what it asks"
    assert place.received()["/sales"].splitlines() == [
        "Moves",
        f"- a Ltd (a): Tier 2 to Tier 3 since 2026-01-02. {explanation}{held_out}",
        "- b Ltd (b): Tier 2 to Tier 3 since 2026-01-02. its score says so; industry (+9.0). "
        "Wants no contact: leave this account alone, but answer what it asks",
        "- c Ltd (c): Tier 2 to Tier 3 since 2026-01-02. its score says so; industry (+9.0)",
        "",
        "Missed service levels",
        "- a Ltd (a): demo request on 2026-01-01 was to be answered by anybody of ours until 2026-01-02 09:00 UTC"
        + held_out,
    ]


def test_a_failure_takes_nobody_elses_message_and_is_tried_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moved(place)
    nobody = f"mailto://127.0.0.1:{free_port()}?from=tiers@firm.example&to={{address}}"
    for name, value in (place.environment | {"TIERING_NOTIFY_OWNERS": nobody}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["tiering", "notify", "--home", str(place.settings.home)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 4
    assert "2 of 3 messages could not be delivered, to owners/O1, owners/hubspot:7 -> " in said.err
    assert "firm.example" not in said.out + said.err, "an address is personal data"
    assert {*place.received()} == {"/sales"}
    assert place.notify() == [("owners/O1", "sent"), ("owners/hubspot:7", "sent")]


def test_what_a_mail_server_refuses_is_told_without_the_address(place: Place) -> None:
    moved(place)
    port = free_port()
    with mail_server(port, answer="554 no such mailbox"):
        url = f"mailto://127.0.0.1:{port}?from=tiers@firm.example&to={{address}}"
        found = notify.notify(place.settings, place.environment | {"TIERING_NOTIFY_OWNERS": url}, D1)
    assert (found[0].recipient, found[0].state) == ("owners/O1", "failed")
    assert found[0].detail == 'Sending email to "<address>" failed.'


def test_what_the_first_message_would_have_told_is_not_lost(place: Place) -> None:
    publish(place.store, R1, account_tiers=[account("a", 2, D1)], account_tier_history=spells("a", (2, D1)))
    assert place.notify() == [], "there is nothing to tell"
    history = spells("a", (2, D1), (1, D2))
    publish(place.store, R2, R1, account_tiers=[account("a", 1, D2)], account_tier_history=history)
    port = free_port()
    with mail_server(port, answer="554 no such mailbox"):
        refusing = f"mailto://127.0.0.1:{port}?from=tiers@firm.example&to={{address}}"
        assert place.notify(TIERING_NOTIFY_OWNERS=refusing) == [("owners/O1", "failed"), ("sales", "sent")]
    publish(place.store, R3, R2, account_tiers=[account("a", 1, D2)], account_tier_history=history)
    assert place.notify() == [("owners/O1", "sent")]
    assert "a Ltd (a): Tier 2 to Tier 1 since 2026-01-02" in place.received()["ann@firm.example"]


def test_who_is_set_up_late_begins_at_the_release_before(place: Place) -> None:
    moved(place)
    place.notify(TIERING_NOTIFY_OWNERS="")
    assert place.notify() == [("owners/O1", "sent"), ("owners/hubspot:7", "sent")]


def test_an_owner_without_address_hears_of_it_when_there_is_one(place: Place) -> None:
    moved(place)
    book = Path(place.environment["TIERING_OWNER_ADDRESSES"])
    book.write_text("owner_id,address\nO1,\nhubspot:7,bob@firm.example\n")
    assert place.notify()[0] == ("owners/O1", "no address")
    book.write_text("owner_id,address\nO1,ann@firm.example\n")
    assert place.notify() == [("owners/O1", "sent")]


def test_what_is_noted_holds_neither_addresses_nor_secrets(place: Place) -> None:
    moved(place)
    place.notify()
    noted = (place.settings.notifications / "ledger.jsonl").read_text()
    assert "owners/O1" in noted and "@" not in noted and "://" not in noted


def test_a_torn_note_costs_a_second_message_and_nothing_else(place: Place) -> None:
    moved(place)
    place.notify()
    place.received()
    ledger = place.settings.notifications / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-9])
    assert place.notify() == [("sales", "sent")]
    assert place.notify() == []


def test_the_operator_hears_of_refusals_and_proposals_once(place: Place) -> None:
    operator = {"TIERING_NOTIFY_OPERATOR": place.environment["TIERING_NOTIFY_SALES"].replace("sales", "operator")}
    publish(place.store, R1)
    seal(place.store, R2, R1, marts={}, requires_approval=True)
    refused = place.store.begin(R3)
    kept = place.store.keep_refused(refused)
    (kept / releases.REFUSAL).write_text("tier_turnover: refused: 0.9, at most 0.35 allowed\n")
    assert place.notify(**operator) == [("operator", "sent")] * 2
    told = [post["message"] for _, post in place.posts]
    assert f"{R3} was refused" in told[0] and "tier_turnover: refused: 0.9" in told[0]
    assert f"tiering publish {R2} --approved-by NAME" in told[1]
    assert place.notify(**operator) == []
    releases.publish(place.store, place.store.get(R2), approved_by="Ada")
    assert place.store.refused() is None, "what came after has overtaken it"


def test_a_message_names_a_hundred_facts_and_counts_the_rest(place: Place) -> None:
    publish(place.store, R1)
    names = [f"a{number:03}" for number in range(103)]
    history = [spell for name in names for spell in spells(name, (2, D1), (1, D2))]
    accounts = [account(name, 1, D2) for name in names]
    publish(place.store, R2, R1, account_tiers=accounts, account_tier_history=history)
    place.notify()
    lines = place.received()["/sales"].splitlines()
    assert len(lines) == 102 and lines[-1] == "and 3 more"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"TIERING_NOTIFY_SALES": "nonsense://user:hunter2@host"}, "the URL in TIERING_NOTIFY_SALES is none"),
        ({"TIERING_NOTIFY_OWNERS": "mailto://u:hunter2@h.example"}, "is the same for every owner -> put {address}"),
        ({"TIERING_OWNER_ADDRESSES": "/no/such/file.csv"}, "the owners' addresses cannot be read"),
        ({"TIERING_OWNER_ADDRESSES": str(PROJECT / "README.md")}, "columns owner_id and address are not both there"),
        (
            {"TIERING_NOTIFY_SALES": "", "TIERING_NOTIFY_OWNERS": " "},
            "no recipient is set up -> put an Apprise URL into TIERING_NOTIFY_OWNERS, TIERING_NOTIFY_SALES, ",
        ),
    ],
)
def test_what_is_set_up_wrongly_is_refused_before_anything_is_sent(
    place: Place, environment: Mapping[str, str], message: str
) -> None:
    moved(place)
    with pytest.raises(InputError) as refused:
        place.notify(**environment)
    assert message in str(refused.value) and "hunter2" not in str(refused.value)
    assert place.received() == {}


def test_a_dry_run_prints_what_would_go_out_and_leaves_no_trace(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moved(place)
    monkeypatch.setattr("sys.argv", ["tiering", "notify", "--dry-run", "--home", str(place.settings.home)])
    monkeypatch.setenv("TIERING_NOTIFY_SALES", place.environment["TIERING_NOTIFY_SALES"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().out
    assert not ended.value.code and said.endswith("3 messages, none of them sent\n")
    assert "to owners/O1  (TIERING_NOTIFY_OWNERS is not set): Account tiers of 2026-01-02: 1 move\nMoves\n- a" in said
    assert "to sales: Account tiers of 2026-01-02: 2 moves" in said
    assert place.received() == {} and not place.settings.notifications.exists()
    assert [state for _, state in place.notify()] == ["sent"] * 3


def test_two_at_once_do_not_both_send(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("orchestration.notifying.LOCK_WAIT_SECONDS", 0.0)
    monkeypatch.setattr("sys.argv", ["tiering", "notify", "--home", str(place.settings.home)])
    file = place.settings.notifications / "lock"
    with lock(file, wait_seconds=0, owner="other", what="notification"), pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3 and "another notification holds the lock" in capsys.readouterr().err
