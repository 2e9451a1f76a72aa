"""Rules of the files beside scoring and tiering: versions, policies, intent providers, gate thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.lib.configuration.rules import Book, unknown_name
from orchestration.lib.errors import InputError


def versions_present(book: Book) -> Iterator[InputError]:
    """There is a scoring version."""
    table = book.table("version")
    if not table.rows:
        yield table.problem("there is no scoring version", "add a row: scoring_version, valid_from, note")


def provider_ranges(book: Book) -> Iterator[InputError]:
    """An intent provider's floor lies below its ceiling (SCORING 2), and `*` gives those of all others."""
    table = book.table("intent_providers")
    if not any(row.text("provider") == "*" for row in table):
        yield table.problem("provider '*' is missing", "add its row: surges of any other provider are read by it")
    for row in table:
        floor, ceiling = row.number("floor"), row.number("ceiling")
        if floor is None or ceiling is None or floor >= ceiling:
            rule = f"floor {row.text('floor') or 'not set'} is not below ceiling {row.text('ceiling') or 'not set'}"
            yield row.problem(rule, "set floor < ceiling")


def threshold_limits(book: Book) -> Iterator[InputError]:
    """A gate threshold has a limit, and its lower one is not above its upper one."""
    for row in book.table("gate_thresholds"):
        low, high = row.number("min_value"), row.number("max_value")
        if low is None and high is None:
            yield row.problem("neither min_value nor max_value is set", "a threshold without limit checks nothing")
        elif low is not None and high is not None and low > high:
            yield row.problem(f"min_value {low} is above max_value {high}", "set min_value <= max_value")


WAIVABLE = frozenset(
    {"score_psi", "tier_turnover", "forced_share", "newly_excluded", "coverage_drop", "volume_drop"}
    | {"stale_source", "empty_tier"}
)
"""The checks that a person may waive (MARTS.md, "The gates")."""


def threshold_waivers(book: Book) -> Iterator[InputError]:
    """Integrity cannot be waived, whatever the thresholds say (MARTS.md, "The gates")."""
    for row in book.table("gate_thresholds"):
        if row.flag("waivable") and row.text("check") not in WAIVABLE:
            rule = f"check '{row.text('check')}' can never be waived"
            yield row.problem(rule, f"set waivable to false; waivable are {', '.join(sorted(WAIVABLE))}")


def threshold_names(book: Book) -> Iterator[InputError]:
    """What a gate threshold is narrowed to exists: landing table, pool, tier."""
    pools = {row.text("pool") for row in book.table("pools")}
    sources = {name.split("/")[0] for name in book.facts.landing}
    for row in book.table("gate_thresholds"):
        source, table, pool = row.text("source"), row.text("table"), row.text("pool")
        if source and source not in sources:
            yield unknown_name(row, "source", sources, "sources")
        elif table and source and f"{source}/{table}" not in book.facts.landing:
            yield unknown_name(
                row, "table", (n.split("/")[1] for n in book.facts.landing if n.startswith(source)), source
            )
        if pool and pool not in pools:
            yield unknown_name(row, "pool", pools, "pools.csv")
        tier = row.integer("tier")
        if tier is not None and not 1 <= tier <= book.tier_count():
            yield row.problem(f"unknown tier '{tier}'", f"write a tier from 1 to {book.tier_count()}")


RULES = (versions_present, provider_ranges, threshold_limits, threshold_waivers, threshold_names)
