"""What is in a release file: row counts and content hashes of its marts, and their copies as Parquet and CSV."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import duckdb

from orchestration.lib import memory
from orchestration.lib.releases.manifest import ReleaseProblem, TableFacts
from orchestration.lib.sql import literal, parquet, quoted

SCHEMA = "marts"
FORMULA = "=+-@\t\r"
"""A text that begins with one of these is a formula to a spreadsheet."""
NUMBER = r"^-[0-9]+(\.[0-9]+)?([eE][+\-]?[0-9]+)?$"
"""A text that is nothing but a negative number stays a number."""
PLAIN = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(\d+,\d+\)|DOUBLE|FLOAT|BOOLEAN|DATE|TIME[^\[]*")
"""Types that a spreadsheet cannot take for a formula."""

SPREADSHEET_ROWS = 1_048_575
"""Rows below the header that a spreadsheet opens (Excel, LibreOffice)."""

Columns = list[tuple[str, str]]


def connect(file: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Opens a release file, or nothing but memory, in UTC, so that a time reads the same everywhere."""
    connection = duckdb.connect(str(file or ":memory:"), read_only=read_only)
    memory.hold(connection)
    connection.execute("set timezone = 'UTC'")
    return connection


def mart_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of schema `marts` of the file that the connection opened, by name."""
    rows = connection.execute(
        """
        select table_name from duckdb_tables()
        where database_name = current_database() and schema_name = $1
        order by table_name
        """,
        [SCHEMA],
    ).fetchall()
    return [name for (name,) in rows]


def relation(mart: str) -> str:
    return f"{SCHEMA}.{quoted(mart)}"


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> Columns:
    """(name, type) of each column, in order."""
    return [(name, kind) for name, kind, *_ in connection.execute(f"describe select * from {relation}").fetchall()]


def facts_of(connection: duckdb.DuckDBPyConnection, relation: str) -> TableFacts:
    """Row count, and SHA-256 over the columns (name, type) and the sum of DuckDB's `hash()` of each row.

    The sum makes it independent of row order. `hash()` may differ between DuckDB versions, so hashes compare only where
    the manifests name the same duckdb_version.
    """
    columns = columns_of(connection, relation)
    row = ", ".join(quoted(name) for name, _ in columns)
    query = f"select count(*), coalesce(sum(hash({row})), 0) from {relation}"
    ((rows, total),) = connection.execute(query).fetchall()
    digest = hashlib.sha256(json.dumps([columns, rows, str(total)]).encode())
    return TableFacts(rows=rows, content_hash=digest.hexdigest())


def tables_of(connection: duckdb.DuckDBPyConnection) -> dict[str, TableFacts]:
    """The facts of every mart in the file, by name."""
    return {mart: facts_of(connection, relation(mart)) for mart in mart_names(connection)}


def facts_of_marts(file: Path) -> dict[str, TableFacts]:
    """The facts of every mart in a release file; none where nothing has been built into it."""
    if not file.exists():
        return {}
    with connect(file, read_only=True) as connection:
        return tables_of(connection)


def export(connection: duckdb.DuckDBPyConnection, mart: str, facts: TableFacts, folder: Path) -> None:
    """Writes `<mart>.parquet` into `folder`, and `<mart>.csv` if a spreadsheet opens so many rows.

    `facts`: those of the mart. Raises ReleaseProblem when the Parquet file, read again, is not the same as the mart.
    """
    file = folder / f"{mart}.parquet"
    connection.execute(f"copy {relation(mart)} to {literal(file)} (format parquet, compression zstd)")
    columns, exported = columns_of(connection, relation(mart)), columns_of(connection, parquet(file))
    changed = [f"{name} ({kind})" for (name, kind) in columns if (name, kind) not in exported]
    if changed:
        raise ReleaseProblem(f"mart {mart} cannot be exported: Parquet has no type like {', '.join(changed)}")
    if facts_of(connection, parquet(file)) != facts:
        raise ReleaseProblem(f"the Parquet export of mart {mart} differs from the mart")
    if facts.rows <= SPREADSHEET_ROWS:
        export_csv(connection, relation(mart), folder / f"{mart}.csv")


def export_csv(connection: duckdb.DuckDBPyConnection, relation: str, file: Path) -> None:
    """Writes a relation as a CSV that is safe to open in a spreadsheet.

    A text cell that a spreadsheet would run as a formula (it begins with `= + - @`, tab or carriage return) gets a
    leading `'`; numbers stay numbers, also those in text columns. Text is always quoted, so null and '' stay apart.
    """
    columns = columns_of(connection, relation)
    cells = ", ".join(_neutralised(name) if _is_text(kind) else quoted(name) for name, kind in columns)
    texts = ", ".join(quoted(name) for name, kind in columns if _is_text(kind))
    options = "format csv, header" + (f", force_quote ({texts})" if texts else "")
    connection.execute(f"copy (select {cells} from {relation}) to {literal(file)} ({options})")


def _is_text(kind: str) -> bool:
    """True for every type whose CSV form could begin with any character: text, and lists and structs of text."""
    return PLAIN.fullmatch(kind) is None


def is_formula(text: str) -> str:
    """SQL: whether a spreadsheet would run `text`, an SQL expression, as a formula; null where it is null."""
    # A list, because DuckDB makes a join of a long `in`, and rows come out of a join in any order.
    begins = f"list_contains([{', '.join(str(ord(character)) for character in FORMULA)}], ascii({text}))"
    return f"({begins} and not regexp_matches({text}, {literal(NUMBER)}))"


def _neutralised(name: str) -> str:
    text = f"cast({quoted(name)} as varchar)"
    return f"case when {is_formula(text)} then '''' || {text} else {text} end as {quoted(name)}"
