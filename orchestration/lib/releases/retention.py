"""Which releases are kept whole (MARTS.md, "The command"); of the others, manifest and configuration stay for ever."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from orchestration.lib.releases.files import fsync_path, remove
from orchestration.lib.releases.manifest import Manifest
from orchestration.lib.releases.pointer import rollback_target
from orchestration.lib.releases.release import APPROVAL, CONFIG_CHANGES, MANIFEST, PRUNED, Release
from orchestration.lib.releases.seal import OnStep, no_step
from orchestration.lib.releases.store import Store

DATES = 10
FOR_EVER = {MANIFEST, APPROVAL, PRUNED, CONFIG_CHANGES, "config"}


def kept(published: Sequence[Manifest], lineage: Collection[str], always: Collection[str]) -> set[str]:
    """Ids to keep whole: the last one of each of the last 10 dates, the last of each month, every quarterly, `always`.

    "The last one" is the one in the lineage, else the one built last.
    """
    in_order = sorted(published, key=lambda m: (m.release_id in lineage, m.as_of, m.created_at, m.release_id))
    by_date = {manifest.as_of: manifest.release_id for manifest in in_order}
    by_month = {(manifest.as_of.year, manifest.as_of.month): manifest.release_id for manifest in in_order}
    quarterly = {manifest.release_id for manifest in published if manifest.policy == "quarterly"}
    recent = {by_date[day] for day in sorted(by_date)[-DATES:]}
    return recent | set(by_month.values()) | quarterly | set(always)


def retain(store: Store, *, on_step: OnStep = no_step) -> list[str]:
    """Prunes what need not be kept and returns the ids; a crash leaves the rest to the next call.

    Kept besides: `current`, what it builds on, what a rollback would bring back, every proposal that waits, and
    those of the last dates that were overtaken, for people's answers to them. Nothing is pruned while `current` is
    damaged.
    """
    current = store.current()
    if current is None:
        return []
    whole = [current.id, current.manifest.previous_release_id, rollback_target(store)]
    releases = store.list()
    published = store.published()
    recent = sorted({release.as_of for release in releases if release.id in published})[-DATES:]
    proposals = [*store.waiting(), *(release for release in store.overtaken() if release.as_of >= recent[0])]
    always = [name for name in whole if name] + [release.id for release in proposals]
    lineage = {release.id for release in store.lineage()}
    keep = kept([release.manifest for release in releases if release.id in published], lineage, always)
    pruned = [release for release in releases if release.id not in keep and _holds_data(release)]
    for release in pruned:
        _prune(release)
        on_step(f"pruned {release.id}")
    return [release.id for release in pruned]


def _holds_data(release: Release) -> bool:
    return any(path.name not in FOR_EVER for path in release.folder.iterdir())


def _prune(release: Release) -> None:
    """Marks it first, so that a half-pruned release is never taken for a damaged one."""
    (release.folder / PRUNED).touch()
    fsync_path(release.folder)
    for path in release.folder.iterdir():
        if path.name not in FOR_EVER:
            remove(path)
    fsync_path(release.folder)
