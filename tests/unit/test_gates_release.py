"""The release gate's SQL, on handmade candidates: the metrics model and the integrity tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from orchestration.lib import gates
from orchestration.lib.settings import PROJECT
from tests.reference.sandbox import AS_OF, POLICY, RELEASE_ID, Model, Sandbox

TODAY = date(2026, 6, 30)

DELTAS = ("delta_decay", "delta_data", "delta_config", "delta_code")
SINGULAR_TESTS = (*gates.INTEGRITY_CHECKS, "deltas_add_up", "rates_are_to_the_base_currency", "decisions_matched")

TYPES: Mapping[str, Mapping[str, str]] = {
    "account_tiers": {
        "account_id": "text",
        "pool": "text",
        "tier": "integer",
        "tier_reason": "text",
        "score": "decimal(7,4)",
        "icp_fit_score": "decimal(7,4)",
        "intent_score": "decimal(7,4)",
        "engagement_score": "decimal(7,4)",
        "strategic_score": "decimal(7,4)",
        "score_coverage": "decimal(7,4)",
    },
    "account_score_factors": {
        "account_id": "text",
        "factor": "text",
        "points": "decimal(7,4)",
        "weight": "decimal(12,10)",
        "contribution": "decimal(7,4)",
        "previous_contribution": "decimal(7,4)",
        **dict.fromkeys(DELTAS, "decimal(7,4)"),
        "is_observed": "boolean",
    },
    "account_tier_changes": {"account_id": "text", **dict.fromkeys(DELTAS, "decimal(7,4)")},
    "stg_published__account_tiers": {
        "account_id": "text",
        "pool": "text",
        "tier": "integer",
        "score": "decimal(7,4)",
        "score_coverage": "decimal(7,4)",
    },
    "stg_published__account_domains": {"account_id": "text", "domain": "text"},
    "stg_published__release_info": {"release_id": "text", "as_of_date": "date"},
    "stg_published__tier_overrides": {"account_key": "text", "effective_from": "date", "expires_on": "date"},
    "stg_finance__exchange_rates": {"currency": "text", "valid_from": "date", "rate_to_base": "decimal(18,8)"},
    "settings": {"key": "text", "value": "text"},
    "identity_decisions": {"source_table": "text", "record_key": "text", "account_id": "text"},
    "int_account_keys": {"account_key": "text"},
    "int_accounts_unioned": {"account_id": "text"},
    "int_account_merges": {"crm_account_id": "text", "account_id": "text"},
    "int_accounts_incumbent": {"account_id": "text", "pool": "text", "incumbent_tier": "integer"},
    "int_accounts_forced": {"account_id": "text", "override_tier": "integer", "trigger_tier": "integer"},
    "int_incumbents_held": {"account_id": "text", "incumbent_tier": "integer"},
    "int_overrides_matched": {"account_key": "text", "account_id": "text", "is_active": "boolean"},
    "int_retier_settings": {"has_incumbents": "boolean"},
    "int_tiers_open": {
        "pool": "text",
        "tier": "integer",
        "capacity": "integer",
        "seats": "bigint",
        "is_last_tier": "boolean",
    },
    "tiers": {"pool": "text", "tier": "integer"},
}
"""What the release gate reads, as far as it reads it."""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Model]:
    """Metrics models and singular tests, compiled; a test's failing rows become a relation of its name."""
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("compiled")
    variables = json.dumps({"as_of": AS_OF, "policy": POLICY, "release_id": RELEASE_ID})
    command = ["--quiet", "compile", "--no-populate-cache", "--vars", variables]
    command += ["--select", "path:models/gates", *TYPES, *SINGULAR_TESTS]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIERING_WAREHOUSE", str(folder / "warehouse.duckdb"))
        patch.setenv("TIERING_RELEASE_FILE", str(folder / "release.duckdb"))
        result = dbtRunner().invoke(command)
    assert result.success, result.exception
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    wanted = {*TYPES, *SINGULAR_TESTS}
    return {
        node["name"]: Model(
            name=node["name"],
            relation=node.get("relation_name") or f'"warehouse"."gates"."{node["name"]}"',
            sql=node.get("compiled_code"),
            parents=tuple(name.split(".")[2] for name in node["depends_on"].get("nodes", [])),
            types=TYPES.get(node["name"], {}),
        )
        for node in manifest["nodes"].values()
        if node["name"] in wanted or "models/gates" in node["original_file_path"]
    }


