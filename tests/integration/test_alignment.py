"""Plays, committees and indicators of the published demo: each invariant holds, and finds what breaks it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib.settings import Settings

Rows = list[tuple[Any, ...]]
Found = Callable[..., Rows]

TESTS = ("alignment_adds_up", "committee_gaps_add_up", "plays_are_for_who_may_have_them")


@pytest.fixture
def found(published_home: Settings, tmp_path: Path) -> Found:
    """The rows of a dbt test, by the SQL that dbt compiled for the refresh, after changes to a copy of the release."""
    release = tmp_path / "tiers.duckdb"
    shutil.copyfile(published_home.releases / "current" / "tiers.duckdb", release)

    def run(test: str, *changes: str) -> Rows:
        (sql,) = (published_home.home / "dbt" / "target" / "compiled").rglob(f"{test}.sql")
        with duckdb.connect() as connection:
            connection.execute(f"attach '{published_home.warehouse}' as warehouse (read_only)")
            connection.execute(f"attach '{release}' as release")
            for change in changes:
                changed = connection.execute(change).fetchone()
                assert changed and changed[0] > 0, f"nothing was broken by: {change}"
            return connection.execute(sql.read_text(encoding="utf-8")).fetchall()

    return run


@pytest.mark.parametrize("test", TESTS)
def test_the_published_demo_is_sound(found: Found, test: str) -> None:
    assert found(test) == []


def held_out(column: str) -> str:
    """A change of one account that has a play."""
    one = "select min(account_id) from release.marts.account_plays where play is not null"
    return f"update release.marts.account_tiers set {column} where account_id = ({one})"


@pytest.mark.parametrize(
    ("test", "change"),
    [
        ("plays_are_for_who_may_have_them", held_out("is_holdout = true")),
        ("plays_are_for_who_may_have_them", held_out("tier = null")),
        (
            "plays_are_for_who_may_have_them",
            "update release.marts.account_plays set next_best_action = null where play is not null",
        ),
        (
            "plays_are_for_who_may_have_them",
            "update release.marts.account_plays set play = null where play is not null",
        ),
        ("committee_gaps_add_up", "delete from release.marts.buying_committee where is_gap"),
        ("committee_gaps_add_up", "update release.marts.buying_committee set is_gap = false where is_gap"),
        (
            "committee_gaps_add_up",
            "update release.marts.buying_committee set active_contacts = active_contacts + 1 where is_gap",
        ),
        (
            "alignment_adds_up",
            "update release.marts.tier_leading_indicators set engaged_contacts = engaged_contacts + 1",
        ),
        ("alignment_adds_up", "delete from release.marts.account_leading_indicators where engagement_points > 1"),
        ("alignment_adds_up", "update release.marts.tier_effort set planned_hours = planned_hours + 1"),
        ("alignment_adds_up", "delete from release.marts.team_workload where level = 'team' and hours_needed > 0"),
    ],
)
def test_what_breaks_an_invariant_is_found(found: Found, test: str, change: str) -> None:
    assert found(test, change)


def test_nobody_is_named_by_default(published_home: Settings) -> None:
    file = published_home.releases / "current" / "tiers.duckdb"
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        named = "select count(filled_by), count(*) > 0 from marts.buying_committee"
        assert connection.execute(named).fetchone() == (0, True)
        assert connection.execute("select count(owner), count(*) > 0 from marts.sla_compliance").fetchone() == (0, True)
