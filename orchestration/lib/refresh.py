"""One refresh, stage by stage: `release = refresh(previous release, raw files, configuration, as_of)`.

Dagster calls the stages as steps of one run; nothing here knows Dagster. Each stage raises an error of lib/errors when
the refresh must end, and until `publish` returns nothing a reader sees has changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.lib import configuration, engines, gates, kept, landing, memory, releases, review, warehouse
from orchestration.lib.contracts import Contracts, load_contracts, vendors
from orchestration.lib.errors import GateRefused, InputError
from orchestration.lib.progress import Outcome
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.sharing import share
from orchestration.lib.sql import literal
from orchestration.lib.words import counted

Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What a user or a schedule asks for (MARTS.md, "The command"); `waivers` maps a check to its reason."""

    as_of: date
    policy: str = "daily"
    policy_reason: str | None = None
    waivers: dict[str, str] = field(default_factory=dict)
    propose: bool = False
    approved_by: str | None = None
    is_reconstructed: bool = False
    target: str = "duckdb"
    """The engine that runs the models (lib/engines.py)."""


class Refresh:
    """The state of one refresh between its stages; create it while holding the lock."""

    def __init__(
        self,
        settings: Settings,
        request: Request,
        say: Say,
        *,
        leave_growing_files: bool = False,
        project: Path = PROJECT,
    ) -> None:
        self.settings, self.request, self.say, self.project = settings, request, say, project
        self.leave_growing_files = leave_growing_files
        self.engine = engines.engine(request.target, settings)
        self.store = releases.Store(settings)
        self.contracts = load_contracts(project / "models")
        self.marts = releases.contracted_marts(project / "models")
        self.results: list[gates.CheckResult] = []
        self.dbt_results: list[warehouse.NodeResult] = []
        self.outcome: Outcome | None = None

    # -- before anything is written ---------------------------------------------------------------------------------

    def inspect(self) -> None:
        """Configuration, waivers, policy, landing files, engine: what is wrong with them is refused here (exit 2)."""
        self.configuration = configuration.load(self.settings.config)
        for notice in self.configuration.notices:
            self.say(notice)
        if problem := self.store.standing().problem:
            self.say(problem)
        self.previous = self.store.previous_for(self.request.as_of)
        self.policy = self.configuration.policy(self._policy_name())
        gates.check_waivers(self.configuration.thresholds, self.request.waivers)
        if self.policy.requires_reason and not self.request.policy_reason:
            raise InputError(f"policy {self.policy.policy} needs a reason", remedy="add --policy-reason TEXT")
        quiet = float(self.configuration.settings.landing_quiet_seconds) if self.leave_growing_files else 0.0
        self.plan = landing.inspect(self.settings, self.contracts, quiet_seconds=quiet)
        self.configuration.check_landed(self.plan.tables)
        memory.limit()
        self.engine.check()

    def _policy_name(self) -> str:
        """A date that was re-tiered quarterly stays so (ARCHITECTURE, Dagster), also while its release is damaged."""
        asked, day = self.configuration.policy(self.request.policy).policy, self.request.as_of
        pointed = self.store.pointed()
        current = self.store.find(pointed) if pointed else None
        if current is None or current.as_of != day or current.manifest.policy != "quarterly" or asked == "quarterly":
            return asked
        if asked != "daily":
            rule, remedy = f"{day} was re-tiered quarterly and stays so", "--policy quarterly, or the day after"
            raise InputError(f"{rule}: policy {asked} cannot take its place", remedy=remedy)
        return "quarterly"

    # -- landing ----------------------------------------------------------------------------------------------------

    def land(self) -> bool:
        """Landing to raw, then the warehouse's views over it. False: the same inputs already made their release."""
        self.load = landing.land(self.plan, self.settings, progress=self.say)
        previous_id = self.previous.id if self.previous else None
        self.code_version = releases.code_version(self.project)
        self.release_id = releases.release_id(
            as_of=self.request.as_of,
            input_hash=self.load.input_hash,
            config_hash=self.configuration.hash,
            code_version=self.code_version,
            policy=self.policy.policy,
            waivers=self.request.waivers,
            previous_release_id=previous_id,
        )
        self.outcome = self._already_there()
        if self.outcome is not None:
            return False
        self.begin()
        return True

    def begin(self) -> None:
        """An empty candidate, dbt's run folder and the warehouse's views: from here on the inputs are fixed."""
        self.candidate = self.store.begin(self.release_id)
        warehouse.prepare_run_folder(self.settings, self.project)
        with self._open_warehouse() as connection:
            self._show_inputs(connection)
            self._measure_sources(connection)
            self.engine.show_inputs(connection, self.load, self._asked_contracts(), self.previous, self.marts)

    def _already_there(self) -> Outcome | None:
        """What to say when these inputs have made their release before; None when it is to be built."""
        release_id, release = self.release_id, self.store.get(self.release_id)
        if release is None:
            return None
        self.engine.open_to_readers()
        if self.store.pointed() == release_id:
            state, text = "unchanged", "is current: same inputs, nothing to do"
        elif self.store.was_rolled_back(release_id):
            state = "unchanged"
            text = f"was rolled back, and the inputs are the same: nothing to do (back: tiering rollback {release_id})"
        elif self.request.propose or self._waits_for_approval(release):
            state = "proposed"
            text = f"waits for approval, nothing new (tiering publish {release_id} --approved-by NAME)"
        else:
            state, text = "published", "was complete but not current: published now"
            releases.publish(self.store, release, approved_by=self.request.approved_by)
        self._share_current()
        return Outcome(state, release_id, f"{release_id} {text}")

    def _share_current(self) -> None:
        """However the refresh ended: an earlier release may have found its readers out of reach."""
        if current := self.store.current():
            share(current, self.settings)

    def _waits_for_approval(self, release: releases.Release) -> bool:
        """Also a release that was rebuilt keeps its approval."""
        return release.manifest.needs_approval and (self.request.approved_by or release.approved_by) is None

    def _open_warehouse(self) -> duckdb.DuckDBPyConnection:
        """A damaged cache is no loss: it is rebuilt from raw."""
        try:
            return self._connect_warehouse()
        except duckdb.Error as error:
            self.say(f"the warehouse cache cannot be opened ({error}); rebuilding it from raw")
            for file in (self.settings.warehouse, self.settings.warehouse.with_suffix(".duckdb.wal")):
                file.unlink(missing_ok=True)
            return self._connect_warehouse()

    def _connect_warehouse(self) -> duckdb.DuckDBPyConnection:
        """A new cache is written in the newest storage format, which is quicker: only this program reads it."""
        file = self.settings.warehouse
        if not file.exists():
            with duckdb.connect() as connection:
                connection.execute(f"attach {literal(file)} as warehouse (storage_version 'latest')")
        connection = duckdb.connect(str(file))
        memory.hold(connection)
        return connection

    def _show_inputs(self, connection: duckdb.DuckDBPyConnection) -> None:
        """The views over raw and over the previous release, and what this refresh is."""
        connection.execute("set timezone = 'UTC'")
        landing.create_raw_views(connection, self.load, self.settings, self.contracts)
        self._write_refresh_facts(connection)
        kept.drop_stale(connection, self.say)
        releases.create_published_views(connection, self.previous, self.marts)
        tables = configuration.columns_of("scoring/", "tiering/tier_overrides.csv", project=self.project)
        releases.create_published_configuration(connection, self.previous, tables)

    def _measure_sources(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("create schema if not exists gates")
        gates.measure_sources(connection, self.contracts, self.settings.config, self.request.as_of)

    def _write_refresh_facts(self, connection: duckdb.DuckDBPyConnection) -> None:
        """raw.refresh: one row, what this refresh is (docs/architecture.md)."""
        previous = self.previous.manifest if self.previous else None
        connection.execute(
            """
            create or replace table raw.refresh as
            select cast($1 as date) as as_of, cast($2 as varchar) as policy, cast($3 as varchar) as release_id,
                cast($4 as varchar) as previous_release_id, cast($5 as date) as previous_as_of,
                cast($6 as varchar) as config_hash, cast($7 as varchar) as input_hash,
                cast($8 as varchar) as code_version, cast($9 as integer) as gap_days,
                cast($10 as varchar) as policy_reason, cast($11 as varchar) as approved_by,
                cast($12 as boolean) as is_reconstructed, cast($13 as varchar) as waivers,
                cast($14 as boolean) as is_demo
            """,
            [
                self.request.as_of,
                self.policy.policy,
                self.release_id,
                previous.release_id if previous else None,
                previous.as_of if previous else None,
                self.configuration.hash,
                self.load.input_hash,
                self.code_version,
                self.gap_days,
                self.request.policy_reason,
                self.request.approved_by,
                self.request.is_reconstructed,
                json.dumps(self.request.waivers, sort_keys=True),
                self.load.is_demo,
            ],
        )

    @property
    def gap_days(self) -> int:
        """Days between the previous release and this one for which there is no release."""
        return (self.request.as_of - self.previous.manifest.as_of).days - 1 if self.previous else 0

    @property
    def config_changes(self) -> list[configuration.Change]:
        """What changed since the configuration of the previous release; nothing in the first one."""
        if self.previous is None:
            return []
        return configuration.changes(self.previous.config, self.settings.config, project=self.project)

    # -- gates and models -------------------------------------------------------------------------------------------

    def _absent_vendors(self) -> frozenset[str]:
        """Vendors without a landed file: no model asks for their tables."""
        return vendors(self.contracts) - {file.source for file in self.load.files}

    def _asked_contracts(self) -> Contracts:
        absent = self._absent_vendors()
        return {name: contract for name, contract in self.contracts.items() if contract.source not in absent}

    def check_sources(self) -> list[gates.CheckResult]:
        """The source gate; raises GateRefused before any model is built."""
        return self._gate("source")

    def build(self, part: warehouse.Part, on_event: Callable[[warehouse.Event], None]) -> None:
        """One part of the models; raises GateRefused when a model or a test outside the release gate fails.

        Raises InputError when no component is on: that is no fault of the models but of the configuration.
        """
        results = warehouse.build(
            self.settings,
            part,
            as_of=self.request.as_of,
            policy=self.policy.policy,
            release_id=self.release_id,
            candidate=self.candidate.database,
            absent_vendors=self._absent_vendors(),
            engine=self.engine,
            on_event=on_event,
            project=self.project,
        )
        self.dbt_results += results
        built = {result.name for result in results if result.resource_type == "model" and not result.is_bad}
        self.engine.collect(self.candidate, self.settings.warehouse, built, self.marts)
        if any(result.name == warehouse.A_COMPONENT_IS_ON and result.status == "fail" for result in results):
            self.store.discard(self.candidate)
            raise self.configuration.no_component_on()
        broken = [result for result in results if result.is_bad and result.resource_type != "test"]
        failed = next((result for result in broken if result.status != "skipped"), None)
        if failed:
            raise GateRefused(f"{failed.name} could not be built: {failed.message.strip()}\n{self.standing()}")
        if broken or part is warehouse.WAREHOUSE:  # models are skipped where a test of what they read has failed
            checks = self._dbt_checks(results)
            self.results += checks if broken else []
            self._refuse([check for check in gates.refused(checks) if check.result == "fail"] or gates.refused(checks))

    def check_release(self) -> list[gates.CheckResult]:
        """The release gate on the candidate; raises GateRefused and keeps the candidate for a look."""
        self.results += self._dbt_checks(self.dbt_results)
        return self._gate("release")

    def _dbt_checks(self, results: list[warehouse.NodeResult]) -> list[gates.CheckResult]:
        tests = [result for result in results if result.resource_type == "test"]
        with self.engine.queries(self.candidate) as connection:
            return gates.from_dbt(tests, connection)

    def _gate(self, gate: str) -> list[gates.CheckResult]:
        measured = gates.evaluate(
            self.settings.warehouse,
            gate=gate,
            thresholds=self.configuration.thresholds,
            waivers=self.request.waivers,
            policy=self.policy.policy,
            is_reconstructed=self.request.is_reconstructed,
        )
        self.results += measured
        for result in measured:
            if result.result in {"warn", "waived"}:  # what refuses is told once, by the error
                self.say(gates.sentence(result))
        self._refuse(gates.refused(self.results))
        return measured

    def _refuse(self, refused: list[gates.CheckResult]) -> None:
        if not refused:
            return
        self._write_quality_page()
        kept = self.store.keep_refused(self.candidate)
        found = [line for result in refused for line in (gates.sentence(result), *gates.examples(result))]
        lines = "\n".join(f"  {line}" for line in found)
        (kept / releases.REFUSAL).write_text("\n".join(found) + "\n", encoding="utf-8")
        page = kept / self.candidate.quality_page.name
        raise GateRefused(f"refused by {counted(len(refused), 'check')}:\n{lines}\n  report: {page}\n{self.standing()}")

    def standing(self) -> str:
        """What a refused refresh says of that which is published."""
        current = self.store.pointed()
        return f"The last good release still stands: {current}." if current else "Nothing is published yet."

    # -- release ----------------------------------------------------------------------------------------------------

    def publish(self) -> Outcome:
        """Seals the candidate and moves `current`, or keeps it as a proposal when approval is asked for."""
        release = self.seal()
        if self._waits_for_approval(release):
            text = f"kept as a proposal: tiering publish {self.release_id} --approved-by NAME"
            text += f"\nreview pack: {release.review / review.INDEX}"
            self.outcome = Outcome("proposed", self.release_id, f"{self.release_id} {text}")
        else:
            releases.publish(self.store, release, approved_by=self.request.approved_by)
            self.outcome = Outcome("published", self.release_id, f"{self.release_id} published")
        releases.retain(self.store)
        self._share_current()
        return self.outcome

    def seal(self) -> releases.Release:
        """The candidate as a complete release, which nobody reads yet; one that waits comes with its review pack."""
        manifest = self._manifest()
        self.candidate.write_configuration(self.settings.config)
        previous_id = self.previous.id if self.previous else None
        configuration.write_changes(self.candidate.config_changes, previous_id, self.config_changes)
        self._write_quality_page()
        if manifest.needs_approval and self.request.approved_by is None:
            review.write_pack(self.candidate.database, self.candidate.review)
        release = releases.seal(
            self.candidate,
            manifest,
            self.results,
            expected=gates.expected_checks(self.configuration.thresholds),
            marts=self.marts,
            described=releases.described_marts(self.project / "models"),
        )
        self.engine.open_to_readers()
        return release

    def _manifest(self) -> releases.Manifest:
        return releases.Manifest(
            release_id=self.release_id,
            as_of=self.request.as_of,
            policy=self.policy.policy,
            policy_reason=self.request.policy_reason,
            scoring_version=self.configuration.scoring_version(self.request.as_of),
            config_hash=self.configuration.hash,
            input_hash=self.load.input_hash,
            code_version=self.code_version,
            previous_release_id=self.previous.id if self.previous else None,
            supersedes=self.store.pointed(),
            files=[file.model_dump() for file in self.load.files],
            waivers=self.request.waivers,
            approved_by=self.request.approved_by,
            proposed=self.request.propose,
            requires_approval=self.policy.requires_approval and not self.request.is_reconstructed,
            is_reconstructed=self.request.is_reconstructed,
            gap_days=self.gap_days,
            created_at=datetime.now(UTC),
            is_demo=self.load.is_demo,
        )

    def _write_quality_page(self) -> None:
        told = [str(change) for change in self.config_changes] if self.previous else None
        page = gates.quality_page(self.settings.warehouse, self.candidate.database, self.results, config_changes=told)
        self.candidate.quality_page.write_text(page, encoding="utf-8")
