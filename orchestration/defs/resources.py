"""The refresh resource: one lock for the whole run, and the state its steps share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import dagster as dg
from pydantic import Field, PrivateAttr

from orchestration.lib import progress
from orchestration.lib.locking import Holder, refresh_lock
from orchestration.lib.refresh import Refresh, Request
from orchestration.lib.settings import Settings

PARTITION_TAG = "dagster/partition"


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


def _report_dead_run(instance: dg.DagsterInstance | None, dead: Holder | None, say: Callable[[str], None]) -> None:
    """The lock is ours, so a run that held it before us and never finished is dead: say so in the history."""
    run = instance.get_run_by_id(dead.owner) if instance and dead else None
    if instance and run and not run.is_finished:
        instance.report_run_failed(run, "the process of this run died; a later refresh took over its lock")
        say(f"an earlier run ({run.run_id[:8]}) died in mid-refresh; nothing of it was published, taking over")
