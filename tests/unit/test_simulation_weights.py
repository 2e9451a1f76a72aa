"""--weights: component weights in a copy of the configuration (SCORING 1)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.lib import configuration
from orchestration.lib.errors import InputError
from orchestration.lib.settings import PROJECT
from orchestration.lib.simulation.weights import parse_weights, write_with_weights

SEEDS = PROJECT / "seeds"


def test_weights_are_read_exactly() -> None:
    assert parse_weights("icp_fit=0.5, intent = 0.20") == {"icp_fit": Decimal("0.5"), "intent": Decimal("0.20")}


@pytest.mark.parametrize("text", ["", "icp_fit", "icp_fit=", "=0.5", "icp_fit=half", "icp_fit=nan", "icp_fit=0.5,"])
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is no component=weight"):
        parse_weights(text)


def test_a_component_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match="intent twice"):
        parse_weights("intent=0.2,intent=0.3")


def test_named_components_get_their_weight_and_the_others_keep_theirs(tmp_path: Path) -> None:
    base = configuration.load(SEEDS)
    write_with_weights(base, parse_weights("icp_fit=0.3,intent=0.4"), tmp_path)
    changed = {(change.key, change.column, change.new) for change in configuration.changes(SEEDS, tmp_path)}
    assert changed == {("component icp_fit", "weight", "0.3"), ("component intent", "weight", "0.4")}
    weights = {
        row.text("component"): row.number("weight") for row in configuration.load(tmp_path)["scoring_components"]
    }
    assert weights["engagement"] == Decimal("0.20") and weights["strategic"] == Decimal("0.10")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("intent=0.5", "sum to 1.20, not to exactly 1"),
        ("charm=0.1", "there is no component 'charm'"),
        ("icp_fit=0.9,intent=-0.2", "the weight of intent is negative"),
    ],
)
def test_weights_that_break_a_rule_write_nothing(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(InputError, match=rule):
        write_with_weights(configuration.load(SEEDS), parse_weights(text), tmp_path / "config")
    assert not (tmp_path / "config").exists()
