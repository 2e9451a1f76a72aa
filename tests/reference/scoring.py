"""SCORING 1 to 3 in slow, obvious Python: the second implementation, written from the rules and never from the SQL.

Numbers are `decimal.Decimal`, dates `datetime.date`; None is missing. Everything is exact but where SCORING says that a
double is unavoidable: there the whole formula is computed in doubles and its value rounded to 10 (or 12) decimals.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

EXACT = Context(prec=100)
ZERO = Decimal(0)


def half_away(x: Decimal, places: int) -> Decimal:
    """round(x, places), ties away from zero."""
    return x.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


def from_double(x: float, places: int = 10) -> Decimal:
    """A formula in doubles as a decimal, rounded to `places`. A double is what it prints as: 0.15 is a tie."""
    return half_away(Decimal(repr(x)), places)


def text(value: str | None) -> str | None:
    """Text as it is compared: trimmed, lower case; empty is missing."""
    return (value or "").strip(" ").lower() or None


@dataclass(frozen=True)
class Component:
    component: str
    weight: Decimal
    min_observed: Decimal


@dataclass(frozen=True)
class Factor:
    component: str
    factor: str
    weight: Decimal
    method: str
    scale: str | None
    lower: Decimal | None
    upper: Decimal | None
    missing: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class PointsRow:
    factor: str
    value: str | None
    min_value: Decimal | None
    max_value: Decimal | None
    points: Decimal


@dataclass(frozen=True)
class SignalType:
    signal_type: str
    factor: str
    points: Decimal
    half_life_days: Decimal
    contact_daily_cap: Decimal | None
    account_daily_cap: Decimal | None
    lookback_days: int


@dataclass(frozen=True)
class Signal:
    account_id: str
    contact_key: str | None
    signal_type: str
    occurred_on: date
    strength: Decimal


@dataclass(frozen=True)
class ScoringConfig:
    components: Sequence[Component]
    factors: Sequence[Factor]
    points: Sequence[PointsRow]
    signal_types: Sequence[SignalType]


@dataclass(frozen=True)
class DailySignal:
    account_id: str
    signal_type: str
    signal_on: date
    factor: str
    events: int
    contacts: int
    strength: Decimal
    value: Decimal


@dataclass(frozen=True)
class FactorScore:
    """One row per account and factor: what SCORING 3 says of it."""

    component: str
    factor: str
    is_observed: bool
    points: Decimal | None
    weight: Decimal
    """Share of the whole score, as applied (MARTS, account_score_factors)."""
    contribution: Decimal


@dataclass(frozen=True)
class Score:
    account_id: str
    score: Decimal
    component_scores: Mapping[str, Decimal | None]
    score_coverage: Decimal
    factors: Sequence[FactorScore]


# --- 2. Signals


def daily_signals(signals: Iterable[Signal], types: Iterable[SignalType], as_of: date) -> list[DailySignal]:
    """SCORING 2, steps 1 to 3: one row per account, signal type and day within lookback."""
    by_type = {text(signal_type.signal_type): signal_type for signal_type in types}
    groups: dict[tuple[str, str, date], list[Signal]] = defaultdict(list)
    for signal in signals:
        signal_type = by_type.get(text(signal.signal_type))
        if signal_type is not None and 0 <= (as_of - signal.occurred_on).days <= signal_type.lookback_days:
            groups[signal.account_id, signal_type.signal_type, signal.occurred_on].append(signal)
    rows = []
    for (account_id, type_name, day), group in groups.items():
        signal_type = by_type[text(type_name)]
        strength = _daily_strength(group, signal_type)
        rows.append(
            DailySignal(
                account_id=account_id,
                signal_type=type_name,
                signal_on=day,
                factor=signal_type.factor,
                events=len(group),
                contacts=len({signal.contact_key for signal in group} - {None}),
                strength=strength,
                value=decayed_value(signal_type, strength, (as_of - day).days),
            )
        )
    return rows


def decayed_value(signal_type: SignalType, strength: Decimal, age: int) -> Decimal:
    """SCORING 2, step 3: what a day's strength is worth `age` days later."""
    decay = from_double(2.0 ** (-age / float(signal_type.half_life_days)), 12)
    return half_away(EXACT.multiply(EXACT.multiply(signal_type.points, strength), decay), 6)


def _daily_strength(group: Sequence[Signal], signal_type: SignalType) -> Decimal:
    """The account's strength of a day: capped per contact, then per account. "No contact" is one contact of its own."""
    by_contact: dict[str | None, Decimal] = defaultdict(Decimal)
    for signal in group:
        by_contact[signal.contact_key] += signal.strength
    if signal_type.contact_daily_cap is not None:
        by_contact = {contact: min(sum_, signal_type.contact_daily_cap) for contact, sum_ in by_contact.items()}
    total = sum(by_contact.values(), ZERO)
    return total if signal_type.account_daily_cap is None else min(total, signal_type.account_daily_cap)


