"""The metrics of models/marts/metrics: computed from their definitions, they are the numbers of the marts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib import demo
from orchestration.lib.configuration.tables import read_yaml
from orchestration.lib.settings import PROJECT
from tests.conftest import AS_OF, tiering

DEFINED = read_yaml(PROJECT / "models" / "marts" / "metrics" / "_metrics.yml")
METRICS = {metric["name"]: metric for metric in DEFINED["metrics"]}
MEASURES = {measure["name"]: (model, measure) for model in DEFINED["semantic_models"] for measure in model["measures"]}
PERFORMANCE = """
    select tier, {} from marts.tier_performance
    where pool is null and period_type = 'all_time' and tier_basis = 'current'
"""
ACCOUNTS = "select tier, {} from marts.account_tiers group by tier"
KNOWN = {
    "opportunities_created": PERFORMANCE.format("opportunities_created"),
    "won": PERFORMANCE.format("won"),
    "decided": PERFORMANCE.format("won + lost"),
    "win_rate": PERFORMANCE.format("win_rate"),
    "won_value": PERFORMANCE.format("won_value"),
    "won_with_amount": PERFORMANCE.format("won_with_amount"),
    "avg_deal_size": PERFORMANCE.format("avg_deal_size"),
    "open_value": PERFORMANCE.format("open_pipeline_value"),
    "accounts": ACCOUNTS.format("count(*)"),
    "overridden_accounts": ACCOUNTS.format("count(*) filter (where is_override)"),
    "override_share": ACCOUNTS.format("avg(case when is_override then 1 else 0 end)"),
    "score_points": ACCOUNTS.format("sum(score)"),
    "mean_score": ACCOUNTS.format("avg(score)"),
    "open_pipeline_value": ACCOUNTS.format("sum(open_pipeline_value)"),
}
"""What a reader of the marts would take the metric for: tier -> number."""

Numbers = dict[int | None, float]


def computed(connection: duckdb.DuckDBPyConnection, metric: dict[str, Any]) -> Numbers:
    """Tier -> the metric, from its definition alone."""
    parameters = metric["type_params"]
    if metric["type"] == "ratio":
        above, below = (computed(connection, METRICS[parameters[part]]) for part in ("numerator", "denominator"))
        return {tier: above[tier] / below[tier] for tier in above if below.get(tier)}
    model, measure = MEASURES[parameters["measure"]]
    mart = model["model"].split("'")[1]
    return numbers(connection, f"select tier, {measure['agg']}({measure['expr']}) from marts.{mart} group by tier")


def numbers(connection: duckdb.DuckDBPyConnection, sql: str) -> Numbers:
    return {tier: float(number) for tier, number in connection.execute(sql).fetchall() if number}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with deals won in more than one tier, which the small demo of the other tests has not."""
    place = tmp_path_factory.mktemp("metrics")
    demo.write(place / "landing", accounts=800, as_of=AS_OF, months=36, progress=lambda text: None)
    done = tiering("refresh", "--landing", place / "landing", "--home", place / "home", "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    return (place / "home" / "releases" / "current" / "tiers.duckdb").resolve()


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_the_number_of_the_marts(name: str, database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        found, known = computed(connection, METRICS[name]), numbers(connection, KNOWN[name])
    found = {tier: number for tier, number in found.items() if number}
    assert found == pytest.approx(known, abs=0.01 if name == "avg_deal_size" else 0.0001)
    assert len(found) > 1 or name.startswith("overrid"), "the demo has deals in every tier, and no override"
