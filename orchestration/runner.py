"""Runs the real Dagster job in this process, so that what the command does shows up in the same run history."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from orchestration.lib import progress
from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.progress import Outcome
from orchestration.lib.refresh import Request
from orchestration.lib.settings import Settings

FIRST_DAY = date(2015, 1, 1)
"""The first partition that Dagster knows (defs/landing.py, AS_OF)."""

DAGSTER_YAML = """\
telemetry:
  enabled: false
nux:
  enabled: false
storage:
  custom:
    module: orchestration.defs.history
    class: RunHistory
    config:
      base_dir: {base_dir}
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    max_concurrent_runs: 1
    dequeue_interval_seconds: 2
"""


def prepare_dagster_home(settings: Settings) -> None:
    """Makes `<home>/dagster` the place of the run history and tells Dagster so; telemetry is off."""
    settings.dagster.mkdir(parents=True, exist_ok=True)
    text = DAGSTER_YAML.format(base_dir=json.dumps(str(settings.dagster)))
    (settings.dagster / "dagster.yaml").write_text(text, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(settings.dagster)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    os.environ["TIERING_LANDING"] = str(settings.landing)
    os.environ["TIERING_HOME"] = str(settings.home)
    os.environ["TIERING_CONFIG"] = str(settings.config)


def run_refresh(settings: Settings, request: Request, *, lock_wait_seconds: float) -> Outcome:
    """One re-tier through `daily_retier` or `quarterly_retier`.

    Raises the TieringError that ended it (bad input, a refused gate, a held lock).
    """
    _refuse_impossible_day(request.as_of)
    prepare_dagster_home(settings)
    # Where there is nothing to do, the gates have nothing to say: Dagster would warn of each on standard error.
    logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
    progress.step("starting", 0, 0)
    import dagster as dg

    from orchestration.definitions import defs

    job = defs.resolve_job_def("quarterly_retier" if request.policy == "quarterly" else "daily_retier")
    outcomes: list[Outcome] = []
    listener = replace(progress.current(), ended=outcomes.append)
    with dg.DagsterInstance.get() as instance, progress.listening(listener):
        try:
            job.execute_in_process(
                instance=instance,
                partition_key=request.as_of.isoformat(),
                run_config=_run_config(settings, request, lock_wait_seconds),
                tags={"tiering/started_by": "command"},
            )
        except Exception as error:
            cause = _tiering_error(error)
            if cause is None:
                raise
            raise cause from error
    return outcomes[-1]


def _refuse_impossible_day(as_of: date) -> None:
    today = datetime.now(UTC).date()
    if not FIRST_DAY <= as_of <= today:
        raise InputError(
            f"--as-of {as_of} is no day to re-tier", remedy=f"give a day from {FIRST_DAY} to today, {today}"
        )


def _run_config(settings: Settings, request: Request, lock_wait_seconds: float) -> dict[str, Any]:
    resource = {
        "landing": str(settings.landing),
        "home": str(settings.home),
        "config": str(settings.config),
        "policy": request.policy,
        "policy_reason": request.policy_reason or "",
        "waivers": request.waivers,
        "propose": request.propose,
        "approved_by": request.approved_by or "",
        "is_reconstructed": request.is_reconstructed,
        "target": request.target,
        "lock_wait_seconds": lock_wait_seconds,
        "leave_growing_files": False,
    }
    return {
        "resources": {"refresh": {"config": resource}},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }


def _tiering_error(error: BaseException | None) -> TieringError | None:
    """The error of ours that Dagster wrapped, if any."""
    seen: list[BaseException] = []  # chains of exceptions may be circular
    while error is not None and error not in seen:
        if isinstance(error, TieringError):
            return error
        seen.append(error)
        error = error.__cause__ or error.__context__
    return None
