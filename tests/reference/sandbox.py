"""The project's own SQL, compiled once by dbt and run directly in an in-memory DuckDB: a case takes milliseconds.

A test makes some relations itself (`fill`), and `run` builds the models on top of them, in order of dependency.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings

from orchestration.lib import warehouse
from orchestration.lib.settings import PROJECT

BOOKS = int(os.environ.get("TIERING_BOOKS", "300"))
"""Random books for the tiers, half as many for scores and signals; `TIERING_BOOKS=5000` runs more."""


def random_books(count: int) -> settings:
    """Hypothesis settings of a differential test with `count` random books."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(max_examples=count, deadline=None, print_blob=True, suppress_health_check=slow)


# What compiled SQL holds in place of a case's own facts; `run` replaces them.
AS_OF, POLICY, RELEASE_ID = "1901-02-03", "policy of the case", "release of the case"


COMPILED = (
    "int_signals_daily",
    "int_signal_factors_summed",
    "path:models/intermediate/identity",
    "path:models/intermediate/scores",
    "path:models/intermediate/tiers",
    "path:models/intermediate/changes",
    "int_business_days",
    "int_sla_clocks",
    "path:models/intermediate/outcomes",
    "tier_performance",
    "account_score_factors",
    "account_tier_changes",
)


@dataclass(frozen=True)
class Model:
    """One dbt node: a model, with SQL when it was compiled, or a seed."""

    name: str
    relation: str
    sql: str | None
    parents: tuple[str, ...]
    types: Mapping[str, str]


def compile_project(folder: Path, target: str = "duckdb") -> dict[str, Model]:
    """Every model and seed by name; those of `COMPILED` with their SQL for a target. dbt writes into `folder`."""
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    parsed = Manifest.from_msgpack(
        (warehouse.prepared(target=target) / warehouse.MANIFEST).read_bytes(), decoder=extended_mashumuro_decoder
    )
    parsed.build_flat_graph()
    variables = json.dumps({"as_of": AS_OF, "policy": POLICY, "release_id": RELEASE_ID})
    command = ["--quiet", "compile", "--no-populate-cache", "--vars", variables, "--select", *COMPILED]
    command += ["--target", target, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
        patch.setenv("TIERING_WAREHOUSE", str(folder / "warehouse.duckdb"))
        patch.setenv("TIERING_RELEASE_FILE", str(folder / "release.duckdb"))
        result = dbtRunner(manifest=parsed).invoke(command)
    assert result.success, f"dbt cannot compile the project: {result.exception}"
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    # a vendor's mapped model has no relation of its own
    nodes = {key: node for key, node in manifest["nodes"].items() if node.get("relation_name")}
    return {
        node["name"]: Model(
            name=node["name"],
            relation=node["relation_name"],
            sql=node.get("compiled_code"),
            parents=tuple(nodes[key]["name"] for key in node["depends_on"].get("nodes", []) if key in nodes),
            types=node["config"].get("column_types")
            or {column["name"]: column["data_type"] for column in node["columns"].values() if column["data_type"]},
        )
        for node in nodes.values()
    }


class Sandbox:
    """An in-memory DuckDB with the databases and schemas that compiled SQL names."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self.models = models
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 1; set TimeZone = 'UTC'")
        for database in ("warehouse", "release"):
            self.connection.execute(f"attach ':memory:' as {database}")
        for schema in sorted({model.relation.rsplit(".", 1)[0] for model in models.values()}):
            self.connection.execute(f"create schema if not exists {schema}")
        self._orders: dict[tuple[str, ...], list[Model]] = {}

    def fill(self, name: str, rows: Iterable[Mapping[str, Any]], types: Mapping[str, str] | None = None) -> None:
        """Create a relation from rows; columns that a row does not name are null. Types are dbt's unless given."""
        model = self.models[name]
        types = types or model.types
        columns = ", ".join(f"{column} {data_type}" for column, data_type in types.items())
        statement = f"create or replace table {model.relation} ({columns})"
        values = ",\n".join("(" + ", ".join(literal(row.get(column)) for column in types) + ")" for row in rows)
        self.connection.execute(
            statement if not values else f"{statement};\ninsert into {model.relation} values {values}"
        )

    def run(self, outputs: Sequence[str], given: Iterable[str], *, as_of: date, policy: str = "") -> None:
        """Build `outputs` and everything below them that is not `given`."""
        key = (*outputs, "|", *sorted(given))
        if key not in self._orders:
            self._orders[key] = self._order(outputs, set(given))
        for model in self._orders[key]:
            assert model.sql is not None, f"{model.name} has to be given"
            self.create(model, model.sql.replace(AS_OF, as_of.isoformat()).replace(POLICY, policy))

    def create(self, model: Model, sql: str) -> None:
        """The model's relation, from the SQL that selects its rows."""
        self.connection.execute(f"create or replace table {model.relation} as {sql}")

    def _order(self, outputs: Sequence[str], given: set[str]) -> list[Model]:
        order: dict[str, Model] = {}

        def visit(name: str) -> None:
            if name not in order and name not in given:
                for parent in self.models[name].parents:
                    visit(parent)
                order[name] = self.models[name]

        for output in outputs:
            visit(output)
        return list(order.values())

    def rows(self, name: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """The relation's rows, sorted."""
        sql = f"select {', '.join(columns)} from {self.models[name].relation} order by all"
        return self.connection.execute(sql).fetchall()


def literal(value: object) -> str:
    """A Python value as a SQL literal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"'{value:f}'"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return "'" + text.replace("'", "''") + "'"


Rows = Mapping[Any, Mapping[str, Any]]
"""Key -> column -> value."""


def differences(by_sql: Rows, by_reference: Rows) -> dict[tuple[Any, str], tuple[Any, Any]]:
    """(key, column) -> (value by SQL, value by the reference), wherever the two are not the same."""
    found: dict[tuple[Any, str], tuple[Any, Any]] = {}
    for key in {**by_sql, **by_reference}:
        here, there = by_sql.get(key, {}), by_reference.get(key, {})
        for column in {**here, **there}:
            values = (here.get(column, "no row"), there.get(column, "no row"))
            if values[0] != values[1]:
                found[key, column] = values
    return found
