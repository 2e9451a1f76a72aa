"""What the project itself offers to the configuration: factor columns, landing tables, fields that rules may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.lib.configuration.tables import read_yaml


@dataclass(frozen=True)
class Facts:
    """Read from the dbt YAML of the checkout, never from a database."""

    factors: Mapping[str, Mapping[str, str]]
    """component -> factor column of int_<component>_features -> its data type."""
    landing: Mapping[str, AbstractSet[str]]
    """landing table `source/table` -> its contract columns."""
    account_fields: AbstractSet[str]
    """Columns of int_account_measures that a criterion or a hold rule may name (SCORING 4)."""

    @classmethod
    def read(cls, project: Path) -> Facts:
        """The facts of the checkout at `project`."""
        models = project / "models"
        return cls(
            factors=dict(_factor_columns(models / "intermediate" / "features")),
            landing=dict(_landing_tables(models / "staging")),
            account_fields=frozenset(_account_fields(models / "intermediate" / "tiers")),
        )


def _factor_columns(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for model in _entries(folder, "*.yml", "models"):
        columns = {column["name"]: column["data_type"] for column in _marked(model, "factor")}
        if columns:
            yield model["name"].removeprefix("int_").removesuffix("_features"), columns


def _landing_tables(folder: Path) -> Iterator[tuple[str, frozenset[str]]]:
    for source in _entries(folder, "_*__sources.yml", "sources"):
        if source.get("config", {}).get("meta", {}).get("landing"):
            for table in source["tables"]:
                yield f"{source['name']}/{table['name']}", frozenset(column["name"] for column in table["columns"])


def _account_fields(folder: Path) -> Iterator[str]:
    for model in _entries(folder, "*.yml", "models"):
        if model["name"] == "int_account_measures":
            yield from (column["name"] for column in _marked(model, "field"))


def _marked(model: dict[str, Any], mark: str) -> Iterator[dict[str, Any]]:
    """The columns of a model whose YAML says `config.meta.<mark>: true`, the same ones that the SQL unrolls."""
    for column in model.get("columns", []):
        if column.get("config", {}).get("meta", {}).get(mark):
            yield column


def _entries(folder: Path, pattern: str, kind: str) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.rglob(pattern)):
        yield from read_yaml(file).get(kind, [])
