"""SCORING 4 and 5 in slow, obvious Python: the second implementation, written from the rules and never from the SQL.

`retier` takes one book of scored accounts and the rows of the previous release, and returns one placement per account.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.reference.scoring import ZERO, text

POOL_CELLS = ("account_type", "region", "country", "team")


@dataclass(frozen=True)
class Pool:
    pool: str
    priority: int
    account_type: str | None = None
    region: str | None = None
    country: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Tier:
    pool: str
    tier: int
    min_score: Decimal | None = None
    capacity: int | None = None
    band: Decimal | None = None
    min_dwell_days: int | None = None


@dataclass(frozen=True)
class Criterion:
    pool: str
    tier: int
    field: str
    min_value: Decimal | None = None
    max_value: Decimal | None = None


@dataclass(frozen=True)
class Policy:
    allow_promotion: bool
    allow_demotion: bool
    max_turnover_share: Decimal | None = None
    reserve_share: Decimal = ZERO
    apply_band: bool = False
    apply_dwell: bool = False


@dataclass(frozen=True)
class TriggerRule:
    event_type: str
    promote_to_tier: int
    duration_days: int
    min_count: int | None = None
    within_days: int | None = None
    min_icp_fit: Decimal | None = None
    max_seats: int | None = None


@dataclass(frozen=True)
class Override:
    """An override whose account_key identity has resolved."""

    account_id: str
    tier: int
    effective_from: date
    expires_on: date


@dataclass(frozen=True)
class HoldRule:
    field: str
    min_value: Decimal


@dataclass(frozen=True)
class ExclusionRule:
    field: str
    value: str


@dataclass(frozen=True)
class TierConfig:
    pools: Sequence[Pool]
    tiers: Sequence[Tier]
    criteria: Sequence[Criterion]
    triggers: Sequence[TriggerRule]
    overrides: Sequence[Override]
    holds: Sequence[HoldRule]
    exclusions: Sequence[ExclusionRule]

    @property
    def n(self) -> int:
        """The number of tiers, the same in every pool."""
        return max(tier.tier for tier in self.tiers)


@dataclass(frozen=True)
class Event:
    event_type: str
    event_on: date


@dataclass(frozen=True)
class Account:
    """What tiering looks at: the score, the fields that rules may name, the CRM record's texts, and its events."""

    account_id: str
    score: Decimal
    fields: Mapping[str, Decimal | None]
    """Numeric columns of account_tiers, icp_fit_score among them."""
    texts: Mapping[str, str | None]
    """account_type, region, country and team of the account."""
    crm: Mapping[str, str | None] = field(default_factory=dict)
    """The columns of crm/accounts, for exclusion rules."""
    events: Sequence[Event] = ()

    @property
    def icp_fit(self) -> Decimal | None:
        return self.fields["icp_fit_score"]


@dataclass(frozen=True)
class Previous:
    """An account's row in the previous release."""

    pool: str
    tier: int | None
    tier_since: date
    earned_tier: int | None
    earned_since: date | None


@dataclass(frozen=True)
class PreviousRelease:
    n: int
    rows: Mapping[str, Previous]


@dataclass(frozen=True)
class Placement:
    """One account after the re-tier."""

    account_id: str
    pool: str
    tier: int | None
    tier_reason: str
    qualified_tier: int | None
    previous_tier: int | None
    displaced_from_tier: int | None
    tier_since: date
    earned_tier: int | None
    earned_since: date | None
    rank_in_tier: int | None
    is_override: bool


def inherited(previous: PreviousRelease, survivors: Mapping[str, str]) -> PreviousRelease:
    """INPUTS, "Identity": a survivor inherits the row of the merged record with the best earned tier (tie: id).

    `survivors` maps every CRM record of today, merged or not, to its account; the survivor is one of its own records.
    """
    records: dict[str, list[str]] = defaultdict(list)
    for record, survivor in survivors.items():
        if record in previous.rows:
            records[survivor].append(record)

    def order(record: str) -> tuple[bool, int, bytes]:
        earned_tier = previous.rows[record].earned_tier
        return (earned_tier is None, earned_tier or 0, record.encode())

    return PreviousRelease(previous.n, {s: previous.rows[min(merged, key=order)] for s, merged in records.items()})


def retier(
    accounts: Sequence[Account],
    config: TierConfig,
    policy: Policy,
    as_of: date,
    previous: PreviousRelease | None,
) -> dict[str, Placement]:
    """SCORING 5 for a whole book: account_id -> placement. `previous` is None in the first release."""
    by_pool: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        by_pool[pool_of(account, config.pools)].append(account)
    placements: dict[str, Placement] = {}
    for pool, members in by_pool.items():
        book = _PoolRetier(pool, members, config=config, policy=policy, as_of=as_of, previous=previous)
        placements |= book.run()
    return placements


