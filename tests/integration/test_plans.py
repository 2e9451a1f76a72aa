"""The largest tables are made by hash joins and hash aggregates alone: how DuckDB plans them (`explain`).

At 10 million events a cross join is hours, and a sort of them is most of a refresh.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.lib import sql
from orchestration.lib.settings import Settings

EVENTS = "stg_engagement__events_kept"
LARGEST = [EVENTS, "int_events_attached", "int_signals_daily"]
"""From the files to what is scored: one row per event, the same attached, one per account, signal and day."""

ROW_BY_ROW = {"CROSS_PRODUCT", "BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN", "PIECEWISE_MERGE_JOIN", "IE_JOIN"}
SORTS = {"ORDER_BY", "TOP_N", "WINDOW"}
Plan = dict[str, Any]


@pytest.fixture(scope="module")
def warehouse(published_home: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse and the release under the names that compiled SQL has for them."""
    release = (published_home.releases / "current").resolve() / "tiers.duckdb"
    with duckdb.connect() as connection:
        for file, name in ((published_home.warehouse, "warehouse"), (release, "release")):
            connection.execute(f"attach {sql.literal(file)} as {name} (read_only)")
        connection.execute("use warehouse")
        yield connection


def plan_of(model: str, warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> list[Plan]:
    """Every operator of the plan of a model's compiled SQL, as dbt ran it."""
    [compiled] = (settings.dbt / "target" / "compiled").rglob(f"{model}.sql")
    explained = warehouse.execute(f"explain (format json) {compiled.read_text(encoding='utf-8')}").fetchall()
    return [operator for root in json.loads(explained[-1][1]) for operator in below(root)]


def below(operator: Plan) -> Iterator[Plan]:
    yield operator
    for child in operator["children"]:
        yield from below(child)


def named(operator: Plan) -> str:
    return str(operator["name"]).strip()


def reads(operator: Plan, table: str) -> bool:
    return any(str(leaf["extra_info"].get("Table", "")).endswith(f".{table}") for leaf in below(operator))


def test_no_table_is_larger_than_the_events(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Beside the calendar, which does not grow with the data."""
    rows = warehouse.execute(
        "select table_name from duckdb_tables() where table_name not in ('int_business_days', 'calendar_days') "
        "order by estimated_size desc, table_name desc"
    )
    assert rows.fetchone() == (EVENTS,)


@pytest.mark.parametrize("model", LARGEST)
def test_nothing_is_compared_row_by_row(
    model: str, warehouse: duckdb.DuckDBPyConnection, published_home: Settings
) -> None:
    operators = {named(operator) for operator in plan_of(model, warehouse, published_home)}
    assert "HASH_JOIN" in operators
    assert not operators & ROW_BY_ROW


def test_events_are_sorted_once_to_find_the_latest_of_each(
    warehouse: duckdb.DuckDBPyConnection, published_home: Settings
) -> None:
    """Downstream nothing sorts but the short lists that are joined to them, each to find the latest of its keys."""
    sorts = {
        model: [operator for operator in plan_of(model, warehouse, published_home) if named(operator) in SORTS]
        for model in LARGEST
    }
    assert len(sorts[EVENTS]) == 1 and sorts["int_signals_daily"] == []
    assert any(reads(operator, EVENTS) for operator in plan_of("int_events_attached", warehouse, published_home))
    assert not any(reads(operator, EVENTS) for operator in sorts["int_events_attached"])
    for operator in sorts[EVENTS] + sorts["int_events_attached"]:
        assert named(operator) == "WINDOW"
        assert operator["extra_info"]["Projections"].startswith("ROW_NUMBER() OVER (PARTITION BY ")
