"""Replay: a release built once more, from raw, its manifest and its configuration, and held against what it was.

It is built in a home of its own inside the home (`replay/`: own warehouse, own candidate, the same raw), so it neither
moves `current` nor waits for a refresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib import gates, landing, releases, warehouse
from orchestration.lib.configuration import load as load_configuration
from orchestration.lib.errors import GateRefused, InputError
from orchestration.lib.refresh import Refresh, Request, Say
from orchestration.lib.scratch import scratch_home
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.words import counted


@dataclass(frozen=True)
class Replayed:
    """How a replay ended: `marts` were compared, `differing` are not the same; `first` says how, where it can be seen.

    `release_id` is the release asked for, or the pruned predecessor that had to be rebuilt for it and already differs.
    `refusal`: which checks refused what was rebuilt; then `marts` are those that were built, possibly none.
    `remarks`: what a reader has to know beside: other code, another DuckDB, raw files that were changed.
    """

    release_id: str
    marts: tuple[str, ...]
    differing: tuple[str, ...]
    first: releases.RowDifference | None
    refusal: str | None
    remarks: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        return not self.differing and self.refusal is None


@dataclass(frozen=True)
class Rebuilt:
    """What a repetition has made: a release, or, where a check refused it, as much of one as was built."""

    database: Path
    tables: Mapping[str, releases.TableFacts]
    release: releases.Release | None
    refusal: str | None


class Repetition(Refresh):
    """The refresh that made a release, ready to `begin` again: everything it rests on is given, nothing is landed.

    `settings.config` is the configuration stored with the release. Release id and code version are the manifest's, also
    where other code runs by now, so that what differs in the result is what really differs.
    """

    def __init__(
        self, manifest: releases.Manifest, previous: releases.Release | None, settings: Settings, say: Say
    ) -> None:
        request = Request(
            as_of=manifest.as_of,
            policy=manifest.policy,
            policy_reason=manifest.policy_reason,
            waivers=manifest.waivers,
            propose=manifest.proposed,
            approved_by=manifest.approved_by,
            is_reconstructed=manifest.is_reconstructed,
        )
        super().__init__(settings, request, say)
        self.configuration = load_configuration(settings.config)
        self.policy = self.configuration.policy(manifest.policy)
        self.previous = previous
        self.load = landing.LoadManifest.model_validate({"files": manifest.files, "is_demo": manifest.is_demo})
        self.code_version, self.release_id = manifest.code_version, manifest.release_id

    def standing(self) -> str:
        """A replay touches nothing that is published."""
        return f"{self.release_id} could not be rebuilt; what is published has not been touched."

    def _refuse(self, refused: list[gates.CheckResult]) -> None:
        """What the sources lack is refused with the release: its tables are wanted first, to be compared."""
        if refused and self.dbt_results:
            found = [line for result in refused for line in (gates.sentence(result), *gates.examples(result))]
            raise GateRefused(
                "\n".join([f"refused by {counted(len(refused), 'check')}:", *(f"  {line}" for line in found)])
            )


def replay(settings: Settings, release_id: str, say: Say, *, wait_seconds: float) -> Replayed:
    """Rebuilds a release, and before it every pruned one that it rests on, and compares every mart.

    Raises InputError for an unknown release, ReleaseProblem where what it rests on is lost or its stored configuration
    was changed, and LockHeld while another replay runs.
    """
    store = releases.Store(settings)
    chain = _chain(store, release_id)
    with scratch_home(settings, "replay", wait_seconds=wait_seconds) as home:
        previous = _predecessor(store, chain[0])
        for release in chain:
            say(f"replaying {release.id}")
            remarks = _remarks(release, settings)
            for remark in remarks:
                say(remark)
            rebuilt = _rebuild(release, previous, settings, home, say)
            result = _compare(release, rebuilt, remarks)
            if not result.is_equal:
                break
            previous = rebuilt.release
    return result


def _chain(store: releases.Store, release_id: str) -> list[releases.Release]:
    """The release and, before it, the predecessors of which only manifest and configuration are left; oldest first."""
    release = store.find(release_id)
    if release is None:
        raise InputError(f"there is no release {release_id}", remedy="see: tiering releases")
    chain = [release]
    while (name := chain[0].manifest.previous_release_id) and store.get(name) is None:
        before = store.find(name)
        if before is None:
            raise releases.ReleaseProblem(f"{chain[0].id} was built on {name}, whose manifest is lost")
        chain.insert(0, before)
    return chain


def _predecessor(store: releases.Store, oldest: releases.Release) -> releases.Release | None:
    name = oldest.manifest.previous_release_id
    return store.get(name) if name else None


def _remarks(release: releases.Release, settings: Settings) -> tuple[str, ...]:
    """What may explain a difference before anything is built. Raises ReleaseProblem for a changed configuration."""
    manifest = release.manifest
    if load_configuration(release.config).hash != manifest.config_hash:
        raise releases.ReleaseProblem(f"{release.config}: not the configuration that {release.id} was built with")
    remarks = []
    if (running := releases.code_version(PROJECT)) != manifest.code_version:
        remarks.append(
            f"other code: {release.id} was built by code version {manifest.code_version[:8]}, this is {running[:8]}"
        )
    if manifest.duckdb_version != duckdb.__version__:
        remarks.append(
            f"other DuckDB: {release.id} was built with {manifest.duckdb_version}, this is {duckdb.__version__}: "
            "content hashes may differ for that alone"
        )
    load = landing.LoadManifest.model_validate({"files": manifest.files})
    remarks += [
        f"{settings.raw / file.raw_path}: not what was landed from {file.landing_path}: the raw file was changed"
        for file in landing.altered(load, settings.raw)
    ]
    return tuple(remarks)


def _rebuild(
    release: releases.Release, previous: releases.Release | None, settings: Settings, home: Settings, say: Say
) -> Rebuilt:
    place = Settings(landing=settings.landing, home=home.home, config=release.config)
    run = Repetition(release.manifest, previous, place, say)
    run.begin()
    try:
        run.check_sources()
        run.build(warehouse.WAREHOUSE, lambda event: None)
        run.build(warehouse.CANDIDATE, lambda event: None)
        run.check_release()
    except GateRefused as refusal:
        database = run.candidate.database
        return Rebuilt(database, releases.facts_of_marts(database), None, str(refusal))
    rebuilt = run.seal()
    return Rebuilt(rebuilt.database, rebuilt.manifest.tables, rebuilt, None)


def _compare(release: releases.Release, rebuilt: Rebuilt, remarks: tuple[str, ...]) -> Replayed:
    """Every mart by row count and content hash; the first that differs row by row, where the release is still whole.

    What a check refused is compared as far as it was built.
    """
    before, after = release.manifest.tables, rebuilt.tables
    if rebuilt.refusal is not None:
        before = {mart: facts for mart, facts in before.items() if mart in after}
    differing = releases.differing_marts(before, after)
    first = None
    if differing and release.problem(thorough=True) is None:
        found = [releases.first_difference(release.database, rebuilt.database, mart) for mart in differing]
        seen = [difference for difference in found if difference]  # another DuckDB hashes the same rows differently
        differing, first = [difference.mart for difference in seen], seen[0] if seen else None
    compared = tuple(sorted({*before, *after}))
    return Replayed(release.id, compared, tuple(differing), first, rebuilt.refusal, remarks)
