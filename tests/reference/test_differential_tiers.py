"""SCORING 4 and 5: random books through the project's SQL and through the plain Python reference, equal row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from hypothesis import given, note

from orchestration.lib.configuration.facts import Facts
from orchestration.lib.settings import PROJECT
from tests.reference import tier_books, tiering
from tests.reference.sandbox import BOOKS, Sandbox, differences, random_books
from tests.reference.tier_books import Refresh

COLUMNS = [field.name for field in fields(tiering.Placement)]
ACCOUNT_TYPES = {
    "account_id": "varchar", "account_type": "varchar", "region": "varchar", "country": "varchar", "team": "varchar",
    "annual_revenue": "decimal(18,2)", "employee_count": "bigint",
}  # fmt: skip
CRM_COLUMNS = sorted(Facts.read(PROJECT).landing["crm/accounts"])
GIVEN: dict[str, dict[str, str]] = {
    "int_accounts_resolved": ACCOUNT_TYPES,
    "int_accounts_unioned": dict.fromkeys(CRM_COLUMNS, "varchar") | {"is_deleted": "boolean"},
    "int_account_survivors": {"crm_account_id": "varchar", "account_id": "varchar"},
    "int_account_keys": {"account_key": "varchar", "account_id": "varchar"},
    "int_account_domains": {"domain": "varchar", "account_id": "varchar"},
    "int_signals_unioned": {
        "account_id": "varchar", "signal_type": "varchar", "event_name": "varchar", "occurred_on": "date",
    },
    "int_account_scores": {
        "account_id": "varchar", "score": "decimal(7,4)", "icp_fit_score": "decimal(7,4)",
        "intent_score": "decimal(7,4)", "engagement_score": "decimal(7,4)", "strategic_score": "decimal(7,4)",
        "score_coverage": "decimal(7,4)",
    },
    "int_account_rollups": {
        "account_id": "varchar", "rollup_score": "decimal(7,4)", "rollup_open_pipeline_value": "decimal(18,2)",
    },
    "int_account_pipelines": {
        "account_id": "varchar", "open_pipeline_value": "decimal(18,2)", "max_open_probability": "decimal(7,4)",
        "expected_deal_value": "decimal(18,2)",
    },
    "stg_published__account_tiers": {
        "account_id": "varchar", "pool": "varchar", "tier": "integer", "tier_since": "date",
        "earned_tier": "integer", "earned_since": "date", "score": "decimal(7,4)",
    },
    "stg_published__release_info": {"tier_count": "integer"},
}  # fmt: skip
SEEDS = (
    "pools", "tiers", "tier_criteria", "retier_policies", "trigger_rules", "tier_overrides", "hold_rules",
    "exclusion_rules",
)  # fmt: skip


@random_books(BOOKS)
@given(chain=tier_books.chains())
def test_tiers_are_the_references(sandbox: Sandbox, chain: list[Refresh]) -> None:
    for number, refresh in enumerate(chain):
        note(f"refresh {number}: {refresh}")
    assert not first_difference(sandbox, chain)
    for refresh, previous, placements in by_reference(chain):
        survivors = tiering.inherited(previous, refresh.survivors) if previous else None
        check_invariants(refresh, survivors, placements)
        check_seats_given_back(refresh, survivors, placements)


def first_difference(sandbox: Sandbox, chain: Sequence[Refresh]) -> Mapping[Any, Any]:
    """What SQL says differently in the first refresh in which the two part; empty when they never do."""
    for refresh, previous, placements in by_reference(chain):
        expected = {account_id: asdict(placement) for account_id, placement in placements.items()}
        found = differences(tiers_by_sql(sandbox, refresh, previous), expected)
        if found:
            return found
    return {}


def by_reference(
    chain: Sequence[Refresh],
) -> Iterator[tuple[Refresh, tiering.PreviousRelease | None, dict[str, tiering.Placement]]]:
    """Every refresh with the release before it and its placements, each release feeding the next."""
    previous: tiering.PreviousRelease | None = None
    for refresh in chain:
        inherited = tiering.inherited(previous, refresh.survivors) if previous else None
        placements = tiering.retier(refresh.accounts, refresh.config, refresh.policy, refresh.as_of, inherited)
        yield refresh, previous, placements
        rows = {
            account_id: tiering.Previous(p.pool, p.tier, p.tier_since, p.earned_tier, p.earned_since)
            for account_id, p in placements.items()
        }
        previous = tiering.PreviousRelease(refresh.config.n, rows)


def tiers_by_sql(
    sandbox: Sandbox, refresh: Refresh, previous: tiering.PreviousRelease | None
) -> dict[str, dict[str, Any]]:
    """The same re-tier by the models of intermediate/tiers: account_id -> column -> value."""
    fill_accounts(sandbox, refresh)
    fill_seeds(sandbox, refresh)
    before = previous.rows if previous else {}
    published = [{"account_id": account_id, **asdict(row)} for account_id, row in before.items()]
    fill(sandbox, "stg_published__account_tiers", published)
    fill(sandbox, "stg_published__release_info", [{"tier_count": previous.n}] if previous else [])
    sandbox.run(["int_accounts_tiered"], [*GIVEN, *SEEDS], as_of=refresh.as_of, policy="policy")
    rows = sandbox.rows("int_accounts_tiered", COLUMNS)
    assert len({row[0] for row in rows}) == len(rows), "an account has two rows"
    return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}


def fill(sandbox: Sandbox, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    sandbox.fill(name, rows, GIVEN[name])


def fill_accounts(sandbox: Sandbox, refresh: Refresh) -> None:
    """Everything about the accounts that models below the tiers would have computed."""
    ids = [account.account_id for account in refresh.accounts]
    records = refresh.survivors
    everybody = sorted(records)
    fields_of = [{"account_id": a.account_id, "score": a.score, **a.fields} for a in refresh.accounts]
    fill(
        sandbox,
        "int_accounts_resolved",
        [row | dict(a.texts) for row, a in zip(fields_of, refresh.accounts, strict=True)],
    )
    fill(sandbox, "int_accounts_unioned", [{"account_id": a.account_id, **a.crm} for a in refresh.accounts])
    fill(sandbox, "int_account_survivors", [{"crm_account_id": r, "account_id": records[r]} for r in everybody])
    fill(sandbox, "int_account_keys", [{"account_key": r, "account_id": records[r]} for r in everybody])
    domains = [{"domain": tier_books.domain_of(record), "account_id": records[record]} for record in everybody]
    fill(sandbox, "int_account_domains", domains)
    fill(
        sandbox,
        "int_signals_unioned",
        [
            {"account_id": a.account_id, "signal_type": event.event_type, "occurred_on": event.event_on}
            for a in refresh.accounts
            for event in a.events
        ],
    )
    fill(sandbox, "int_account_scores", fields_of)
    rollup = {"rollup_score": Decimal(0), "rollup_open_pipeline_value": None}
    fill(sandbox, "int_account_rollups", [{"account_id": account_id, **rollup} for account_id in ids])
    fill(sandbox, "int_account_pipelines", fields_of)


def fill_seeds(sandbox: Sandbox, refresh: Refresh) -> None:
    """The configuration as its CSV files would stand in the warehouse."""
    config = refresh.config
    sandbox.fill("pools", map(asdict, config.pools))
    sandbox.fill("tiers", map(asdict, config.tiers))
    sandbox.fill("tier_criteria", map(asdict, config.criteria))
    sandbox.fill("retier_policies", [{"policy": "another"}, {"policy": "policy", **asdict(refresh.policy)}])
    sandbox.fill("trigger_rules", map(asdict, config.triggers))
    sandbox.fill("tier_overrides", map(asdict, refresh.override_rows))
    sandbox.fill("hold_rules", [{"rule": str(number), **asdict(rule)} for number, rule in enumerate(config.holds)])
    sandbox.fill("exclusion_rules", [{"reason": "a reason", **asdict(rule)} for rule in config.exclusions])


def check_invariants(
    refresh: Refresh, previous: tiering.PreviousRelease | None, placements: Mapping[str, tiering.Placement]
) -> None:
    """What has to hold of every re-tier, whatever the two implementations agree on."""
    n, policy = refresh.config.n, refresh.policy
    assert sorted(placements) == [account.account_id for account in refresh.accounts]
    same_n = previous is not None and previous.n == n
    before = previous.rows if previous else {}

    def incumbency(placement: tiering.Placement) -> int | None:
        row = before.get(placement.account_id)
        return row.earned_tier if row and same_n and row.pool == placement.pool else None

    for placement in placements.values():
        assert (placement.tier is None) == (placement.tier_reason in ("excluded", "not_target"))
        assert placement.tier is None or 1 <= placement.tier <= n
        if placement.tier_reason.startswith("held"):
            assert placement.tier == incumbency(placement), "held in a tier that was not earned"
        if placement.tier_reason in ("override", "trigger") and same_n:
            row = before.get(placement.account_id)
            lent = (row.earned_tier, row.earned_since) if row and row.pool == placement.pool else (None, None)
            assert (placement.earned_tier, placement.earned_since) == lent, "a borrowed seat is given back"

    holds = policy.apply_dwell or policy.max_turnover_share is not None or not policy.allow_demotion
    may_hold = holds or refresh.config.holds or refresh.config.triggers
    for tier in refresh.config.tiers:
        here = [p for p in placements.values() if (p.pool, p.tier) == (tier.pool, tier.tier)]
        unforced = [p for p in here if p.tier_reason not in ("override", "trigger")]
        by_seat = [p for p in unforced if not may_hold or incumbency(p) != tier.tier]
        if tier.capacity is not None and by_seat:
            seats = math.floor(tier.capacity * (1 - policy.reserve_share))
            assert len(here) <= seats, "over capacity with accounts that nothing forced"

        incumbents = [
            p for p in placements.values() if p.pool == tier.pool and p.tier is not None and incumbency(p) == tier.tier
        ]
        lost = [p for p in incumbents if p.tier > tier.tier and not p.is_override]
        if not policy.allow_demotion:
            assert not lost, "demoted under a policy that forbids it"
        if policy.max_turnover_share is not None:
            assert len(lost) <= math.ceil(policy.max_turnover_share * len(incumbents)), "more turnover than allowed"


def check_seats_given_back(
    refresh: Refresh, previous: tiering.PreviousRelease | None, placements: Mapping[str, tiering.Placement]
) -> list[str]:
    """A borrowed seat is given back when its trigger or override has ended; who had to give one back.

    The borrower keeps nothing of it: no hold, no band and no dwell, but what its plain score reaches, in a seat that
    nobody with a better claim wanted. And no seat gets lost: where somebody competed in vain, the tier is full.
    """
    returned = []
    for account in refresh.accounts:
        placement, tier = placements[account.account_id], borrowed_tier(account, refresh, previous)
        if tier is None or placement.tier is None:
            continue
        returned.append(account.account_id)
        row = previous.rows[account.account_id]
        is_incumbent = previous.n == refresh.config.n and row.pool == placement.pool and row.earned_tier is not None
        assert placement.tier_reason not in ("override", "trigger", "trigger_waiting"), "what has ended still decides"
        if placement.tier == refresh.config.n or (is_incumbent and placement.tier >= row.earned_tier):
            continue  # it is back where it was on merit, or below
        assert not placement.tier_reason.startswith("held"), "held in a borrowed seat"
        assert placement.qualified_tier <= placement.tier, "it sits where it is not qualified"
        is_new = placement.tier != row.earned_tier or row.pool != placement.pool
        assert not is_new or placement.earned_since == refresh.as_of, "time in a borrowed seat counts as dwell"
        for other in refresh.accounts:
            rival = placements[other.account_id]
            if (rival.pool, rival.displaced_from_tier) == (placement.pool, placement.tier):
                assert other.score <= account.score, "a better account was displaced from the seat"

    for tier in refresh.config.tiers:
        here = [p for p in placements.values() if (p.pool, p.tier) == (tier.pool, tier.tier)]
        if any((p.pool, p.displaced_from_tier) == (tier.pool, tier.tier) for p in placements.values()):
            assert tier.capacity is not None, "displaced from a tier without limit"
            seats = math.floor(tier.capacity * (1 - refresh.policy.reserve_share))
            assert len(here) >= seats, "a seat stays empty that somebody competed for"
    return returned


def borrowed_tier(account: tiering.Account, refresh: Refresh, previous: tiering.PreviousRelease | None) -> int | None:
    """The tier it sat in by a trigger or override that has ended, better than what it had earned; None: it did not."""
    before = previous.rows.get(account.account_id) if previous else None
    if before is None or before.tier is None or before.tier >= (before.earned_tier or math.inf):
        return None
    overrides = [override for override in refresh.config.overrides if override.account_id == account.account_id]
    is_overridden = any(override.effective_from <= refresh.as_of < override.expires_on for override in overrides)
    is_triggered = any(tiering.is_active(rule, account.events, refresh.as_of) for rule in refresh.config.triggers)
    return None if is_overridden or is_triggered else before.tier
