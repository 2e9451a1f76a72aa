"""The cluster's SQL server: where it is, how to talk to it, and what it cannot do without."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib.errors import InputError, TieringError
from orchestration.lib.settings import Settings
from orchestration.lib.spark.sql import literal, quoted

SESSIONS = 4
"""Statements that do not depend on one another run side by side; as many as dbt's threads (profiles.yml)."""


SHARED_STORAGE = "put TIERING_HOME on storage that the workers share, or say how they call it: TIERING_SPARK_STORAGE"


class SparkError(TieringError):
    """A statement that the cluster refused; the message is its first line."""


class NoServer(SparkError):
    """The SQL server does not answer, or does so no longer."""


@contextmanager
def _asking() -> Iterator[None]:
    """Errors of the way to the server and back as ours: SparkError, NoServer."""
    from pyhive.exc import Error
    from thrift.Thrift import TException

    try:
        yield
    except Error as error:
        raise SparkError(f"Spark: {_message(error)}") from error
    except (OSError, EOFError, TException) as error:
        raise NoServer(
            f"the Spark SQL server answers no longer ({str(error) or type(error).__name__}) "
            "-> start it again (make spark-up) and repeat the command"
        ) from error


class Answer:
    """What a statement gives, as DuckDB does. Raises SparkError."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    @property
    def description(self) -> Any:
        with _asking():
            return self._cursor.description

    def fetchall(self) -> list[tuple[Any, ...]]:
        with _asking():
            return list(self._cursor.fetchall())


class Session:
    """One connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str) -> Answer:
        """Runs one statement. Raises SparkError."""
        with _asking():
            cursor = self._connection.cursor()
            cursor.execute(sql)
        return Answer(cursor)

    def close(self) -> None:
        """Ends it, if there is still somebody to tell; a Spark from PyPI even lacks a class of Hive's that ends one."""
        with suppress(SparkError), _asking():
            self._connection.close()


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
        """Raises NoServer when no Spark SQL server answers, InputError when there is nothing to ask it with."""
        try:
            from pyhive import hive
            from pyhive.exc import Error
            from thrift.Thrift import TException
        except ModuleNotFoundError as error:
            raise InputError("what talks to Spark is not installed", remedy="make spark-up installs it") from error
        try:
            connection = hive.connect(self.host, self.port, username="tiering")
        except (OSError, EOFError, Error, TException) as error:
            raise NoServer(
                f"no Spark SQL server answers at {self.host}:{self.port} "
                "-> make spark-up, or set TIERING_SPARK_HOST and TIERING_SPARK_PORT to a running one"
            ) from error
        session = Session(connection)
        try:
            yield session
        finally:
            session.close()

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
        """Whether the cluster answers, sees the home, and writes where this machine sees it. Raises InputError."""
        was_there = settings.spark.exists()
        probe = settings.spark / f"probe-{uuid.uuid4().hex}"
        try:
            with self.session() as session:
                probe.mkdir(parents=True)
                self._check_sight(session, settings, probe / "here.txt")
                self._check_writing(session, settings, probe / "there")
        except NoServer as error:
            raise InputError(str(error)) from error
        finally:
            shutil.rmtree(probe, ignore_errors=True)
            if not was_there:
                with suppress(OSError):  # never made, or the cluster's files are not ours to remove
                    settings.spark.rmdir()

    def _check_sight(self, session: Session, settings: Settings, file: Path) -> None:
        file.write_text("seen\n", encoding="utf-8")
        try:
            seen = session.execute(f"select * from text.{quoted(self.url(settings, file))}").fetchall()
        except NoServer:
            raise
        except SparkError as error:
            seen = [(error,)]
        if seen != [("seen",)]:
            raise InputError(
                f"the Spark cluster does not see the home as {self.storage} ({seen[0][0] if seen else 'empty'})",
                remedy=SHARED_STORAGE,
            )

    def _check_writing(self, session: Session, settings: Settings, folder: Path) -> None:
        directory = literal(self.url(settings, folder))
        try:
            session.execute(f"insert overwrite directory {directory} using parquet select 'seen' as word")
        except NoServer:
            raise
        except SparkError as error:
            raise InputError(
                f"the Spark cluster cannot write into the home ({error})", remedy="let its user write there"
            ) from error
        written(folder)


def written(folder: Path) -> list[Path]:
    """The Parquet files that the cluster has written into a folder of the home: one at least, also for no rows.

    Raises InputError when this machine sees none.
    """
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise InputError(
            f"this machine does not see what the Spark cluster has written to {folder}", remedy=SHARED_STORAGE
        )
    return files


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
