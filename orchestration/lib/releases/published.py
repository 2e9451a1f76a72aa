"""The previous release as dbt's source, by column name, so that marts and configuration files can change their shape.

`published.<mart>` are its marts, `published_config.<table>` what is compared of the configuration stored with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.lib.errors import InputError
from orchestration.lib.releases.content import columns_of
from orchestration.lib.releases.release import Release
from orchestration.lib.sql import file_literal, parquet, quoted

Columns = Sequence[tuple[str, str]]


def contracted_marts(models: Path) -> dict[str, list[tuple[str, str]]]:
    """Mart -> (column, type) pairs, from every `_*__models.yml` under `models/marts`.

    Raises InputError for a mart column without a data_type.
    """
    marts: dict[str, list[tuple[str, str]]] = {}
    for file, model in declared_marts(models):
        untyped = [column["name"] for column in model["columns"] if "data_type" not in column]
        if untyped:
            raise InputError(f"mart {model['name']}: no data_type for {', '.join(untyped)}", file=file)
        marts[model["name"]] = [(column["name"], column["data_type"]) for column in model["columns"]]
    return marts


def declared_marts(models: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(file, what it says of a mart) for every mart of every `_*__models.yml` under `models/marts`."""
    for file in sorted((models / "marts").rglob("_*__models.yml")):
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        yield from ((file, model) for model in document.get("models", []))


def create_published_views(
    connection: duckdb.DuckDBPyConnection, previous: Release | None, mart_columns: Mapping[str, Columns]
) -> None:
    """Replaces schema `published` of the warehouse: one view per mart over the previous release's Parquet export.

    Columns come by name and are cast; one that the export lacks is null. Without a predecessor, or in the first release
    after a mart was added, the view is typed and empty.
    """
    relations = {
        mart: None if previous is None else _relation_of(previous.exports / f"{mart}.parquet", parquet)
        for mart in mart_columns
    }
    _create_views(connection, "published", relations, mart_columns)


def create_published_configuration(
    connection: duckdb.DuckDBPyConnection, previous: Release | None, tables: Mapping[str, tuple[str, Columns]]
) -> None:
    """Replaces schema `published_config`: one view per configuration table over the previous release's CSV file.

    `tables`: name -> (path in the configuration folder, columns). Columns come as in create_published_views.
    """
    relations = {
        name: None if previous is None else _relation_of(previous.config / path, _csv)
        for name, (path, _) in tables.items()
    }
    _create_views(connection, "published_config", relations, {name: columns for name, (_, columns) in tables.items()})


def _relation_of(file: Path, reader: Callable[[Path], str]) -> str | None:
    return reader(file) if file.exists() else None


def _csv(file: Path) -> str:
    """A configuration file as a relation of text; empty cells are null, as in dbt's seeds."""
    options = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    return f"read_csv({file_literal(file)}, {options}, hive_partitioning = false)"


def _create_views(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    relations: Mapping[str, str | None],
    columns_by_view: Mapping[str, Columns],
) -> None:
    connection.execute(f"drop schema if exists {schema} cascade")
    connection.execute(f"create schema {schema}")
    for view, columns in columns_by_view.items():
        select = _select(connection, relations[view], columns)
        connection.execute(f"create view {schema}.{quoted(view)} as {select}")


def _select(connection: duckdb.DuckDBPyConnection, relation: str | None, columns: Columns) -> str:
    if relation is None:
        return f"select {_cells(columns, set())} where false"
    there = {name for name, _ in columns_of(connection, relation)}
    return f"select {_cells(columns, there)} from {relation}"


def _cells(columns: Columns, there: set[str]) -> str:
    return ", ".join(
        f"cast({quoted(name) if name in there else 'null'} as {kind}) as {quoted(name)}" for name, kind in columns
    )
