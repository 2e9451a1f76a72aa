"""Which threshold counts where, and what may be waived."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.lib import gates
from orchestration.lib.errors import InputError
from orchestration.lib.gates.thresholds import Threshold, governing
from tests.unit.gates_kit import threshold, thresholds

ROWS = [
    Threshold.of(threshold("empty_tier", max_value=1)),
    Threshold.of(threshold("empty_tier", pool="customers", max_value=2)),
    Threshold.of(threshold("empty_tier", tier=3, max_value=3)),
    Threshold.of(threshold("empty_tier", pool="customers", tier=3, max_value=4)),
    Threshold.of(threshold("empty_tier", "warn", max_value=0)),
    Threshold.of(threshold("forced_share", max_value=9)),
]


@pytest.mark.parametrize(
    ("pool", "tier", "limit"),
    [("new_business", "1", 1), ("customers", "1", 2), ("new_business", "3", 3), ("customers", "3", 4)],
)
def test_the_most_specific_row_of_each_severity_counts(pool: str, tier: str, limit: int) -> None:
    found = governing(ROWS, "empty_tier", {"source": None, "table": None, "pool": pool, "tier": tier})
    assert [(row.severity, row.max_value) for row in found] == [("stop", limit), ("warn", 0)]


def test_tier_is_more_specific_than_pool_and_table_than_source() -> None:
    by_tier, by_pool = Threshold.of(threshold("x", tier=1)), Threshold.of(threshold("x", pool="p"))
    by_table, by_source = Threshold.of(threshold("x", table="t")), Threshold.of(threshold("x", source="s"))
    assert by_tier.specificity > by_pool.specificity > by_table.specificity > by_source.specificity


@pytest.mark.parametrize(("incumbents", "may_fall"), [(15, 6), (20, 7), (1, 1)])
def test_a_share_of_a_basis_is_rounded_up_to_whole_accounts(incumbents: int, may_fall: int) -> None:
    row = Threshold.of(threshold("tier_turnover", max_value=Decimal("0.35")))
    assert row.limits(Decimal(incumbents)) == (None, may_fall)


def test_every_check_is_expected_at_publishing() -> None:
    expected = gates.expected_checks(thresholds())
    assert expected >= {*gates.SOURCE_CHECKS, *gates.RELEASE_CHECKS}
    assert "home_made" in gates.expected_checks([*thresholds(), threshold("home_made")])


def test_seed_and_code_name_the_same_checks() -> None:
    """The integrity checks apart, which are dbt tests and have no limit to set."""
    named = {row.text("check") for row in thresholds()}
    assert named == {*gates.SOURCE_CHECKS, *gates.MEASURED_CHECKS}


def test_every_check_that_can_stop_or_warn_has_a_general_row() -> None:
    for check in (*gates.SOURCE_CHECKS, *gates.MEASURED_CHECKS):
        assert governing([Threshold.of(row) for row in thresholds()], check, {}), check


def test_waivable_are_the_checks_that_the_contract_lists() -> None:
    waivable = {row.text("check") for row in thresholds() if row.flag("waivable")}
    assert waivable == {
        "score_psi",
        "tier_turnover",
        "forced_share",
        "newly_excluded",
        "coverage_drop",
        "volume_drop",
        "stale_source",
        "empty_tier",
    }
    gates.check_waivers(thresholds(), dict.fromkeys(waivable, "because"))


@pytest.mark.parametrize("check", [*gates.INTEGRITY_CHECKS, "reject_share", "duplicate_keys", "missing_required"])
def test_integrity_cannot_be_waived(check: str) -> None:
    with pytest.raises(InputError, match=f"--accept {check}: this check can never be waived"):
        gates.check_waivers(thresholds(), {check: "please"})


@pytest.mark.parametrize(
    ("check", "reason", "message"),
    [("stale_sauce", "because", "there is no such check.*stale_source"), ("score_psi", " ", "needs a reason")],
)
def test_a_waiver_names_a_check_and_a_reason(check: str, reason: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as refused:
        gates.check_waivers(thresholds(), {check: reason})
    assert refused.value.exit_code == 2
