"""What dbt reads on Spark: the same sources as on DuckDB, as external tables over the home's Parquet files.

Schema `files` holds the tables: the columns of the files that are read, nothing that the cluster inferred. A view over
each, by the name that models know, casts them and adds those that are missing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.lib import sql
from orchestration.lib.contracts import TableContract
from orchestration.lib.landing import LandedFile, raw_columns, raw_lineage
from orchestration.lib.releases import Release
from orchestration.lib.settings import Settings
from orchestration.lib.spark.cluster import Cluster
from orchestration.lib.spark.sql import literal, quoted

Columns = Sequence[tuple[str, str]]
LINEAGE = frozenset({"_first_line", "_reason"})
"""Columns of raw files that are no model's, but tell a row's line and whether it was kept (landing.raw_lineage)."""
SCHEMAS = ("files", "raw", "gates", "published", "published_config")
_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "INTEGER": "int",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double",
    "TIMESTAMP": "timestamp_ntz",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
}


def spark_type(duckdb_type: str) -> str:
    """How Spark reads what DuckDB has written to Parquet. KeyError for a type that no file of ours has."""
    return duckdb_type.lower() if re.fullmatch(r"DECIMAL\(\d+,\d+\)", duckdb_type) else _TYPES[duckdb_type]


def columns_of(
    connection: duckdb.DuckDBPyConnection, relation: str, only: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """(name, Spark type) of each column of a relation that DuckDB knows, or `only` of those that are asked for."""
    rows = connection.execute(f"describe select * from {relation}").fetchall()
    return [(name, spark_type(kind)) for name, kind, *_ in rows if only is None or name in only]


class Inputs:
    """The sources of one refresh. `connection`: the warehouse of this machine, whose views show them to DuckDB."""

    def __init__(self, cluster: Cluster, settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
        self.cluster, self.settings, self.connection = cluster, settings, connection
        self.copies = settings.spark / "inputs"

    def landed(self, contract: TableContract, files: Sequence[LandedFile]) -> list[str]:
        """raw.<source>__<table>: the contract's columns and the lineage, over exactly the manifest's files."""
        wanted = raw_columns(contract)
        name = f"{contract.source}__{contract.table}"
        if not files:
            return [_empty_view("raw", name, wanted)]
        folder = self.settings.raw / contract.source / contract.table
        paths = [folder / f"{file.raw_file}.parquet" for file in files]
        read = {column for column, _ in wanted} | LINEAGE
        there = columns_of(self.connection, sql.parquet(*paths, options="union_by_name = true"), read)
        names = {column for column, _ in there}
        lineage, is_kept = raw_lineage(contract, names, "_metadata.row_index")
        sources = {name: quoted(name) for name in names} | lineage | {"_file_order": "orders._file_order"}
        orders = ", ".join(f"({literal(file.raw_file)}, {file.file_order})" for file in files)
        return [
            *self._table("raw", name, folder, [file.raw_file for file in files], there),
            _view("raw", name, sources, wanted)
            + f" inner join (values {orders}) as orders (_raw_file, _file_order) on _file = orders._raw_file"
            + f" where {is_kept}",
        ]

    def published(self, mart: str, previous: Release | None, wanted: Columns) -> list[str]:
        """published.<mart>: the previous release's Parquet export."""
        file = previous.exports / f"{mart}.parquet" if previous else None
        if file is None or not file.exists():
            return [_empty_view("published", mart, wanted)]
        read = {column for column, _ in wanted}
        there = columns_of(self.connection, sql.parquet(file), read)
        sources = {column: quoted(column) for column, _ in there}
        return [
            *self._table("published", mart, file.parent, [mart], there),
            _view("published", mart, sources, wanted),
        ]

    def copied(self, schema: str, table: str) -> list[str]:
        """A small table that only this machine has (what landing and the source gate say), written for the cluster."""
        folder = self.copies / schema
        folder.mkdir(parents=True, exist_ok=True)
        relation = f"{schema}.{sql.quoted(table)}"
        file = sql.literal(folder / f"{table}.parquet")
        self.connection.execute(f"copy (select * from {relation}) to {file} (format parquet)")
        there = columns_of(self.connection, relation)
        sources = {column: quoted(column) for column, _ in there}
        return [*self._table(schema, table, folder, [table], there), _view(schema, table, sources, there)]

    def clear(self) -> None:
        """Removes the copies of the refresh before."""
        shutil.rmtree(self.copies, ignore_errors=True)

    def _table(self, schema: str, name: str, folder: Path, files: Sequence[str], columns: Columns) -> Iterator[str]:
        table = f"files.{quoted(f'{schema}__{name}')}"
        typed = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns)
        only = literal(f"{{{','.join(files)}}}.parquet")
        yield f"drop table if exists {table}"
        yield (
            f"create table {table} ({typed}) using parquet options (pathGlobFilter {only}) "
            f"location {literal(self.cluster.url(self.settings, folder))}"
        )


def _view(schema: str, name: str, sources: Mapping[str, str], wanted: Columns) -> str:
    cells = ", ".join(f"cast({sources.get(column, 'null')} as {kind}) as {quoted(column)}" for column, kind in wanted)
    table = f"files.{quoted(f'{schema}__{name}')}"
    return f"create or replace view {schema}.{quoted(name)} as select {cells} from {table}"


def _empty_view(schema: str, name: str, wanted: Columns) -> str:
    cells = ", ".join(f"cast(null as {kind}) as {quoted(column)}" for column, kind in wanted)
    return f"create or replace view {schema}.{quoted(name)} as select {cells} where false"
