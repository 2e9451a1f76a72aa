"""What the tables and columns of a release mean, written into the file: BI tools and `duckdb_columns()` show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib.releases import checks
from orchestration.lib.releases.content import columns_of, mart_names, relation
from orchestration.lib.releases.published import declared_marts
from orchestration.lib.sql import literal, quoted


@dataclass(frozen=True)
class Described:
    """A table in words: its grain, and its columns by name."""

    text: str
    columns: Mapping[str, str]


def described_marts(models: Path) -> dict[str, Described]:
    """Every mart, as the `_*__models.yml` under `models/marts` describe it, and release_checks, which sealing adds."""
    marts = {checks.TABLE: Described(checks.DESCRIPTION, checks.COLUMNS)}
    for _, model in declared_marts(models):
        columns = {column["name"]: _line(column["description"]) for column in model["columns"]}
        marts[model["name"]] = Described(_line(model["description"]), columns)
    return marts


def write(connection: duckdb.DuckDBPyConnection, marts: Mapping[str, Described]) -> None:
    """Comments on every table of the release that is described, and on its columns, in one transaction."""
    comments = [comment for mart in mart_names(connection) if mart in marts for comment in _of(connection, mart, marts)]
    connection.execute(f"begin; {' '.join(comments)} commit")


def _of(connection: duckdb.DuckDBPyConnection, mart: str, marts: Mapping[str, Described]) -> Iterator[str]:
    yield f"comment on table {relation(mart)} is {literal(marts[mart].text)};"
    for name, _ in columns_of(connection, relation(mart)):
        if name in marts[mart].columns:
            yield f"comment on column {relation(mart)}.{quoted(name)} is {literal(marts[mart].columns[name])};"


def _line(text: str) -> str:
    return " ".join(text.split())
