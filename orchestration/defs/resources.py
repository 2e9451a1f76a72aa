"""The refresh resource: one lock for the whole run, and the state its steps share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import dagster as dg
from pydantic import Field, PrivateAttr

from orchestration.lib import progress
from orchestration.lib.errors import LockHeld
from orchestration.lib.locking import Holder, refresh_lock
from orchestration.lib.refresh import Refresh, Request
from orchestration.lib.settings import Settings

PARTITION_TAG = "dagster/partition"
AT_WORK = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)
BEGINNING_SECONDS = 120
"""Within which a run that was asked for has imported what it needs and asks for the lock."""
PAUSE_SECONDS = 3
"""Within which a run that waits for the lock takes it, and one that gave it back is recorded as ended."""


class RefreshResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What one refresh is asked for. Empty paths mean TIERING_LANDING, TIERING_HOME and TIERING_CONFIG."""

    landing: str = ""
    home: str = ""
    config: str = ""
    policy: str = "daily"
    policy_reason: str = ""
    waivers: dict[str, str] = Field(default_factory=dict)
    propose: bool = False
    approved_by: str = ""
    is_reconstructed: bool = False
    target: str = "duckdb"
    lock_wait_seconds: float = -1
    """How long to wait for another refresh; negative: until it ends."""
    leave_growing_files: bool = True
    """Leave files alone that changed within the quiet time; who types a command means the files as they are."""

    _refresh: Refresh = PrivateAttr()

    @property
    def run(self) -> Refresh:
        """The refresh that this Dagster run is."""
        return self._refresh

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[RefreshResource]:
        settings = Settings.resolve(self.landing, self.home, self.config)
        run = context.run
        if run is None or PARTITION_TAG not in run.tags:
            raise dg.DagsterInvariantViolationError("a re-tier needs its day: start it with a partition (as_of)")
        as_of = date.fromisoformat(run.tags[PARTITION_TAG])

        def say(text: str) -> None:
            if context.log:
                context.log.info(text)
            progress.say(text)

        wait = None if self.lock_wait_seconds < 0 else self.lock_wait_seconds
        with refresh_lock(settings, wait_seconds=wait, owner=run.run_id) as dead:
            _report_dead_run(context.instance, dead, say)
            request = Request(
                as_of=as_of,
                policy=self.policy,
                policy_reason=self.policy_reason or None,
                waivers=self.waivers,
                propose=self.propose,
                approved_by=self.approved_by or None,
                is_reconstructed=self.is_reconstructed,
                target=self.target,
            )
            self._refresh = Refresh(settings, request, say, leave_growing_files=self.leave_growing_files)
            yield self


def report_dead_runs(instance: dg.DagsterInstance, settings: Settings, say: Callable[[str], None]) -> None:
    """Reports runs as failed that ended without a word: nobody holds the home's lock, and a run at work would.

    The queue starts no other run while one of them counts as running (docs/decisions/0020-one-lock.md). A run that
    only just begins or ends does not hold the lock either, so it is looked at twice.
    """
    dead = _runs_without_lock(instance, settings)
    if dead:
        time.sleep(PAUSE_SECONDS)
        dead = [run for run in _runs_without_lock(instance, settings) if run.run_id in {one.run_id for one in dead}]
    for run in dead:
        instance.report_run_failed(run, "the process of this run died: it counts as running and holds no lock")
        say(f"run {run.run_id[:8]} died in mid-refresh; nothing of it was published")


def _runs_without_lock(instance: dg.DagsterInstance, settings: Settings) -> list[dg.DagsterRun]:
    """Runs that began a while ago and have not ended; none while somebody holds the lock."""
    a_while_ago = datetime.now(UTC) - timedelta(seconds=BEGINNING_SECONDS)
    runs = list(instance.get_runs(filters=dg.RunsFilter(statuses=list(AT_WORK), updated_before=a_while_ago)))
    if not runs:
        return []
    try:
        with refresh_lock(settings, wait_seconds=0, owner="landing_sensor"):
            return runs
    except LockHeld:
        return []


def _report_dead_run(instance: dg.DagsterInstance | None, dead: Holder | None, say: Callable[[str], None]) -> None:
    """The lock is ours, so a run that held it before us and never finished is dead: say so in the history."""
    run = instance.get_run_by_id(dead.owner) if instance and dead else None
    if instance and run and not run.is_finished:
        instance.report_run_failed(run, "the process of this run died; a later refresh took over its lock")
        say(f"an earlier run ({run.run_id[:8]}) died in mid-refresh; nothing of it was published, taking over")
