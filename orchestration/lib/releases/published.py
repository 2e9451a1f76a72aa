"""`published.<mart>`: the previous release as dbt's source, by column name, so that marts can change their shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import yaml

from orchestration.lib.errors import InputError
from orchestration.lib.releases.content import columns_of, parquet, quoted
from orchestration.lib.releases.release import Release

Columns = Sequence[tuple[str, str]]


def contracted_marts(models: Path) -> dict[str, list[tuple[str, str]]]:
    """Mart -> (column, type) pairs, from every `_*__models.yml` under `models/marts`.

    Raises InputError for a mart column without a data_type.
    """
    marts: dict[str, list[tuple[str, str]]] = {}
    for file in sorted((models / "marts").rglob("_*__models.yml")):
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        for model in document.get("models", []):
            untyped = [column["name"] for column in model["columns"] if "data_type" not in column]
            if untyped:
                raise InputError(f"mart {model['name']}: no data_type for {', '.join(untyped)}", file=file)
            marts[model["name"]] = [(column["name"], column["data_type"]) for column in model["columns"]]
    return marts


def create_published_views(
    connection: duckdb.DuckDBPyConnection, previous: Release | None, mart_columns: Mapping[str, Columns]
) -> None:
    """Replaces schema `published` of the warehouse: one view per mart over the previous release's Parquet export.

    Columns come by name and are cast; one that the export lacks is null. Without a predecessor, or in the first release
    after a mart was added, the view is typed and empty.
    """
    connection.execute("drop schema if exists published cascade")
    connection.execute("create schema published")
    for mart, columns in mart_columns.items():
        connection.execute(f"create view published.{quoted(mart)} as {_select(connection, previous, mart, columns)}")


def _select(connection: duckdb.DuckDBPyConnection, previous: Release | None, mart: str, columns: Columns) -> str:
    export = None if previous is None else previous.exports / f"{mart}.parquet"
    if export is None or not export.exists():
        return f"select {_cells(columns, set())} where false"
    there = {name for name, _ in columns_of(connection, parquet(export))}
    return f"select {_cells(columns, there)} from {parquet(export)}"


def _cells(columns: Columns, there: set[str]) -> str:
    return ", ".join(
        f"cast({quoted(name) if name in there else 'null'} as {kind}) as {quoted(name)}" for name, kind in columns
    )
