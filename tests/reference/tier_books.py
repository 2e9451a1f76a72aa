"""Random tier configurations and books for the differential test: small, and full of ties, gaps and edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from hypothesis import strategies as st

from tests.reference import tiering
from tests.reference.scoring import ZERO

Row = TypeVar("Row")
FIRST_DAY = date(2026, 1, 31)
IDS = ["a", "B", "b", "Z", "ä", "é1", "10", "9", "account-x", "account-X", "ß", "zz", "東", "0", "aa"]
EVENT_TYPES = ["acquisition", "failure"]
ACCOUNT_TYPES = [None, "customer", "Customer ", "customer", "prospect", "prospect", " prospect", "competitor"]
REGIONS = [None, "north", "South"]
FIELDS: dict[str, list[Decimal | None]] = {
    "icp_fit_score": [None, ZERO, Decimal("49.99"), Decimal(50), Decimal(80), Decimal(80), Decimal(100)],
    "score_coverage": [ZERO, Decimal("0.3999"), Decimal("0.4"), Decimal(1)],
    "annual_revenue": [None, ZERO, Decimal("999999.99"), Decimal(1000000), Decimal("1e12")],
    "open_pipeline_value": [None, ZERO, Decimal("99999.99"), Decimal(100000)],
    "max_open_probability": [None, Decimal("0.4999"), Decimal("0.5"), Decimal(1)],
}
LIMITS = {
    "icp_fit_score": [Decimal(50), Decimal(80)],
    "score_coverage": [Decimal("0.4")],
    "annual_revenue": [Decimal(1000000)],
    "open_pipeline_value": [Decimal(100000)],
    "max_open_probability": [Decimal("0.5")],
}


@dataclass(frozen=True)
class OverrideRow:
    """A row of tier_overrides.csv and the account its key stands for (None: no such account)."""

    account_key: str
    account_id: str | None
    tier: int
    effective_from: date
    expires_on: date


@dataclass(frozen=True)
class Refresh:
    """Everything one re-tier is computed from but the previous release."""

    as_of: date
    policy: tiering.Policy
    config: tiering.TierConfig
    override_rows: Sequence[OverrideRow]
    accounts: Sequence[tiering.Account]
    survivors: Mapping[str, str]
    """CRM record -> account, one per record that still exists."""


@st.composite
def tiers_of(draw: st.DrawFn, pool: str, n: int) -> list[tiering.Tier]:
    """Tiers 1 to n of a pool; min_score falls strictly, and may not be set from some tier on."""
    scores = sorted(draw(st.lists(st.integers(1, 20), min_size=n - 1, max_size=n - 1, unique=True)), reverse=True)
    set_until = draw(st.integers(0, n - 1)) if draw(st.integers(0, 3)) == 0 else n - 1
    tiers = [
        tiering.Tier(
            pool=pool,
            tier=tier,
            min_score=Decimal(5 * scores[tier - 1]) if tier <= set_until else None,
            capacity=draw(st.sampled_from([None, 0, 1, 1, 2, 3, 5])),
            band=draw(st.sampled_from([None, ZERO, Decimal("2.5"), Decimal(5), Decimal(20)])),
            min_dwell_days=draw(st.sampled_from([None, 0, 30, 31, 60, 90])),
        )
        for tier in range(1, n)
    ]
    return [*tiers, tiering.Tier(pool=pool, tier=n)]


def pools() -> st.SearchStrategy[list[tiering.Pool]]:
    """One to three pools, not in order of priority; the last by priority takes everybody."""
    narrow = st.builds(
        tiering.Pool,
        pool=st.sampled_from(["pool 1", "pool 2", "pool 3"]),
        priority=st.integers(1, 9),
        account_type=st.sampled_from([None, "customer", " CUSTOMER"]),
        region=st.sampled_from([None, "North", "south"]),
        country=st.sampled_from([None, None, "DE"]),
        team=st.sampled_from([None, None, "east"]),
    )
    by_name_and_priority = (lambda pool: pool.pool, lambda pool: pool.priority)
    return st.lists(narrow, max_size=2, unique_by=by_name_and_priority).map(
        lambda some: [tiering.Pool("rest", 99), *some]
    )


@st.composite
def criteria(draw: st.DrawFn, pool_names: Sequence[str], n: int) -> list[tiering.Criterion]:
    """Up to four criteria, on at most one field per pool and tier twice."""
    found: dict[tuple[str, int, str], tiering.Criterion] = {}
    for _ in range(draw(st.integers(0, 4))):
        pool = draw(st.sampled_from(["*", *pool_names]))
        # The last tier's criteria put accounts out; they must not put out nearly everybody all the time.
        tier = draw(st.integers(1, n)) if draw(st.integers(0, 2)) == 0 else draw(st.integers(1, n - 1))
        name = draw(st.sampled_from(sorted(LIMITS)))
        limit = draw(st.sampled_from(LIMITS[name]))
        low, high = draw(st.sampled_from([(limit, None), (limit, None), (None, limit), (limit, limit)]))
        found[pool, tier, name] = tiering.Criterion(pool, tier, name, low, high)
    return list(found.values())


def trigger_rules(n: int) -> st.SearchStrategy[list[tiering.TriggerRule]]:
    rule = st.builds(
        tiering.TriggerRule,
        event_type=st.sampled_from([*EVENT_TYPES, "Failure "]),
        promote_to_tier=st.integers(1, n - 1),
        duration_days=st.sampled_from([1, 30, 60, 90, 400]),
        min_count=st.sampled_from([None, None, None, 1, 2, 3]),
        within_days=st.sampled_from([None, 1, 30]),
        min_icp_fit=st.sampled_from([None, Decimal(50)]),
        max_seats=st.sampled_from([None, 0, 1, 2]),
    )
    return st.lists(
        rule, min_size=1, max_size=3, unique_by=lambda rule: (rule.event_type.strip().lower(), rule.promote_to_tier)
    )


@st.composite
def overrides(draw: st.DrawFn, ids: Sequence[str], n: int) -> list[OverrideRow]:
    """Up to three accounts with one override or two in a row; keys are ids or domains, some unknown."""
    rows = []
    for account_id in draw(st.lists(st.sampled_from([*ids, "nobody"]), max_size=3, unique=True)):
        key = draw(st.sampled_from([account_id, f" {account_id} ", domain_of(account_id)]))
        days = sorted(
            draw(st.lists(st.sampled_from([-30, 0, 1, 29, 30, 31, 91, 200]), min_size=2, max_size=3, unique=True))
        )
        for begin, end in pairwise(days):
            rows.append(
                OverrideRow(
                    account_key=key,
                    account_id=None if account_id == "nobody" else account_id,
                    tier=draw(st.integers(1, n)),
                    effective_from=FIRST_DAY + timedelta(days=begin),
                    expires_on=FIRST_DAY + timedelta(days=end),
                )
            )
    return rows


def domain_of(account_id: str) -> str:
    """A domain for every account."""
    return f"company-{IDS.index(account_id) if account_id in IDS else 'none'}.example"


HOLDS = st.lists(
    st.sampled_from(["open_pipeline_value", "max_open_probability", "annual_revenue"]), max_size=2, unique=True
).map(lambda names: [tiering.HoldRule(name, LIMITS[name][0]) for name in names])

EXCLUSIONS = st.lists(
    st.sampled_from(
        [
            tiering.ExclusionRule("account_type", " Competitor"),
            tiering.ExclusionRule("is_deleted", "TRUE"),
            tiering.ExclusionRule("lifecycle_stage", "out_of_business"),
        ]
    ),
    max_size=3,
    unique=True,
)

POLICIES = st.one_of(
    st.sampled_from(
        [
            tiering.Policy(True, True, Decimal("0.25"), Decimal("0.15"), True, True),  # quarterly
            tiering.Policy(True, False, None, ZERO, True, True),  # daily
            tiering.Policy(True, True, None, Decimal("0.15"), False, False),  # baseline
        ]
    ),
    st.builds(
        tiering.Policy,
        allow_promotion=st.booleans(),
        allow_demotion=st.sampled_from([True, True, False]),
        max_turnover_share=st.sampled_from([None, ZERO, Decimal("0.25"), Decimal("0.5"), Decimal(1)]),
        reserve_share=st.sampled_from([ZERO, ZERO, Decimal("0.15"), Decimal("0.5"), Decimal(1)]),
        apply_band=st.sampled_from([True, True, False]),
        apply_dwell=st.booleans(),
    ),
)


@st.composite
def configurations(draw: st.DrawFn, ids: Sequence[str]) -> tuple[tiering.TierConfig, list[OverrideRow]]:
    """A configuration and its overrides, whose keys are still to be resolved.

    Each kind of rule is absent more often than not: fewer at once let the others decide.
    """

    def at_times(rows: st.SearchStrategy[list[Row]]) -> list[Row]:
        return draw(rows) if draw(st.booleans()) else []

    n = draw(st.sampled_from([3, 3, 3, 2, 4, 5, 6]))
    pool_list = draw(pools()) if draw(st.booleans()) else [tiering.Pool("rest", 99)]
    config = tiering.TierConfig(
        pools=pool_list,
        tiers=[tier for pool in pool_list for tier in draw(tiers_of(pool.pool, n))],
        criteria=at_times(criteria([pool.pool for pool in pool_list], n)),
        triggers=at_times(trigger_rules(n)),
        overrides=(),
        holds=at_times(HOLDS),
        exclusions=at_times(EXCLUSIONS),
    )
    return config, at_times(overrides(ids, n))


def edge_scores(config: tiering.TierConfig) -> list[Decimal]:
    """Scores on, just below and just above every limit, with and without band."""
    step = Decimal("0.0001")
    scores = {ZERO, Decimal(100)}
    for tier in config.tiers:
        if tier.min_score is not None:
            limit = tier.min_score
            scores |= {
                limit,
                limit - step,
                limit + step,
                limit - (tier.band or ZERO),
                limit - (tier.band or ZERO) - step,
            }
    return sorted(score for score in scores if 0 <= score <= 100)


@st.composite
def accounts_of(draw: st.DrawFn, account_id: str, scores: Sequence[Decimal], as_of: date) -> tiering.Account:
    texts = {
        "account_type": draw(st.sampled_from(ACCOUNT_TYPES)),
        "region": draw(st.sampled_from(REGIONS)),
        "country": draw(st.sampled_from([None, "de", "DE "])),
        "team": draw(st.sampled_from([None, "East"])),
    }
    events = draw(
        st.lists(
            st.builds(
                lambda event_type, age: tiering.Event(event_type, as_of - timedelta(days=age)),
                st.sampled_from(EVENT_TYPES),
                st.sampled_from([0, 0, 1, 29, 30, 31, 59, 60, 61, 90]),
            ),
            min_size=1,
            max_size=4,
        )
        if draw(st.booleans())
        else st.just([])
    )
    return tiering.Account(
        account_id=account_id,
        score=draw(st.sampled_from(scores)),
        fields={name: draw(st.sampled_from(values)) for name, values in FIELDS.items()},
        texts=texts,
        crm={
            "account_type": texts["account_type"],
            "is_deleted": draw(st.sampled_from([*["false"] * 15, "true"])),
            "lifecycle_stage": draw(st.sampled_from([None, *["lead"] * 10, "Out_of_business"])),
        },
        events=events,
    )


@st.composite
def chains(draw: st.DrawFn, refreshes: int = 3) -> list[Refresh]:
    """Refreshes of one company: accounts come, go, merge and change; policy and, at times, configuration change."""
    ids = draw(st.permutations(IDS))[: draw(st.integers(1, len(IDS)))]
    survivors = {account_id: account_id for account_id in ids}
    config, override_rows = draw(configurations(ids))
    as_of = FIRST_DAY
    book: dict[str, tiering.Account] = {}
    chain = []
    for number in range(refreshes):
        if number and draw(st.integers(0, 5)) == 0:
            survivors = draw(merges(survivors))
        # Two keys that turn out to be one account are refused by a gate, not decided by tiering.
        overridden = {row.account_id for row in override_rows if row.account_id}
        is_ambiguous = len({survivors[account_id] for account_id in overridden}) < len(overridden)
        if number and (is_ambiguous or draw(st.integers(0, 5)) == 0):
            config, override_rows = draw(configurations(sorted(set(survivors.values()))))
        scores = edge_scores(config)
        for account_id in ids:
            if account_id not in book or draw(st.booleans()):
                book[account_id] = draw(accounts_of(account_id, scores, as_of))
        absent = set(draw(st.lists(st.sampled_from(ids), max_size=2))) if draw(st.integers(0, 3)) == 0 else set()
        here = {record: survivor for record, survivor in survivors.items() if survivor not in absent}
        chain.append(
            Refresh(
                as_of=as_of,
                policy=draw(POLICIES),
                config=replace(config, overrides=resolved(override_rows, here)),
                override_rows=override_rows,
                accounts=[book[account_id] for account_id in sorted(set(here.values()))],
                survivors=here,
            )
        )
        as_of += timedelta(days=draw(st.sampled_from([1, 30, 30, 31, 60])))
    return chain


@st.composite
def merges(draw: st.DrawFn, survivors: Mapping[str, str]) -> dict[str, str]:
    """One account merges into another, with every record that had merged into it."""
    accounts = sorted(set(survivors.values()))
    merged, into = draw(st.tuples(st.sampled_from(accounts), st.sampled_from(accounts)))
    return {record: into if survivor == merged else survivor for record, survivor in survivors.items()}


def resolved(rows: Sequence[OverrideRow], survivors: Mapping[str, str]) -> list[tiering.Override]:
    """The overrides of accounts that exist."""
    return [
        tiering.Override(survivors[row.account_id], row.tier, row.effective_from, row.expires_on)
        for row in rows
        if row.account_id in survivors
    ]
