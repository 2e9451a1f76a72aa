"""Outcomes end to end on the demo: numbers are the deals they are made of, odd ones are counted, holdouts dealt."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib import metrics
from orchestration.lib.errors import InputError
from orchestration.lib.reading import query
from orchestration.lib.settings import Settings
from tests.conftest import Refresh, tiering


def database(settings: Settings) -> Path:
    return (settings.releases / "current").resolve() / "tiers.duckdb"


def test_every_number_is_made_of_the_deals_that_explain_lists(published_home: Settings) -> None:
    rows = query(
        database(published_home),
        """
        select * from marts.tier_performance
        where period_type = 'all_time' or (period_type = 'quarter' and tier_basis = 'current' and pool is null)
        """,
    )
    assert sum(row["opportunities"] for row in rows) > 50
    for row in rows:
        period = metrics.Period(row["period_type"], row["period_start"])
        for metric in ("win_rate", "open_opportunities", "opportunities_created"):
            found = metrics.explain_metric(
                database(published_home),
                metric,
                tier=row["tier"],
                period=period,
                pool=row["pool"],
                basis=row["tier_basis"],
            )
            assert len(found.opportunities) == found.counted
            assert found.value == row[metric]


def test_explain_metric_as_a_command(published_home: Settings) -> None:
    """The quarter and the tier with the most decided deals: the list is as long as the number says."""
    best = query(
        database(published_home),
        """
        select tier, period_start, won + lost as decided, win_rate from marts.tier_performance
        where period_type = 'quarter' and pool is null and tier_basis = 'current' and tier is not null
        order by decided desc, period_start, tier limit 1
        """,
    )[0]
    quarter = f"{best['period_start'].year}-Q{(best['period_start'].month + 2) // 3}"
    asked = ("explain", "--metric", "win_rate", "--tier", best["tier"], "--period", quarter, "--basis", "current")
    told = json.loads(tiering(*asked, "--json", "--home", published_home.home, check=True).stdout)
    assert best["decided"] > 0 and len(told["opportunities"]) == told["counted"] == best["decided"]
    won = [deal for deal in told["opportunities"] if deal["outcome"] == "won"]
    assert round(len(won) / best["decided"], 4) == float(told["value"])
    shown = tiering(*asked, "--home", published_home.home, check=True).stdout
    assert f"win_rate = {best['win_rate']}" in shown and f"{best['decided']} deals" in shown
    assert "By the tier of today; --basis at_creation: by the tier at the deal's creation" in shown


def test_a_first_release_knows_no_tier_at_creation_and_says_so(published_home: Settings) -> None:
    asked = ("explain", "--metric", "win_rate", "--tier", "1", "--home", published_home.home)
    assert json.loads(tiering(*asked, "--json", check=True).stdout)["value"] is None
    shown = tiering(*asked, check=True).stdout
    assert "win_rate = no value (0 closed opportunities)" in shown
    assert "By the tier at the deal's creation (none before the first release); --basis current" in shown


def test_people_read_rounded_amounts_and_scripts_exact_ones(published_home: Settings) -> None:
    fullest = query(
        database(published_home),
        """
        select tier from marts.tier_performance
        where period_type = 'trailing_12_months' and pool is null and tier_basis = 'current' and tier is not null
        order by open_pipeline_value desc, tier limit 1
        """,
    )[0]["tier"]
    asked = ("explain", "--metric", "open_pipeline_value", "--tier", fullest, "--basis", "current")
    told = json.loads(tiering(*asked, "--json", "--home", published_home.home, check=True).stdout)
    value, deals = Decimal(told["value"]), told["opportunities"]
    assert value > 0 and value == sum(Decimal(deal["amount"] or deal["list_value"] or 0) for deal in deals)
    shown = tiering(*asked, "--home", published_home.home, check=True).stdout
    assert f"open_pipeline_value = {value:,.0f}" in shown
    assert all(f"{Decimal(deal['amount']):,.0f}" in shown for deal in deals if deal["amount"])


def test_a_first_release_claims_nothing_of_what_came_before(published_home: Settings) -> None:
    """Holdouts are dealt today, and no tier was there for the years of spend: nothing is divided by that."""
    dealt = query(database(published_home), "select * from marts.holdout_results")
    scalable = query(database(published_home), "select distinct pool from marts.account_tiers where tier = 3")
    assert len(dealt) == 3 * (len(scalable) + 1), "three metrics of every pool with a Tier 3, and of all pools"
    for row in dealt:
        assert (row["treated_accounts"], row["difference"], row["counted_from"]) == (0, None, None)
        assert "cannot be measured yet: no release before" in row["verdict"]
    measured = query(
        database(published_home),
        """
        select tier_basis, sum(spend) as spend, count(conversion_rate) as conversions,
            count(engagement_rate) as engaged, count(cost_per_account) as costs, count(return_on_spend) as returns
        from marts.tier_performance
        where period_type = 'all_time' and tier is not null and pool is null
        group by tier_basis order by tier_basis
        """,
    )
    rates = [(row["conversions"], row["engaged"], row["costs"], row["returns"]) for row in measured]
    assert rates[0] == (0, 0, 0, 0) and min(rates[1]) > 0
    assert measured[0]["spend"] < measured[1]["spend"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--metric", "spend", "--tier", "1"), "made of no opportunities"),
        (("--metric", "foo"), "metric 'foo' is unknown"),
        (("--metric", "won", "--tier", "9"), "there are no numbers for tier 9, all pools, trailing_12_months"),
        (("--metric", "won", "--tier", "1", "--pool", "zzz"), "there are no numbers for tier 1, pool zzz, trailing"),
        (("--metric", "won", "--tier", "1", "--period", "1999-Q2"), "tier 1, all pools, quarter from 1999-04-01"),
        (("--metric", "won"), "--tier is not set"),
        (("--metric", "won", "--tier", "1", "--period", "2026-13"), "is no period"),
        (("--metric", "won", "--tier", "1", "--basis", "then"), "basis 'then' is unknown"),
        (("ACC-1", "--metric", "won"), "name an ACCOUNT or a --metric"),
        ((), "name an ACCOUNT or a --metric"),
    ],
)
def test_what_cannot_be_explained_says_why(published_home: Settings, arguments: tuple[str, ...], message: str) -> None:
    done = tiering("explain", *arguments, "--home", published_home.home)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_every_cut_of_the_book_has_all_accounts_and_products_have_none(published_home: Settings) -> None:
    sql = """
        select dimension, sum(accounts) as accounts, (select count(*) from marts.account_tiers) as book
        from marts.revenue_contribution where dimension <> 'account' group by dimension
    """
    rows = query(database(published_home), sql)
    cuts = dict.fromkeys(("industry", "country", "size", "pool"), rows[0]["book"])
    assert {row["dimension"]: row["accounts"] for row in rows} == cuts | {"product": None}


def test_quarters_are_those_of_the_fiscal_year() -> None:
    assert metrics.parse_period("2026-Q2") == metrics.Period("quarter", date(2026, 4, 1))
    assert metrics.parse_period("2026-q4", 10) == metrics.Period("quarter", date(2027, 7, 1))
    assert metrics.parse_period("2026-06") == metrics.Period("month", date(2026, 6, 1))
    with pytest.raises(InputError, match="is no period"):
        metrics.parse_period("2026-Q5")
    with pytest.raises(InputError, match="'0000-05' is no period"):
        metrics.parse_period("0000-05")


def test_only_the_last_tier_is_held_out_and_by_the_hash(published_home: Settings) -> None:
    rows = query(database(published_home), "select account_id, tier, is_holdout from marts.account_tiers")
    drawn = {row["account_id"] for row in rows if _place(row["account_id"]) < 16**6 / 10}
    assert len(drawn) > 5
    for row in rows:
        assert row["is_holdout"] == (row["tier"] == 3 and row["account_id"] in drawn), row


def _place(account_id: str) -> int:
    return int(hashlib.md5(f"holdout-1:{account_id}".encode(), usedforsecurity=False).hexdigest()[:6], 16)


BAD = """opportunity_id,account_id,stage,amount,currency,owner_id,created_at,closed_at,is_closed,is_won
BAD-1,{account},Closed Won,100,EUR,{owner},2026-01-10,,true,true
BAD-2,{account},Closed Won,100,EUR,{owner},2026-02-10,2026-02-01,true,true
BAD-3,{account},Closed Won,-100,EUR,{owner},2026-02-10,2026-03-01,true,true
BAD-4,{account},Qualification,100,EUR,{owner},2026-02-10,,false,false
BAD-5,{account},Closed Won,100,XXX,{owner},2026-02-10,2026-03-01,true,true
BAD-6,{account},Closed Won,100,EUR,somebody else,2026-02-10,2026-03-01,true,true
"""
REOPENED = """opportunity_id,changed_at,stage,amount
BAD-4,2026-03-01 09:00:00,Closed Won,100
BAD-4,2026-03-05 09:00:00,Qualification,100
"""


def test_bad_deals_are_counted_and_follow_their_rules(workplace: Settings, refresh: Refresh) -> None:
    """One deal per line of "Bad input"; only what is unknown is left out of a number, and it is said where."""
    account = query(
        database(workplace), "select account_id, owner_id from marts.account_tiers where tier = 1 order by 1 limit 1"
    )[0]
    before = _won(workplace, account["account_id"])
    bad = BAD.format(account=account["account_id"], owner=account["owner_id"])
    (workplace.landing / "crm" / "opportunities_bad.csv").write_text(bad, encoding="utf-8")
    (workplace.landing / "crm" / "opportunity_history_bad.csv").write_text(REOPENED, encoding="utf-8")
    done = refresh("--accept", "volume_drop", "--reason", "test")
    assert done.returncode == 0, done.stderr
    issues = query(
        database(workplace),
        """
        select deal_issues, field_issues, unconverted_amounts from marts.source_quality
        where source_table = 'crm/opportunities'
        """,
    )[0]
    assert issues["deal_issues"] == (
        "closed before created 1, closed without a day 1, no amount 1, "
        "not owned by the owner of its account 1, reopened 1"
    )
    assert (issues["field_issues"], issues["unconverted_amounts"]) == (1, 1)
    after = _won(workplace, account["account_id"])
    assert {row["opportunity_id"]: (row["amount"], row["cycle_days"]) for row in after if row not in before} == {
        "BAD-1": (100, None),
        "BAD-2": (100, None),
        "BAD-3": (None, 19),
        "BAD-5": (None, 19),
        "BAD-6": (100, 19),
    }


def _won(settings: Settings, account_id: str) -> list[dict[str, Any]]:
    return query(
        database(settings),
        """
        select opportunity_id, amount, cycle_days from marts.opportunity_outcomes
        where account_id = ? and outcome = 'won'
        """,
        [account_id],
    )
