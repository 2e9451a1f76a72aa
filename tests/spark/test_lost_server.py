"""A SQL server that dies under a running refresh: one sentence, whichever call meets it, and exit code 4."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyhive import hive
from pyhive.exc import OperationalError
from thrift.transport.TTransport import TTransportException

from orchestration.lib.settings import Settings
from orchestration.lib.spark import Cluster
from orchestration.lib.spark.cluster import NoServer, SparkError


class Connection:
    """A connection, and its cursor, that break at one call; `close` breaks always."""

    def __init__(self, breaks_at: str, error: Exception) -> None:
        self.breaks_at, self.error = breaks_at, error

    def _call(self, name: str) -> None:
        if name == self.breaks_at:
            raise self.error

    def cursor(self) -> Connection:
        self._call("cursor")
        return self

    def execute(self, sql: str) -> None:
        self._call("execute")

    def fetchall(self) -> list[tuple[Any, ...]]:
        self._call("fetchall")
        return [(1,)]

    @property
    def description(self) -> list[tuple[str]]:
        self._call("description")
        return [("one",)]

    def close(self) -> None:
        raise self.error


def ask(monkeypatch: pytest.MonkeyPatch, home: Path, connection: Connection) -> tuple[Any, ...]:
    monkeypatch.setattr(hive, "connect", lambda *_, **__: connection)
    with Cluster.of(Settings.resolve(home=home)).session() as session:
        answer = session.execute("select 1 as one")
        return answer.description, answer.fetchall()


LOST = [TTransportException(message="TSocket read 0 bytes"), ConnectionResetError("reset by peer"), EOFError()]


@pytest.mark.parametrize("error", LOST, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("call", ["cursor", "execute", "description", "fetchall"])
def test_a_server_that_dies(call: str, error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoServer, match=r"the Spark SQL server answers no longer \(.+\) -> start it again") as lost:
        ask(monkeypatch, tmp_path, Connection(call, error))
    assert lost.value.exit_code == 4


def test_a_session_that_cannot_be_ended_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (*LOST, OperationalError("class not found")):
        assert ask(monkeypatch, tmp_path, Connection("close", error)) == ([("one",)], [(1,)])


def test_a_statement_that_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Connection("execute", OperationalError("[TABLE_OR_VIEW_NOT_FOUND] no such table\n\tat org.apache"))
    with pytest.raises(SparkError, match=r"^Spark: \[TABLE_OR_VIEW_NOT_FOUND\] no such table$") as error:
        ask(monkeypatch, tmp_path, refused)
    assert not isinstance(error.value, NoServer)
