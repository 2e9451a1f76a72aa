"""The source gate's measurements, on handmade landings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib import gates
from orchestration.lib.contracts import Column, TableContract
from tests.unit.gates_kit import ACCOUNTS, AS_OF, CONTRACTS, EVENTS, OPPORTUNITIES, raw_warehouse

Tables = Mapping[TableContract, Sequence[Mapping[str, Any]]]
TODAY, LATER = "2026-06-30 23:59", "2026-07-01"


def account(number: int = 1, **cells: Any) -> dict[str, Any]:
    return {"account_id": str(number), "name": "Acme", "created_at": None, "updated_at": TODAY, **cells}


def event(**cells: Any) -> dict[str, Any]:
    return {"event_type": "Webinar_Attendance ", "occurred_at": TODAY, **cells}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config" / "scoring"
    folder.mkdir(parents=True)
    (folder / "signal_types.csv").write_text("signal_type,factor\nwebinar_attendance,x\n", encoding="utf-8")
    return folder.parent


@pytest.fixture
def measure(tmp_path: Path, config: Path) -> Any:
    """(check, table or None) -> (value, detail) for a landing."""

    def run(tables: Tables, **options: Any) -> dict[tuple[str, str | None], tuple[float | None, str]]:
        with raw_warehouse(tmp_path / "warehouse.duckdb", tables, **options) as connection:
            gates.measure_sources(connection, CONTRACTS, config, AS_OF)
            rows = connection.execute("select check_name, table_name, value, detail from gates.source_metrics")
            return {(check, table): (value, detail) for check, table, value, detail in rows.fetchall()}

    return run


def test_days_since_the_newest_record_up_to_as_of(measure: Any) -> None:
    rows = [
        account(1, updated_at="2026-06-10"),
        account(2, updated_at=LATER, created_at="2026-06-20"),
    ]
    assert measure({ACCOUNTS: rows})["stale_source", "accounts"] == (10, "newest record 2026-06-20")


def test_an_export_that_is_later_than_a_reconstructed_day_is_not_stale(measure: Any) -> None:
    old, newer = account(1, updated_at="2026-01-10"), account(2, updated_at=LATER)
    found = measure({ACCOUNTS: [old, newer]}, is_reconstructed=True)["stale_source", "accounts"]
    assert found == (0, "exported later: 1 rows are dated after 2026-06-30")


def test_an_export_that_ends_before_a_reconstructed_day_is_stale(measure: Any) -> None:
    found = measure({ACCOUNTS: [account(updated_at="2026-06-10")]}, is_reconstructed=True)
    assert found["stale_source", "accounts"] == (20, "newest record 2026-06-10")


def test_a_planned_date_is_no_sign_of_life(measure: Any) -> None:
    value, detail = measure({OPPORTUNITIES: [{"opportunity_id": "1", "closed_at": TODAY}]})[
        "stale_source", "opportunities"
    ]
    assert value is None
    assert detail.startswith("skipped: ")


def test_the_first_release_has_nothing_to_drop_from(measure: Any) -> None:
    assert measure({ACCOUNTS: [account()]})["volume_drop", "accounts"] == (None, "skipped: no previous release")


@pytest.mark.parametrize(
    ("before", "value", "detail"),
    [
        (4, 0.75, "4 rows before, 1 now (newest file: crm/accounts.csv)"),
        (1, 0, "1 rows before, 1 now (newest file: crm/accounts.csv)"),
        (0, None, "skipped: no rows in the previous release"),
    ],
)
def test_rows_that_the_previous_release_had(measure: Any, before: int, value: float | None, detail: str) -> None:
    found = measure({ACCOUNTS: [account()]}, previous={"crm/accounts": before})
    assert found["volume_drop", "accounts"] == (value, detail)


def test_a_table_that_is_gone_has_dropped_altogether(measure: Any) -> None:
    found = measure({ACCOUNTS: [account()]}, previous={"crm/accounts": 1, "engagement/events": 7})
    assert found["volume_drop", "events"] == (1, "7 rows before, 0 now")


def test_rejected_lines(measure: Any) -> None:
    found = measure({ACCOUNTS: [account()] * 3}, rejects=1)
    assert found["reject_share", "accounts"] == (0.25, "1 of 4 lines")


def test_rows_of_one_file_that_contradict_each_other(measure: Any) -> None:
    rows = [account(1), account(1, name="Other"), account(2), account(2), account(3)]
    value, detail = measure({ACCOUNTS: rows})["duplicate_keys", "accounts"]
    assert value == 0.4
    assert detail == "2 conflicting rows; 1 exact repeats (harmless)"


def test_versions_and_other_files_do_not_contradict(measure: Any) -> None:
    rows = [account(1), account(1, name="Older", updated_at="2026-01-01"), account(1, name="Else", _file=2)]
    assert measure({ACCOUNTS: rows})["duplicate_keys", "accounts"][0] == 0


def conflicts(connection: duckdb.DuckDBPyConnection, config: Path) -> int:
    gates.measure_sources(connection, CONTRACTS, config, AS_OF)
    [(found,)] = connection.execute("select sum(conflicting_rows) from gates.source_profiles").fetchall()
    return int(found)


def test_a_file_is_looked_at_for_contradictions_once(tmp_path: Path, config: Path) -> None:
    """Its rows are taken away behind its back, which only who reads them again would see."""
    rows = [account(1), account(1, name="Other"), account(2, _file=2), account(2, name="Other", _file=2)]
    with raw_warehouse(tmp_path / "warehouse.duckdb", {ACCOUNTS: rows}) as connection:
        assert conflicts(connection, config) == 4
        connection.execute(f"delete from {ACCOUNTS.view} where _file = '1'")
        assert conflicts(connection, config) == 4
        connection.execute("delete from raw.landed_files where raw_file = '2'")
        assert conflicts(connection, config) == 2, "a file that is gone does not count"
        connection.execute("update raw.landed_files set raw_sha256 = 'another'")
        assert conflicts(connection, config) == 0, "a file of other content is looked at"


def profile_of(connection: duckdb.DuckDBPyConnection, config: Path, as_of: date) -> tuple[Any, ...]:
    """(rows, future_rows, newest_on, oldest_on)"""
    gates.measure_sources(connection, CONTRACTS, config, as_of)
    found = connection.execute("select rows, future_rows, newest_on, oldest_on from gates.source_profiles")
    return tuple(found.fetchall()[0])


def test_a_file_is_read_again_only_where_a_day_it_knows_of_has_come(tmp_path: Path, config: Path) -> None:
    """Its rows are taken away behind its back, which only who reads them again would see."""
    first, second, last = date(2026, 6, 10), date(2026, 6, 20), date(2026, 6, 25)
    rows = [account(1, updated_at=str(first)), account(2, updated_at=str(second))]
    with raw_warehouse(tmp_path / "warehouse.duckdb", {ACCOUNTS: rows}) as connection:
        for day in (first, date(2026, 6, 19)):
            assert profile_of(connection, config, day) == (2, 1, first, first)
        assert profile_of(connection, config, second) == (2, 0, second, first)
        assert profile_of(connection, config, date(2026, 6, 9)) == (2, 2, None, None)
        connection.execute(f"delete from {ACCOUNTS.view}")
        assert profile_of(connection, config, last) == (2, 0, second, first)
        assert profile_of(connection, config, date(2026, 6, 11)) == (2, 1, first, first)
        connection.execute("update raw.landed_files set raw_sha256 = 'another'")
        assert profile_of(connection, config, last) == (0, 0, None, None), "a file of other content is read"


def test_types_listed_anew_are_counted_anew(tmp_path: Path, config: Path) -> None:
    with raw_warehouse(tmp_path / "warehouse.duckdb", {EVENTS: [event(event_type="demo")]}) as connection:
        for types, unlisted in (("", 1), ("demo,x\n", 0)):
            (config / "scoring" / "signal_types.csv").write_text(f"signal_type,factor\n{types}", encoding="utf-8")
            gates.measure_sources(connection, CONTRACTS, config, AS_OF)
            share = connection.execute("select value from gates.source_metrics where check_name = 'unlisted_signals'")
            assert share.fetchall() == [(unlisted,)]


def test_a_file_that_lies_there_twice_repeats_its_rows(tmp_path: Path, config: Path) -> None:
    with raw_warehouse(tmp_path / "warehouse.duckdb", {ACCOUNTS: [account(1)]}) as connection:
        assert conflicts(connection, config) == 0
        connection.execute(
            "insert into raw.landed_files select * replace ('copy.csv' as landing_path) from raw.landed_files"
        )
        connection.execute(f"insert into {ACCOUNTS.view} from {ACCOUNTS.view}")
        assert conflicts(connection, config) == 0
        [(repeated,)] = connection.execute("select sum(repeated_rows) from gates.source_profiles").fetchall()
    assert repeated == 1


def test_versions_of_a_loaders_history_do_not_contradict(tmp_path: Path, config: Path) -> None:
    columns = (Column("id", "string", required=True, key=True), Column("fivetran_start", "timestamp"))
    history = TableContract("salesforce", "accounts", columns)
    rows = [{"id": "1", "fivetran_start": f"2026-0{month}-01"} for month in (1, 2)]
    with raw_warehouse(tmp_path / "warehouse.duckdb", {history: rows}) as connection:
        gates.measure_sources(connection, {(history.source, history.table): history}, config, AS_OF)
        counted = connection.execute("select conflicting_rows from gates.source_profiles").fetchall()
    assert counted == [(0,)]


def test_events_that_score_nothing(measure: Any) -> None:
    rows = [event(), event(), event(event_type="page_scroll"), event(event_type=None)]
    assert measure({EVENTS: rows})["unlisted_signals", "events"] == (0.25, "1 of 4 events")


def test_empty_cells_of_the_required_column_that_has_most(measure: Any) -> None:
    rows = [account(1), account(2, name=" "), account(3, name=None), account(4)]
    assert measure({ACCOUNTS: rows})["missing_required", "accounts"] == (0.5, "2 empty cells in name")


def test_every_check_says_something(measure: Any) -> None:
    """Also where no table has anything to look at: a gate that measured nothing must not look like one that passed."""
    found = measure({OPPORTUNITIES: [{"opportunity_id": "1"}]})
    assert {check for check, _ in found} == set(gates.SOURCE_CHECKS)
    assert found["unlisted_signals", None] == (None, "skipped: no table to look at")


def test_an_empty_file_is_measured(measure: Any) -> None:
    found = measure({ACCOUNTS: []}, previous={"crm/accounts": 5})
    assert found["volume_drop", "accounts"][0] == 1
    assert found["reject_share", "accounts"][0] == 0


def test_the_profile_counts_rows_of_the_future(tmp_path: Path, config: Path) -> None:
    rows = [account(1), account(2, created_at=LATER)]
    with raw_warehouse(tmp_path / "warehouse.duckdb", {ACCOUNTS: rows}) as connection:
        gates.measure_sources(connection, CONTRACTS, config, AS_OF)
        profile = connection.execute("select rows, future_rows, newest_on, oldest_on from gates.source_profiles")
        assert profile.fetchall() == [(2, 1, AS_OF, AS_OF)]