class Case:
    """A sound candidate of two pools and its predecessor, free to be changed."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TYPES}
        for pool in ("customers", "new_business"):
            for tier, capacity in ((1, 2), (2, None)):
                is_last = tier == 2
                seats = {"capacity": capacity, "seats": capacity, "is_last_tier": is_last}
                self.tables["int_tiers_open"].append({"pool": pool, "tier": tier, **seats})
                self.tables["tiers"].append({"pool": pool, "tier": tier})
        self.tables["stg_published__release_info"] = [{"release_id": "before"}]
        self.tables["int_retier_settings"] = [{"has_incumbents": True}]
        self.tables["int_account_keys"] = [{"account_key": "1"}]
        self.tables["identity_decisions"] = [
            {"source_table": "crm/leads", "record_key": key, "account_id": account_id}
            for key, account_id in (("L1", "1"), ("L2", "none"))
        ]
        self.tables["settings"] = [{"key": "base_currency", "value": " eur"}]
        self.tables["stg_finance__exchange_rates"] = [
            {"currency": currency, "valid_from": "2026-01-01", "rate_to_base": rate}
            for currency, rate in (("EUR", 1.0000001), ("USD", 0.9))
        ]
        for number in range(6):
            self.add(str(number), "customers" if number < 4 else "new_business", 1 if number % 2 else 2)

    def add(self, account_id: str, pool: str, tier: int, score: float = 50) -> None:
        """An account that stands where it stood before."""
        own = {"account_id": account_id}
        standing = {**own, "pool": pool, "tier": tier, "score": score, "score_coverage": 0.8}
        self.tables["account_tiers"].append({**standing, "tier_reason": "qualified", "icp_fit_score": 60})
        self.tables["stg_published__account_tiers"].append(dict(standing))
        self.tables["int_accounts_incumbent"].append({**own, "pool": pool, "incumbent_tier": tier})
        self.tables["int_accounts_unioned"].append(own)
        self.tables["int_account_merges"].append({"crm_account_id": account_id, **own})
        for factor, contribution in (("industry", score - 10), ("website_intent", 10)):
            points = {"points": 70, "weight": 0.1, "contribution": contribution, "is_observed": True}
            change = {"previous_contribution": contribution, **dict.fromkeys(DELTAS, 0)}
            self.tables["account_score_factors"].append({**own, "factor": factor, **points, **change})

    def account(self, account_id: str = "1") -> dict[str, Any]:
        """The candidate's row of an account."""
        return next(row for row in self.tables["account_tiers"] if row["account_id"] == account_id)

    def first_release(self) -> None:
        """Nothing was there before."""
        for name in ("stg_published__account_tiers", "stg_published__release_info", "int_accounts_incumbent"):
            self.tables[name] = []
        self.tables["int_retier_settings"] = [{"has_incumbents": False}]

    def run(self, output: str) -> list[dict[str, Any]]:
        """The rows of a test or model."""
        for name, rows in self.tables.items():
            self.sandbox.fill(name, rows)
        self.sandbox.run([output], TYPES, as_of=TODAY)
        cursor = self.sandbox.connection.execute(f"select * from {self.sandbox.models[output].relation} order by all")
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def metrics(self, check: str) -> dict[tuple[str | None, int | None], tuple[float | None, str]]:
        """(pool, tier) -> value and detail of a check."""
        rows = self.run("gate_release_metrics")
        return {(r["pool"], r["tier"]): (r["value"], r["detail"]) for r in rows if r["check_name"] == check}


@pytest.fixture(scope="module")
def sandbox(models: dict[str, Model]) -> Iterator[Sandbox]:
    sandbox = Sandbox(models)
    yield sandbox
    sandbox.connection.close()


@pytest.fixture
def case(sandbox: Sandbox) -> Case:
    return Case(sandbox)


# -- integrity


@pytest.mark.parametrize("check", SINGULAR_TESTS)
def test_a_sound_candidate_passes(case: Case, check: str) -> None:
    assert case.run(check) == []


def test_a_merged_record_is_conserved_in_its_survivor(case: Case) -> None:
    case.tables["int_accounts_unioned"].append({"account_id": "merged"})
    case.tables["int_account_merges"].append({"crm_account_id": "merged", "account_id": "1"})
    assert case.run("accounts_conserved") == []


