"""Rules of outcomes/: what is held out, and what outcomes are compared with."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.lib.configuration.rules import Book, unknown_name
from orchestration.lib.errors import InputError


def holdouts_known(book: Book) -> Iterator[InputError]:
    """A holdout names a pool or *, and one of its tiers."""
    pools = {row.text("pool") for row in book.table("pools")} | {"*"}
    for row in book.table("holdout_shares"):
        if row.text("pool") not in pools:
            yield unknown_name(row, "pool", pools, "pools.csv, or * for every pool")
        if not 1 <= (row.integer("tier") or 0) <= book.tier_count():
            yield row.problem(f"unknown tier '{row.text('tier')}'", f"write a tier from 1 to {book.tier_count()}")


def baselines_in_order(book: Book) -> Iterator[InputError]:
    """A baseline ends on or after its first day."""
    for row in book.table("baseline_periods"):
        first, last = row.day("starts_on"), row.day("ends_on")
        if first and last and last < first:
            yield row.problem(f"the baseline ends on {last}, before it starts on {first}", "set starts_on <= ends_on")


RULES = (holdouts_known, baselines_in_order)
