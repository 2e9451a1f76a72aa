"""A real cluster for the session, started and stopped by the code of `make spark-up`, and two days of a home on it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib import releases
from orchestration.lib.settings import PROJECT, Settings
from orchestration.lib.spark import Cluster, serve, standalone
from tests.conftest import AS_OF

FIRST_DAY, SECOND_DAY = AS_OF, AS_OF + timedelta(days=1)
Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a running cluster; this process, and those it starts, find it by TIERING_SPARK_PORT."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIERING_SPARK_DIR", str(folder))
        patch.setenv("TIERING_SPARK_PORT", str(standalone.free_port()))
        patch.delenv("TIERING_SPARK_MASTER", raising=False)
        standalone.up()
        yield folder
        standalone.down()


@dataclass(frozen=True)
class TwoDays:
    """A home refreshed by DuckDB, then on the cluster, which lost a worker on the way."""

    settings: Settings
    first: releases.Release
    second: releases.Release
    served_meanwhile: list[tuple[Any, ...]]
    """What readers of the cluster saw when the worker had gone."""


@pytest.fixture(scope="session")
def two_days(state: Path, published_home: Settings, tmp_path_factory: pytest.TempPathFactory) -> TwoDays:
    home = tmp_path_factory.mktemp("spark-home") / "home"
    shutil.copytree(published_home.home, home, symlinks=True)
    settings = Settings(landing=published_home.landing, home=home, config=published_home.config)
    first = releases.Store(settings).readable()
    serve(first, settings)
    with refreshing_on_spark(settings, SECOND_DAY) as process:
        lose_a_worker(state, process)
        served = query_of(settings)("select release_id from marts.release_info")
        output, _ = process.communicate(timeout=1200)
    assert process.returncode == 0, output
    second = releases.Store(settings).readable()
    assert second.as_of == SECOND_DAY
    return TwoDays(settings, first, second, served)


@pytest.fixture(scope="session")
def query(two_days: TwoDays) -> Query:
    return query_of(two_days.settings)


def query_of(settings: Settings) -> Query:
    """Rows of a query, as a reader of the cluster gets them."""

    def run(sql: str) -> list[tuple[Any, ...]]:
        with Cluster.of(settings).session() as session:
            return list(session.execute(sql).fetchall())

    return run


def refreshing_on_spark(settings: Settings, day: date) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "orchestration", "refresh", "--target", "spark", "--as-of", day.isoformat()]
    command += ["--landing", str(settings.landing), "--home", str(settings.home)]
    return subprocess.Popen(command, cwd=PROJECT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def lose_a_worker(state: Path, process: subprocess.Popen[str]) -> None:
    """Kills one of the two workers, with its executor, once the cluster has begun to build models."""
    built = state / "tables" / "intermediate.db"
    while not any(built.glob("*/*.parquet")):
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.5)
    os.killpg(standalone.running(state)["worker-2"], signal.SIGKILL)
