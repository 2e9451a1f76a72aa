"""What a criterion may name is what the SQL can read: the numeric columns of account_tiers (SCORING 4)."""

from __future__ import annotations

import yaml

from orchestration.lib.configuration.facts import Facts
from orchestration.lib.settings import PROJECT


def test_int_account_measures_marks_every_field_that_the_configuration_check_accepts() -> None:
    declared = PROJECT / "models" / "intermediate" / "tiers" / "_tiers__models.yml"
    models = yaml.safe_load(declared.read_text(encoding="utf-8"))["models"]
    columns = next(model["columns"] for model in models if model["name"] == "int_account_measures")
    marked = {column["name"] for column in columns if column.get("config", {}).get("meta", {}).get("field")}
    assert marked == Facts.read(PROJECT).account_fields
