"""Two simulated years of re-tiers: Tier 1 never outgrows what was decided, and never closes either.

Scores drift, each quarter something happens to 5 % of the accounts, and people place a few accounts by hand.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.reference import tiering
from tests.reference.sandbox import BOOKS, Sandbox, differences, random_books
from tests.reference.scoring import ZERO
from tests.reference.test_differential_tiers import (
    by_reference,
    check_invariants,
    check_seats_given_back,
    tiers_by_sql,
)
from tests.reference.tier_books import OverrideRow, Refresh

ACCOUNTS, TRIGGERED, CAPACITY = 80, 4, 8
"""Accounts, how many of them an event meets each quarter (5 %), seats in Tier 1."""
QUARTERS = [date(year, month, 1) for year in (2024, 2025) for month in (1, 4, 7, 10)]
FORTNIGHTS = [QUARTERS[0] + timedelta(days=days) for days in range(0, 731, 14)]
MONTHS = [date(year, month, 1) for year in (2024, 2025) for month in range(1, 13)]

QUARTERLY = tiering.Policy(True, True, Decimal("0.25"), Decimal("0.15"), True, True)
DAILY = tiering.Policy(True, False, None, ZERO, True, True)
TIERS = [
    tiering.Tier("all", 1, Decimal(30), CAPACITY, Decimal(3), 90),
    tiering.Tier("all", 2, Decimal(15), 30, Decimal(3), 60),
    tiering.Tier("all", 3),
]


def quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def simulated(seed: int, days: Sequence[date], max_seats: int | None) -> list[Refresh]:
    """A re-tier on each day, the first of a quarter by the quarterly policy; the same seed gives the same two years."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    ids = [f"account-{number:02}" for number in range(ACCOUNTS)]
    scores = {account_id: chance.gauss(20, 8) for account_id in ids}
    fits = {account_id: Decimal(chance.choice([40, 60, 80])) for account_id in ids}
    events: dict[str, list[tiering.Event]] = defaultdict(list)
    override_rows = []
    for first in QUARTERS:
        for account_id in chance.sample(ids, TRIGGERED):
            events[account_id].append(tiering.Event("acquisition", first + timedelta(days=chance.randrange(90))))
        chosen, begin = chance.choice(ids), first + timedelta(days=chance.randrange(90))
        if all(chosen != row.account_key for row in override_rows):
            end = begin + timedelta(days=chance.randrange(30, 180))
            override_rows.append(OverrideRow(chosen, chosen, 1, begin, end))
    config = tiering.TierConfig(
        pools=[tiering.Pool("all", 1)],
        tiers=TIERS,
        criteria=[tiering.Criterion("all", 1, "icp_fit_score", Decimal(50))],
        triggers=[tiering.TriggerRule("acquisition", 1, 90, min_icp_fit=Decimal(50), max_seats=max_seats)],
        overrides=[
            tiering.Override(row.account_key, row.tier, row.effective_from, row.expires_on) for row in override_rows
        ],
        holds=[],
        exclusions=[],
    )
    chain: list[Refresh] = []
    for day in days:
        for account_id, score in scores.items():  # back towards the middle, and by chance
            scores[account_id] = min(100, max(0, score + (20 - score) / 20 + chance.gauss(0, 3)))
        accounts = [
            tiering.Account(
                account_id=account_id,
                score=Decimal(round(10_000 * scores[account_id])) / 10_000,
                fields={"icp_fit_score": fits[account_id]},
                texts=dict.fromkeys(tiering.POOL_CELLS),
                events=[event for event in events[account_id] if event.event_on <= day],
            )
            for account_id in ids
        ]
        is_first = not chain or quarter(chain[-1].as_of) != quarter(day)
        survivors = {account_id: account_id for account_id in ids}
        chain.append(Refresh(day, QUARTERLY if is_first else DAILY, config, override_rows, accounts, survivors))
    return chain


def check_tier_1(refresh: Refresh, placements: Mapping[str, tiering.Placement]) -> None:
    """Never more than its capacity plus the active triggers and overrides."""
    day, config = refresh.as_of, refresh.config
    triggered = [a for a in refresh.accounts if any(tiering.is_active(r, a.events, day) for r in config.triggers)]
    overridden = [override for override in config.overrides if override.effective_from <= day < override.expires_on]
    held = sum(placement.tier == 1 for placement in placements.values())
    assert held <= CAPACITY + len(triggered) + len(overridden), day


def check_promotions(chain: Sequence[tuple[Refresh, Mapping[str, tiering.Placement]]]) -> None:
    """In every quarter somebody is promoted, and not only by an event or by hand."""
    reasons: dict[tuple[int, int], Counter[bool]] = defaultdict(Counter)
    for refresh, placements in chain:
        for placement in placements.values():
            if placement.tier and placement.previous_tier and placement.tier < placement.previous_tier:
                reasons[quarter(refresh.as_of)][placement.tier_reason in ("trigger", "override")] += 1
    assert all(reasons[quarter(day)][False] for day in QUARTERS), reasons
    assert sum(counted[True] for counted in reasons.values()), "nothing was lent: the events and overrides did nothing"


@random_books(max(BOOKS // 15, 5))
@given(seed=st.integers(0, 2**32 - 1), max_seats=st.sampled_from([None, 2]))
def test_tier_1_stays_within_what_was_decided_and_open(seed: int, max_seats: int | None) -> None:
    seen, returned, fallen = [], 0, 0
    for refresh, previous, placements in by_reference(simulated(seed, FORTNIGHTS, max_seats)):
        check_tier_1(refresh, placements)
        check_invariants(refresh, previous, placements)
        borrowers = [placements[account_id] for account_id in check_seats_given_back(refresh, previous, placements)]
        returned += len(borrowers)
        fallen += sum(placement.tier > placement.previous_tier for placement in borrowers)
        seen.append((refresh, placements))
    check_promotions(seen)
    assert fallen > returned / 2, f"{returned} borrowed seats were given back, but only {fallen} accounts fell"


def test_two_years_by_sql(sandbox: Sandbox) -> None:
    """The same by the models, month by month: what holds of the reference holds of them, row by row."""
    seen = []
    for refresh, previous, placements in by_reference(simulated(2026, MONTHS, max_seats=2)):
        expected = {account_id: asdict(placement) for account_id, placement in placements.items()}
        assert not differences(tiers_by_sql(sandbox, refresh, previous), expected), refresh.as_of
        check_tier_1(refresh, placements)
        seen.append((refresh, placements))
    check_promotions(seen)
