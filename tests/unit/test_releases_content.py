"""Content hashes and exports: the same rows in any order are the same, and a spreadsheet runs no cell."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.releases import ReleaseProblem, content
from orchestration.lib.sql import literal


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        yield connection


def hash_of(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    connection.execute(f"create or replace table marts.t as {query}")
    return content.facts_of(connection, "marts.t").content_hash


def test_the_order_of_rows_does_not_count(marts: duckdb.DuckDBPyConnection) -> None:
    rows = "select i, i % 3 as t from range(1000) as r (i)"
    assert hash_of(marts, f"{rows} order by i") == hash_of(marts, f"{rows} order by i desc")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select 1 as a", "select 2 as a"),
        ("select 1 as a", "select 1 as b"),
        ("select cast(1 as integer) as a", "select cast(1 as bigint) as a"),
        ("select 1 as a, 2 as b", "select 2 as a, 1 as b"),
        ("select cast(null as integer) as a", "select 0 as a"),
        ("select '' as a", "select cast(null as varchar) as a"),
        ("select 1 as a", "select 1 as a from range(2)"),
        ("select 1 as a where false", "select 1 as a"),
    ],
)
def test_everything_else_does(marts: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    assert hash_of(marts, one) != hash_of(marts, other)


def test_the_parquet_export_has_the_hash_of_the_mart(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    expected = hash_of(
        marts,
        """
        select i as id, cast(i * -1.25 as decimal(18, 2)) as amount, cast(i * 0.1 as double) as share,
            i % 2 = 0 as is_even,
            date '2026-01-01' + cast(i as integer) as day, timestamp '2026-01-01 10:00:00' as moment,
            case when i > 3 then 'Ünï "quoted"' end as label
        from range(100) as r (i)
        """,
    )
    content.export(marts, "t", content.facts_of(marts, "marts.t"), tmp_path)
    assert content.facts_of(marts, content.parquet(tmp_path / "t.parquet")).content_hash == expected


def test_a_type_that_parquet_lacks_is_refused(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    marts.execute("create table marts.t as select cast(1 as hugeint) as too_wide")
    with pytest.raises(ReleaseProblem, match=r"mart t cannot be exported.*too_wide \(HUGEINT\)"):
        content.export(marts, "t", content.facts_of(marts, "marts.t"), tmp_path)


def test_an_export_that_differs_from_the_mart_is_refused(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    marts.execute("create table marts.t as select 1 as a")
    other = content.facts_of(marts, "(select 2 as a)")
    with pytest.raises(ReleaseProblem, match="the Parquet export of mart t differs from the mart"):
        content.export(marts, "t", other, tmp_path)


def csv_of(connection: duckdb.DuckDBPyConnection, query: str, folder: Path) -> list[dict[str, str]]:
    connection.execute(f"create or replace table marts.t as {query}")
    content.export_csv(connection, "marts.t", folder / "t.csv")
    with (folder / "t.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_rows_keep_their_order(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """So many that several threads write them."""
    rows = csv_of(marts, "select cast(i as varchar) as cell from range(500_000) as r (i)", tmp_path)
    assert [row["cell"] for row in rows] == [str(number) for number in range(500_000)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+49 89 1234", "'+49 89 1234"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-", "'-"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("-1.5e-05", "-1.5e-05"),
        ("-5-5", "'-5-5"),
        ("-5\n=1", "'-5\n=1"),
        ("a=b", "a=b"),
        ("Food & Co", "Food & Co"),
        ('say "=1"', 'say "=1"'),
        ("", ""),
    ],
)
def test_text_cells_are_neutralised(marts: duckdb.DuckDBPyConnection, tmp_path: Path, cell: str, expected: str) -> None:
    assert csv_of(marts, f"select {literal(cell)} as cell", tmp_path) == [{"cell": expected}]


def test_numbers_stay_numbers(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    query = """
        select -5 as whole, cast(-1.50 as decimal(18, 2)) as money, cast(-0.25 as double) as share,
            date '2026-01-01' as day, true as flag, ['=1'] as list
    """
    (row,) = csv_of(marts, query, tmp_path)
    expected = {
        "whole": "-5",
        "money": "-1.50",
        "share": "-0.25",
        "day": "2026-01-01",
        "flag": "true",
        "list": "['=1']",
    }
    assert row == expected
    numbers = (tmp_path / "t.csv").read_text().splitlines()[1].split(",")[:3]
    assert numbers == ["-5", "-1.50", "-0.25"], "unquoted"


def test_null_and_empty_text_stay_apart(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    csv_of(marts, "select '' as empty, cast(null as varchar) as missing", tmp_path)
    assert (tmp_path / "t.csv").read_text().splitlines()[1] == '"",'