def signal_values(daily: Iterable[DailySignal]) -> dict[tuple[str, str], Decimal]:
    """SCORING 2, step 4: (account_id, factor) -> decayed signal value."""
    values: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in daily:
        values[row.account_id, row.factor] += row.value
    return dict(values)


# --- 1. From a feature's value to points


def factor_points(factor: Factor, x: Decimal | str, rows: Iterable[PointsRow]) -> Decimal:
    """Points of a feature that is not missing, rounded to 4 decimals."""
    rows = [row for row in rows if row.factor == factor.factor]
    if factor.method == "range":
        points = from_double(_range(factor, float(x)))
    elif factor.method == "signals":
        points = from_double(100 * min(1.0, max(0.0, float(x)) / float(factor.upper)))
    elif factor.method == "bands":
        points = next(row.points for row in rows if _in_band(row, Decimal(x)))
    else:
        points = _lookup(str(x), rows)
    return half_away(points, 4)


def _range(factor: Factor, x: float) -> float:
    def t(value: float) -> float:
        return value if factor.scale == "linear" else math.log10(1 + max(value, 0.0))

    lower, upper = t(float(factor.lower)), t(float(factor.upper))
    return 100 * (min(max(t(x), lower), upper) - lower) / (upper - lower)


def _in_band(row: PointsRow, x: Decimal) -> bool:
    return (row.min_value is None or row.min_value <= x) and (row.max_value is None or x < row.max_value)


def _lookup(x: str, rows: Sequence[PointsRow]) -> Decimal:
    points = {text(row.value): row.points for row in rows}
    return points.get(text(x), points.get("*", ZERO))


# --- 3. Score


def has_landed(factor: Factor, landed: Iterable[str]) -> bool:
    """Any of the factor's sources has a row dated <= as_of."""
    return not set(factor.sources).isdisjoint(landed)


def component_shares(config: ScoringConfig, landed: Iterable[str]) -> dict[str, Decimal]:
    """V_c of every component: its share of the score, 0 when it is off."""
    landed = set(landed)
    on = {factor.component for factor in config.factors if factor.weight > 0 and has_landed(factor, landed)}
    total = sum((component.weight for component in config.components if component.component in on), ZERO)
    return {
        component.component: from_double(float(component.weight) / float(total)) if component.component in on else ZERO
        for component in config.components
    }


def is_missing(x: Decimal | str | None) -> bool:
    """NaN is missing, and so is empty text."""
    if isinstance(x, Decimal):
        return x.is_nan()
    return text(x) is None


def score_account(
    account_id: str, features: Mapping[str, Decimal | str | None], config: ScoringConfig, landed: Iterable[str]
) -> Score:
    """SCORING 3 for one account: `features` is factor -> value. A factor that is no feature at all is not observed."""
    landed = set(landed)
    shares = component_shares(config, landed)
    points: dict[str, Decimal | None] = {}
    for factor in config.factors:
        x = features.get(factor.factor)
        is_known = factor.factor in features and has_landed(factor, landed)
        if not is_known or (is_missing(x) and factor.missing == "skip"):
            points[factor.factor] = None
        else:
            points[factor.factor] = ZERO if is_missing(x) else factor_points(factor, x, config.points)

    score, coverage = ZERO, ZERO
    component_scores: dict[str, Decimal | None] = {}
    weights: dict[str, Decimal] = {}
    contributions: dict[str, Decimal] = {}
    for component in config.components:
        name, share = component.component, shares[component.component]
        observed = [f for f in config.factors if f.component == name and f.weight > 0 and points[f.factor] is not None]
        if not observed:
            component_scores[name] = None
            continue
        weight = sum((f.weight for f in observed), ZERO)
        denominator = max(weight, component.min_observed)
        earned = sum((EXACT.multiply(f.weight, points[f.factor]) for f in observed), ZERO)
        a = from_double(float(earned) / float(denominator))
        component_scores[name] = half_away(a, 2) if share > 0 else None
        score += EXACT.multiply(share, a)
        coverage += EXACT.multiply(share, weight)
        for f in observed:
            weights[f.factor] = half_away(from_double(float(share) * float(f.weight) / float(denominator), 12), 10)
            formula = float(share) * float(f.weight) * float(points[f.factor]) / float(denominator)
            contributions[f.factor] = half_away(from_double(formula), 4)

    score = half_away(score, 4)
    if contributions:
        largest = min(contributions, key=lambda factor: (-contributions[factor], factor.encode()))
        contributions[largest] += score - sum(contributions.values(), ZERO)
    return Score(
        account_id=account_id,
        score=score,
        component_scores=component_scores,
        score_coverage=half_away(coverage, 4),
        factors=[
            FactorScore(
                component=f.component,
                factor=f.factor,
                is_observed=points[f.factor] is not None,
                points=points[f.factor],
                weight=weights.get(f.factor, ZERO),
                contribution=contributions.get(f.factor, ZERO),
            )
            for f in config.factors
        ],
    )
