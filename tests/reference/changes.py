"""SCORING 6 in slow, obvious Python: the second implementation, written from the rules and never from the SQL.

S(data, as_of, config) is a score in parts: (account_id, factor) -> contribution. Of the previous release's data only
what that release has published is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tests.reference import scoring
from tests.reference.scoring import ZERO, DailySignal, ScoringConfig, Signal, SignalType, text

SURGE, COVERED = "surge", "third_party_intent"
COMMITTEE = "committee_coverage"
SIGNAL_FACTORS = (
    COVERED, "website_intent", "marketing_engagement", "sales_engagement", "installed_base_need", "company_momentum",
)  # fmt: skip
"""The features that are made of signals; without any they are empty, but COVERED once the account ever had a surge."""

Value = Decimal | str | None
Values = Mapping[str, Mapping[str, Value]]
"""account_id -> factor -> value of its feature."""
Contributions = Mapping[tuple[str, str], Decimal]
"""(account_id, factor) -> contribution."""


@dataclass(frozen=True)
class Data:
    """What a release sees on its day: `features` are those that are not made of signals. Whose signal counts for the
    committee is configuration: `committees` is the feature by the signal types of the release before."""

    features: Values
    signals: Sequence[Signal]
    landed: frozenset[str]
    committees: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """d0, t0 and c0 as they stand in the previous release, and what it said."""

    values: Values
    signals: Sequence[DailySignal]
    landed: frozenset[str]
    config: ScoringConfig
    contributions: Contributions


@dataclass(frozen=True)
class Steps:
    """The scores between the previous one and this one."""

    recomputed: Contributions
    aged: Contributions
    updated: Contributions
    current: Contributions


@dataclass(frozen=True)
class Deltas:
    delta_decay: Decimal
    delta_data: Decimal
    delta_config: Decimal
    delta_code: Decimal

    @property
    def total(self) -> Decimal:
        return self.delta_decay + self.delta_data + self.delta_config + self.delta_code


def steps(published: Published, data: Data, as_of: date, config: ScoringConfig) -> Steps:
    """S(d0, t0, c0), S(d0, t1, c0), S(d1, t1, c0) and S(d1, t1, c1), each for the accounts that its data knows."""
    before = published.config
    return Steps(
        recomputed=contributions(published.values, before, published.landed),
        aged=contributions(aged(published, as_of), before, published.landed),
        updated=contributions(
            values_of(by_types_before(data, before, config), before.signal_types, as_of), before, data.landed
        ),
        current=contributions(values_of(data, config.signal_types, as_of), config, data.landed),
    )


def by_types_before(data: Data, before: ScoringConfig, config: ScoringConfig) -> Data:
    """Today's data, the committees as the signal types of the release before have them."""
    if set(before.signal_types) == set(config.signal_types):
        return data
    features = {
        account_id: {**row, COMMITTEE: data.committees.get(account_id)} if COMMITTEE in row else row
        for account_id, row in data.features.items()
    }
    return replace(data, features=features)


def deltas(published: Published, walked: Steps) -> dict[tuple[str, str], Deltas]:
    """Per account that both releases score and factor that either knows. A factor that a score has not adds 0 to it."""
    both = accounts_of(published.contributions) & accounts_of(walked.current)
    scores = (published.contributions, walked.recomputed, walked.aged, walked.updated, walked.current)
    found = {}
    for key in sorted({key for score in scores for key in score if key[0] in both}):
        previous, recomputed, aged_, updated, current = (score.get(key, ZERO) for score in scores)
        found[key] = Deltas(
            delta_decay=aged_ - recomputed,
            delta_data=updated - aged_,
            delta_config=current - updated,
            delta_code=recomputed - previous,
        )
    return found


def summed(by_factor: Mapping[tuple[str, str], Deltas]) -> dict[str, Deltas]:
    """The deltas of each account: contributions sum to the score exactly, and so do theirs."""
    return {
        account_id: Deltas(
            *(
                sum((getattr(each, delta) for (owner, _), each in by_factor.items() if owner == account_id), ZERO)
                for delta in Deltas.__dataclass_fields__
            )
        )
        for account_id in accounts_of(by_factor)
    }


def scores(by_factor: Contributions) -> dict[str, Decimal]:
    """account_id -> score."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (account_id, _), contribution in by_factor.items():
        found[account_id] += contribution
    return dict(found)


def accounts_of(by_factor: Mapping[tuple[str, str], object]) -> set[str]:
    return {account_id for account_id, _ in by_factor}


def contributions(values: Values, config: ScoringConfig, landed: frozenset[str]) -> dict[tuple[str, str], Decimal]:
    """S of these values; one for every factor of the configuration that the values have."""
    return {
        (account_id, factor.factor): factor.contribution
        for account_id, features in values.items()
        for factor in scoring.score_account(account_id, features, config, landed).factors
        if factor.factor in features
    }


def values_of(data: Data, types: Sequence[SignalType], as_of: date) -> dict[str, dict[str, Value]]:
    """Every feature of every account, its signals valued on `as_of` by `types`."""
    sums = scoring.signal_values(scoring.daily_signals(data.signals, types, as_of))
    ever_covered = {signal.account_id for signal in data.signals if signal.signal_type == SURGE}
    return {
        account_id: {**features, **signal_features(account_id, sums, is_covered=account_id in ever_covered)}
        for account_id, features in data.features.items()
    }


def aged(published: Published, as_of: date) -> dict[str, dict[str, Value]]:
    """The published values, with the signals that the release counted as old as they are on `as_of`."""
    types = {text(signal_type.signal_type): signal_type for signal_type in published.config.signal_types}
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for signal in published.signals:
        signal_type, age = types[text(signal.signal_type)], (as_of - signal.signal_on).days
        if age <= signal_type.lookback_days:
            sums[signal.account_id, signal_type.factor] += scoring.decayed_value(signal_type, signal.strength, age)
    found = {}
    for account_id, values in published.values.items():
        signals = signal_features(account_id, sums, is_covered=values.get(COVERED) is not None)
        found[account_id] = {factor: signals.get(factor, value) for factor, value in values.items()}
    return found


def signal_features(
    account_id: str, sums: Mapping[tuple[str, str], Decimal], *, is_covered: bool
) -> dict[str, Decimal | None]:
    """The features that are made of signals, from the sums per account and factor."""
    without = {COVERED: ZERO} if is_covered else {}
    return {factor: sums.get((account_id, factor), without.get(factor)) for factor in SIGNAL_FACTORS}
