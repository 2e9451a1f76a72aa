"""A refresh that is never published: another configuration on the files of the current release, held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from orchestration.lib import gates, landing, progress, releases, warehouse
from orchestration.lib.configuration import Change
from orchestration.lib.configuration import load as load_configuration
from orchestration.lib.contracts import with_fed
from orchestration.lib.errors import InputError
from orchestration.lib.refresh import Refresh, Request, Say
from orchestration.lib.scratch import scratch_home
from orchestration.lib.settings import Settings
from orchestration.lib.simulation import scope
from orchestration.lib.simulation.comparison import Comparison, compare
from orchestration.lib.simulation.takeover import take_over
from orchestration.lib.simulation.weights import write_with_weights

FOLDER = "simulations"
"""Where in a home simulations are kept, by their ids; nothing removes them."""

POLICY = "baseline"
"""What is simulated unless a policy is named: start afresh, as one does after changing weights."""


@dataclass(frozen=True)
class Simulated:
    """What would happen: `comparison` holds the book of `current` against the one that was simulated.

    `warnings`: what the release gate would say of it; `built_in_full`: why the warehouse had to be built from raw, None
    when only what the configuration changes was computed.
    """

    simulation_id: str
    current: str
    current_policy: str
    as_of: date
    policy: str
    base_currency: str
    config_changes: tuple[Change, ...]
    warnings: tuple[str, ...]
    built_in_full: str | None
    comparison: Comparison
    folder: Path


class WhatIf(Refresh):
    """A refresh of the files of `current` that takes `current` for its past, whatever the day.

    So for the date of `current` itself neither data nor age differ, and all that moves is moved by the configuration
    and the policy; for a later date it is the refresh of that date, if nothing new has landed.
    """

    def __init__(self, current: releases.Release, settings: Settings, request: Request, say: Say) -> None:
        super().__init__(settings, request, say)
        manifest = current.manifest
        self.configuration = load_configuration(settings.config)
        self.policy = self.configuration.policy(request.policy)
        self.previous = current
        self.load = landing.LoadManifest.model_validate({"files": manifest.files, "is_demo": manifest.is_demo})
        landed = (f"{file.source}/{file.table}" for file in self.load.files)
        self.configuration.check_landed(with_fed(self.contracts, landed))
        self.code_version = releases.code_version(self.project)
        self.release_id = releases.release_id(
            as_of=request.as_of,
            input_hash=self.load.input_hash,
            config_hash=self.configuration.hash,
            code_version=self.code_version,
            policy=request.policy,
            waivers={},
            previous_release_id=current.id,
        )

    def standing(self) -> str:
        """A simulation publishes nothing."""
        return "Nothing was simulated; what is published has not been touched."

    def begin_from(self, live: Settings, current: releases.Release) -> str | None:
        """An empty candidate and a warehouse to start from; why it is an empty one, None when it is a copy of `live`'s.

        The source gate is not asked again: what it let through is what `current` was made of.
        """
        in_full = self._reason_against(current) or take_over(live, self.settings, current)
        self.candidate = self.store.begin(self.release_id)
        warehouse.prepare_run_folder(self.settings, self.project)
        with self._open_warehouse() as connection:
            self._show_inputs(connection)
        return in_full

    def _reason_against(self, current: releases.Release) -> str | None:
        if self.request.as_of != current.as_of:
            return f"{self.request.as_of} is another day than that of {current.id}"
        if self.code_version != current.manifest.code_version:
            return f"the program has changed since {current.id}"
        return None

    def build_models(self, in_full: bool) -> None:
        """What the comparison reads; raises GateRefused when a model cannot be built."""
        manifest = warehouse.manifest_json(self.project)
        seeds = {Path(change.file).stem for change in self.config_changes}
        part = scope.everything(manifest) if in_full else scope.changed(manifest, seeds)

        def on_event(event: warehouse.Event) -> None:
            if event["info"]["name"] == "LogStartLine":
                progress.step("simulating", int(event["data"].get("index", 1)) - 1, len(part["select"]))

        self.build(part, on_event)

    def check(self) -> tuple[str, ...]:
        """What the release gate would say of the simulated book, in sentences; nothing of what passes."""
        self.build(scope.integrity(warehouse.manifest_json(self.project)), lambda event: None)
        results = self._dbt_checks(self.dbt_results) + gates.evaluate(
            self.settings.warehouse,
            gate="release",
            thresholds=self.configuration.thresholds,
            waivers={},
            policy=self.policy.policy,
        )
        return tuple(gates.sentence(result) for result in results if result.result not in {"pass", "skipped"})


def simulate(
    settings: Settings,
    say: Say,
    *,
    weights: Mapping[str, Decimal] | None = None,
    policy: str = POLICY,
    as_of: date | None = None,
    out: Path | None = None,
    wait_seconds: float,
) -> Simulated:
    """The book under the configuration of `settings`, with other component `weights` where given, against the current
    release; its configuration and the account-level comparison are written to `out`.

    Raises InputError without a release, for a date before it, and for whatever is wrong with configuration, weights or
    policy; GateRefused when a model cannot be built; LockHeld while another simulation runs.
    """
    current = releases.Store(settings).sound()
    day = as_of or current.as_of
    if day < current.as_of:
        raise InputError(
            f"{day} is before the date of the current release {current.id}",
            remedy=f"use --as-of {current.as_of} or later",
        )
    base = load_configuration(settings.config)
    base.policy(policy)
    with scratch_home(settings, "simulate", wait_seconds=wait_seconds) as scratch:
        place = scratch if weights is None else replace(scratch, config=scratch.home / "config")
        if weights is not None:
            write_with_weights(base, weights, place.config)
        run = WhatIf(current, place, Request(as_of=day, policy=policy, policy_reason="simulated"), say)
        in_full = run.begin_from(settings, current)
        if in_full:
            say(f"building everything from raw: {in_full}")
        run.build_models(bool(in_full))
        warnings = run.check()
        folder = out or settings.home / FOLDER / run.release_id
        comparison = compare(current.database, run.candidate.database, folder)
        run.configuration.copy_to(folder / "config")
        return Simulated(
            simulation_id=run.release_id,
            current=current.id,
            current_policy=current.manifest.policy,
            as_of=day,
            policy=policy,
            base_currency=run.configuration.settings.base_currency,
            config_changes=tuple(run.config_changes),
            warnings=warnings,
            built_in_full=in_full,
            comparison=comparison,
            folder=folder,
        )
