"""The (!) rules of SCORING 4: one function each, yielding what breaks it.

What a single cell or key must be (set, a share, positive, unique) stands in `seeds/tiering/_tiering__seeds.yml` and has
been checked before: rows are typed, keys unique and required cells set by now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise

from orchestration.lib.configuration.rules import Book, grouped, unknown_name
from orchestration.lib.configuration.tables import Row, Table, normalised
from orchestration.lib.errors import InputError

MIN_TIERS, MAX_TIERS = 2, 6
MAX_OVERRIDE_DAYS = 366
POOL_CELLS = ("account_type", "region", "country", "team")
ZERO = Decimal(0)


def pool_order(book: Book) -> Iterator[InputError]:
    """Priorities put the pools in one order."""
    seen: dict[str, Row] = {}
    for row in book.table("pools"):
        other = seen.setdefault(row.text("priority"), row)
        if other is not row:
            rule = f"priority {row.text('priority')} stands in line {other.line} already"
            yield row.problem(rule, "give every pool a priority of its own")


def last_pool_open(book: Book) -> Iterator[InputError]:
    """There is a pool, and the last one by priority has no cell set: it takes everybody else."""
    table = book.table("pools")
    rows = sorted(table, key=lambda row: row.number("priority") or ZERO)
    if not rows:
        yield table.problem("there is no pool", "add at least one, with none of its conditions set")
    elif any(rows[-1].text(cell) for cell in POOL_CELLS):
        rule = f"the last pool '{rows[-1].text('pool')}' has a condition, so an account could be in no pool"
        yield rows[-1].problem(rule, f"leave {', '.join(POOL_CELLS)} of the last pool by priority empty")


def tier_pools(book: Book) -> Iterator[InputError]:
    """tiers.csv names known pools, and every pool has tiers."""
    pools = {row.text("pool"): row for row in book.table("pools")}
    tiers = grouped(book.table("tiers"), "pool")
    for pool, rows in tiers.items():
        if pool not in pools:
            yield unknown_name(rows[0], "pool", pools, "pools.csv")
    for pool, row in pools.items():
        if pool not in tiers:
            yield row.problem(f"pool '{pool}' has no tiers", "add its rows to tiers.csv")


def tier_numbers(book: Book) -> Iterator[InputError]:
    """Tiers of a pool count from 1 to n without gap; n is the same in every pool, from 2 to 6."""
    count = book.tier_count()
    for pool, rows in _tiers(book):
        numbers = [row.integer("tier") for row in rows]
        if numbers != list(range(1, len(rows) + 1)):
            yield rows[0].problem(f"the tiers of pool '{pool}' are {_listed(numbers)}", "count from 1, without gap")
        elif not MIN_TIERS <= len(rows) <= MAX_TIERS:
            rule = f"pool '{pool}' has {len(rows)} tiers"
            yield rows[-1].problem(rule, f"have {MIN_TIERS} to {MAX_TIERS} tiers")
        elif len(rows) != count:
            rule = f"pool '{pool}' has {len(rows)} tiers, another pool {count}"
            yield rows[-1].problem(rule, "give every pool the same number of tiers")


def tier_names(book: Book) -> Iterator[InputError]:
    """A tier has the same name in every pool."""
    first: dict[int | None, Row] = {}
    for row in book.table("tiers"):
        other = first.setdefault(row.integer("tier"), row)
        if row.text("tier_name") != other.text("tier_name"):
            rule = f"tier {row.text('tier')} is named '{row.text('tier_name')}', in line {other.line}"
            yield row.problem(f"{rule} '{other.text('tier_name')}'", "use one name in every pool")


def falling_minimum(book: Book) -> Iterator[InputError]:
    """min_score strictly falls from tier to tier; not set is the lowest of all."""
    for pool, rows in _tiers(book):
        for better, row in pairwise(rows):
            above, below = better.number("min_score"), row.number("min_score")
            if below is not None and (above is None or below >= above):
                rule = f"min_score {below} of tier {row.text('tier')} in pool '{pool}' is not below that of tier "
                rule += f"{better.text('tier')}, which is {'not set' if above is None else above}"
                yield row.problem(rule, "let min_score fall strictly from tier to tier")


def last_tier_open(book: Book) -> Iterator[InputError]:
    """The last tier has no min_score, capacity, band or dwell: it takes everybody who is left."""
    for pool, rows in _tiers(book):
        for cell in ("min_score", "capacity", "band", "min_dwell_days"):
            if rows[-1].text(cell):
                yield rows[-1].problem(f"the last tier of pool '{pool}' has a {cell}", "leave the cell empty")


def no_negative_numbers(book: Book) -> Iterator[InputError]:
    """Capacity, band and dwell, and the seats of a trigger, are not negative."""
    cells = {"tiers": ("capacity", "band", "min_dwell_days"), "trigger_rules": ("max_seats",)}
    for table, columns in cells.items():
        for row in book.table(table):
            for column in columns:
                value = row.number(column)
                if value is not None and value < 0:
                    yield row.problem(f"{column} is {value}", "write a number of at least 0, or leave it empty")


def criteria_known(book: Book) -> Iterator[InputError]:
    """A criterion names a pool or *, one of its tiers, and a numeric field that tiering itself does not compute."""
    pools = {row.text("pool") for row in book.table("pools")}
    for row in book.table("tier_criteria"):
        if row.text("pool") not in pools | {"*"}:
            yield unknown_name(row, "pool", pools | {"*"}, "pools.csv, or * for every pool")
        yield from _tier_known(row, "tier", book.tier_count())
        if row.text("field") not in book.facts.account_fields:
            yield unknown_name(row, "field", book.facts.account_fields, "fields that rules may name")


def holds_known(book: Book) -> Iterator[InputError]:
    """A hold rule names a field of the account."""
    for row in book.table("hold_rules"):
        if row.text("field") not in book.facts.account_fields:
            yield unknown_name(row, "field", book.facts.account_fields, "fields that rules may name")


def exclusions_known(book: Book) -> Iterator[InputError]:
    """An exclusion rule names a column of crm/accounts."""
    columns = book.facts.landing.get("crm/accounts", frozenset())
    for row in book.table("exclusion_rules"):
        if row.text("field") not in columns:
            yield unknown_name(row, "field", columns, "columns of crm/accounts")


def overrides_known(book: Book) -> Iterator[InputError]:
    """An override names a tier."""
    for row in book.table("tier_overrides"):
        yield from _tier_known(row, "tier", book.tier_count())


def triggers_below_last(book: Book) -> Iterator[InputError]:
    """A trigger promotes to a tier better than the last one."""
    last = book.tier_count()
    for row in book.table("trigger_rules"):
        tier = row.integer("promote_to_tier")
        if tier is None or not 1 <= tier < last:
            rule = f"promote_to_tier is {row.text('promote_to_tier')}"
            yield row.problem(rule, f"write a tier from 1 to {last - 1}: the last tier needs no trigger")


def unlisted_triggers(triggers: Table, signal_types: Table) -> Iterator[InputError]:
    """Triggers by an event type that scores nothing: no rule forbids them, but it may be a typing error."""
    listed = [normalised(row.text("signal_type")) for row in signal_types]
    for row in triggers:
        event_type = normalised(row.text("event_type"))
        if event_type not in listed:
            rule = f"event_type '{row.text('event_type')}' is not listed in scoring/signal_types.csv"
            near = get_close_matches(event_type, listed, n=1)
            meant = f"did you mean '{near[0]}'? " if near else ""
            yield row.problem(rule, f"{meant}If your events are of this type, it is right: a trigger needs no points")


def overrides_expire(book: Book) -> Iterator[InputError]:
    """An override expires after it begins, and at most 366 days later."""
    for row in book.table("tier_overrides"):
        begin, end = row.day("effective_from"), row.day("expires_on")
        if begin is None or end is None or end <= begin:
            yield row.problem(f"expires_on {end} is not after effective_from {begin}", "let it end later")
        elif (end - begin).days > MAX_OVERRIDE_DAYS:
            rule = f"expires_on {end} is more than {MAX_OVERRIDE_DAYS} days after effective_from {begin}"
            yield row.problem(rule, "let it end earlier and renew it then")


def overrides_apart(book: Book) -> Iterator[InputError]:
    """Two overrides of one account_key do not overlap; expires_on is the first day not covered."""
    by_key: dict[str, list[Row]] = {}
    for row in book.table("tier_overrides"):
        by_key.setdefault(normalised(row.text("account_key")), []).append(row)
    for rows in by_key.values():
        for before, row in pairwise(sorted(rows, key=lambda row: row.text("effective_from"))):
            if row.text("effective_from") < before.text("expires_on"):
                days = f"from {before.text('effective_from')} until {before.text('expires_on')}"
                rule = f"the override of '{row.text('account_key')}' overlaps the one {days}"
                yield row.problem(rule, f"begin it on {before.text('expires_on')} or later, or end the other earlier")


def _tiers(book: Book) -> Iterator[tuple[str, list[Row]]]:
    """Pool and its tiers, best first."""
    for pool, rows in grouped(book.table("tiers"), "pool").items():
        yield pool, sorted(rows, key=lambda row: row.number("tier") or ZERO)


def _tier_known(row: Row, column: str, last: int) -> Iterator[InputError]:
    tier = row.integer(column)
    if tier is None or not 1 <= tier <= last:
        yield row.problem(f"unknown {column} '{row.text(column)}'", f"write a tier from 1 to {last}")


def _listed(numbers: Sequence[int | None]) -> str:
    return ", ".join(str(number) for number in numbers)


RULES = (
    pool_order,
    last_pool_open,
    tier_pools,
    tier_numbers,
    tier_names,
    falling_minimum,
    last_tier_open,
    no_negative_numbers,
    criteria_known,
    holds_known,
    exclusions_known,
    triggers_below_last,
    overrides_known,
    overrides_expire,
    overrides_apart,
)
