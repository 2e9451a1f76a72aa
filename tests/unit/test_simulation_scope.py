"""Which models a simulation builds, and how its page is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.lib import warehouse
from orchestration.lib.gates import INTEGRITY_CHECKS
from orchestration.lib.simulation import scope
from orchestration.lib.simulation.tables import Page, Table, write_markdown
from orchestration.lib.warehouse import A_COMPONENT_IS_ON

MANIFEST = warehouse.manifest_json()


def built(part: warehouse.Part) -> set[str]:
    return {name.rpartition(".")[2] for name in part["select"]}


def test_a_changed_weight_rebuilds_scores_and_tiers_only() -> None:
    names = built(scope.changed(MANIFEST, ["scoring_components"]))
    assert {"scoring_components", "int_components_weighted", "int_accounts_tiered", "account_tiers"} <= names
    assert not {name for name in names if name.endswith("_features") or name.startswith("int_signals_daily")}
    assert not names & {"scoring_factors", "account_tier_history", "account_score_history", "source_quality"}


def test_without_a_change_what_reads_the_past_and_the_policy_is_rebuilt() -> None:
    names = built(scope.changed(MANIFEST, []))
    assert {"int_accounts_previous", "int_retier_settings", "int_contributions_recomputed"} <= names
    assert "int_components_weighted" not in names


@pytest.mark.parametrize("seed", ["scoring_factors", "signal_types", "tiers", "industry_aliases"])
def test_whatever_reads_a_changed_file_is_rebuilt(seed: str) -> None:
    part = scope.changed(MANIFEST, [seed])
    everything = built(scope.everything(MANIFEST))
    readers = {
        node["name"]
        for node in MANIFEST["nodes"].values()
        if node["resource_type"] == "model" and f"seed.account_tiering.{seed}" in node["depends_on"]["nodes"]
    }
    assert readers & everything and readers & everything <= built(part) <= everything


def test_integrity_is_tested_on_what_is_built() -> None:
    part = scope.integrity(MANIFEST)
    tests = {*INTEGRITY_CHECKS, A_COMPONENT_IS_ON}
    assert built(part) == tests
    there = built(scope.everything(MANIFEST))
    for node in MANIFEST["nodes"].values():
        if node["name"] in tests:
            assert {name.rpartition(".")[2] for name in node["depends_on"]["nodes"]} <= there


def test_what_comes_from_data_is_no_markup(tmp_path: Path) -> None:
    name = "A | B <script> [x](y) `c`\nd"
    page = Page("Page", ["a *line*"], [Table("T", [("account", "left"), ("n", "right")], [[name, 1234]], ["note"])])
    write_markdown(page, tmp_path / "summary.md")
    text = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "| A \\| B \\<script\\> \\[x\\](y) \\`c\\` d | 1,234 |" in text
    assert "a \\*line\\*" in text and "| --- | ---: |" in text
