"""The one lock: one holder, named; it dies with its process and is inherited by none of its children."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from orchestration.lib.errors import LockHeld
from orchestration.lib.locking import refresh_lock
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.releases_kit import settings_in

HOLD = """
import sys, time
from pathlib import Path
from orchestration.lib.locking import refresh_lock
from tests.unit.releases_kit import settings_in
with refresh_lock(settings_in(Path(sys.argv[1])), wait_seconds=0, owner="the other one"):
    {spawn}
    print("held", flush=True)
    time.sleep(60)
"""
SPAWN = "import subprocess; subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL)"
FORK = "import os; child = os.fork()\n    if child == 0: os.close(1); time.sleep(60)"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@contextmanager
def other_holder(folder: Path, spawn: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock, in a process group of its own."""
    code = HOLD.format(spawn=spawn)
    command = [sys.executable, "-c", code, str(folder)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_second_holder_is_told_who_holds_it(settings: Settings, tmp_path: Path) -> None:
    with (
        other_holder(tmp_path) as process,
        pytest.raises(LockHeld, match=rf"the other one, process {process.pid} since 20"),
        refresh_lock(settings, wait_seconds=0.3, owner="me"),
    ):
        pytest.fail("two holders")


def test_it_excludes_within_one_process_too(settings: Settings) -> None:
    with (
        refresh_lock(settings, wait_seconds=0, owner="first"),
        pytest.raises(LockHeld, match=f"first, process {os.getpid()}"),
        refresh_lock(settings, wait_seconds=0, owner="second"),
    ):
        pytest.fail("two holders")


@pytest.mark.parametrize("spawn", ["", SPAWN, FORK], ids=["alone", "with a subprocess", "with a fork"])
def test_kill_nine_frees_it_although_children_live_on(settings: Settings, tmp_path: Path, spawn: str) -> None:
    with other_holder(tmp_path, spawn) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with refresh_lock(settings, wait_seconds=2, owner="me") as dead:
            assert dead is not None
            assert (dead.pid, dead.owner) == (process.pid, "the other one")


def test_waiting_ends_when_the_other_one_has_finished(settings: Settings, tmp_path: Path) -> None:
    with other_holder(tmp_path) as process:
        started = time.monotonic()
        subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -9 {process.pid}"])
        with refresh_lock(settings, wait_seconds=None, owner="me"):
            assert time.monotonic() - started >= 0.4


def test_a_lock_that_was_given_back_names_nobody(settings: Settings) -> None:
    with refresh_lock(settings, wait_seconds=0, owner="first") as dead:
        assert dead is None
        assert json.loads(settings.lock.read_text())["owner"] == "first"
    assert settings.lock.read_text() == ""
    with refresh_lock(settings, wait_seconds=0, owner="second") as dead:
        assert dead is None


def test_an_error_inside_gives_it_back(settings: Settings) -> None:
    with pytest.raises(ZeroDivisionError), refresh_lock(settings, wait_seconds=0, owner="first"):
        _ = 1 / 0
    with refresh_lock(settings, wait_seconds=0, owner="second") as dead:
        assert dead is None, "it did not die"


def test_a_holder_cut_short_while_it_wrote_is_nobody(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    settings.lock.write_text('{"pid": 1')
    with refresh_lock(settings, wait_seconds=0, owner="me") as dead:
        assert dead is None
