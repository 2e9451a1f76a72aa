"""Handmade warehouses and thresholds for the gates' tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.configuration import Row
from orchestration.lib.configuration.tables import read_schemas, read_table
from orchestration.lib.contracts import Column, TableContract
from orchestration.lib.settings import PROJECT

AS_OF = date(2026, 6, 30)
ACCOUNTS = TableContract(
    "crm",
    "accounts",
    (
        Column("account_id", "string", required=True, key=True),
        Column("name", "string", required=True),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
    ),
)
OPPORTUNITIES = TableContract(
    "crm",
    "opportunities",
    (Column("opportunity_id", "string", required=True, key=True), Column("closed_at", "timestamp")),
)
EVENTS = TableContract(
    "engagement",
    "events",
    (Column("event_type", "string", required=True), Column("occurred_at", "timestamp", required=True)),
)
CONTRACTS = {(contract.source, contract.table): contract for contract in (ACCOUNTS, OPPORTUNITIES, EVENTS)}
_TYPES = {"string": "varchar", "timestamp": "timestamp"}


def thresholds() -> tuple[Row, ...]:
    """The thresholds that the project ships."""
    table, problems = read_table(PROJECT / "seeds", read_schemas(PROJECT / "seeds")["gate_thresholds"])
    assert not problems
    return table.rows


def threshold(check: str, severity: str = "stop", **cells: Any) -> Row:
    """One row of the seed; cells that are not given are empty."""
    columns = ("source", "table", "pool", "tier", "min_value", "max_value", "waivable")
    gate = cells.pop("gate", "release")
    values = {"check": check, "gate": gate, "severity": severity, **dict.fromkeys(columns), **cells}
    return Row(Path("gate_thresholds.csv"), 2, values)


def raw_warehouse(
    file: Path,
    tables: Mapping[TableContract, Sequence[Mapping[str, Any]]],
    *,
    rejects: int = 0,
    previous: Mapping[str, int] | None = None,
    is_reconstructed: bool = False,
) -> duckdb.DuckDBPyConnection:
    """What the landing step leaves behind; `_file` of a row is 1 unless it says otherwise; `rejects` per table."""
    connection = duckdb.connect(str(file))
    connection.execute("create schema raw; create schema published; create schema gates")
    connection.execute(
        "create table raw.landed_files (source text, table_name text, landing_path text, raw_file text, "
        "raw_sha256 text, file_order integer, lines_in bigint, rows_rejected bigint)"
    )
    connection.execute(
        "create table raw.refresh as select $1::text as previous_release_id, $2::boolean as is_reconstructed",
        [previous and "before", is_reconstructed],
    )
    connection.execute("create table published.source_quality (source_table text, rows bigint)")
    for name, rows in (previous or {}).items():
        connection.execute("insert into published.source_quality values (?, ?)", [name, rows])
    for contract in dict.fromkeys([*CONTRACTS.values(), *tables]):
        columns = ", ".join(f'"{column.name}" {_TYPES[column.data_type]}' for column in contract.columns)
        connection.execute(f"create table {contract.view} ({columns}, _file text, _line bigint, _key text)")
    for contract, rows in tables.items():
        names = [column.name for column in contract.columns]
        for file_name in dict.fromkeys(str(row.get("_file", 1)) for row in rows):
            lines = sum(str(row.get("_file", 1)) == file_name for row in rows) + rejects
            connection.execute(
                "insert into raw.landed_files values ($1, $2, $3, $4, 'sha256 of ' || $4, 1, $5, $6)",
                [contract.source, contract.table, f"{contract.name}.csv", file_name, lines, rejects],
            )
        for line, row in enumerate(rows, start=2):
            key = "|".join(str(row.get(column.name)) for column in contract.keys) or str(line)
            values = [*(row.get(name) for name in names), str(row.get("_file", 1)), line, key]
            connection.execute(f"insert into {contract.view} values ({', '.join('?' * len(values))})", values)
    return connection


def metrics_warehouse(file: Path, rows: Sequence[Mapping[str, Any]], table: str = "gates.gate_release_metrics") -> Path:
    """A warehouse with nothing but the measurements of a gate."""
    columns = ("check_name", "source", "table_name", "pool", "tier", "value", "basis", "detail")
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema gates")
        connection.execute(
            f"create table {table} (check_name text, source text, table_name text, pool text, tier integer, "
            "value double, basis decimal(18, 6), detail text)"
        )
        for row in rows:
            connection.execute(
                f"insert into {table} values (?, ?, ?, ?, ?, ?, ?, ?)", [row.get(column) for column in columns]
            )
    return file