@pytest.mark.parametrize(
    ("table", "index", "problem"),
    [
        ("account_tiers", 0, "not in account_tiers"),
        ("int_account_merges", 0, "without an entry"),
        ("int_accounts_unioned", 0, "no CRM record"),
    ],
)
def test_lost_and_invented_accounts_are_found(case: Case, table: str, index: int, problem: str) -> None:
    del case.tables[table][index]
    found = case.run("accounts_conserved")
    assert any(problem in row["problem"] and row["account_id"] == "0" for row in found)


def test_contributions_that_do_not_add_up_are_found(case: Case) -> None:
    case.tables["account_score_factors"][0]["contribution"] = 40.0001
    assert [row["account_id"] for row in case.run("contributions_sum")] == ["0"]


def test_an_account_without_factors_is_found(case: Case) -> None:
    factors = case.tables["account_score_factors"]
    case.tables["account_score_factors"] = [row for row in factors if row["account_id"] != "3"]
    assert [row["account_id"] for row in case.run("contributions_sum")] == ["3"]


def moved(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """Account 1 has half a point more since the release before, by its industry: its change, and that of the factor."""
    case.account()["score"] = 50.5
    change = {"account_id": "1", "delta_decay": -0.25, "delta_data": 0.75, "delta_config": 0, "delta_code": 0}
    case.tables["account_tier_changes"].append(dict(change))
    factor = next(row for row in case.tables["account_score_factors"] if row["account_id"] == "1")
    factor.update(change, contribution=40.5)
    return case.tables["account_tier_changes"][0], factor


def test_a_change_that_is_explained_passes(case: Case) -> None:
    moved(case)
    assert case.run("deltas_add_up") == []


def test_a_change_without_deltas_is_found(case: Case) -> None:
    moved(case)
    case.tables["account_tier_changes"].clear()
    assert [(row["account_id"], row["what"]) for row in case.run("deltas_add_up")] == [("1", "score")]


def test_deltas_that_do_not_add_up_are_found(case: Case) -> None:
    change, factor = moved(case)
    change["delta_data"] = 0.7501
    assert {row["what"] for row in case.run("deltas_add_up")} == {"score"}
    change["delta_data"], factor["delta_data"] = 0.75, 0.7501
    assert {row["what"] for row in case.run("deltas_add_up")} == {"industry", "sum over factors"}


def test_a_factor_that_lost_its_last_row_is_found(case: Case) -> None:
    _, factor = moved(case)
    case.tables["account_score_factors"].remove(factor)
    assert [(row["account_id"], row["what"]) for row in case.run("deltas_add_up")] == [("1", "sum over factors")]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("score", None),
        ("score", -0.0001),
        ("score", 100.0001),
        ("icp_fit_score", 101),
        ("intent_score", -1),
        ("engagement_score", 101),
        ("strategic_score", 101),
        ("score_coverage", 1.0001),
        ("score_coverage", None),
    ],
)
def test_scores_off_the_scale_are_found(case: Case, column: str, value: float | None) -> None:
    case.account("1")[column] = value
    assert case.run("score_range") == [{"account_id": "1", "problem": column}]


@pytest.mark.parametrize(("column", "value"), [("points", 101), ("points", None), ("weight", 1.1), ("weight", None)])
def test_points_and_weights_off_the_scale_are_found(case: Case, column: str, value: float | None) -> None:
    case.tables["account_score_factors"][0][column] = value
    assert case.run("score_range") == [{"account_id": "0", "problem": f"{column} of industry"}]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"tier": 3}, "a tier that the pool does not have"),
        ({"tier": None}, "tier and reason contradict each other"),
        ({"tier_reason": "excluded"}, "tier and reason contradict each other"),
        ({"tier_reason": None}, "tier and reason contradict each other"),
    ],
)
def test_accounts_without_their_one_tier_are_found(case: Case, change: dict[str, Any], problem: str) -> None:
    case.account("1").update(change)
    assert case.run("one_tier_each") == [{"account_id": "1", "problem": problem}]


def test_an_account_in_two_tiers_is_found(case: Case) -> None:
    case.tables["account_tiers"].append({**case.account("1"), "tier": 2})
    assert case.run("one_tier_each") == [{"account_id": "1", "problem": "more than one row"}]


