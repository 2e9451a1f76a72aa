"""Rules of the files in playbook/: one function each, yielding what breaks it.

What a single cell or key must be stands in `seeds/playbook/_playbook__seeds.yml` and has been checked before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from decimal import Decimal

from orchestration.lib.configuration.rules import Book, unknown_name
from orchestration.lib.configuration.tables import Row, Table, normalised
from orchestration.lib.errors import InputError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIER_EVENTS = frozenset({"promoted", "new_trigger"})
"""Events of service levels that come from the tiers, not from a type of signal."""
MAX_SLA_DAYS = 60
"""Working days within which every service level is due: the calendar of the models goes a year ahead."""
ANY = "*"
CONDITIONS = ("max_tier", "trigger", "stage", "top_signal", "missing_role")


def tiers_known(book: Book) -> Iterator[InputError]:
    """What is said of a tier is said of one that there is."""
    last = book.tier_count()
    for table in ("tier_plays", "committee_requirements", "tier_slas"):
        for row in book.table(table):
            tier = row.integer("tier") or 0
            if not 1 <= tier <= last:
                yield row.problem(f"unknown tier '{row.text('tier')}'", f"write a tier from 1 to {last}")
    for row in book.table("next_best_actions"):
        limit = row.integer("max_tier")
        if limit is not None and not 1 <= limit <= last:
            yield row.problem(f"unknown max_tier '{limit}'", f"write a tier from 1 to {last}, or leave it empty")


def play_pools(book: Book) -> Iterator[InputError]:
    """A play names a pool or *."""
    pools = {row.text("pool") for row in book.table("pools")}
    for row in book.table("tier_plays"):
        if row.text("pool") not in pools | {ANY}:
            yield unknown_name(row, "pool", pools | {ANY}, "pools.csv, or * for every pool")


def every_tier_played(book: Book) -> Iterator[InputError]:
    """Every tier of every pool has a play."""
    table = book.table("tier_plays")
    played = {(row.text("pool"), row.integer("tier")) for row in table}
    for row in book.table("tiers"):
        if not {(row.text("pool"), row.integer("tier")), (ANY, row.integer("tier"))} & played:
            rule = f"tier {row.text('tier')} of pool '{row.text('pool')}' has no play"
            yield table.problem(rule, "add its row, or one of pool *")


def plays_clustered(book: Book) -> Iterator[InputError]:
    """1:few, and nothing else, says what it clusters by; hours and cost are not negative."""
    for row in book.table("tier_plays"):
        if (row.text("personalization_level") == "1:few") != bool(row.text("cluster_by")):
            rule = f"cluster_by is '{row.text('cluster_by')}' for {row.text('personalization_level')}"
            yield row.problem(rule, "set it for 1:few, and leave it empty for the others")
        for column in ("hours_per_quarter", "cost_per_quarter"):
            if (row.number(column) or Decimal(0)) < 0:
                yield row.problem(f"{column} is {row.text(column)}", "write a number of at least 0")


def actions_named(book: Book) -> Iterator[InputError]:
    """The conditions of an action name what can be: types of events, listed stages, signals and roles."""
    types = _names(book, "signal_types", "signal_type")
    known = {
        "trigger": (types | _names(book, "trigger_rules", "event_type"), "trigger_rules.csv"),
        "stage": (_names(book, "opportunity_stages", "stage"), "opportunity_stages.csv"),
        "top_signal": (types, "signal_types.csv"),
        "missing_role": (_names(book, "buying_roles", "role"), "buying_roles.csv"),
    }
    for row in book.table("next_best_actions"):
        for column, (names, file) in known.items():
            if row.text(column) and normalised(row.text(column)) not in names | {ANY}:
                yield unknown_name(row, column, names, f"{file}, or * for any")


def unheld_triggers(actions: Table, trigger_rules: Table) -> Iterator[InputError]:
    """Actions on a trigger that no rule starts: no rule forbids them, but nobody is ever told to do them."""
    started = {normalised(row.text("event_type")) for row in trigger_rules}
    for row in actions:
        trigger = normalised(row.text("trigger"))
        if trigger and trigger not in started | {ANY}:
            rule = f"trigger '{row.text('trigger')}' is started by no rule, so that this action is never the next one"
            yield row.problem(rule, "add its rule to tiering/trigger_rules.csv, or remove the action")


def last_action_open(book: Book) -> Iterator[InputError]:
    """The last action has no condition: every account has a next action."""
    table = book.table("next_best_actions")
    rows = sorted(table, key=lambda row: row.integer("priority") or 0)
    if not rows:
        yield table.problem("there is no action", "add at least one, with none of its conditions set")
    elif any(rows[-1].text(column) for column in CONDITIONS):
        rule = f"the last action (priority {rows[-1].text('priority')}) has a condition"
        yield rows[-1].problem(rule, f"leave {', '.join(CONDITIONS)} of the last one empty")


def required_roles(book: Book) -> Iterator[InputError]:
    """A role that a committee requires is a buying role."""
    roles = _names(book, "buying_roles", "role")
    for table in ("committee_requirements", "buying_role_titles"):
        for row in book.table(table):
            if normalised(row.text("role")) not in roles:
                yield unknown_name(row, "role", roles, "buying_roles.csv")


def sla_events_known(book: Book) -> Iterator[InputError]:
    """A service level answers to an event; an event is a type of signal, but for those that the tiers make."""
    events = {row.text("event") for row in book.table("sla_events")}
    for row in book.table("tier_slas"):
        if row.text("event") not in events:
            yield unknown_name(row, "event", events, "sla_events.csv")
    for row in book.table("sla_events"):
        if (row.text("event") in TIER_EVENTS) == bool(row.text("signal_type")):
            names = ", ".join(sorted(TIER_EVENTS))
            rule = f"event '{row.text('event')}' has signal_type '{row.text('signal_type')}'"
            yield row.problem(rule, f"leave it empty for {names}, and set it for every other event")


def slas_apart(book: Book) -> Iterator[InputError]:
    """A tier promises one thing to one event and role."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in book.table("tier_slas"):
        key = (row.text("tier"), row.text("event"), normalised(row.text("role")))
        other = seen.setdefault(key, row)
        if other is not row:
            rule = f"tier {key[0]}, {key[1]} and role '{key[2]}' have a service level in line {other.line} already"
            yield row.problem(rule, "keep one of the two")


