"""`make spark-up` with stand-ins for Java and Spark: what it starts, what it leaves alone, and what it restores."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.lib.spark import standalone

JAVA = "#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\n"
PROCESS = f"""#!{sys.executable}
import re, socket, sys, time
port = re.search(r"--port (\\d+)|thrift\\.port=(\\d+)", " ".join(sys.argv))
if port:
    server = socket.create_server(("127.0.0.1", int(port[1] or port[2])))
time.sleep(120)
"""
"""Listens where Spark's master or SQL server would."""

WHOLE = {"master", "worker-1", "worker-2", "sql"}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, text in {"java": JAVA, "spark-class": PROCESS, "spark-submit": PROCESS}.items():
        file = tmp_path / "bin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    monkeypatch.setenv("TIERING_SPARK_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("TIERING_SPARK_PORT", str(standalone.free_port()))
    monkeypatch.delenv("TIERING_SPARK_MASTER", raising=False)
    yield tmp_path / "state"
    standalone.down()


def lose(state: Path, name: str) -> None:
    """Kills one of the processes."""
    os.killpg(standalone.running(state)[name], signal.SIGKILL)
    while name in standalone.running(state):
        time.sleep(0.05)


def test_a_whole_cluster_is_left_alone(state: Path) -> None:
    assert standalone.up().startswith("Spark is up: SQL at 127.0.0.1:")
    before = standalone.running(state)
    assert before.keys() == WHOLE
    assert standalone.up().startswith("Spark is up already: SQL at 127.0.0.1:")
    assert standalone.running(state) == before


@pytest.mark.parametrize("lost", ["sql", "worker-2"])
def test_what_is_left_of_a_cluster_is_replaced_by_a_whole_one(state: Path, lost: str) -> None:
    standalone.up()
    before = standalone.running(state)
    lose(state, lost)
    assert standalone.up().startswith("Spark is up: SQL at 127.0.0.1:")
    after = standalone.running(state)
    assert after.keys() == WHOLE
    assert not set(after.values()) & set(before.values()), "nothing of the old one still runs"


def test_down_stops_what_is_left(state: Path) -> None:
    standalone.up()
    lose(state, "sql")
    assert standalone.down() == "Spark is down (3 processes stopped)"
    assert standalone.running(state) == {}
    assert standalone.down() == "Spark was not running"
