"""kill -9 in mid-refresh, two refreshes at once, and a reader that never looks away."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import duckdb
import pytest

from orchestration.lib.releases import Store
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF, Refresh, tiering

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


def is_readable(settings: Settings) -> str:
    """The release id that a reader of `current` sees; fails when the marts disagree."""
    with duckdb.connect(str((settings.releases / "current").resolve() / "tiers.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            """
            select distinct release_id from (
                select release_id from marts.account_tiers union all select release_id from marts.release_info
                union all select release_id from marts.account_score_factors
            )
            """
        ).fetchall()
    assert len(rows) == 1, rows
    return str(rows[0][0])


@pytest.mark.parametrize("attempt", range(3))
def test_kill_at_a_random_moment_then_a_rerun_ends_well(workplace: Settings, refresh: Refresh, attempt: int) -> None:
    before = is_readable(workplace)
    seconds = random.Random(attempt * 7919 + int(time.time())).uniform(2.0, 16.0)  # noqa: S311 - any moment will do
    process = start(workplace)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert is_readable(workplace) in {before, *(release.id for release in Store(workplace).list())}
    done = refresh(as_of=DAY)
    assert done.returncode == 0, done.stderr
    assert is_readable(workplace).startswith(DAY.isoformat())
    assert not list(workplace.releases.glob("*.tmp"))


def test_two_refreshes_at_once(workplace: Settings) -> None:
    first, second = start(workplace), start(workplace)
    codes = sorted((first.wait(), second.wait()))
    texts = [process.stderr.read() if process.stderr else "" for process in (first, second)]
    assert codes in ([0, 0], [0, 3]), texts
    if codes == [0, 3]:
        assert any("another refresh holds the lock" in text for text in texts)
    assert is_readable(workplace).startswith(DAY.isoformat())


def test_a_reader_never_sees_an_error_or_a_mixed_release(workplace: Settings) -> None:
    """Ten moves of `current` by real publishing while a reader polls it as fast as it can."""
    settings, seen, errors, stop = workplace, set(), [], threading.Event()

    def poll() -> None:
        while not stop.is_set():
            try:
                seen.add(is_readable(settings))
            except Exception as error:
                errors.append(repr(error))

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        for number in range(1, 11):
            day = AS_OF + timedelta(days=number)
            done = tiering(
                *("refresh", "--landing", settings.landing, "--home", settings.home, "--config", settings.config),
                *("--as-of", day),
            )
            assert done.returncode == 0, done.stderr
    finally:
        stop.set()
        reader.join()
    assert errors == []
    assert len(seen) == 11
