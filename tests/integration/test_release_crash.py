"""kill -9 at each step of a release, and a reader who polls throughout: old or new, complete, never in between.

Sealing and publishing without dbt: the steps are those of lib/releases, the tables a handful of rows.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import releases
from orchestration.lib.errors import LockHeld
from orchestration.lib.locking import refresh_lock
from orchestration.lib.releases.seal import OnStep, no_step
from orchestration.lib.settings import PROJECT
from tests.unit.releases_kit import CHECK, MARTS, fill, manifest, sealed, settings_in

OLDEST, OLD, NEW = "2026-01-01-0000000a", "2026-01-31-0000000b", "2026-02-01-0000000c"
STEPS = ["begun", "filled", "closed", "verified", "exported", "synced", "manifest written", "renamed"]
STEPS += ["approved", "journal written", "flipped", f"pruned {OLDEST}"]
STEPS += [f"copied {mart}.{kind}" for mart in sorted([*MARTS, "release_checks"]) for kind in ("csv", "parquet")]
STEPS += ["pointed", "done"]
DEADLY = [step for step in STEPS if not step.startswith("copied") or step == "copied account_tiers.parquet"]
"""Of the copies, which are all alike, one."""


def release_once(home: Path, release_id: str, previous: str | None, on_step: OnStep = no_step) -> None:
    """What a refresh does once dbt has run: recognises a release that is there already, else builds it."""
    with refresh_lock(settings_in(home), wait_seconds=0, owner=release_id):
        store = releases.Store(settings_in(home))
        release = store.get(release_id)
        if release is None:
            candidate = store.begin(release_id)
            on_step("begun")
            fill(candidate)
            on_step("filled")
            facts = manifest(release_id, previous, requires_approval=True)
            release = releases.seal(candidate, facts, [CHECK], expected={"score_range"}, marts=MARTS, on_step=on_step)
        releases.publish(store, release, approved_by="Ada", on_step=on_step)
        releases.retain(store, on_step=on_step)
        releases.publish_to(release, home / "share", on_step=on_step)
        on_step("done")


def release_and_die(home: str, deadly: str) -> None:
    """The third release, in a process that kills itself when the step `deadly` is done."""
    releases.retention.DATES = 1

    def die(step: str) -> None:
        if step == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    release_once(Path(home), NEW, OLD, die)


def seen(database: Path) -> set[str]:
    """The release ids of all marts, as a reader sees them who opens the file once."""
    query = " union all ".join(f"select release_id from marts.{mart}" for mart in MARTS)
    with duckdb.connect(str(database), read_only=True) as connection:
        return {release_id for (release_id,) in connection.execute(query).fetchall()}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two releases."""
    folder = tmp_path_factory.mktemp("template")
    release_once(folder, OLDEST, None)
    release_once(folder, OLD, OLDEST)
    return folder


@pytest.fixture
def home(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, where retention is so short that the third release prunes the first."""
    monkeypatch.setattr(releases.retention, "DATES", 1)
    return shutil.copytree(template, tmp_path / "place", symlinks=True)


def assert_all_is_well(home: Path) -> None:
    """The third release is published as if nothing had ever happened."""
    store = releases.Store(settings_in(home))
    assert store.standing().problem is None
    assert [release.id for release in store.lineage()] == [NEW, OLD, OLDEST]
    assert [move.after for move in store.moves()] == [OLDEST, OLD, NEW]
    assert [release.is_pruned for release in store.lineage()] == [False, False, True]
    assert store.damaged() == {}
    assert {path.name for path in store.folder.iterdir()} == {OLDEST, OLD, NEW, "current", "journal.jsonl"}
    assert {path.name for path in (home / "share").iterdir()} == {OLD, NEW, "current", "current.json"}
    assert json.loads((home / "share" / "current.json").read_text())["release_id"] == NEW


def test_the_steps_are_all_of_them(home: Path) -> None:
    steps: list[str] = []
    release_once(home, NEW, OLD, steps.append)
    assert steps == STEPS
    assert_all_is_well(home)


@pytest.mark.parametrize("deadly", DEADLY)
def test_after_kill_nine_readers_see_one_release_and_a_second_run_ends_well(home: Path, deadly: str) -> None:
    code = f"from {__name__} import release_and_die; release_and_die({str(home)!r}, {deadly!r})"
    died = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL

    is_public = STEPS.index(deadly) >= STEPS.index("flipped")
    store = releases.Store(settings_in(home))
    assert seen(store.pointer / "tiers.duckdb") == {NEW if is_public else OLD}
    current = store.current()
    assert current is not None
    assert current.problem(thorough=True) is None
    shared = json.loads((home / "share" / "current.json").read_text())["release_id"]
    assert shared == (NEW if STEPS.index(deadly) >= STEPS.index("pointed") else OLD)
    assert (home / "share" / "current").readlink() == Path(shared)

    release_once(home, NEW, OLD)
    assert_all_is_well(home)


def test_kill_nine_while_a_damaged_release_is_replaced(home: Path) -> None:
    """The one moment at which a release has no folder: it had nothing to read, and the next run puts it back or on."""
    store = releases.Store(settings_in(home))
    (store.folder / OLD / "tiers.duckdb").unlink()
    candidate = store.begin(OLD)
    fill(candidate)

    def die(step: str) -> None:
        if step == "old one aside":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        facts = manifest(OLD, OLDEST)
        releases.seal(candidate, facts, [CHECK], expected={"score_range"}, marts=MARTS, on_step=die)
    standing = store.standing()
    assert standing.release is not None
    assert standing.release.id == OLDEST
    assert sealed(store, OLD, OLDEST).problem(thorough=True) is None
    assert seen(store.pointer / "tiers.duckdb") == {OLD}


POLL = """
import sys
from pathlib import Path
from tests.integration.test_release_crash import seen
found = []
while not Path(sys.argv[2]).exists():
    ids = seen(Path(sys.argv[1]))
    assert len(ids) == 1, ids
    found += [next(iter(ids))]
    if found[-2:-1] != found[-1:]:
        print(found[-1], flush=True)
"""


def test_a_reader_who_polls_sees_whole_releases_in_order(tmp_path: Path) -> None:
    names = [f"2026-01-{day:02}-000000{day:02}" for day in range(1, 11)]
    release_once(tmp_path, names[0], None)
    store, done = releases.Store(settings_in(tmp_path)), tmp_path / "done"
    command = [sys.executable, "-c", POLL, str(store.pointer / "tiers.duckdb"), str(done)]
    reader = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert reader.stdout is not None
        found = [reader.stdout.readline().strip()]
        for before, name in pairwise(names):
            release_once(tmp_path, name, before)
            found.append(reader.stdout.readline().strip())
    finally:
        done.touch()
        _, errors = reader.communicate(timeout=30)
    assert errors == ""
    assert reader.returncode == 0
    assert found == names


def test_of_two_at_once_one_is_told_and_the_other_publishes(home: Path) -> None:
    hold = f"from {__name__} import *\nrelease_once(Path({str(home)!r}), NEW, OLD, lambda step: time.sleep(0.1))"
    first = subprocess.Popen([sys.executable, "-c", hold], cwd=PROJECT)
    lock = settings_in(home).lock
    while NEW not in lock.read_text() and first.poll() is None:
        time.sleep(0.02)
    with pytest.raises(LockHeld, match="holds the lock"):
        release_once(home, NEW, OLD)
    assert first.wait(timeout=60) == 0
    release_once(home, NEW, OLD)
    assert_all_is_well(home)
