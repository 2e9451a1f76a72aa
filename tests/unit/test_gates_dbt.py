"""dbt's test results as check results."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.lib import gates
from orchestration.lib.warehouse import NodeResult

ROWS = (
    "select 'A' || i as account_id, 'Ann' as owner_name, 'x@y.example' as email, 'p1' as contact_id, 1 as tier "
    "from range(7) t(i)"
)


def node(status: str, **facts: object) -> NodeResult:
    """The result of one test."""
    values = {"failures": 7, "message": "Got 7 results", "compiled_code": f"\n{ROWS}\n", "severity": "ERROR", **facts}
    return NodeResult(
        unique_id="test.account_tiering.score_range", name="score_range", resource_type="test", status=status, **values
    )


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def test_a_passed_test(connection: duckdb.DuckDBPyConnection) -> None:
    (result,) = gates.from_dbt([node("pass", failures=0)], connection)
    assert (result.check, result.gate, result.result, result.value) == ("score_range", "release", "pass", 0)
    assert gates.refused([result]) == []


def test_a_failed_test_shows_what_its_rows_are_about_and_nothing_about_persons(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    (result,) = gates.from_dbt([node("fail")], connection)
    assert result.result == "fail"
    assert not result.waivable
    assert result.rows == tuple({"account_id": f"A{number}", "tier": "1"} for number in range(5))
    assert gates.refused([result]) == [result]
    assert gates.sentence(result) == "score_range: refused: 7, at most 0 allowed - 7 rows"


def test_a_test_that_only_warns(connection: duckdb.DuckDBPyConnection) -> None:
    (result,) = gates.from_dbt([node("warn", severity="WARN")], connection)
    assert (result.severity, result.result) == ("warn", "warn")
    assert gates.refused([result]) == []


@pytest.mark.parametrize("status", ["error", "runtime error", "skipped", "something new"])
def test_a_test_that_did_not_run_is_an_error(connection: duckdb.DuckDBPyConnection, status: str) -> None:
    """Also one that only warns: nothing was checked."""
    (result,) = gates.from_dbt([node(status, failures=None, message="", severity="WARN")], connection)
    assert result.result == "error"
    assert gates.refused([result]) == [result]
    assert status in gates.sentence(result)
