"""Every check of the gates is fed bad data in a real home: it refuses or warns, and `current` stays where it was."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import gates, warehouse
from orchestration.lib.errors import GateRefused, InputError
from orchestration.lib.locking import refresh_lock
from orchestration.lib.refresh import Outcome, Refresh, Request
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF
from tests.gate_cases import CASES, GateCase

BAD_DATA = [case for case in CASES if case.outcome == "fail" and not case.broken_model]
BROKEN_PROGRAM = [case for case in CASES if case.outcome == "fail" and case.broken_model]
WARNED = [case for case in CASES if case.outcome == "warn"]
NEXT_DAY = AS_OF + timedelta(days=1)


def landed(settings: Settings, request: Request, project: Path = PROJECT) -> Refresh:
    """A refresh up to its source gate."""
    run = Refresh(settings, request, print, project=project)
    run.inspect()
    assert run.land()
    run.check_sources()
    return run


def audit(run: Refresh) -> None:
    """The candidate on top of a built warehouse, and its release gate."""
    run.build(warehouse.CANDIDATE, lambda event: None)
    run.check_release()


def refreshed(settings: Settings, request: Request) -> Outcome:
    """A whole refresh in this process, stage by stage as the Dagster job runs them."""
    with refresh_lock(settings, wait_seconds=0, owner="test"):
        run = landed(settings, request)
        run.build(warehouse.WAREHOUSE, lambda event: None)
        audit(run)
        return run.publish()


def provoked(case: GateCase, settings: Settings) -> Outcome:
    """The refresh that follows the change of a case."""
    as_of = AS_OF + timedelta(days=case.days_later)
    assert case.change or case.days_later > 1
    if case.change:
        case.change(settings, as_of)
    return refreshed(settings, Request(as_of=as_of))


def copied(settings: Settings, folder: Path) -> Settings:
    """A private copy of landing, home and configuration."""
    copy = Settings.resolve(folder / "landing", folder / "home", folder / "config")
    shutil.copytree(settings.landing, copy.landing)
    shutil.copytree(settings.home, copy.home, symlinks=True)
    shutil.copytree(settings.config, copy.config, ignore=shutil.ignore_patterns("*.yml"))
    return copy


@pytest.fixture(scope="module")
def next_day(published_home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The published home with the warehouse of the next day's refresh built; read-only by agreement: see `halfway`."""
    settings = copied(published_home, tmp_path_factory.mktemp("next_day"))
    with refresh_lock(settings, wait_seconds=0, owner="test"):
        landed(settings, Request(as_of=NEXT_DAY)).build(warehouse.WAREHOUSE, lambda event: None)
    return settings


@pytest.fixture
def halfway(next_day: Settings, tmp_path: Path) -> Settings:
    """A private copy of `next_day`, for what is found after the warehouse is built."""
    return copied(next_day, tmp_path)


def published(settings: Settings) -> tuple[str, dict[str, bytes]]:
    """What a reader sees: the target of `current` and every byte below it."""
    current = settings.releases / "current"
    files = sorted(file for file in current.rglob("*") if file.is_file())
    return str(current.readlink()), {str(file.relative_to(current)): file.read_bytes() for file in files}


def query(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    """Rows of the current release."""
    with duckdb.connect(str(settings.releases / "current" / "tiers.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def assert_stands(settings: Settings, before: tuple[str, dict[str, bytes]], refusal: GateRefused, check: str) -> None:
    """The refusal names the check, its candidate is kept with its page, and readers see what they saw before."""
    assert refusal.exit_code == 1
    assert re.search(rf"^  {check}( \(.+\))?: refused: ", str(refusal), re.MULTILINE), refusal
    assert f"The last good release still stands: {before[0]}." in str(refusal)
    assert published(settings) == before
    assert {place.suffix for place in settings.releases.iterdir() if place.is_dir()} == {"", ".refused"}
    (page,) = settings.releases.glob("*.refused/quality.html")
    assert check in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", BAD_DATA, ids=lambda case: case.check)
def test_bad_data_is_refused_and_the_last_release_stands(case: GateCase, workplace: Settings) -> None:
    before = published(workplace)
    with pytest.raises(GateRefused) as refusal:
        provoked(case, workplace)
    assert_stands(workplace, before, refusal.value, case.check)
    assert case.told in str(refusal.value)


@pytest.mark.parametrize("case", BROKEN_PROGRAM, ids=lambda case: case.check)
def test_a_broken_program_is_refused_and_the_last_release_stands(
    case: GateCase, halfway: Settings, tmp_path: Path
) -> None:
    before = published(halfway)
    project = case.broken_project(tmp_path / "project")
    with (
        refresh_lock(halfway, wait_seconds=0, owner="test"),
        pytest.raises(GateRefused) as refusal,
    ):
        audit(landed(halfway, Request(as_of=AS_OF + timedelta(days=case.days_later)), project=project))
    assert_stands(halfway, before, refusal.value, case.check)


@pytest.mark.parametrize("case", WARNED, ids=lambda case: case.check)
def test_a_warning_is_published_with_the_release(case: GateCase, workplace: Settings) -> None:
    outcome = provoked(case, workplace)
    assert outcome.state == "published"
    assert (workplace.releases / "current").readlink().name == outcome.release_id
    warned = query(workplace, "select distinct \"check\" from marts.release_checks where result = 'warn'")
    assert (case.check,) in warned


def test_a_waiver_publishes_and_stands_in_the_release(workplace: Settings) -> None:
    request = Request(as_of=AS_OF + timedelta(days=40), waivers={"stale_source": "CRM is being migrated"})
    assert refreshed(workplace, request).state == "published"
    waived = query(
        workplace,
        """
        select distinct "check", waiver, waiver_reason from marts.release_checks where result = 'waived'
        """,
    )
    assert waived == [("stale_source", "--accept", "CRM is being migrated")]
    ((waivers,),) = query(workplace, "select waivers from marts.release_info")
    assert "stale_source" in str(waivers) and "CRM is being migrated" in str(waivers)


@pytest.mark.parametrize("check", [*gates.INTEGRITY_CHECKS, "reject_share"])
def test_what_must_hold_cannot_be_waived(check: str, workplace: Settings) -> None:
    before = published(workplace)
    with pytest.raises(InputError, match="can never be waived") as refusal:
        refreshed(workplace, Request(as_of=NEXT_DAY, waivers={check: "in a hurry"}))
    assert refusal.value.exit_code == 2
    assert published(workplace) == before


@pytest.mark.parametrize("check", ["stale_source", "score_range", "tier_turnover"])
def test_a_check_without_a_result_is_not_published(check: str, halfway: Settings) -> None:
    before = published(halfway)
    with refresh_lock(halfway, wait_seconds=0, owner="test"):
        run = landed(halfway, Request(as_of=NEXT_DAY))
        audit(run)
        run.results = [result for result in run.results if result.check != check]
        with pytest.raises(GateRefused, match=f"{check}: no result was recorded"):
            run.publish()
    assert published(halfway) == before
