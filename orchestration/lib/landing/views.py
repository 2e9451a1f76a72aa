"""The schema `raw` of the warehouse: views over exactly a manifest's files (docs/architecture.md)."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.lib.contracts import Contracts, TableContract
from orchestration.lib.errors import TieringError
from orchestration.lib.landing.manifest import LandedFile, LoadManifest
from orchestration.lib.settings import Settings
from orchestration.lib.sql import literal, parquet, quoted

_LINEAGE = {"_file": "string", "_line": "bigint", "_file_order": "integer", "_key": "string"}
_REJECTS = {
    "source": "varchar",
    "table_name": "varchar",
    "raw_file": "varchar",
    "landing_path": "varchar",
    "line": "bigint",
    "column_name": "varchar",
    "reason": "varchar",
    "raw_text": "varchar",
}


def create_raw_views(
    connection: duckdb.DuckDBPyConnection, manifest: LoadManifest, settings: Settings, contracts: Contracts
) -> None:
    """Creates schema raw: one view per contract table, landed_files, rejects, field_issues and empty_columns.

    Raises TieringError when a raw file of the manifest is gone.
    """
    for file in manifest.files:
        if not (settings.raw / file.raw_path).exists():
            raise TieringError(
                f"{settings.raw / file.raw_path}: the raw file of {file.landing_path} is gone -> restore it"
            )
    connection.execute("create schema if not exists raw")
    _create_landed_files(connection, manifest)
    _create_field_issues(connection, manifest)
    _create_rejects(connection, manifest, settings)
    _create_empty_columns(connection, manifest, settings, contracts)
    for contract in contracts.values():
        files = [file for file in manifest.files if (file.source, file.table) == (contract.source, contract.table)]
        connection.execute(
            f"create or replace view {contract.view} as {_table_query(connection, contract, files, settings)}"
        )


def raw_columns(contract: TableContract) -> list[tuple[str, str]]:
    """(name, portable type) of what raw.<source>__<table> has: the contract's columns, then the lineage."""
    return [*((column.name, column.data_type) for column in contract.columns), *_LINEAGE.items()]


def _create_landed_files(connection: duckdb.DuckDBPyConnection, manifest: LoadManifest) -> None:
    connection.execute(
        "create or replace table raw.landed_files (source varchar, table_name varchar, landing_path varchar, "
        "raw_file varchar, file_order integer, mode varchar, lines_in bigint, rows_kept bigint, rows_rejected bigint, "
        "landed_bytes bigint, raw_sha256 varchar)"
    )
    for file in manifest.files:
        values = list(file.model_dump(exclude={"field_issues"}).values())
        connection.execute("insert into raw.landed_files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _create_field_issues(connection: duckdb.DuckDBPyConnection, manifest: LoadManifest) -> None:
    connection.execute(
        "create or replace table raw.field_issues (source varchar, table_name varchar, raw_file varchar, "
        "column_name varchar, issue varchar, rows bigint)"
    )
    for file in manifest.files:
        for issue in file.field_issues:
            connection.execute(
                "insert into raw.field_issues values (?, ?, ?, ?, ?, ?)",
                [file.source, file.table, file.raw_file, issue.column_name, issue.issue, issue.rows],
            )


def _create_rejects(connection: duckdb.DuckDBPyConnection, manifest: LoadManifest, settings: Settings) -> None:
    columns = ", ".join(f"{name} {data_type}" for name, data_type in _REJECTS.items())
    connection.execute(f"create or replace table raw.rejects ({columns})")
    for file in manifest.files:
        if file.rows_rejected:
            rejects = _rejects_query(connection, settings.raw / file.raw_path, settings.raw / file.rejects_path)
            connection.execute(
                f"insert into raw.rejects select $1, $2, $3, $4, line, column_name, reason, raw_text from ({rejects})",
                [file.source, file.table, file.raw_file, file.landing_path],
            )


def _rejects_query(connection: duckdb.DuckDBPyConnection, raw: Path, beside: Path) -> str:
    """The rejected lines of a raw file; what landed before raw format 3 has them in a file beside it."""
    if beside.exists():
        return f"select line, column_name, reason, raw_text from {parquet(beside)}"
    read = parquet(raw, options="file_row_number = true")
    line = _line(_columns_of(connection, read))
    told = "_column_name as column_name, _reason as reason, _raw_text as raw_text"
    return f"select {line} as line, {told} from {read} where _reason is not null"


def _columns_of(connection: duckdb.DuckDBPyConnection, read: str) -> set[str]:
    return {row[0] for row in connection.execute(f"describe select * from {read}").fetchall()}


def raw_lineage(contract: TableContract, there: set[str], place: str) -> tuple[dict[str, str], str]:
    """SQL, on any engine, for the lineage of raw files that have the columns `there`: column -> expression where it is
    not the column itself, and the condition of a row that was kept. `place`: the number of a row in its file."""
    sources = {"_line": _line(there, place)}
    if contract.text_key:
        sources["_key"] = f"coalesce(_key, {contract.text_key.name})"
    return sources, "_reason is null" if "_reason" in there else "true"


def _line(there: set[str], place: str = "file_row_number") -> str:
    """SQL: the line of a row of raw files with these columns; in a sound file a row's place tells it."""
    by_place = f"_first_line + {place}"
    return "_line" if "_first_line" not in there else f"coalesce(_line, {by_place})" if "_line" in there else by_place


def _create_empty_columns(
    connection: duckdb.DuckDBPyConnection, manifest: LoadManifest, settings: Settings, contracts: Contracts
) -> None:
    """Contract columns of landed tables that are null in every row, by the statistics of the raw files."""
    connection.execute(
        "create or replace table raw.empty_columns (source varchar, table_name varchar, column_name varchar)"
    )
    for contract in contracts.values():
        table = (contract.source, contract.table)
        paths = [str(settings.raw / file.raw_path) for file in manifest.files if (file.source, file.table) == table]
        if not paths:
            continue
        filled = connection.execute(
            "select distinct split_part(path_in_schema, ', ', 1) "
            f"from parquet_metadata([{', '.join(map(literal, paths))}]) "
            "where num_values > coalesce(stats_null_count, 0)"
        ).fetchall()
        empty = [column.name for column in contract.columns if (column.name,) not in filled]
        for name in empty:
            connection.execute("insert into raw.empty_columns values (?, ?, ?)", [*table, name])


def _table_query(
    connection: duckdb.DuckDBPyConnection, contract: TableContract, files: list[LandedFile], settings: Settings
) -> str:
    """Contract columns by name and type, null when absent, then the lineage; no rows where nothing has landed."""
    types = dict(raw_columns(contract))
    if not files:
        return (
            f"select {', '.join(f'cast(null as {kind}) as {quoted(name)}' for name, kind in types.items())} where false"
        )
    paths = sorted({settings.raw / file.raw_path for file in files})
    read = parquet(*paths, options="union_by_name = true, file_row_number = true")
    there = _columns_of(connection, read) | {"_file_order"}
    lineage, is_kept = raw_lineage(contract, there, "file_row_number")
    sources = {name: quoted(name) for name in there} | lineage
    columns = (f"cast({sources.get(name, 'null')} as {kind}) as {quoted(name)}" for name, kind in types.items())
    orders = ", ".join(f"({literal(file.raw_file)}, {file.file_order})" for file in files)
    return (
        f"select {', '.join(columns)} from {read} inner join (values {orders}) as orders (_raw_file, _file_order) "
        f"on _file = _raw_file where {is_kept}"
    )
