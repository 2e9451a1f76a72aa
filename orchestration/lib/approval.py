"""Approving a proposal: published if nothing it was built on has changed (docs/decisions/0023-approvals.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orchestration.lib import configuration, landing, releases
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.sharing import publish

CHANGES_SHOWN = 5
"""Changes of the configuration that a refusal names."""


def approve(settings: Settings, release_id: str, *, approved_by: str, project: Path = PROJECT) -> releases.Release:
    """Publishes a complete release in somebody's name; nothing to do when it is current. Expects the home's lock.

    Raises InputError when there is no such release, and when the release before it, the configuration in force or the
    program are not those that it was built on.
    """
    store = releases.Store(settings)
    release = store.get(release_id)
    if release is None:
        pruned = store.find(release_id)
        if pruned is not None and pruned.is_pruned and release_id not in store.published():
            raise InputError(f"{release_id} was overtaken by a later re-tier long ago", remedy=_again(pruned))
        raise InputError(f"there is no complete release {release_id}", remedy="see: tiering releases")
    if store.pointed() != release_id:
        _refuse_changed(release, settings.config, project)
    publish(store, release, settings, approved_by=approved_by)
    return release


def landed_since(release: releases.Release, settings: Settings) -> list[str]:
    """Landing paths of the files that a refresh has landed since the release was built, and that are not in it."""
    newest = max(file["file_order"] for file in release.manifest.files)
    landed = [entry.file for entry in landing.read_ledger(settings.raw)]
    return list(dict.fromkeys(file.landing_path for file in landed if file.file_order > newest))


def _refuse_changed(release: releases.Release, config: Path, project: Path) -> None:
    changed = "; ".join(_changed(release, config, project))
    if changed:
        raise InputError(
            f"{release.id} is not what the same files would give by now, changed since: {changed}",
            remedy=f"{_again(release)} (or name the folder it was built with: --config DIR)",
        )


def _again(release: releases.Release) -> str:
    manifest = release.manifest
    return f"propose again: tiering refresh --policy {manifest.policy} --as-of {manifest.as_of} --propose"


def _changed(release: releases.Release, config: Path, project: Path) -> Iterator[str]:
    """In words; raw files never change, so there is nothing to say of them."""
    if configuration.load(config, project=project).hash != release.manifest.config_hash:
        changes = [str(change) for change in configuration.changes(release.config, config, project=project)]
        more = len(changes) - CHANGES_SHOWN
        yield f"the configuration {config} ({'; '.join(changes[:CHANGES_SHOWN])}{f'; {more} more' * (more > 0)})"
    if releases.code_version(project) != release.manifest.code_version:
        yield "the program"
