"""The recorded results of every check of a release: `marts.release_checks`, and what a release may not lack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field

from orchestration.lib.errors import GateRefused

Gate = Literal["source", "release"]
TABLE = "release_checks"
PASSED = ("pass", "warn", "waived", "skipped")
"""Results a release may carry; `skipped` is a comparison that had nothing to compare with, and says so in `detail`."""


DESCRIPTION = (
    "One row per check of the release, of the sources or of the candidate: what it measured, the limits it was held "
    "against, and what came of it. Written when the release is sealed."
)


class ReleaseCheck(BaseModel):
    """One recorded check: what it measured, the limits it was held against, and what came of it."""

    model_config = ConfigDict(frozen=True, from_attributes=True, revalidate_instances="subclass-instances")

    gate: Gate = Field(description="Gate that asked: source (before anything is computed) or release.")
    check: str = Field(description="Name of the check, as gates/gate_thresholds.csv or the dbt test has it.")
    source: str | None = Field(default=None, description="Source checked; null where the check is of no single one.")
    table: str | None = Field(default=None, description="Table checked; null where the check is of no single one.")
    pool: str | None = Field(default=None, description="Pool checked; null where the check is of no single one.")
    tier: str | None = Field(default=None, description="Tier checked; null where the check is of no single one.")
    value: float | None = Field(
        default=None,
        description="What was measured, in the unit that the check's rows of gates/gate_thresholds.csv name; for a dbt "
        "test the failing rows.",
    )
    min_value: float | None = Field(default=None, description="Least value allowed; null without one.")
    max_value: float | None = Field(default=None, description="Greatest value allowed; null without one.")
    severity: str = Field(description="What a value beyond its limits does: stop refuses the release, warn is told.")
    result: str = Field(description="pass, warn, waived, or skipped, a comparison that had nothing to compare with.")
    waiver: str | None = Field(default=None, description="Who waived it: --accept, or the policy by itself.")
    waiver_reason: str | None = Field(default=None, description="Why, in the words of whoever waived it.")
    detail: str | None = Field(default=None, description="What was found, for people.")


TYPES = {"value": "double", "min_value": "double", "max_value": "double"}
COLUMNS = {name: str(field.description) for name, field in ReleaseCheck.model_fields.items()}
"""Column -> what it says."""


def write(connection: duckdb.DuckDBPyConnection, checks: Sequence[ReleaseCheck]) -> None:
    """Creates `marts.release_checks`, one row per check."""
    columns = ", ".join(f'"{name}" {TYPES.get(name, "varchar")}' for name in COLUMNS)
    connection.execute("create schema if not exists marts")
    connection.execute(f"create or replace table marts.{TABLE} ({columns})")
    row = f"({', '.join('?' for _ in COLUMNS)})"
    values = [value for check in checks for value in check.model_dump().values()]
    if values:  # one statement: DuckDB plans each statement anew
        connection.execute(f"insert into marts.{TABLE} values {', '.join(row for _ in checks)}", values)


def read(connection: duckdb.DuckDBPyConnection) -> list[ReleaseCheck]:
    """The results as the release file has them."""
    rows = connection.execute(f"select * from marts.{TABLE}").fetchall()
    return [ReleaseCheck(**dict(zip(COLUMNS, row, strict=True))) for row in rows]


def write_json(file: Path, checks: Sequence[ReleaseCheck]) -> None:
    """The same results as JSON, for scripts."""
    file.write_text(json.dumps([check.model_dump() for check in checks], indent=2) + "\n", encoding="utf-8")


def refuse_unless_complete(checks: Sequence[ReleaseCheck], expected: Iterable[str]) -> None:
    """Raises GateRefused unless every expected check has a result and every result lets the release pass."""
    missing = sorted(set(expected) - {check.check for check in checks})
    refused = [_sentence(check) for check in checks if not _passes(check)]
    found = [f"{name}: no result was recorded" for name in missing] + refused
    if found or not checks:
        lines = "\n".join(f"  {text}" for text in found or ["no check has a result"])
        raise GateRefused(f"not published, because of its recorded checks:\n{lines}")


def _passes(check: ReleaseCheck) -> bool:
    return check.result in PASSED and not (check.result == "skipped" and not check.detail)


def _sentence(check: ReleaseCheck) -> str:
    where = "/".join(part for part in (check.source, check.table, check.pool, check.tier) if part)
    what = f"{check.gate} gate, {check.check}{f' ({where})' if where else ''}: {check.result or 'no result'}"
    return f"{what}{f' - {check.detail}' if check.detail else ''}"