def test_a_tier_beyond_its_capacity_is_found(case: Case) -> None:
    case.account("0")["tier"] = 1
    (found,) = case.run("capacity_respected")
    assert (found["pool"], found["tier"], found["seats"], found["open_seats"]) == ("customers", 1, 2, 3)


@pytest.mark.parametrize(
    ("table", "seat"),
    [
        ("int_accounts_forced", {"override_tier": 1}),
        ("int_accounts_forced", {"trigger_tier": 1}),
        ("int_incumbents_held", {"incumbent_tier": 1}),
    ],
)
def test_forced_seats_are_counted_apart(case: Case, table: str, seat: dict[str, Any]) -> None:
    """Three in two seats are too many unless two of them are forced, or all; one forced leaves one open seat."""
    case.account("0")["tier"] = 1
    case.tables[table] = [{"account_id": "0", **seat}]
    (found,) = case.run("capacity_respected")
    assert (found["forced_seats"], found["open_seats"]) == (1, 2)
    case.tables[table] = [{"account_id": account_id, **seat} for account_id in ("0", "1", "3")]
    assert case.run("capacity_respected") == []


def test_two_overrides_of_one_account_are_found(case: Case) -> None:
    override = {"account_id": "1", "is_active": True}
    case.tables["int_overrides_matched"] = [{"account_key": key, **override} for key in ("acme.example", "1")]
    assert case.run("overrides_unique") == [{"account_id": "1", "account_key": "1, acme.example"}]
    case.tables["int_overrides_matched"][0]["is_active"] = False
    assert case.run("overrides_unique") == []


def test_a_decision_for_nobody_is_found(case: Case) -> None:
    case.tables["int_account_keys"] = []
    assert [row["record_key"] for row in case.run("decisions_matched")] == ["L1"]


def test_rates_to_another_base_currency_are_found(case: Case) -> None:
    case.tables["settings"] = [{"key": "base_currency", "value": "USD"}]
    assert [row["currency"] for row in case.run("rates_are_to_the_base_currency")] == ["USD"]


# -- metrics


def test_a_candidate_that_did_not_move(case: Case) -> None:
    rows = case.run("gate_release_metrics")
    assert {row["check_name"] for row in rows} == set(gates.MEASURED_CHECKS)
    assert {row["value"] for row in rows if row["check_name"] != "score_psi"} == {0}


@pytest.mark.parametrize("check", ["tier_turnover", "newly_excluded", "score_psi", "coverage_drop"])
def test_the_first_release_has_nothing_to_compare_with(case: Case, check: str) -> None:
    case.first_release()
    assert case.metrics(check) == {(None, None): (None, "skipped: no previous release")}


def test_fallen_incumbents_are_counted_of_those_that_take_part(case: Case) -> None:
    case.account("1")["tier"] = 2
    case.account("3")["tier"] = None
    assert case.metrics("tier_turnover")["customers", 1] == (1, "1 of 1 incumbents fell")
    (row,) = [r for r in case.run("gate_tier_turnover") if r["pool"] == "customers"]
    assert row["basis"] == 1


def test_another_number_of_tiers_leaves_nobody_to_fall(case: Case) -> None:
    case.tables["int_accounts_incumbent"] = []
    assert case.metrics("tier_turnover") == {(None, None): (None, "skipped: no incumbents that could fall")}


def test_an_empty_tier_and_one_that_emptied(case: Case) -> None:
    case.account("5")["tier"] = 2
    assert case.metrics("empty_tier")["new_business", 1] == (2, "0 accounts, 1 before")
    case.first_release()
    assert case.metrics("empty_tier")["new_business", 1] == (1, "0 accounts, 0 before")
    assert case.metrics("empty_tier")["customers", 1] == (0, "2 accounts, 0 before")


def test_a_pool_that_was_always_empty_is_left_out(case: Case) -> None:
    case.tables["int_tiers_open"].append({"pool": "partners", "tier": 1, "is_last_tier": False})
    assert not [place for place in case.metrics("empty_tier") if place[0] == "partners"]


def test_forced_seats_against_capacity(case: Case) -> None:
    case.account("1")["tier_reason"] = "override"
    case.account("3")["tier_reason"] = "trigger"
    assert case.metrics("forced_share")["customers", 1] == (1, "2 forced seats, capacity 2")
    assert case.metrics("forced_share")["new_business", 1] == (0, "0 forced seats, capacity 2")
    assert ("customers", 2) not in case.metrics("forced_share")


