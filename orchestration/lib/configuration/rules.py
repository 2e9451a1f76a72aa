"""What every configuration rule works on, and the wording they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestration.lib.configuration.facts import Facts
from orchestration.lib.configuration.tables import Row, Table
from orchestration.lib.errors import InputError


@dataclass(frozen=True)
class Book:
    """All configuration tables, typed, and what the project offers to them."""

    tables: Mapping[str, Table]
    facts: Facts

    def table(self, name: str) -> Table:
        """The table of that name; KeyError is a defect of the project (no `_<folder>__seeds.yml` declares it)."""
        return self.tables[name]

    def tier_count(self) -> int:
        """n of SCORING 4: the number of tiers of every pool."""
        return max((row.integer("tier") or 0 for row in self.table("tiers")), default=0)


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows by the text of a column, in order of the file."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.text(column), []).append(row)
    return groups


def unknown_name(row: Row, column: str, known: Iterable[str], where: str) -> InputError:
    """A cell that names nothing in `where`. Names are compared exactly, so case and spaces count."""
    names = ", ".join(sorted(known)) or "none so far"
    return row.problem(f"unknown {column} '{row.text(column)}'", f"{where}: {names}")
