"""What a simulation says is what a refresh then does; it touches nothing, and its short way gives what the long one
gives."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib.errors import InputError
from orchestration.lib.releases import Store
from orchestration.lib.settings import Settings
from orchestration.lib.simulation import Draws, Simulated, parse_weights, sensitivity, simulate
from tests.conftest import AS_OF, Refresh, tiering

NEXT_WEEK = AS_OF + timedelta(days=7)
WEIGHTS = "icp_fit=0.3,intent=0.4"
SAID = """
    select account_id, score_after, pool_after, tier_after, tier_reason_after, rank_after,
        delta_decay, delta_data, delta_config, delta_code, explanation
    from '{}/accounts.parquet' order by account_id
"""
DONE = """
    select account_id, tiers.score, tiers.pool, tiers.tier, tiers.tier_reason, tiers.rank_in_tier,
        coalesce(delta_decay, 0), coalesce(delta_data, 0), coalesce(delta_config, 0), coalesce(delta_code, 0),
        explanation
    from marts.account_tiers as tiers left join marts.account_tier_changes using (account_id) order by account_id
"""


def rows(sql: str, database: Path | str = ":memory:") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=database != ":memory:") as connection:
        return connection.execute(sql).fetchall()


def current(settings: Settings) -> Path:
    return settings.releases / "current" / "tiers.duckdb"


def what_if(settings: Settings, weights: str | None = None, **options: Any) -> Simulated:
    parsed = None if weights is None else parse_weights(weights)
    return simulate(settings, lambda text: None, weights=parsed, wait_seconds=0, **options)


def touched(settings: Settings) -> dict[Path, int]:
    """When everything that a reader or a refresh uses was last written."""
    files = [settings.warehouse, *settings.releases.rglob("*"), *settings.raw.rglob("*"), *settings.config.rglob("*")]
    return {file: file.lstat().st_mtime_ns for file in files}


def test_the_refresh_does_what_the_simulation_said(workplace: Settings, refresh: Refresh) -> None:
    before = touched(workplace)
    said = what_if(workplace, WEIGHTS, as_of=NEXT_WEEK)
    assert touched(workplace) == before
    assert said.built_in_full and said.comparison.rescored > 0 and said.comparison.moved > 0
    assert [str(change) for change in said.config_changes] == [
        "scoring/scoring_components.csv, component icp_fit: weight 0.40 -> 0.3",
        "scoring/scoring_components.csv, component intent: weight 0.30 -> 0.4",
    ]

    waiver = ("--accept", "empty_tier", "--reason", "a small book")
    policy = ("--policy", "baseline", "--policy-reason", "as simulated", "--config", said.folder / "config")
    done = refresh(*policy, *waiver, as_of=NEXT_WEEK)
    assert done.returncode == 0, done.stderr
    assert rows(SAID.format(said.folder)) == rows(DONE, current(workplace))
    deltas = "select account_id, delta_config from marts.account_tier_changes where delta_config <> 0"
    moved_by_configuration = dict(rows(deltas, current(workplace)))
    assert len(moved_by_configuration) > 100

    # back to the weights before, on the day of the current release: the same distance the other way, by the short way
    back = what_if(workplace)
    assert (back.current, back.as_of, back.built_in_full) == (Store(workplace).pointed(), NEXT_WEEK, None)
    accounts = f"from '{back.folder}/accounts.parquet'"
    assert rows(f"select count(*) {accounts} where delta_decay <> 0 or delta_data <> 0 or delta_code <> 0") == [(0,)]
    assert rows(f"select count(*) {accounts} where delta_config is distinct from score_change") == [(0,)]
    turned = dict(rows(f"select account_id, -delta_config {accounts} where delta_config <> 0"))
    assert turned == moved_by_configuration

    # and the long way says the same
    short = {file.name: rows(f"from '{file}' order by all") for file in back.folder.glob("*.parquet")}
    assert set(short) == {"accounts.parquet", "moves.parquet", "seats.parquet", "stability.parquet"}
    workplace.warehouse.unlink()
    again = what_if(workplace)
    assert again.built_in_full == "the warehouse is not there, or was left in the middle of a build"
    assert again.folder == back.folder
    assert {file.name: rows(f"from '{file}' order by all") for file in again.folder.glob("*.parquet")} == short
    assert again.comparison == back.comparison and again.warnings == back.warnings
    assert [path.name for path in (workplace.home / "simulate").iterdir()] == ["lock"]


def test_a_check_that_would_refuse_is_told_and_a_spoilt_warehouse_is_not_used(workplace: Settings) -> None:
    with (workplace.config / "tiering" / "exclusion_rules.csv").open("a", encoding="utf-8") as file:
        file.write("account_type,customer,We know them\n")
    with duckdb.connect(str(workplace.warehouse)) as connection:
        connection.execute("update intermediate.int_accounts_tiered set rank_in_tier = rank_in_tier + 1")
    done = tiering("simulate", "--home", workplace.home, "--config", workplace.config)
    assert done.returncode == 0, done.stderr
    release = Store(workplace).pointed()
    assert f"building everything from raw: the warehouse has been changed since {release} was published" in done.stderr
    assert "- newly_excluded: refused: " in done.stdout
    assert "tiering/exclusion_rules.csv, field account_type, value customer: added (reason We know them)" in done.stdout
    (folder,) = (workplace.home / "simulations").iterdir()
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    assert "## Moves in pool customers" in summary and "newly\\_excluded" in summary
    assert Store(workplace).pointed() == release

    left = f"from '{folder}/moves.parquet' where pool_before = 'customers' and tier_before > 0 and tier_after is null"
    held = "select count(*) from marts.account_tiers where pool = 'customers' and tier > 0"
    assert rows(f"select sum(accounts) {left}") == rows(held, current(workplace))


def test_seats_in_memory_are_the_seats_of_the_release(published_home: Settings, tmp_path: Path) -> None:
    """In a first release nobody is an incumbent, so at the current weights merit alone gives the published tiers."""
    found = sensitivity(published_home, Draws(draws=40), policy="daily", out=tmp_path / "a")
    judged = f"from '{found.folder}/sensitivity.parquet'"
    assert rows(f"select count(*) {judged} where tier <> tier_on_merit") == [(0,)]
    ranked = "select count(*) from marts.account_tiers where tier is not null"
    assert rows(f"select count(*) {judged}") == rows(ranked, current(published_home))
    probabilities = "probability_tier_1 + probability_tier_2 + probability_tier_3"
    assert rows(f"select count(*) {judged} where abs({probabilities} - 1) > 1e-9") == [(0,)]
    assert rows(f"select count(*) {judged} where (hangs_on is null) <> (probability_tier_1 in (0, 1))") == [(0,)]
    seats = rows(f"select pool, sum(probability_tier_1) {judged} group by pool order by pool")
    assert all(total <= capacity + 1e-9 for (_, total), capacity in zip(seats, (5, 15), strict=True))

    again = sensitivity(published_home, Draws(draws=40), policy="daily", out=tmp_path / "b")
    for name in ("sensitivity", "weights"):
        assert rows(f"from '{tmp_path}/a/{name}.parquet'") == rows(f"from '{tmp_path}/b/{name}.parquet'")
    assert again.accounts == found.accounts and rows(f"select count(*) from '{tmp_path}/b/weights.parquet'") == [(40,)]


def test_what_cannot_be_simulated_is_refused(published_home: Settings, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is before the date of the current release"):
        what_if(published_home, as_of=AS_OF - timedelta(days=1))
    with pytest.raises(InputError, match="unknown policy 'yearly'"):
        what_if(published_home, policy="yearly")
    with pytest.raises(InputError, match="nothing is published yet"):
        what_if(Settings.resolve(home=tmp_path))
    said = tiering("simulate", "--home", published_home.home, "--sensitivity", "--weights", WEIGHTS)
    assert said.returncode == 2 and "leave out --config, --weights and --as-of" in said.stderr
    assert not (published_home.home / "simulations").exists()


def test_the_sensitivity_is_told_to_people_and_to_scripts(published_home: Settings, tmp_path: Path) -> None:
    command = ("simulate", "--home", published_home.home, "--sensitivity", "--draws", 20, "--out", tmp_path)
    shown = tiering(*command)
    assert shown.returncode == 0, shown.stderr
    assert "Which tiers are robust" in shown.stdout and "Tier 1 nearest to even odds" in shown.stdout
    told = json.loads(tiering(*command, "--json").stdout)
    assert told["draws"] == {"draws": 20, "seed": 7, "concentration": 50}
    assert sum(component["weight"] for component in told["components"]) == pytest.approx(1)
    assert sum(tier["accounts"] for tier in told["tiers"]) > 100
