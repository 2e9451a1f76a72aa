"""The cluster's SQL server: where it is, how to talk to it, and what it cannot do without."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.settings import Settings

SESSIONS = 4
"""Statements that do not depend on one another run side by side; as many as dbt's threads (profiles.yml)."""


class SparkError(TieringError):
    """A statement that the cluster refused; the message is its first line."""


class Session:
    """One connection; `execute` gives a cursor with `description` and `fetchall`, as DuckDB's does."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str) -> Any:
        """Runs one statement. Raises SparkError."""
        from pyhive.exc import Error

        cursor = self._connection.cursor()
        try:
            cursor.execute(sql)
        except Error as error:
            raise SparkError(f"Spark: {_message(error)}") from error
        return cursor


@dataclass(frozen=True)
class Cluster:
    """A Spark SQL server (HiveServer2 protocol), and the name by which its workers know the home.

    `storage` is the home itself unless TIERING_SPARK_STORAGE names it otherwise (a mount, a bucket's URL).
    """

    host: str
    port: int
    storage: str

    @classmethod
    def of(cls, settings: Settings) -> Cluster:
        """From TIERING_SPARK_HOST, TIERING_SPARK_PORT and TIERING_SPARK_STORAGE."""
        return cls(
            host=os.environ.get("TIERING_SPARK_HOST") or "127.0.0.1",
            port=sql_port(),
            storage=(os.environ.get("TIERING_SPARK_STORAGE") or str(settings.home)).rstrip("/"),
        )

    def url(self, settings: Settings, path: Path) -> str:
        """A path inside the home, as the cluster knows it."""
        return f"{self.storage}/{path.relative_to(settings.home).as_posix()}"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Raises InputError when no Spark SQL server answers."""
        try:
            from pyhive import hive
            from pyhive.exc import Error, OperationalError
            from thrift.Thrift import TException
        except ModuleNotFoundError as error:
            raise InputError("what talks to Spark is not installed", remedy="make spark-up installs it") from error
        try:
            connection = hive.connect(self.host, self.port, username="tiering")
        except (OSError, EOFError, Error, TException) as error:
            raise InputError(
                f"no Spark SQL server answers at {self.host}:{self.port}",
                remedy="make spark-up, or set TIERING_SPARK_HOST and TIERING_SPARK_PORT to a running one",
            ) from error
        try:
            yield Session(connection)
        finally:
            with suppress(OperationalError):  # a Spark from PyPI lacks a class of Hive's that ends its session
                connection.close()

    def run(self, scripts: Iterable[Sequence[str]]) -> None:
        """Runs scripts (statements in order) side by side. Raises the first SparkError."""

        def some(scripts: Sequence[Sequence[str]]) -> None:
            with self.session() as session:
                for script in scripts:
                    for statement in script:
                        session.execute(statement)

        everything = list(scripts)
        with ThreadPoolExecutor(SESSIONS) as pool:
            list(pool.map(some, [everything[first::SESSIONS] for first in range(SESSIONS)]))

    def check(self, settings: Settings) -> None:
        """Whether the cluster answers and its workers see the home. Raises InputError."""
        probe = settings.spark / f"probe-{uuid.uuid4().hex}.txt"
        with self.session() as session:
            probe.parent.mkdir(parents=True, exist_ok=True)
            probe.write_text("seen\n", encoding="utf-8")
            try:
                seen = session.execute(f"select * from text.`{self.url(settings, probe)}`").fetchall()
            except SparkError as error:
                seen = [(error,)]
            finally:
                probe.unlink()
        if seen != [("seen",)]:
            raise InputError(
                f"the Spark cluster does not see the home as {self.storage} ({seen[0][0] if seen else 'empty'})",
                remedy="put TIERING_HOME on storage that the workers share, or say how they call it: "
                "TIERING_SPARK_STORAGE",
            )


def sql_port() -> int:
    """TIERING_SPARK_PORT, else 10000. Raises InputError for what is no port."""
    port = os.environ.get("TIERING_SPARK_PORT") or "10000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise InputError(f"TIERING_SPARK_PORT={port} is no port", remedy="give a number from 1 to 65535")
    return int(port)


def _message(error: Exception) -> str:
    """The sentence in a HiveServer2 error, without the stack trace around it."""
    response = error.args[0] if error.args else error
    status = getattr(response, "status", None)
    text = getattr(status, "errorMessage", None) or getattr(response, "errorMessage", None) or str(response)
    return str(text).split("\n", maxsplit=1)[0]