def pool_of(account: Account, pools: Iterable[Pool]) -> str:
    """The first pool, by priority, whose set cells all equal the account's."""
    for pool in sorted(pools, key=lambda pool: pool.priority):
        wanted = {cell: text(getattr(pool, cell)) for cell in POOL_CELLS}
        if all(value is None or value == text(account.texts[cell]) for cell, value in wanted.items()):
            return pool.pool
    raise AssertionError("the last pool has no cell set")


def is_active(rule: TriggerRule, events: Iterable[Event], as_of: date) -> bool:
    """Whether an event that completes min_count events within within_days began a duration that covers `as_of`."""
    days = sorted(e.event_on for e in events if text(e.event_type) == text(rule.event_type) and e.event_on <= as_of)
    for position, day in enumerate(days):
        first = position - (rule.min_count or 1) + 1
        if first < 0 or (rule.within_days is not None and (day - days[first]).days > rule.within_days):
            continue
        if day <= as_of < day + timedelta(days=rule.duration_days):
            return True
    return False


@dataclass
class _Run:
    """What seating gave: where everybody sits, who sits by force, and what each was refused."""

    tier: dict[str, int] = field(default_factory=dict)
    by_force: set[str] = field(default_factory=set)
    displaced_from: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Seats:
    """Both runs and who was forced into them."""

    final: _Run
    run_a: _Run
    overridden: Mapping[str, int]
    triggered: Mapping[str, int]
    held: Mapping[str, tuple[int, str]]


