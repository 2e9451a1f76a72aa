"""The steps of a refresh that differ on Spark (lib/engines.py, "Engine")."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.lib import sql
from orchestration.lib.contracts import Contracts
from orchestration.lib.landing import LoadManifest
from orchestration.lib.releases import Candidate, Release
from orchestration.lib.settings import Settings
from orchestration.lib.spark.cluster import Cluster, Session, written
from orchestration.lib.spark.inputs import SCHEMAS, Columns, Inputs
from orchestration.lib.spark.serving import claim, refuse_another_home

METRICS = "gate_release_metrics"
"""What the release gate holds against its thresholds: the only numbers beside the marts that this machine needs."""


class Spark:
    """The models run on the cluster; landing, gates and the release stay on this machine."""

    target = "spark"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cluster = Cluster.of(settings)

    @property
    def built(self) -> Path:
        """Where the cluster writes what this machine reads again: `<schema>/<model>/*.parquet`."""
        return self.settings.spark / "built"

    @property
    def variables(self) -> dict[str, str]:
        """What the macros of macros/engine/ have to know."""
        return {"built_url": self.cluster.url(self.settings, self.built)}

    def check(self) -> None:
        """Raises InputError when the cluster does not answer, does not see the same home, or serves another."""
        self.cluster.check(self.settings)
        with self.cluster.session() as session:
            refuse_another_home(session, self.cluster)

    def show_inputs(
        self,
        connection: duckdb.DuckDBPyConnection,
        load: LoadManifest,
        contracts: Contracts,
        previous: Release | None,
        marts: Mapping[str, Columns],
    ) -> None:
        """The warehouse's sources, shown to the cluster; `connection`: the warehouse, which has them all.

        Raises InputError when another home has claimed the cluster since it was checked.
        """
        with self.cluster.session() as session:
            claim(session, self.cluster)
        inputs = Inputs(self.cluster, self.settings, connection)
        inputs.clear()
        scripts = [
            inputs.landed(contract, [f for f in load.files if (f.source, f.table) == (contract.source, contract.table)])
            for contract in contracts.values()
        ]
        scripts += [inputs.published(mart, previous, columns) for mart, columns in marts.items()]
        scripts += [inputs.copied(schema, table) for schema, table in _small_tables(connection)]
        shutil.rmtree(self.built, ignore_errors=True)
        self.cluster.run([[f"create schema if not exists {schema}" for schema in SCHEMAS]])
        self.cluster.run(scripts)

    def collect(
        self, candidate: Candidate, warehouse: Path, built: Collection[str], marts: Mapping[str, Columns]
    ) -> None:
        """The marts that were built into the candidate's file, and the metrics of the gate into the warehouse's.

        Raises NoServer when the server has died under dbt, which knows only of a model that it could not build.
        """
        with self.cluster.session():
            pass
        with duckdb.connect(str(candidate.database)) as connection:
            connection.execute("set timezone = 'UTC'")
            connection.execute("create schema if not exists marts")
            for mart, columns in marts.items():
                if mart in built:
                    _load(connection, f"marts.{sql.quoted(mart)}", columns, written(self.built / "candidate" / mart))
        if METRICS in built:
            with duckdb.connect(str(warehouse)) as connection:
                read = sql.parquet(*written(self.built / "gates" / METRICS))
                connection.execute(f"create or replace table gates.{METRICS} as select * from {read}")

    def open_to_readers(self) -> None:
        """From now on the home has a folder of what the cluster serves, by which `share` knows."""
        self.settings.spark_marts.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def queries(self, candidate: Candidate) -> Iterator[Session]:
        """Where a failed test's SQL can be run again."""
        del candidate
        with self.cluster.session() as session:
            yield session


def _small_tables(connection: duckdb.DuckDBPyConnection) -> Sequence[tuple[str, str]]:
    """What landing and the source gate have written into the warehouse, and the previous release's configuration."""
    return connection.execute(
        """
        select schema_name, table_name from duckdb_tables()
        where schema_name = 'raw' or (schema_name = 'gates' and table_name like 'source%')
        union all
        select schema_name, view_name from duckdb_views() where schema_name = 'published_config'
        order by all
        """
    ).fetchall()


def _load(connection: duckdb.DuckDBPyConnection, table: str, columns: Columns, files: Sequence[Path]) -> None:
    typed = ", ".join(f"{sql.quoted(name)} {kind}" for name, kind in columns)
    names = ", ".join(sql.quoted(name) for name, _ in columns)
    connection.execute(f"create or replace table {table} ({typed})")
    connection.execute(f"insert into {table} select {names} from {sql.parquet(*files)}")
