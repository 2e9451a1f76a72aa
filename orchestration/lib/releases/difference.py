"""Where two builds of one release differ: which marts by their recorded facts, and the first row, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.releases.content import Columns, columns_of, connect, relation
from orchestration.lib.releases.manifest import TableFacts
from orchestration.lib.sql import literal, quoted

RowValues = dict[str, Any]


@dataclass(frozen=True)
class RowDifference:
    """The first row of `mart` that only one build has, and the row of the other build that is nearest to it.

    `published` and `replayed` hold the columns that both have, by name; None where that build has no row left over.
    """

    mart: str
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    rows_published: int
    """Rows that only the published build has; a row that is there twice and once counts once."""
    rows_replayed: int
    published: RowValues | None
    replayed: RowValues | None

    @property
    def columns(self) -> list[str]:
        """The columns in which the two rows differ; all of them where there is only one."""
        names = list(self.published or self.replayed or {})
        if self.published is None or self.replayed is None:
            return names
        return [name for name in names if self.published[name] != self.replayed[name]]


def differing_marts(published: Mapping[str, TableFacts], replayed: Mapping[str, TableFacts]) -> list[str]:
    """The marts, by name, whose row count or content hash is not the same, or that only one build has."""
    return sorted(mart for mart in {*published, *replayed} if published.get(mart) != replayed.get(mart))


def first_difference(published: Path, replayed: Path, mart: str) -> RowDifference | None:
    """The first row, in the order of the columns, that differs between two release files; None when none does.

    Columns are compared by name. The nearest row is the one with the same first column (what the mart is about) and
    the most other cells alike.
    """
    with connect(published, read_only=True) as connection:
        connection.execute(f"attach {literal(replayed)} as replayed (read_only)")
        here, there = relation(mart), f"replayed.{relation(mart)}"
        before, after = _columns(connection, here), _columns(connection, there)
        added = tuple(f"{name} ({kind})" for name, kind in after if (name, kind) not in before)
        removed = tuple(f"{name} ({kind})" for name, kind in before if (name, kind) not in after)
        names = [name for name, _ in before if name in dict(after)]
        if not names:
            return RowDifference(mart, added, removed, 0, 0, None, None)
        cells = ", ".join(map(quoted, names))
        for table, minuend, subtrahend in (("left_over", here, there), ("new", there, here)):
            query = f"select {cells} from {minuend} except all select {cells} from {subtrahend}"
            connection.execute(f"create temp table {table} as {query}")
        counts = [_count(connection, table) for table in ("left_over", "new")]
        if not any(counts) and not added and not removed:
            return None
        first = _row(connection, f"select * from left_over order by {cells} limit 1")
        nearest = _nearest(names) if first else f"select * from new order by {cells} limit 1"
        other = _row(connection, nearest)
    return RowDifference(mart, added, removed, counts[0], counts[1], first, other)


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> Columns:
    """None of a mart that is not there."""
    try:
        return columns_of(connection, table)
    except duckdb.CatalogException:
        return []


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((count,),) = connection.execute(f"select count(*) from {table}").fetchall()
    return int(count)


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> RowValues | None:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    row = cursor.fetchone()
    return None if row is None else dict(zip(names, row, strict=True))


def _nearest(names: list[str]) -> str:
    """A query for the row of `new` that is nearest to the first one of `left_over`."""
    cells = ", ".join(f"new.{quoted(name)}" for name in names)
    alike = [f"cast(new.{quoted(name)} is not distinct from first.{quoted(name)} as integer)" for name in names]
    order = ", ".join(map(quoted, names))
    return (
        f"select {cells} from new cross join (select * from left_over order by {order} limit 1) as first "
        f"order by {alike[0]} desc, {' + '.join(alike)} desc, {cells} limit 1"
    )