def test_accounts_that_went_out(case: Case) -> None:
    case.account("1")["tier"] = None
    case.tables["stg_published__account_tiers"][2]["tier"] = None
    assert case.metrics("newly_excluded") == {(None, None): (0.2, "1 of 5 accounts went out")}


def test_coverage_that_was_lost(case: Case) -> None:
    for row in case.tables["account_tiers"]:
        row["score_coverage"] = 0.5
    assert case.metrics("coverage_drop") == {(None, None): (0.3, "mean coverage 0.8000 before, 0.5000 now")}
    for row in case.tables["account_tiers"]:
        row["score_coverage"] = 0.9
    assert case.metrics("coverage_drop")[None, None][0] == 0


def test_few_accounts_make_no_distribution(case: Case) -> None:
    skipped = (None, "skipped: fewer than 300 accounts in both releases")
    assert case.metrics("score_psi") == {("customers", None): skipped, ("new_business", None): skipped}


def many(case: Case, moved: int, by: float) -> float | None:
    """The index of 300 customers with scores 10.0, 10.1, ... of which the first `moved` moved."""
    case.tables["account_tiers"].clear()
    case.tables["stg_published__account_tiers"].clear()
    for number in range(300):
        case.add(f"many {number}", "customers", 2, score=10 + number / 10)
    for row in case.tables["account_tiers"][:moved]:
        row["score"] += by
    return case.metrics("score_psi")["customers", None][0]


def test_the_index_is_zero_when_no_score_moved(case: Case) -> None:
    assert many(case, 0, 0) == 0


def test_the_index_of_a_shift(case: Case) -> None:
    """The lowest tenth moves above all others: one bin empties (floored at 0.0001), the last one doubles."""
    assert many(case, 30, 40) == pytest.approx(0.0999 * 6.907755 + 0.1 * 0.693147, abs=1e-5)


def test_equal_scores_share_a_bin(case: Case) -> None:
    """Half of the accounts have score 0: the deciles that fall together make one edge."""
    many(case, 0, 0)
    for number, (now, before) in enumerate(
        zip(case.tables["account_tiers"], case.tables["stg_published__account_tiers"], strict=True)
    ):
        now["score"] = before["score"] = 0 if number < 150 else number
    assert case.metrics("score_psi")["customers", None][0] == 0


@pytest.mark.parametrize(
    ("key", "account_id", "known_before", "value"),
    [("1", "1", True, 0), ("gone", None, True, 1), ("gone.example", None, True, 1), ("typo", None, False, 2)],
)
def test_overrides_that_place_nobody(
    case: Case, key: str, account_id: str | None, known_before: bool, value: float
) -> None:
    case.tables["int_overrides_matched"] = [{"account_key": key, "account_id": account_id, "is_active": True}]
    if known_before:
        case.tables["stg_published__account_domains"] = [{"account_id": "gone", "domain": "gone.example"}]
    found, detail = case.metrics("overrides_matched")[None, None]
    assert found == value
    assert detail == (f"without account: {key}" if value else "1 active overrides, all matched")


@pytest.mark.parametrize(
    ("days", "value"),
    [(("2026-01-01", "2026-06-02"), 1), (("2026-06-01", "2026-07-01"), 1), (("2026-06-02", "2026-07-01"), 2)],
)
def test_an_override_that_a_release_was_published_with_placed_somebody(
    case: Case, days: tuple[str, str], value: float
) -> None:
    """Also where its account left the CRM long ago, or was named by an id that nobody knows any more."""
    case.tables["int_overrides_matched"] = [{"account_key": "Merged", "account_id": None, "is_active": True}]
    case.tables["stg_published__release_info"] = [{"release_id": "before", "as_of_date": "2026-06-01"}]
    before = dict(zip(("effective_from", "expires_on"), days, strict=True))
    case.tables["stg_published__tier_overrides"] = [{"account_key": " merged", **before}]
    assert case.metrics("overrides_matched")[None, None][0] == value


def test_expired_overrides_need_no_account(case: Case) -> None:
    case.tables["int_overrides_matched"] = [{"account_key": "typo", "account_id": None, "is_active": False}]
    assert case.metrics("overrides_matched") == {(None, None): (0, "no active override")}
