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
    activation_fields: Mapping[str, AbstractSet[str]]
    """Mart of models/marts/activation -> its columns, which the files handed out may carry."""
    crms: AbstractSet[str]
    """Landing folders whose exports hold account records."""

    @classmethod
    def read(cls, project: Path) -> Facts:
        """The facts of the checkout at `project`."""
        models = project / "models"
        return cls(
            factors=dict(_factor_columns(models / "intermediate" / "features")),
            landing=dict(_landing_tables(models / "staging")),
            account_fields=frozenset(
                marked_columns(models / "intermediate" / "tiers", "int_account_measures", "field")
            ),
            activation_fields={
                model["name"]: frozenset(column["name"] for column in model["columns"])
                for model in _entries(models / "marts" / "activation", "*__models.yml", "models")
            },
            crms=frozenset(_crms(models / "staging")),
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


def _crms(folder: Path) -> Iterator[str]:
    yield "crm"
    for source in _entries(folder, "_*__sources.yml", "sources"):
        for table in source["tables"]:
            if "crm/accounts" in table.get("config", {}).get("meta", {}).get("feeds", ()):
                yield source["name"]


def marked_columns(folder: Path, model_name: str, mark: str) -> list[str]:
    """The columns of a model under `folder` whose YAML says `config.meta.<mark>: true`, in order."""
    models = (model for model in _entries(folder, "*.yml", "models") if model["name"] == model_name)
    return [column["name"] for model in models for column in _marked(model, mark)]


def _marked(model: dict[str, Any], mark: str) -> Iterator[dict[str, Any]]:
    """The columns of a model whose YAML says `config.meta.<mark>: true`, the same ones that the SQL unrolls."""
    for column in model.get("columns", []):
        if column.get("config", {}).get("meta", {}).get(mark):
            yield column


def _entries(folder: Path, pattern: str, kind: str) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.rglob(pattern)):
        yield from read_yaml(file).get(kind, [])