def calendars_sound(book: Book) -> Iterator[InputError]:
    """There is a calendar for every country, and each has working days and hours."""
    table = book.table("business_calendars")
    if ANY not in {row.text("country") for row in table}:
        yield table.problem("there is no calendar *", "add the row that holds for all other countries")
    for row in table:
        days = row.text("weekdays").split()
        if not days or not set(days) <= set(WEEKDAYS) or len(set(days)) < len(days):
            rule = f"weekdays is '{row.text('weekdays')}'"
            yield row.problem(rule, f"write some of {' '.join(WEEKDAYS)}, separated by spaces")
        if not 0 < _minutes(row) <= 24 * 60:
            rule = f"business opens at '{row.text('opens_at')}' and closes at '{row.text('closes_at')}'"
            yield row.problem(rule, "write two times of one day such as 09:00 and 17:00, the earlier first")
        if abs(row.integer("utc_offset_minutes") or 0) > 14 * 60:
            yield row.problem(f"utc_offset_minutes is {row.text('utc_offset_minutes')}", "write -840 to 840")


def slas_attainable(book: Book) -> Iterator[InputError]:
    """A service level is due within 60 working days of every calendar."""
    shortest = min((minutes for row in book.table("business_calendars") if (minutes := _minutes(row)) > 0), default=0)
    for row in book.table("tier_slas"):
        if (row.number("due_business_hours") or Decimal(0)) * 60 > MAX_SLA_DAYS * shortest:
            rule = f"due_business_hours {row.text('due_business_hours')} are more than {MAX_SLA_DAYS} working days"
            yield row.problem(rule, f"write at most {MAX_SLA_DAYS * shortest // 60}")


def holidays_used(book: Book) -> Iterator[InputError]:
    """A holiday is one of a country that has a calendar: the row * has none."""
    countries = {row.text("country") for row in book.table("business_calendars")} - {ANY}
    for row in book.table("holidays"):
        if row.text("country") not in countries:
            yield unknown_name(row, "country", countries, "business_calendars.csv")


def _names(book: Book, table: str, column: str) -> set[str]:
    """The names in a column, as they are compared."""
    return {normalised(row.text(column)) for row in book.table(table)}


def _minutes(row: Row) -> int:
    """Business minutes of a day; 0 when the times are none or written otherwise than HH:MM."""
    opens, closes = row.text("opens_at"), row.text("closes_at")
    try:
        begin, end = time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError:
        return 0
    if (f"{begin:%H:%M}", f"{end:%H:%M}") != (opens, closes):
        return 0
    return (end.hour - begin.hour) * 60 + end.minute - begin.minute


RULES = (
    tiers_known,
    play_pools,
    every_tier_played,
    plays_clustered,
    actions_named,
    last_action_open,
    required_roles,
    sla_events_known,
    slas_apart,
    calendars_sound,
    slas_attainable,
    holidays_used,
)
