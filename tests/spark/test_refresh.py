"""A refresh on the cluster: the same release as DuckDB's, served to its readers by one pointer."""

from __future__ import annotations

import json
from typing import Any

import duckdb

from orchestration.lib import releases
from tests.conftest import tiering
from tests.spark.conftest import FIRST_DAY, SECOND_DAY, Query, TwoDays


def test_readers_see_the_old_release_until_the_new_one_is_published(two_days: TwoDays) -> None:
    assert two_days.served_meanwhile == [(two_days.first.id,)]


def test_duckdb_gives_the_same_rows_in_every_mart(two_days: TwoDays) -> None:
    """`tiering replay` builds the release once more, on DuckDB, and compares every mart value for value."""
    done = tiering("replay", two_days.second.id, "--home", two_days.settings.home, "--json")
    replayed = json.loads(done.stdout)
    assert done.returncode == 0 and replayed["is_equal"], replayed
    assert set(replayed["marts"]) == set(two_days.second.manifest.tables)
    rows = {mart: facts.rows for mart, facts in two_days.second.manifest.tables.items()}
    assert rows["account_tiers"] > 50 and rows["account_signals"] > 100 and rows["account_tier_changes"] > 0


def test_the_gates_have_the_same_checks_on_both_engines(two_days: TwoDays) -> None:
    def checks(release: releases.Release) -> set[tuple[str, str]]:
        return {(check["gate"], check["check"]) for check in json.loads(release.checks.read_text(encoding="utf-8"))}

    assert checks(two_days.second) == checks(two_days.first)


def test_the_cluster_serves_every_mart_of_the_release(two_days: TwoDays, query: Query) -> None:
    for mart, facts in two_days.second.manifest.tables.items():
        assert query(f"select count(*) from marts.{mart}") == [(facts.rows,)], mart
    columns = "account_id, tier, tier_reason, score"
    with duckdb.connect(str(two_days.second.database), read_only=True) as connection:
        expected = connection.execute(f"select {columns} from marts.account_tiers order by all").fetchall()
    assert query(f"select {columns} from marts.account_tiers order by all") == expected


def test_a_rollback_moves_the_pointer_of_the_cluster(two_days: TwoDays, query: Query) -> None:
    def served() -> tuple[Any, ...]:
        (row,) = query("select release_id, as_of_date from marts.release_info")
        return row

    home = ("--home", two_days.settings.home)
    assert tiering("rollback", *home).returncode == 0
    assert served() == (two_days.first.id, FIRST_DAY.isoformat())
    assert tiering("rollback", two_days.second.id, *home).returncode == 0
    assert served() == (two_days.second.id, SECOND_DAY.isoformat())
