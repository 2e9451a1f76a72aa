"""Which engine runs the models: what a refresh asks of it, and DuckDB's answers (Spark's: lib/spark/engine.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb

from orchestration.lib.contracts import Contracts
from orchestration.lib.errors import InputError
from orchestration.lib.landing import LoadManifest
from orchestration.lib.releases import Candidate, Release
from orchestration.lib.settings import Settings
from orchestration.lib.sql import literal

Columns = Sequence[tuple[str, str]]


class Queries(Protocol):
    """Runs one statement; what it gives has `description` and `fetchall`."""

    def execute(self, sql: str, /) -> Any: ...


class Engine(Protocol):
    """The steps of a refresh that are not the same on both engines. Nothing else may ask which one it is."""

    target: str
    """dbt's target (profiles.yml)."""

    @property
    def variables(self) -> dict[str, str]:
        """dbt variables beside the facts of the refresh."""
        ...

    def check(self) -> None:
        """Whether it can be used at all; raises InputError before anything is written."""
        ...

    def show_inputs(
        self,
        connection: duckdb.DuckDBPyConnection,
        load: LoadManifest,
        contracts: Contracts,
        previous: Release | None,
        marts: Mapping[str, Columns],
    ) -> None:
        """Makes the sources that the warehouse (`connection`) shows readable where the models run."""
        ...

    def collect(
        self, candidate: Candidate, warehouse: Path, built: Collection[str], marts: Mapping[str, Columns]
    ) -> None:
        """Brings those of the `built` models to this machine that the gates and the release are made of."""
        ...

    def open_to_readers(self) -> None:
        """A release of this engine is complete: from now on `share` serves the home's releases where it ran, too."""
        ...

    def queries(self, candidate: Candidate) -> AbstractContextManager[Queries]:
        """A connection that sees every relation under the name that dbt used."""
        ...


class DuckDB:
    """In the warehouse and the candidate file themselves: nothing has to be moved."""

    target = "duckdb"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def variables(self) -> dict[str, str]:
        return {}

    def check(self) -> None:
        """It is part of this program."""

    def show_inputs(self, *inputs: object) -> None:
        """The warehouse's views are what the models read."""

    def collect(self, *built: object) -> None:
        """dbt has built into the candidate."""

    def open_to_readers(self) -> None:
        """They read the release itself."""

    @contextmanager
    def queries(self, candidate: Candidate) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            connection.execute(f"attach {literal(candidate.database)} as release")
            yield connection


def engine(target: str, settings: Settings) -> Engine:
    """The engine of a target. Raises InputError for an unknown one."""
    if target == DuckDB.target:
        return DuckDB(settings)
    from orchestration.lib.spark import Spark

    if target == Spark.target:
        return Spark(settings)
    raise InputError(f"there is no target {target}", remedy="choose duckdb or spark")
