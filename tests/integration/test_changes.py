"""Why did it move (SCORING 6): chained refreshes with new data, without and with another scoring configuration."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib.settings import Settings
from tests.conftest import AS_OF, Refresh, tiering

NEXT_WEEK = AS_OF + timedelta(days=7)
CHANGES, FACTORS = "marts.account_tier_changes", "marts.account_score_factors"


def rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.releases / "current" / "tiers.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def exactly(sql: str, settings: Settings) -> None:
    """The query counts what breaks a rule: nothing may."""
    assert rows(settings, sql) == [(0,)], sql


def change_configuration(settings: Settings) -> None:
    """Weight moves from fit to intent, a pricing page visit is worth more, a meeting or a call nothing, so that who
    met or called is no longer active in a committee, and the version has a new name."""
    scoring = settings.config / "scoring"
    edit(scoring / "scoring_components.csv", ("icp_fit,0.40", "icp_fit,0.38"), ("intent,0.30", "intent,0.32"))
    edit(
        scoring / "signal_types.csv",
        ("pricing_page_visit,website_intent,8,", "pricing_page_visit,website_intent,9,"),
        ("meeting,sales_engagement,10,", "meeting,sales_engagement,0,"),
        ("call,sales_engagement,4,", "call,sales_engagement,0,"),
    )
    with (scoring / "version.csv").open("a", encoding="utf-8") as file:
        file.write(f"v2,{NEXT_WEEK},more intent\n")


def edit(file: Path, *replacements: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, f"{old} is not in {file}"
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def add_visits(settings: Settings, account_id: str) -> None:
    """Three pricing page visits and a demo request of one account, on the last day."""
    lines = [f"B1-{hour},{account_id},pricing_page_visit,{NEXT_WEEK} 0{hour}:00:00" for hour in range(1, 4)]
    lines.append(f"B1-4,{account_id},demo_request,{NEXT_WEEK} 09:00:00")
    text = "\n".join(["event_id,account_id,event_type,occurred_at", *lines]) + "\n"
    (settings.landing / "engagement" / "events_of_the_week.csv").write_text(text, encoding="utf-8")


def test_a_change_adds_up_from_ageing_data_and_configuration(workplace: Settings, refresh: Refresh) -> None:
    ((visited,),) = rows(workplace, "select min(account_id) from marts.account_tiers where tier = 3")
    add_visits(workplace, visited)
    assert (done := refresh(as_of=NEXT_WEEK)).returncode == 0, done.stderr
    scores = dict(rows(workplace, "select account_id, score from marts.account_tiers"))
    old_deltas = rows(workplace, f"select account_id, delta_decay, delta_data from {CHANGES} order by account_id")
    exactly(f"select count(*) from {CHANGES} where delta_config <> 0 or delta_code <> 0", workplace)

    change_configuration(workplace)
    waiver = ("--accept", "empty_tier", "--reason", "a small book")
    done = refresh("--policy", "baseline", "--policy-reason", "v2", *waiver, as_of=NEXT_WEEK)
    assert done.returncode == 0, done.stderr
    deltas = "delta_decay + delta_data + delta_config + delta_code"
    exactly(f"select count(*) from {CHANGES} where score - previous_score is distinct from {deltas}", workplace)
    exactly(f"select count(*) from {CHANGES} where delta_code <> 0", workplace)
    moved_by = "contribution - coalesce(previous_contribution, 0)"
    exactly(f"select count(*) from {FACTORS} where {moved_by} is distinct from {deltas}", workplace)
    for delta in ("delta_decay", "delta_data", "delta_config"):
        exactly(
            f"""
            select count(*) from {CHANGES} as changes
            where {delta} <> (select sum({delta}) from {FACTORS} as factors
                              where factors.account_id = changes.account_id)
            """,
            workplace,
        )
        assert rows(workplace, f"select count(*) > 0 from {CHANGES} where {delta} <> 0") == [(True,)]

    of_committees = f"select count(*) > 0 from {FACTORS} where factor = 'committee_coverage' and delta_config <> 0"
    assert rows(workplace, of_committees) == [(True,)]
    # what the same data scored by the configuration before is what the configuration moved it from
    configured = dict(rows(workplace, f"select account_id, score - delta_config from {CHANGES}"))
    assert configured == {account_id: scores[account_id] for account_id in configured}
    kept = {account_id: (decay, data) for account_id, decay, data in old_deltas}
    both = rows(workplace, f"select account_id, delta_decay, delta_data from {CHANGES}")
    assert {account_id: (decay, data) for account_id, decay, data in both if account_id in kept} == kept

    ((data, told),) = rows(workplace, f"select delta_data, explanation from {CHANGES} where account_id = '{visited}'")
    assert data > 0
    assert "from 3 pricing page visits" in told and "from 1 demo request" in told and "; scoring v2 added " in told
    shown = tiering("explain", visited, "--change", "--home", workplace.home)
    assert shown.returncode == 0 and told in shown.stdout
    explained = json.loads(tiering("explain", visited, "--change", "--json", "--home", workplace.home).stdout)
    moved = sum(Decimal(factor["change"]) for factor in explained["factors"])
    assert moved == Decimal(explained["change"]["score"]) - Decimal(explained["change"]["previous_score"])

    exactly(
        """
        select count(*) from (
            select as_of_date, sum(accounts) as accounts from marts.tier_migrations group by as_of_date
        ) as days
        where accounts <> (select count(*) from marts.account_tiers)
        """,
        workplace,
    )
    assert rows(workplace, "select count(distinct as_of_date) from marts.tier_migrations") == [(2,)]


def test_the_first_release_explains_newcomers(published_home: Settings) -> None:
    exactly(
        f"select count(*) from {CHANGES} where delta_decay is not null or previous_score is not null", published_home
    )
    exactly(f"select count(*) from {CHANGES} where explanation not like 'New%: first score %'", published_home)
