"""Measurements against thresholds, asserted by Great Expectations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.lib import gates
from orchestration.lib.gates import evaluation
from tests.unit.gates_kit import metrics_warehouse, threshold, thresholds

RELEASE = [
    {"check_name": "overrides_matched", "value": 0},
    {"check_name": "empty_tier", "pool": "customers", "tier": 1, "value": 0},
    {"check_name": "tier_turnover", "pool": "customers", "tier": 1, "value": 6, "basis": Decimal(15)},
    {"check_name": "forced_share", "pool": "customers", "tier": 1, "value": 0.5},
    {"check_name": "newly_excluded", "value": 0.02},
    {"check_name": "score_psi", "pool": "customers", "value": 0.1},
    {"check_name": "coverage_drop", "value": None, "detail": "skipped: no previous release"},
]
"""On the edge of every limit: all pass."""


def evaluate(file: Path, rows: Sequence[Mapping[str, Any]], **options: Any) -> dict[str, gates.CheckResult]:
    options = {"gate": "release", "thresholds": thresholds(), "waivers": {}, "policy": "daily", **options}
    warehouse = file if file.is_file() else metrics_warehouse(file, rows)
    return {result.check: result for result in gates.evaluate(warehouse, **options)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ware house $HOME.duckdb"


def changed(check: str, **cells: Any) -> list[dict[str, Any]]:
    assert any(row["check_name"] == check for row in RELEASE)
    return [{**row, **cells} if row["check_name"] == check else dict(row) for row in RELEASE]


def test_values_on_the_limit_pass(file: Path) -> None:
    found = evaluate(file, RELEASE)
    assert {check: result.result for check, result in found.items()} == {
        **dict.fromkeys(gates.MEASURED_CHECKS, "pass"),
        "coverage_drop": "skipped",
    }
    assert gates.refused(found.values()) == []
    assert gates.sentence(found["coverage_drop"]) == "coverage_drop: skipped: no previous release"


@pytest.mark.parametrize(
    ("check", "value", "result"),
    [
        ("overrides_matched", 1, "warn"),
        ("overrides_matched", 2, "fail"),
        ("empty_tier", 1, "warn"),
        ("empty_tier", 2, "fail"),
        ("tier_turnover", 7, "fail"),
        ("forced_share", 0.51, "warn"),
        ("newly_excluded", 0.021, "fail"),
        ("score_psi", 0.11, "warn"),
        ("score_psi", 0.26, "fail"),
        ("coverage_drop", 0.03, "warn"),
        ("coverage_drop", 0.11, "fail"),
        ("score_psi", float("nan"), "fail"),
    ],
)
def test_values_outside_the_limits(file: Path, check: str, value: float, result: str) -> None:
    found = evaluate(file, changed(check, value=value, detail="measured"))
    assert found[check].result == result
    assert [bad.check for bad in gates.refused(found.values())] == ([check] if result == "fail" else [])


SOURCE = {
    "stale_source": [(9, "warn"), (32, "fail")],
    "volume_drop": [(0.11, "warn"), (0.31, "fail")],
    "reject_share": [(0.011, "fail")],
    "duplicate_keys": [(0.001, "warn"), (0.02, "fail")],
    "unlisted_signals": [(0.06, "warn")],
    "missing_required": [(0.01, "warn"), (0.06, "fail")],
}


def test_the_source_gate_holds_each_table_against_its_own_limit(file: Path) -> None:
    rows = [
        {"check_name": check, "source": "crm", "table_name": f"t{index}", "value": value}
        for check, cases in SOURCE.items()
        for index, (value, _) in enumerate([(0, "pass"), *cases])
    ]
    elsewhere = {"check_name": "stale_source", "table_name": "events", "value": 99}
    rows += [{**elsewhere, "source": source} for source in ("company_events", "intent")]
    metrics_warehouse(file, rows, "gates.source_metrics")
    options = {"gate": "source", "thresholds": thresholds(), "waivers": {}, "policy": "daily"}
    found = {(result.check, result.place): result.result for result in gates.evaluate(file, **options)}
    assert found == {
        **{
            (check, f"crm/t{index}"): verdict
            for check, cases in SOURCE.items()
            for index, (_, verdict) in enumerate([(0, "pass"), *cases])
        },
        ("stale_source", "company_events/events"): "warn",
        ("stale_source", "intent/events"): "warn",
    }


def test_a_refusal_is_one_clear_line(file: Path) -> None:
    found = evaluate(file, changed("tier_turnover", value=7, detail="7 of 15 incumbents fell"))
    assert gates.sentence(found["tier_turnover"]) == (
        "tier_turnover (customers, tier 1): refused: 7, at most 6 allowed - 7 of 15 incumbents fell; "
        "see what changed: tiering status; or waive with --accept tier_turnover --reason TEXT"
    )


def test_a_person_may_accept_what_is_waivable(file: Path) -> None:
    found = evaluate(file, changed("score_psi", value=0.9), waivers={"score_psi": "new weights"})
    assert found["score_psi"].result == "waived"
    assert (found["score_psi"].waiver, found["score_psi"].waiver_reason) == ("--accept", "new weights")
    assert gates.refused(found.values()) == []


def test_a_reconstructed_month_is_not_held_to_the_one_before(file: Path) -> None:
    worst = {"coverage_drop": 0.9, "newly_excluded": 0.9, "overrides_matched": 2}
    rows = [{**row, "value": worst.get(row["check_name"], row["value"])} for row in RELEASE]
    found = evaluate(file, rows, is_reconstructed=True, waivers={"newly_excluded": "distributors left"})
    assert (found["coverage_drop"].result, found["coverage_drop"].waiver) == ("waived", "backfill")
    assert found["newly_excluded"].waiver_reason == "distributors left"
    assert found["overrides_matched"].result == "fail", "who is named by an override has to be there"


def test_a_waiver_is_good_for_its_own_check_only(file: Path) -> None:
    found = evaluate(file, changed("newly_excluded", value=0.9), waivers={"score_psi": "new weights"})
    assert found["newly_excluded"].result == "fail"


def test_the_baseline_policy_waives_what_it_is_meant_to_move(file: Path) -> None:
    rows = changed("tier_turnover", value=15)
    rows = [{**row, "value": 9.0} if row["check_name"] in ("score_psi", "newly_excluded") else row for row in rows]
    found = evaluate(file, rows, policy="baseline")
    assert {check: result.result for check, result in found.items() if result.result in ("waived", "fail")} == {
        "tier_turnover": "waived",
        "score_psi": "waived",
        "newly_excluded": "fail",
    }


def test_a_check_without_measurement_is_an_error(file: Path) -> None:
    found = evaluate(file, [row for row in RELEASE if row["check_name"] != "score_psi"])
    assert found["score_psi"].result == "error"
    assert gates.sentence(found["score_psi"]) == "score_psi: could not be measured - nothing was measured"


def test_a_missing_value_is_an_error_unless_it_says_why(file: Path) -> None:
    assert evaluate(file, changed("score_psi", value=None))["score_psi"].result == "error"


def test_an_error_cannot_be_waived(file: Path) -> None:
    found = evaluate(file, changed("score_psi", value=None), waivers={"score_psi": "please"})
    assert found["score_psi"].result == "error"


def test_a_measurement_without_limit_is_an_error(file: Path) -> None:
    rows = [row for row in thresholds() if row.text("check") != "score_psi"]
    assert evaluate(file, RELEASE, thresholds=rows)["score_psi"].result == "error"


def test_a_check_of_the_seed_that_nobody_measures_is_an_error(file: Path) -> None:
    found = evaluate(file, RELEASE, thresholds=[*thresholds(), threshold("home_made", max_value=1)])
    assert found["home_made"].result == "error"


def test_no_refusal_is_lost_among_many(file: Path) -> None:
    many = [{**RELEASE[1], "pool": f"pool {number}", "value": 2} for number in range(60)]
    metrics_warehouse(file, [*RELEASE[2:], RELEASE[0], *many])
    options = {"gate": "release", "thresholds": thresholds(), "waivers": {}, "policy": "daily"}
    assert len(gates.refused(gates.evaluate(file, **options))) == 60


def test_an_empty_gate_does_not_pass(file: Path) -> None:
    with pytest.raises(gates.GateError, match="nothing was measured"):
        evaluate(file, [])


def test_a_gate_without_metrics_table_does_not_pass(file: Path) -> None:
    duckdb.connect(str(file)).close()
    with pytest.raises(gates.GateError, match="cannot be read"):
        evaluate(file, [])


def test_one_check_measured_twice_in_one_place_does_not_pass(file: Path) -> None:
    with pytest.raises(gates.GateError, match="twice"):
        evaluate(file, [*RELEASE, RELEASE[0]])


def test_an_exception_inside_great_expectations_is_an_error(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a column that GX cannot find, as when a metrics table has another shape."""
    honest = evaluation.validate

    def misled(database: Path, query: str, limits: Sequence[Any], **options: Any) -> Any:
        return honest(database, query.replace("as limit_0", "as elsewhere"), limits, **options)

    monkeypatch.setattr(evaluation, "validate", misled)
    found = evaluate(file, RELEASE)
    broken = [result for result in found.values() if result.result == "error"]
    assert broken
    assert gates.refused(found.values()) == broken


def test_great_expectations_must_have_seen_every_value(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = evaluation.validate

    def blind(database: Path, query: str, limits: Sequence[Any], **options: Any) -> Any:
        return honest(database, f"{query} where false", limits, **options)

    monkeypatch.setattr(evaluation, "validate", blind)
    found = evaluate(file, RELEASE)
    assert {result.result for result in found.values()} == {"error", "skipped"}


def test_the_warehouse_can_be_written_afterwards(file: Path) -> None:
    evaluate(file, RELEASE)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table after_the_gate as select 1")
