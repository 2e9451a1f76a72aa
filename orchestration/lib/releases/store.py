"""The releases of one home: `releases/<id>/`, the pointer `current`, and what to build on next.

Reading needs no lock; `begin`, `discard`, `keep_refused` and the functions of seal, pointer and retention expect the
caller to hold the home's lock (lib/locking). See docs/decisions/0021-the-pointer-is-the-only-state.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib.errors import InputError
from orchestration.lib.releases import journal
from orchestration.lib.releases.files import remove
from orchestration.lib.releases.manifest import ReleaseProblem
from orchestration.lib.releases.release import REFUSAL, Candidate, Refused, Release, load
from orchestration.lib.settings import DEMO_HOME, Settings

CANDIDATE, REFUSED, REPLACED = ".tmp", ".refused", ".replaced"
"""What the folders are called that are no releases: being built, refused by a gate, making room for a rebuilt one."""

Releases = list[Release]


@dataclass(frozen=True)
class Standing:
    """What the next refresh carries on from: `release` (None: nothing); `problem` says what is wrong with `current`."""

    release: Release | None
    problem: str | None


class Store:
    """Finds releases; every answer is read from disk, and nothing is remembered but which ones were read through."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.releases
        self.pointer = self.folder / "current"
        self.journal = self.folder / "journal.jsonl"
        self._sound: set[str] = set()

    # -- releases by name -------------------------------------------------------------------------------------------

    def get(self, release_id: str) -> Release | None:
        """The complete release of that id; None when it is unknown, not sealed, pruned or damaged: build it (again).

        Reads every byte of it once (but see Release.problem).
        """
        release = self.find(release_id)
        return None if release is None or self._thorough_problem(release) else release

    def find(self, release_id: str) -> Release | None:
        """The release of that id, also a pruned or damaged one; None when it has no readable manifest."""
        try:
            return load(self.folder / release_id)
        except ReleaseProblem:
            return None

    def list(self) -> Releases:
        """Every release with a readable manifest, pruned ones included, newest date first."""
        found = [release for name in self._names() if (release := self.find(name))]
        return sorted(found, key=lambda release: (release.as_of, release.manifest.created_at, release.id), reverse=True)

    def damaged(self) -> dict[str, str]:
        """Release id -> what is wrong, for every release that is neither complete nor pruned."""
        problems = {name: self._problem(name) for name in self._names()}
        return {name: problem for name, problem in problems.items() if problem}

    def _names(self) -> Iterable[str]:
        folders = sorted(self.folder.glob("????-??-??-????????"))
        return [folder.name for folder in folders if folder.is_dir()]

    def _problem(self, name: str) -> str | None:
        try:
            release = load(self.folder / name)
        except ReleaseProblem as problem:
            return str(problem)
        return None if release.is_pruned else release.problem()

    # -- the pointer and the past -----------------------------------------------------------------------------------

    def pointed(self) -> str | None:
        """The id that `current` names, whether or not that release is there; None without a pointer."""
        return self.pointer.readlink().name if self.pointer.is_symlink() else None

    def current(self) -> Release | None:
        """The release that readers see; None when there is none, or files of it are missing (`standing` says which)."""
        name = self.pointed()
        release = self.find(name) if name else None
        return None if release is None or release.problem() else release

    def readable(self) -> Release:
        """`current`, for who reads it. Raises InputError when nothing is published, or it is damaged."""
        current = self.current()
        if current is None:
            problem = self.standing().problem
            raise InputError(problem, remedy="run: tiering refresh") if problem else self.nothing_published()
        return current

    def sound(self) -> Release:
        """`readable`, for who hands on or builds on what it reads: every byte is what it was."""
        current = self.readable()
        problem = self._thorough_problem(current)
        if problem:
            raise InputError(problem, remedy="run: tiering refresh")
        return current

    def nothing_published(self) -> InputError:
        """What to say where nothing is published: which home was looked at, and where else to look."""
        home = self.folder.parent
        rule = f"nothing is published yet in {home}{'' if home.is_dir() else ', which does not exist'}"
        is_elsewhere = DEMO_HOME.is_dir() and DEMO_HOME.absolute() != home
        demo = f", or for the demo's tiers add --home {DEMO_HOME}" if is_elsewhere else ""
        return InputError(rule, remedy=f"run: tiering refresh{demo}")

    def moves(self) -> Sequence[journal.Move]:
        """Every move of `current` that took place, oldest first."""
        return journal.read(self.journal, self.pointed())

    def lineage(self) -> Releases:
        """The published, not superseded, not rolled-back releases, newest first; pruned ones too."""
        return [*self._chain()]

    def _chain(self) -> Iterator[Release]:
        """`lineage`, read as far as it is asked for: a home keeps its manifests for ever."""
        met: set[str] = set()
        name = self.pointed()
        while name is not None and name not in met and (release := self.find(name)):
            yield release
            met.add(name)
            name = release.manifest.previous_release_id

    def published(self) -> set[str]:
        """Ids of the releases that are or were current: the past of `current`, and what the journal adds to it."""
        found: set[str] = set()
        ahead = [name for move in self.moves() for name in (move.before, move.after)] + [self.pointed()]
        while ahead:
            name = ahead.pop()
            release = self.find(name) if name and name not in found else None
            if release is not None:
                found.add(release.id)
                ahead += [release.manifest.previous_release_id, release.manifest.supersedes]
        return found

    def rolled_back(self) -> set[str]:
        """Ids of the releases that a rollback took away and that `current` does not rest upon."""
        gone = journal.stack(self.moves())[1]
        return gone - {release.id for release in self._chain()} if gone else gone

    def was_rolled_back(self, release_id: str) -> bool:
        """True when a person rolled this release back, so that no schedule may bring it back."""
        return release_id in self.rolled_back()

    # -- what to build on -------------------------------------------------------------------------------------------

    def standing(self) -> Standing:
        """What the next refresh carries on from: `current`, or, when that is damaged, the newest sound one below it.

        Reads every byte of the release it returns (but see Release.problem). Never raises: the problem comes in words.
        """
        problem = self._pointer_problem()
        for release in self._line():
            found = self._thorough_problem(release)
            if found is None:
                return Standing(release, problem and f"{problem}; carrying on from {release.id}")
            problem = problem or found
        return Standing(None, problem and f"{problem}; no complete release is left, so the next one starts anew")

    def previous_for(self, as_of: date) -> Release | None:
        """The release that a refresh for `as_of` builds on (SCORING, "The previous release"); None: it is the first.

        Raises InputError for an `as_of` before the current release's.
        """
        newest = self.standing().release
        if newest is None or newest.as_of < as_of:
            return newest
        if as_of < newest.as_of:
            raise InputError(
                f"{as_of} is before the date of the current release {newest.id}",
                remedy=f"use --as-of {newest.as_of} or later, or go back first: tiering rollback ID",
            )
        earlier = (release for release in self._line() if release.as_of < as_of)
        return next((release for release in earlier if self._thorough_problem(release) is None), None)

    def is_up_to_date(self, release: Release) -> bool:
        """True when a refresh for its date would still build on the release it was built on."""
        try:
            previous = self.previous_for(release.as_of)
        except InputError:
            return False
        return release.manifest.previous_release_id == (previous.id if previous else None)

    def waiting(self) -> Releases:
        """Complete proposals that wait for approval and could still be published, newest first."""
        return [release for release in self._unanswered() if self.is_up_to_date(release)]

    def overtaken(self) -> Releases:
        """Complete proposals that nobody approved before a later re-tier was published, newest first."""
        return [release for release in self._unanswered() if not self.is_up_to_date(release)]

    def _unanswered(self) -> Releases:
        published = self.published()
        proposals = [release for release in self.list() if release.manifest.needs_approval]
        return [release for release in proposals if release.id not in published and not release.problem()]

    def _thorough_problem(self, release: Release) -> str | None:
        """`Release.problem` of every byte; a release never changes, so a sound one is read through once."""
        if release.id in self._sound:
            return release.problem()
        found = release.problem(thorough=True)
        if found is None:
            self._sound.add(release.id)
        return found

    def _line(self) -> Iterator[Release]:
        """The lineage; where a lost manifest breaks it off, on from the journal's newest standing release below."""
        last: Release | None = None
        for release in self._chain():
            yield (last := release)
        if last is not None and last.manifest.previous_release_id is None:
            return
        for name in reversed(journal.stack(self.moves())[0]):
            found = self.find(name)
            if found is not None and (last is None or found.as_of < last.as_of):
                yield (last := found)

    def _pointer_problem(self) -> str | None:
        name = self.pointed()
        if name is not None:
            return self._problem(name) if (self.folder / name).is_dir() else f"`current` names {name}, which is missing"
        if self.pointer.exists():
            return f"{self.pointer} is not a symlink to a release"
        return f"{self.pointer} is missing" if self.moves() else None

    def refused(self) -> Refused | None:
        """The candidate that a gate refused last, unless `current` has moved since."""
        moved_at = max((move.at.timestamp() for move in self.moves()), default=0.0)
        refusals = self.folder.glob(f"*{REFUSED}/{REFUSAL}")
        return next((Refused(file.parent) for file in refusals if file.stat().st_mtime > moved_at), None)

    # -- candidates -------------------------------------------------------------------------------------------------

    def begin(self, release_id: str) -> Candidate:
        """An empty candidate `<id>.tmp/`; what dead runs left behind is removed, or put back where it made room."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for leftover in [*self.folder.glob(f"*{CANDIDATE}"), *self.folder.glob(f"*{REPLACED}")]:
            place = leftover.with_suffix("")
            if leftover.suffix == REPLACED and not os.path.lexists(place):
                leftover.rename(place)
            else:
                remove(leftover)
        candidate = Candidate(folder=self.folder / f"{release_id}{CANDIDATE}", release_id=release_id)
        candidate.exports.mkdir(parents=True)
        return candidate

    def discard(self, candidate: Candidate) -> None:
        """Removes a candidate that is not worth a look: its inputs were wrong."""
        remove(candidate.folder)

    def keep_refused(self, candidate: Candidate) -> Path:
        """Keeps a refused candidate as `<id>.refused/` for a look, instead of the one refused before."""
        for earlier in self.folder.glob(f"*{REFUSED}"):
            remove(earlier)
        kept = self.folder / f"{candidate.release_id}{REFUSED}"
        candidate.folder.rename(kept)
        return kept
