"""Every check of the gates is fed bad data in a real home: it refuses or warns, and `current` stays where it was."""

from __future__ import annotations

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

REFUSED = [case for case in CASES if case.outcome == "fail"]
WARNED = [case for case in CASES if case.outcome == "warn"]


def audited(settings: Settings, request: Request, project: Path = PROJECT) -> Refresh:
    """A refresh up to its release gate, stage by stage as the Dagster job runs them."""
    run = Refresh(settings, request, print, project=project)
    run.inspect()
    assert run.land()
    run.check_sources()
    run.build(warehouse.WAREHOUSE, lambda event: None)
    run.build(warehouse.CANDIDATE, lambda event: None)
    run.check_release()
    return run


def refreshed(settings: Settings, request: Request, project: Path = PROJECT) -> Outcome:
    """A whole refresh in this process, under the lock."""
    with refresh_lock(settings, wait_seconds=0, owner="test"):
        return audited(settings, request, project).publish()


def provoked(case: GateCase, settings: Settings, folder: Path) -> Outcome:
    """The refresh that follows the change of a case; `folder` is there for a project with a broken model."""
    as_of = AS_OF + timedelta(days=case.days_later)
    if case.change:
        case.change(settings, as_of)
    return refreshed(settings, Request(as_of=as_of), case.broken_project(folder))


def published(settings: Settings) -> tuple[str, dict[str, bytes]]:
    """What a reader sees: the target of `current` and every byte below it."""
    current = settings.releases / "current"
    files = sorted(file for file in current.rglob("*") if file.is_file())
    return str(current.readlink()), {str(file.relative_to(current)): file.read_bytes() for file in files}


def query(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    """Rows of the current release."""
    with duckdb.connect(str(settings.releases / "current" / "tiers.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.check)
def test_bad_data_is_refused_and_the_last_release_stands(case: GateCase, workplace: Settings, tmp_path: Path) -> None:
    before = published(workplace)
    with pytest.raises(GateRefused) as refusal:
        provoked(case, workplace, tmp_path / "project")
    assert refusal.value.exit_code == 1
    assert f"  {case.check}" in str(refusal.value)
    assert f"The last good release still stands: {before[0]}." in str(refusal.value)
    assert published(workplace) == before
    assert {place.suffix for place in workplace.releases.iterdir() if place.is_dir()} == {"", ".refused"}
    (page,) = workplace.releases.glob("*.refused/quality.html")
    assert case.check in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", WARNED, ids=lambda case: case.check)
def test_a_warning_is_published_with_the_release(case: GateCase, workplace: Settings, tmp_path: Path) -> None:
    outcome = provoked(case, workplace, tmp_path / "project")
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
        refreshed(workplace, Request(as_of=AS_OF + timedelta(days=1), waivers={check: "in a hurry"}))
    assert refusal.value.exit_code == 2
    assert published(workplace) == before


def test_a_check_without_a_result_is_not_published(workplace: Settings) -> None:
    before = published(workplace)
    with refresh_lock(workplace, wait_seconds=0, owner="test"):
        run = audited(workplace, Request(as_of=AS_OF + timedelta(days=1)))
        run.results = [result for result in run.results if result.check != "score_range"]
        with pytest.raises(GateRefused, match="score_range: no result was recorded"):
            run.publish()
    assert published(workplace) == before
