"""kill -9 in mid-refresh, and two refreshes at once. For a reader that never looks away, see test_history."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from orchestration.lib.releases import Store
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF, Refresh
from tests.integration.reader import seen_by_a_reader

DAY = AS_OF + timedelta(days=1)


def start(settings: Settings, *arguments: object) -> subprocess.Popen[str]:
    folders = ("--landing", settings.landing, "--home", settings.home, "--config", settings.config)
    command = [sys.executable, "-m", "orchestration", "refresh", *folders, "--as-of", DAY, *arguments]
    return subprocess.Popen(
        list(map(str, command)),
        cwd=PROJECT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.parametrize("attempt", range(3))
def test_kill_at_a_random_moment_then_a_rerun_ends_well(workplace: Settings, refresh: Refresh, attempt: int) -> None:
    before = seen_by_a_reader(workplace.releases)
    seconds = 1.0 + 6.0 * (attempt + random.random())  # noqa: S311 - a moment of each third
    process = start(workplace)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert seen_by_a_reader(workplace.releases) in {before, *(release.id for release in Store(workplace).list())}
    done = refresh(as_of=DAY)
    assert done.returncode == 0, done.stderr
    assert seen_by_a_reader(workplace.releases).startswith(DAY.isoformat())
    assert not list(workplace.releases.glob("*.tmp"))


def test_two_refreshes_at_once(workplace: Settings) -> None:
    first, second = start(workplace), start(workplace)
    codes = sorted((first.wait(), second.wait()))
    texts = [process.stderr.read() if process.stderr else "" for process in (first, second)]
    assert codes in ([0, 0], [0, 3]), texts
    if codes == [0, 3]:
        assert any("another refresh holds the lock" in text for text in texts)
    assert seen_by_a_reader(workplace.releases).startswith(DAY.isoformat())
