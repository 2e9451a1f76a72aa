"""Moving `current`, the only publish point: forwards (publish) and back (rollback), in one atomic step each."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from orchestration.lib.errors import GateRefused, InputError
from orchestration.lib.releases import journal
from orchestration.lib.releases.files import point_durably, remove, write_durably
from orchestration.lib.releases.release import APPROVAL, Release
from orchestration.lib.releases.seal import OnStep, no_step
from orchestration.lib.releases.store import REPLACED, Store


def publish(store: Store, release: Release, *, approved_by: str | None = None, on_step: OnStep = no_step) -> None:
    """Makes a sealed release the one that readers see; nothing to do when it is already.

    `approved_by` is recorded in the release's approval.json before the pointer moves. Raises GateRefused when the
    release needs an approval that nobody gave, InputError when it is damaged or when a refresh would by now build on
    another release.
    """
    _refuse_damaged(release)
    if store.pointed() == release.id:
        return
    if not store.is_up_to_date(release):
        raise InputError(
            f"{release.id} was built on {release.manifest.previous_release_id or 'nothing'}, but a refresh for "
            f"{release.as_of} would by now build on another release",
            remedy="refresh again, or move the pointer by hand: tiering rollback ID",
        )
    if approved_by is not None and release.approved_by is None:
        approval = {"approved_by": approved_by, "approved_at": datetime.now(UTC).isoformat(timespec="seconds")}
        write_durably(release.folder / APPROVAL, json.dumps(approval) + "\n")
        on_step("approved")
    if release.manifest.needs_approval and release.approved_by is None:
        raise GateRefused(f"{release.id} needs approval -> tiering publish {release.id} --approved-by NAME")
    _move(store, "publish", release, on_step)


def rollback(store: Store, to: str | None = None, *, on_step: OnStep = no_step) -> Release:
    """Moves `current` to release `to`, or to the one that was current before it; returns the release now current.

    Raises InputError when that release is unknown, was never published, or is pruned or damaged.
    """
    target = to or rollback_target(store)
    if target is None:
        raise InputError("there is no release to go back to", remedy="tiering releases lists what there is")
    release = store.find(target)
    if release is None or target not in store.published():
        raise InputError(f"{target} is no published release", remedy="tiering releases lists what there is")
    _refuse_damaged(release)
    if store.pointed() != target:
        _move(store, "rollback", release, on_step)
    return release


def rollback_target(store: Store) -> str | None:
    """The release that was current before `current` was published; where that is damaged, the one that still stands."""
    current = store.current()
    if current is None:
        standing = store.standing().release
        return standing.id if standing else None
    for move in reversed(store.moves()):
        if move.action == "publish" and move.after == current.id:
            return move.before
    return current.manifest.supersedes


def _refuse_damaged(release: Release) -> None:
    if problem := release.problem(thorough=True):
        raise InputError(problem, remedy="choose another one: tiering releases")


def _move(store: Store, action: journal.Action, release: Release, on_step: OnStep) -> None:
    """The journal first, then the pointer: an entry without its move is recognised, a move without its entry is not."""
    move = journal.Move(action=action, before=store.pointed(), after=release.id, approved_by=release.approved_by)
    journal.append(store.journal, move)
    on_step("journal written")
    if store.pointer.exists() and not store.pointer.is_symlink():
        aside = store.folder / f"current{REPLACED}"
        remove(aside)
        store.pointer.rename(aside)
    point_durably(store.pointer, release.id)
    on_step("flipped")
