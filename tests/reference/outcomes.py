"""tier_performance a second time: slow, plain Python, from MARTS.md and issue E, never from the SQL."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

DAY = timedelta(days=1)
Z = statistics.NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Spell:
    account_id: str
    pool: str
    tier: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Deal:
    """An opportunity as int_opportunities_resolved has it, its list value and options, and its changes of amount."""

    opportunity_id: str
    account_id: str | None
    is_closed: bool
    is_won: bool
    amount: Decimal | None
    list_value: Decimal | None
    options: int
    created_on: date | None
    closed_on: date | None
    changes: tuple[tuple[date, Decimal], ...]
    """At most one a day, base currency."""


@dataclass(frozen=True)
class Activity:
    account_id: str
    active_on: date
    engagements: int
    meetings: int


@dataclass(frozen=True)
class Spend:
    pool: str | None
    tier: int | None
    pool_then: str | None
    tier_then: int | None
    cost: Decimal
    spent_on: date


@dataclass(frozen=True)
class Book:
    as_of: date
    live_since: date | None
    accounts: dict[str, tuple[str, int | None]]
    """account_id -> its pool and tier now."""
    spells: tuple[Spell, ...]
    deals: tuple[Deal, ...]
    activities: tuple[Activity, ...]
    spend: tuple[Spend, ...] | None
    """None: no file."""
    are_meetings_known: bool
    tiers: tuple[tuple[str, int], ...]
    months: int
    fiscal_month: int
    level: float
    min_deals: int


Period = tuple[str, date, date]
Place = tuple[str | None, int | None]


def rounded(value: Fraction | float | Decimal | None, places: int) -> Decimal | None:
    """Half away from zero."""
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)
    return exact.quantize(Decimal(1).scaleb(-10), ROUND_HALF_UP).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def ratio(above: Decimal | int | None, below: Decimal | int | None, places: int) -> Decimal | None:
    return None if above is None or not below else rounded(Fraction(above) / Fraction(below), places)


def first_of(day: date) -> date:
    return day.replace(day=1)


def month_after(day: date, number: int = 1) -> date:
    """The first of the month that many months later."""
    count = day.year * 12 + day.month - 1 + number
    return date(count // 12, count % 12 + 1, 1)


def periods(book: Book) -> list[Period]:
    """(type, first day, last day or as_of) of every period."""
    days = [d for deal in book.deals for d in (deal.created_on, decided_on(deal, book.as_of)) if d]
    days += [activity.active_on for activity in book.activities] + [item.spent_on for item in book.spend or ()]
    earliest = first_of(min(days, default=book.as_of))
    months = [month_after(first_of(book.as_of), -back) for back in range(book.months)]
    months = [month for month in months if month >= earliest]
    quarters = {month_after(month, -((month.month - book.fiscal_month) % 3)) for month in months}
    found = [("month", month, min(month_after(month) - DAY, book.as_of)) for month in months]
    found += [("quarter", quarter, min(month_after(quarter, 3) - DAY, book.as_of)) for quarter in quarters]
    tomorrow = book.as_of + DAY
    year_ago = date(
        tomorrow.year - 1, tomorrow.month, 28 if (tomorrow.month, tomorrow.day) == (2, 29) else tomorrow.day
    )
    return [*found, ("trailing_12_months", year_ago, book.as_of), ("all_time", earliest, book.as_of)]


def decided_on(deal: Deal, as_of: date) -> date | None:
    return deal.closed_on if deal.closed_on and deal.closed_on <= as_of else None


def place_of(book: Book, account_id: str | None, day: date | None, basis: str) -> Place:
    """Pool and tier of an account, now or on a day; (None, None) when nobody knows."""
    if account_id is None:
        return None, None
    if basis == "current":
        return book.accounts.get(account_id, (None, None))
    for spell in book.spells:
        if day and spell.account_id == account_id and spell.valid_from <= day < (spell.valid_to or date.max):
            return spell.pool, spell.tier
    return None, None


def is_open(deal: Deal, book: Book, end: date) -> bool:
    if not deal.is_closed:
        return end == book.as_of or (deal.created_on is not None and deal.created_on <= end)
    closed = decided_on(deal, book.as_of)
    return bool(deal.created_on and closed and deal.created_on <= end < closed)


def wilson(won: int, n: int) -> tuple[Decimal | None, Decimal | None]:
    if not n:
        return None, None
    p = won / n
    middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return rounded((middle - half) / (1 + Z * Z / n), 4), rounded((middle + half) / (1 + Z * Z / n), 4)


def p_value(won: int, n: int, won_below: int, n_below: int) -> float | None:
    """Two-sided, pooled; None where nothing varies."""
    if not n or not n_below or won + won_below in (0, n + n_below):
        return None
    pooled = (won + won_below) / (n + n_below)
    z = (won / n - won_below / n_below) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_below))
    return 2 * (1 - statistics.NormalDist().cdf(abs(z)))


def performance(book: Book) -> dict[tuple[Any, ...], dict[str, Any]]:
    """(pool, tier, period type, first day, basis) -> the row, for every place there is."""
    rows = {}
    for basis in ("current", "at_creation"):
        for period in periods(book):
            for place in places(book):
                rows[*place, period[0], period[1], basis] = measured(book, basis, period, place)
    return rows


def places(book: Book) -> set[Place]:
    """Those of the configuration, and wherever anything is counted, in any period."""
    found: set[Place] = {(pool, tier) for pool, tier in book.tiers} | {(None, tier) for _, tier in book.tiers}
    for basis in ("current", "at_creation"):
        for period in periods(book):
            for pool, tier in counted_places(book, basis, period):
                found |= {(None, tier)} | ({(pool, tier)} if pool else set())
    return found


def counted_places(book: Book, basis: str, period: Period) -> Iterator[Place]:
    _, first, last = period
    for deal in book.deals:
        if any(plays(book, deal, period)):
            yield place_of(book, deal.account_id, deal.created_on, basis)
    if basis == "current":
        yield from book.accounts.values()
    else:
        yield from ((spell.pool, spell.tier) for spell in book.spells if overlaps(spell, first, last))
    for activity in book.activities:
        if first <= activity.active_on <= last and (basis == "at_creation" or activity.account_id in book.accounts):
            yield place_of(book, activity.account_id, activity.active_on, basis)
    for item in book.spend or ():
        if first <= item.spent_on <= last:
            yield (item.pool, item.tier) if basis == "current" else (item.pool_then, item.tier_then)


def overlaps(spell: Spell, first: date, last: date) -> bool:
    return spell.valid_from <= last and (spell.valid_to or date.max) > first


def plays(book: Book, deal: Deal, period: Period) -> tuple[bool, bool, bool]:
    """Whether it was created in the period, decided in it, open at its end."""
    kind, first, last = period
    closed = decided_on(deal, book.as_of)
    return (
        deal.created_on is not None and first <= deal.created_on <= last,
        deal.is_closed and (kind == "all_time" or (closed is not None and first <= closed <= last)),
        is_open(deal, book, last),
    )


def in_place(mine: Place, wanted: Place) -> bool:
    return mine[1] == wanted[1] and (wanted[0] is None or mine[0] == wanted[0])


def measured(book: Book, basis: str, period: Period, place: Place) -> dict[str, Any]:
    _, first, last = period
    tier = place[1]
    mine = [d for d in book.deals if in_place(place_of(book, d.account_id, d.created_on, basis), place)]
    roles = {deal.opportunity_id: plays(book, deal, period) for deal in mine}
    mine = [deal for deal in mine if any(roles[deal.opportunity_id])]
    created = [d for d in mine if roles[d.opportunity_id][0]]
    won = [d for d in mine if roles[d.opportunity_id][1] and d.is_won]
    lost = [d for d in mine if roles[d.opportunity_id][1] and not d.is_won]
    under_way = [d for d in mine if roles[d.opportunity_id][2]]
    amounts = [d.amount for d in won if d.amount is not None]
    cycles = [
        (closed - d.created_on).days
        for d in won
        if (closed := decided_on(d, book.as_of)) and d.created_on and d.created_on <= closed
    ]
    values = [value_at(book, deal, last) for deal in under_way]
    held = accounts_held(book, basis, period, place)
    active = [
        a
        for a in book.activities
        if first <= a.active_on <= last
        and (basis == "at_creation" or a.account_id in book.accounts)
        and in_place(place_of(book, a.account_id, a.active_on, basis), place)
    ]
    engaged = {a.account_id for a in active if a.engagements}
    spent = (
        None if book.spend is None else sum((i.cost for i in book.spend if _spent(i, basis, period, place)), Decimal(0))
    )
    knows = basis == "current" or any(spell.valid_from <= first for spell in book.spells)
    low, high = wilson(len(won), len(won) + len(lost))
    value = sum(amounts, Decimal(0))
    return {
        "period_end": last,
        "accounts": len(held) if tier else None,
        "opportunities": len(mine),
        "opportunities_without_account": sum(d.account_id is None for d in mine),
        "opportunities_before_history": sum(
            _evidence(book, d) == "before history" for d in mine if basis == "at_creation"
        ),
        "opportunities_tier_reconstructed": sum(
            _evidence(book, d) == "reconstructed" for d in mine if basis == "at_creation"
        ),
        "opportunities_created": len(created),
        "won": len(won),
        "lost": len(lost),
        "win_rate": ratio(len(won), len(won) + len(lost), 4),
        "win_rate_low": low,
        "win_rate_high": high,
        "won_value": value,
        "avg_deal_size": ratio(value, len(amounts), 2),
        "options_per_deal": ratio(sum(d.options for d in won), len(won), 2),
        "median_sales_cycle_days": rounded(Fraction(statistics.median(cycles)), 1) if cycles else None,
        "mean_sales_cycle_days": ratio(sum(cycles), len(cycles), 2),
        "open_opportunities": len(under_way),
        "open_pipeline_value": sum((v for v, _, _ in values if v is not None), Decimal(0)),
        "open_list_price_value": sum((v for v, is_listed, _ in values if v is not None and is_listed), Decimal(0)),
        "open_without_value": sum(v is None for v, _, _ in values),
        "open_valued_later": sum(is_later for _, _, is_later in values),
        "is_point_in_time": not any(is_later for _, _, is_later in values),
        "pipeline_velocity_per_day": _velocity(len(under_way), len(won), len(lost), amounts, cycles),
        "conversion_rate": ratio(len({d.account_id for d in created}), len(held), 4) if tier and knows else None,
        "engaged_accounts": len(engaged) if tier else None,
        "engagement_rate": ratio(len(engaged), len(held), 4) if tier and knows else None,
        "meetings": sum(a.meetings for a in active) if book.are_meetings_known else None,
        "spend": spent,
        "cost_per_account": ratio(spent, len(held), 2) if tier and knows else None,
        "return_on_spend": ratio(value, spent, 4) if tier and knows else None,
    }


def _spent(item: Spend, basis: str, period: Period, place: Place) -> bool:
    mine = (item.pool, item.tier) if basis == "current" else (item.pool_then, item.tier_then)
    return period[1] <= item.spent_on <= period[2] and in_place(mine, place)


def _evidence(book: Book, deal: Deal) -> str:
    if deal.account_id is None:
        return "no account"
    pool, tier = place_of(book, deal.account_id, deal.created_on, "at_creation")
    if pool is None:
        return "before history"
    if tier is None:
        return "out"
    assert deal.created_on is not None
    return "live" if book.live_since and deal.created_on >= book.live_since else "reconstructed"


def _velocity(under_way: int, won: int, lost: int, amounts: Sequence[Decimal], cycles: Sequence[int]) -> Decimal | None:
    if not won + lost or not amounts or not sum(cycles):
        return None
    size = Fraction(sum(amounts, Decimal(0))) / len(amounts)
    return rounded(under_way * Fraction(won, won + lost) * size / Fraction(sum(cycles), len(cycles)), 2)


def value_at(book: Book, deal: Deal, day: date) -> tuple[Decimal | None, bool, bool]:
    """Value of an open deal on a day, whether it is by list price, whether it is known of a later day only."""
    now, is_listed = (deal.amount, False) if deal.amount is not None else (deal.list_value, deal.list_value is not None)
    if day == book.as_of:
        return now, is_listed, False
    told = [(changed_on, amount) for changed_on, amount in deal.changes if changed_on <= min(day, book.as_of)]
    return (max(told)[1], False, False) if told else (now, is_listed, True)


def accounts_held(book: Book, basis: str, period: Period, place: Place) -> set[str]:
    if basis == "current":
        return {account_id for account_id, mine in book.accounts.items() if in_place(mine, place)}
    return {
        s.account_id for s in book.spells if overlaps(s, period[1], period[2]) and in_place((s.pool, s.tier), place)
    }


def verdict(tier: int, won: int, lost: int, won_below: int, lost_below: int, p: float | None, book: Book) -> str:
    """The sentence; `p` is the p-value with six decimals."""
    n, n_below = won + lost, won_below + lost_below
    too_few = min(n, n_below) < book.min_deals
    if too_few or p is None or p >= book.level:
        why = ": too few deals to tell" if too_few else ""
        return f"Tier {tier} against Tier {tier + 1}: no evidence of a difference (n = {n + n_below}{why})"
    share, below = (ratio(w, m, 4) or Decimal(0) for w, m in ((won, n), (won_below, n_below)))
    more = "more" if share > below else "less"
    shown = [(100 * x).quantize(Decimal(1), ROUND_HALF_UP) for x in (share, below)]
    chance = "p < 0.001" if p < 0.001 else f"p = {Decimal(str(p)).quantize(Decimal('0.001'), ROUND_HALF_UP)}"
    return f"Tier {tier} wins {more} than Tier {tier + 1} ({shown[0]} % against {shown[1]} %, {chance})"
