"""The service-level agreement between the teams, in Markdown, written from the configuration and ready to be signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from orchestration.lib.configuration import Configuration, Row
from orchestration.lib.configuration.tables import content

SEEDS = ("tier_slas", "sla_events", "trigger_rules", "touch_types", "business_calendars", "holidays")
"""What the agreement is made of: another version is another agreement."""

TRIGGER = "new_trigger"
"""The event that stands for every kind of trigger."""
ANYBODY = "anybody of ours"
"""Who may answer where no role is named."""

RULES = """\
* The clock starts when the event happens. A promotion and a trigger are known by their day, so theirs starts when that
  day (UTC) is over. Several events of one kind on one day (UTC) count once, from the first. What the tiers themselves
  make, promotions and triggers, counts from the first day on which tiers were published, not before.
* It runs in the business hours of the account's country, to the minute, in local standard time the whole year: in
  summer everything is an hour later by the wall clock. Outside business hours and on national holidays it stands still.
* The tier that counts is the one that the account has at the end of the day of the event.
* The promise is kept by the first touch from the event on by the role that is named, whatever its outcome. It is broken
  when that comes too late, or not at all by the time it is due. Of a touch whose time of day was not recorded, the day
  counts.
* What nobody can tell is unknown, neither kept nor broken: where no touches are recorded at all, where nobody has the
  role that is named, and where somebody whose role is not known answered in time.
* Accounts that are held out or want no contact are only answered: the clock runs for nothing but their requests.
* What is measured is shown per team. Owners are named only where that has been switched on (setting `sla_by_owner`).
"""


def text(config: Configuration) -> str:
    """The agreement. The same configuration gives the same text: no clock, no release."""
    return "\n".join([*_head(config), *_promises(config), *_touches(config), *_calendars(config), *_signatures(config)])


def version(config: Configuration) -> str:
    """Eight hex digits that tell whether what was signed is what is measured: SHA-256 over the files in SEEDS."""
    digest = hashlib.sha256()
    for name in SEEDS:
        digest.update(content(config[name].file))
    return digest.hexdigest()[:8]


def write(config: Configuration, file: Path) -> None:
    """Writes the agreement over what is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text(config), encoding="utf-8")


def _head(config: Configuration) -> Iterator[str]:
    yield "# Service levels per tier\n"
    yield f"Version `{version(config)}`, written by `tiering sla-document` from the configuration.\n"


def _promises(config: Configuration) -> Iterator[str]:
    names = {row.text("tier"): row.text("tier_name") for row in config["tiers"]}
    events = {row.text("event"): row.text("description") for row in config["sla_events"]}
    if TRIGGER in events:
        events[TRIGGER] += f": {_named(row.text('event_type') for row in config['trigger_rules'])}"
    yield "## What is promised\n"
    for tier in sorted({row.integer("tier") or 0 for row in config["tier_slas"]}):
        rows = [row for row in config["tier_slas"] if row.integer("tier") == tier]
        yield f"### Tier {tier}: {names[str(tier)]}\n"
        yield _table(
            ("When", "who answers", "within", "name", "meaning"),
            [
                (
                    events[row.text("event")],
                    row.text("role") or ANYBODY,
                    _hours(row),
                    f"`{row.text('sla')}`",
                    row.text("description"),
                )
                for row in rows
            ],
        )
    yield "## How it is counted\n"
    yield RULES


def _touches(config: Configuration) -> Iterator[str]:
    yield "A touch is:\n"
    for row in config["touch_types"]:
        yield f"* {row.text('activity_type')}: {row.text('description')}"
    yield ""


def _calendars(config: Configuration) -> Iterator[str]:
    yield "## Business hours\n"
    yield _table(
        ("country", "days", "hours", "from UTC"),
        [
            (
                "all others" if row.text("country") == "*" else row.text("country"),
                row.text("weekdays"),
                f"{row.text('opens_at')} to {row.text('closes_at')}",
                f"{(row.integer('utc_offset_minutes') or 0) / 60:+g} h",
            )
            for row in config["business_calendars"]
        ],
    )
    years = [day.year for row in config["holidays"] if (day := row.day("holiday_on"))]
    if years:
        yield f"National holidays of these countries are no business days; {min(years)} to {max(years)} are listed.\n"


def _signatures(config: Configuration) -> Iterator[str]:
    yield "## Agreed\n"
    roles = {row.text("role").strip() for row in config["tier_slas"]}
    sales = [f"Sales, for {ANYBODY}"] if "" in roles else []
    signers = [*sorted(roles - {""}), *sales, "Marketing"]
    yield _table(("for", "name", "date", "signature"), [(signer, "", "", "") for signer in signers])


def _named(types: Iterable[str]) -> str:
    """Each type once, in words."""
    return ", ".join(dict.fromkeys(name.strip().lower().replace("_", " ") for name in types))


def _hours(row: Row) -> str:
    hours = row.number("due_business_hours")
    return f"{hours.normalize():f} business hour{'' if hours == 1 else 's'}" if hours is not None else ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)
