"""docs/guides/dictionary.md: every metric, mart and column in words, written from dbt's own YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestration.lib.configuration.tables import read_yaml
from orchestration.lib.releases import checks
from orchestration.lib.settings import PROJECT

GUIDE = PROJECT / "docs" / "guides" / "dictionary.md"
INTRODUCTION = """\
# Dictionary: what every number means

Written by `make docs` from `models/marts/`; do not edit it here. Money is in the base currency, scores are points from
0 to 100, shares are 0 to 1, days are UTC. `tiering explain` takes one account's or one metric's number apart.
"""


def text(models: Path = PROJECT / "models") -> str:
    """The whole dictionary in Markdown: metrics, then the marts by folder and name."""
    documents = [(file, read_yaml(file)) for file in sorted((models / "marts").rglob("*.yml"))]
    marts = {model["name"]: (file.parent.name, model) for file, found in documents for model in found.get("models", ())}
    marts[checks.TABLE] = ("tiers", _release_checks())
    measures = [(model, measure) for _, found in documents for model in found.get("semantic_models", ())
                for measure in model["measures"]]  # fmt: skip
    metrics = [metric for _, found in documents for metric in found.get("metrics", ())]
    exposures = [exposure for _, found in documents for exposure in found.get("exposures", ())]
    parts = [
        INTRODUCTION,
        "## Metrics\n",
        _metrics(metrics, {measure["name"]: (m, measure) for m, measure in measures}),
    ]
    for folder in sorted({folder for folder, _ in marts.values()}):
        parts.append(f"## {folder.capitalize()}\n")
        parts += [_mart(mart, exposures) for name, (found, mart) in sorted(marts.items()) if found == folder]
    return "\n".join(parts)


def _release_checks() -> dict[str, Any]:
    """The one table of a release that no model makes, as YAML would describe it."""
    columns = [
        {"name": name, "data_type": checks.TYPES.get(name, "string"), "description": meaning}
        for name, meaning in checks.COLUMNS.items()
    ]
    return {"name": checks.TABLE, "description": checks.DESCRIPTION, "columns": columns}


def _metrics(metrics: list[Any], measures: Mapping[str, Any]) -> str:
    lines = ["| metric | what it is | how it is computed |", "|---|---|---|"]
    for metric in sorted(metrics, key=lambda metric: str(metric["name"])):
        lines.append(f"| `{metric['name']}` | {_cell(metric['description'])} | {_computed(metric, measures)} |")
    return "\n".join([*lines, ""])


def _computed(metric: Mapping[str, Any], measures: Mapping[str, Any]) -> str:
    parameters = metric["type_params"]
    if metric["type"] == "ratio":
        return f"`{parameters['numerator']}` / `{parameters['denominator']}`"
    model, measure = measures[parameters["measure"]]
    return f"{measure['agg']} of `{_cell(measure['expr'])}` over {_referred(model['model'])}"


def _mart(mart: Mapping[str, Any], exposures: list[Any]) -> str:
    lines = [f"### {mart['name']}", "", _cell(mart["description"]), ""]
    readers = [exposure["label"] for exposure in exposures if mart["name"] in map(_referred, exposure["depends_on"])]
    lines += [f"Read by: {', '.join(readers)}.", ""] if readers else []
    lines += ["| column | type | meaning |", "|---|---|---|"]
    lines += _columns(mart["columns"])
    return "\n".join([*lines, ""])


def _columns(columns: list[Any]) -> Iterator[str]:
    for column in columns:
        yield f"| `{column['name']}` | {column['data_type']} | {_cell(column['description'])} |"


def _referred(reference: str) -> str:
    """The model that `ref('...')` names."""
    return reference.split("'")[1]


def _cell(description: str) -> str:
    return " ".join(description.split()).replace("|", "\\|")


if __name__ == "__main__":
    GUIDE.write_text(text(), encoding="utf-8")
