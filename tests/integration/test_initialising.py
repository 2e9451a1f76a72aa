"""From a folder of unknown exports to a first table of tiers: `tiering init`, and the refresh that it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import tiering
from tests.discovery_kit import FLAT, put, tree


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `landing/` has exports lying flat, and what init said of them in said.json."""
    folder = tmp_path_factory.mktemp("init")
    landing = put(folder / "landing", FLAT)
    done = tiering("init", "--landing", landing, "--home", folder / "home", "--json")
    assert done.returncode == 0, done.stderr
    (folder / "said.json").write_text(done.stdout)
    return folder


@pytest.fixture(scope="module")
def said(place: Path) -> Any:
    return json.loads((place / "said.json").read_text())["first_look"]


def test_every_account_has_a_tier_and_the_best_come_with_reasons(said: Any) -> None:
    assert sum(row["accounts"] for row in said["tiers"]) == 5
    assert said["best"][0]["account_id"] == "Acme"
    assert all(row["top_reasons"] for row in said["best"])
    scores = [float(row["score"]) for row in said["best"]]
    assert scores == sorted(scores, reverse=True) and scores[0] > 0


def test_an_old_export_is_looked_at_on_its_own_day(said: Any) -> None:
    assert said["as_of"] == "2025-03-31"
    assert said["refusals"] == []


def test_fills_and_what_would_help(said: Any) -> None:
    factors = {row["factor"]: row for row in said["factors"]}
    assert (factors["country"]["observed"], factors["country"]["remedy"]) == ("1.0000", None)
    assert factors["strategic_account"]["remedy"] == "fill crm/accounts.is_strategic"
    assert factors["third_party_intent"]["remedy"] == "land intent/surges"
    assert {"intent", "engagement", "strategic"} == set(said["dead_components"])
    surges = next(table for table in said["helpful"] if table["table"] == "intent/surges")
    assert surges["factors"] == ["third_party_intent"] and float(surges["weight"]) == 0.15
    assert "bombora" in surges["vendors"] and "surge_score" in surges["required"]


def test_nothing_is_written_but_an_emptied_scratch_home(place: Path) -> None:
    assert set(tree(place / "landing")) == set(FLAT)
    assert set(tree(place / "home")) == {"init/lock"}