class _PoolRetier:
    """SCORING 5 within one pool, step by step."""

    def __init__(
        self,
        pool: str,
        accounts: Sequence[Account],
        *,
        config: TierConfig,
        policy: Policy,
        as_of: date,
        previous: PreviousRelease | None,
    ) -> None:
        self.pool, self.accounts, self.config, self.policy, self.as_of = pool, accounts, config, policy, as_of
        self.previous = previous.rows if previous else {}
        self.n = config.n
        self.same_n = previous is not None and previous.n == self.n
        self.tiers = {tier.tier: tier for tier in config.tiers if tier.pool == pool}
        self.criteria = [criterion for criterion in config.criteria if criterion.pool in (pool, "*")]
        # Nobody is an incumbent in the first release or when n changed, and then the policy limits nothing.
        self.promotion_forbidden = self.same_n and not policy.allow_promotion
        self.demotion_forbidden = self.same_n and not policy.allow_demotion

    def run(self) -> dict[str, Placement]:
        out = {account.account_id: reason for account in self.accounts if (reason := self.out_reason(account))}
        self.playing = [account for account in self.accounts if account.account_id not in out]
        overridden = {a.account_id: tier for a in self.playing if (tier := self.override_tier(a)) is not None}
        triggered, self.kept_out = self.triggers(overridden)
        forced = triggered | overridden
        run_a = self.seat(overridden, forced)
        held = self.holds(run_a, forced)
        final = self.seat(overridden, forced | {account_id: tier for account_id, (tier, _) in held.items()})
        placements = {}
        for account in self.accounts:
            if account.account_id in out:
                placements[account.account_id] = self.placement_out(account, out[account.account_id])
            else:
                seats = _Seats(final, run_a, overridden, triggered, held)
                placements[account.account_id] = self.placement(account, seats)
        return placements

    # --- the previous release

    def before(self, account: Account) -> Previous | None:
        return self.previous.get(account.account_id)

    def same_pool(self, account: Account) -> bool:
        before = self.before(account)
        return before is not None and before.pool == self.pool

    def incumbency(self, account: Account) -> int | None:
        """The tier of which the account is an incumbent."""
        before = self.before(account)
        return before.earned_tier if before and self.same_n and self.same_pool(account) else None

    def is_incumbent_of_or_better(self, account: Account, tier: int) -> bool:
        incumbency = self.incumbency(account)
        return incumbency is not None and incumbency <= tier

    # --- 1. Out

    def out_reason(self, account: Account) -> str | None:
        for rule in self.config.exclusions:
            if text(account.crm.get(rule.field)) == text(rule.value):
                return "excluded"
        if self.override_tier(account) is None and not self.meets_criteria(account, self.n, exempt=True):
            return "not_target"
        return None

    # --- 2. and 3. Adjusted score, Meets(t), qualified tier

    def adjusted(self, account: Account, tier: int) -> Decimal:
        if self.policy.apply_band and self.is_incumbent_of_or_better(account, tier):
            return account.score + (self.tiers[tier].band or ZERO)
        return account.score

    def meets_criteria(self, account: Account, tier: int, *, exempt: bool) -> bool:
        """Whether every criterion of the tier holds; `exempt`: incumbents are excused for what is missing."""
        excused = exempt and self.policy.apply_band and self.is_incumbent_of_or_better(account, tier)
        for criterion in self.criteria:
            if criterion.tier != tier:
                continue
            value = account.fields[criterion.field]
            if value is None:
                if not excused:
                    return False
                continue
            too_low = criterion.min_value is not None and value < criterion.min_value
            too_high = criterion.max_value is not None and value > criterion.max_value
            if too_low or too_high:
                return False
        return True

    def meets(self, account: Account, tier: int) -> bool:
        min_score = self.tiers[tier].min_score
        reaches = min_score is None or self.adjusted(account, tier) >= min_score
        return reaches and self.meets_criteria(account, tier, exempt=True)

    def qualified_tier(self, account: Account) -> int:
        for tier in range(1, self.n):
            min_score = self.tiers[tier].min_score
            reaches = min_score is None or account.score >= min_score
            if reaches and self.meets_criteria(account, tier, exempt=False):
                return tier
        return self.n

    def seat_order(self, tier: int) -> Callable[[Account], tuple[Decimal, bool, Decimal, bytes]]:
        """Sort key: adjusted score desc, component score icp_fit desc nulls last, id."""
        return lambda a: (-self.adjusted(a, tier), a.icp_fit is None, -(a.icp_fit or ZERO), a.account_id.encode())

    # --- 4. Forced seats

    def override_tier(self, account: Account) -> int | None:
        for override in self.config.overrides:
            if (
                override.account_id == account.account_id
                and override.effective_from <= self.as_of < override.expires_on
            ):
                return override.tier
        return None

    def promising(self, account: Account, rule: TriggerRule) -> bool:
        """The rule is active for the account, which meets its min_icp_fit."""
        fits = rule.min_icp_fit is None or (account.icp_fit is not None and account.icp_fit >= rule.min_icp_fit)
        return fits and is_active(rule, account.events, self.as_of)

    def triggers(self, overridden: Mapping[str, int]) -> tuple[dict[str, int], dict[str, set[int]]]:
        """(account -> tier it is let into, account -> promised tiers that max_seats kept it out of)."""
        let_in: dict[str, int] = {}
        kept_out: dict[str, set[int]] = defaultdict(set)
        for rule in self.config.triggers:
            candidates = [
                account
                for account in self.playing
                if account.account_id not in overridden
                and not self.is_incumbent_of_or_better(account, rule.promote_to_tier)
                and self.promising(account, rule)
            ]
            candidates.sort(key=lambda account: (-account.score, account.account_id.encode()))
            seats = len(candidates) if rule.max_seats is None else rule.max_seats
            for account in candidates[:seats]:
                best = let_in.get(account.account_id, rule.promote_to_tier)
                let_in[account.account_id] = min(best, rule.promote_to_tier)
            for account in candidates[seats:]:
                kept_out[account.account_id].add(rule.promote_to_tier)
        return let_in, kept_out

    def holds(self, run_a: _Run, forced: Mapping[str, int]) -> dict[str, tuple[int, str]]:
        """Step 4c and step 6: incumbent -> (the tier it is held in, why)."""
        held = {}
        for account in self.playing:
            tier = self.incumbency(account)
            if tier is not None and tier < self.n and account.account_id not in forced:
                reason = self.hold_reason(account, tier)
                if reason is not None:
                    held[account.account_id] = (tier, reason)
        if self.policy.max_turnover_share is not None:
            for tier in range(1, self.n):
                held |= self.turnover_holds(tier, run_a, forced, held)
        return held

    def hold_reason(self, account: Account, tier: int) -> str | None:
        if self.demotion_forbidden:
            return "held_policy"
        days_held = (self.as_of - self.previous[account.account_id].earned_since).days
        if self.policy.apply_dwell and days_held < (self.tiers[tier].min_dwell_days or 0):
            return "held_dwell"
        for rule in self.config.holds:
            value = account.fields[rule.field]
            if value is not None and value >= rule.min_value:
                return "held_rule"
        if any(rule.promote_to_tier == tier and self.promising(account, rule) for rule in self.config.triggers):
            return "held_trigger"
        return None

    # --- 6. Turnover

    def turnover_holds(
        self, tier: int, run_a: _Run, forced: Mapping[str, int], held: Mapping[str, tuple[int, str]]
    ) -> dict[str, tuple[int, str]]:
        """The incumbents of the tier that only the turnover limit holds."""
        incumbents = [account for account in self.playing if self.incumbency(account) == tier]
        limit = math.ceil(self.policy.max_turnover_share * len(incumbents))
        free = [a for a in incumbents if a.account_id not in forced and a.account_id not in held]
        falling = [account for account in free if run_a.tier[account.account_id] > tier]
        falling.sort(key=self.seat_order(tier))
        let_go = falling[max(0, len(falling) - limit) :]
        return {a.account_id: (tier, "held_turnover") for a in free if a not in let_go}

    # --- 5. Seats

    def seat(self, overridden: Mapping[str, int], forced: Mapping[str, int]) -> _Run:
        run = _Run()
        for tier in range(1, self.n):
            forced_here = [
                account
                for account in self.playing
                if forced.get(account.account_id) == tier and account.account_id not in run.tier
            ]
            candidates = [
                account
                for account in self.playing
                if account.account_id not in run.tier
                and account.account_id not in overridden
                and forced.get(account.account_id) != tier
                and self.may_compete(account, tier)
                and self.meets(account, tier)
            ]
            candidates.sort(key=self.seat_order(tier))
            seats = self.open_seats(tier, len(forced_here), len(candidates))
            for account in candidates[:seats]:
                run.tier[account.account_id] = tier
            for account in candidates[seats:]:
                run.displaced_from.setdefault(account.account_id, tier)
            for account in forced_here:
                run.tier[account.account_id] = tier
                run.by_force.add(account.account_id)
        for account in self.playing:
            if account.account_id not in run.tier:
                run.tier[account.account_id] = self.n
                if forced.get(account.account_id) == self.n:
                    run.by_force.add(account.account_id)
        return run

    def may_compete(self, account: Account, tier: int) -> bool:
        if not self.promotion_forbidden:
            return True
        return self.incumbency(account) is None or self.is_incumbent_of_or_better(account, tier)

    def open_seats(self, tier: int, forced: int, candidates: int) -> int:
        capacity = self.tiers[tier].capacity
        if capacity is None:
            return candidates
        return max(0, math.floor(capacity * (1 - self.policy.reserve_share)) - forced)

    # --- 7. and 8. Reason, dates, earned tier

    def placement(self, account: Account, seats: _Seats) -> Placement:
        account_id, before, final = account.account_id, self.before(account), seats.final
        tier, by_force = final.tier[account_id], account_id in final.by_force
        if account_id in seats.overridden:
            reason = "override"
        elif by_force and account_id in seats.triggered:
            reason = "trigger"
        elif by_force and seats.run_a.tier[account_id] > tier:
            reason = seats.held[account_id][1]
        elif tier == self.qualified_tier(account):
            reason = "qualified"
        elif any(promised < tier for promised in self.kept_out.get(account_id, ())):
            reason = "trigger_waiting"
        elif final.displaced_from.get(account_id, self.n) < tier:
            reason = "capacity"
        elif self.promotion_forbidden and any(self.meets(account, better) for better in range(1, tier)):
            reason = "policy"
        else:
            reason = "band"

        earned_tier: int | None
        earned_since: date | None
        if reason in ("override", "trigger"):
            carried = before if before and self.same_pool(account) and self.same_n else None
            earned_tier = carried.earned_tier if carried else None
            earned_since = carried.earned_since if carried else None
        else:
            earned_tier, earned_since = tier, self.as_of
            if before and self.same_pool(account) and before.earned_tier == tier:
                earned_since = before.earned_since
        stays = before is not None and self.same_pool(account) and before.tier == tier
        order = self.seat_order(tier)
        return Placement(
            account_id=account_id,
            pool=self.pool,
            tier=tier,
            tier_reason=reason,
            qualified_tier=self.qualified_tier(account),
            previous_tier=before.tier if before else None,
            displaced_from_tier=final.displaced_from.get(account_id),
            tier_since=before.tier_since if stays else self.as_of,
            earned_tier=earned_tier,
            earned_since=earned_since,
            rank_in_tier=1 + sum(final.tier[a.account_id] == tier and order(a) < order(account) for a in self.playing),
            is_override=account_id in seats.overridden,
        )

    def placement_out(self, account: Account, reason: str) -> Placement:
        before = self.before(account)
        was_out = before is not None and before.tier is None
        return Placement(
            account_id=account.account_id,
            pool=self.pool,
            tier=None,
            tier_reason=reason,
            qualified_tier=None,
            previous_tier=before.tier if before else None,
            displaced_from_tier=None,
            tier_since=before.tier_since if was_out else self.as_of,
            earned_tier=None,
            earned_since=None,
            rank_in_tier=None,
            is_override=False,
        )
