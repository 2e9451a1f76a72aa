"""Two releases of a random company, for the differential test of SCORING 6: data, configuration and program change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tests.reference import score_books, scoring
from tests.reference.changes import COVERED, SIGNAL_FACTORS, SURGE, Data, Published, Value, contributions, values_of
from tests.reference.score_books import AS_OF, STRENGTHS, TABLES, FactorTypes
from tests.reference.scoring import ScoringConfig, Signal

FACTORS_OF = {
    SURGE: [COVERED],
    "visit": ["website_intent"],
    "pricing": ["website_intent", "sales_engagement"],
    "download": ["marketing_engagement", COVERED],
    "call": ["sales_engagement"],
    "failure": ["installed_base_need"],
    "layoff": ["company_momentum"],
}
OTHER_RULES = st.sampled_from([Decimal("-1.5"), Decimal("0.0001"), Decimal(2)])
"""By how much another program's contribution differs."""


@dataclass(frozen=True)
class ChangeBook:
    """The previous release, as published, and what this one is made of, on AS_OF."""

    published: Published
    is_code_changed: bool
    data: Data
    config: ScoringConfig


@st.composite
def configurations(draw: st.DrawFn, types: FactorTypes) -> ScoringConfig:
    """A scoring configuration with signal types for the factors that it has."""
    config = draw(score_books.configurations(types, SIGNAL_FACTORS))
    named = {factor.factor for factor in config.factors}
    listed = {name: [factor for factor in factors if factor in named] for name, factors in FACTORS_OF.items()}
    signal_types = draw(score_books.signal_types({name: factors for name, factors in listed.items() if factors}))
    return replace(config, signal_types=signal_types)


@st.composite
def next_configurations(draw: st.DrawFn, before: ScoringConfig, types: FactorTypes) -> ScoringConfig:
    """The configuration of the next release: the same, or other weights, points, signal types, or everything."""
    what = draw(st.sampled_from(["nothing", "weights", "points", "signal types", "everything"]))
    if what == "weights":
        components = draw(reweighted(before.components))
        names = [component.component for component in components]
        by_component = [[factor for factor in before.factors if factor.component == name] for name in names]
        factors = [factor for rows in by_component for factor in draw(reweighted(rows))]
        return replace(before, components=components, factors=factors)
    if what == "points":
        points = st.sampled_from([Decimal(0), Decimal("12.5"), Decimal(100)])
        return replace(before, points=[replace(row, points=draw(points)) for row in before.points])
    fresh = draw(configurations(types))
    if what == "signal types":
        named = {factor.factor for factor in before.factors}
        kept = [signal_type for signal_type in fresh.signal_types if signal_type.factor in named]
        return replace(before, signal_types=kept)
    return before if what == "nothing" else fresh


@st.composite
def reweighted(draw: st.DrawFn, rows: list[scoring.Component] | list[scoring.Factor]) -> list:
    """The same components, or factors of one component, with other weights."""
    weights = draw(score_books.shares(len(rows), score_books.FINEST_FACTOR))
    return [replace(row, weight=weight) for row, weight in zip(rows, weights, strict=True)]


@st.composite
def older(draw: st.DrawFn, types: FactorTypes) -> FactorTypes:
    """The features of an older program: of each component one may not be there yet, and another still be."""
    found = {}
    for component, columns in types.items():
        new = draw(st.sampled_from([None, *columns]))
        found[component] = {name: data_type for name, data_type in columns.items() if name != new}
        if draw(st.booleans()):
            found[component][f"retired_{component}"] = "decimal(18,2)"
    return found


@st.composite
def signals_seen(draw: st.DrawFn, ids: list[str]) -> list[tuple[Signal, bool, bool]]:
    """Signals, and whether the release before and this one have them: some come late, some are taken back."""
    signals = st.builds(
        Signal,
        account_id=st.sampled_from(ids),
        contact_key=st.sampled_from([None, "x", "y"]),
        signal_type=st.sampled_from([*FACTORS_OF, "unlisted"]),
        occurred_on=st.sampled_from([0, 1, 2, 7, 8, 29, 30, 31, 90, 91, 730]).map(lambda age: AS_OF - timedelta(age)),
        strength=STRENGTHS,
    )
    usually = st.sampled_from([True, True, True, False])
    return draw(st.lists(st.tuples(signals, usually, usually), max_size=20))


def features_of(config: ScoringConfig, types: FactorTypes) -> dict[str, st.SearchStrategy[Value]]:
    """Values for every feature that is not made of signals; empty where the configuration does not score it."""
    scored = {factor.factor: factor for factor in config.factors}
    return {
        name: score_books.feature_values(scored[name], data_type) if name in scored else st.none()
        for columns in types.values()
        for name, data_type in columns.items()
        if name not in SIGNAL_FACTORS
    }


@st.composite
def data_seen(
    draw: st.DrawFn,
    values_before: Mapping[str, st.SearchStrategy[Value]],
    values: Mapping[str, st.SearchStrategy[Value]],
    day_before: date,
    landed: tuple[frozenset[str], frozenset[str]],
) -> tuple[Data, Data]:
    """What the release before and this one see: accounts come and go, features change or stay."""
    ids = [f"account {number}" for number in range(draw(st.integers(2, 5)))]
    here_before, here = ids[:-1], ids[draw(st.integers(0, 1)) :]
    features_before = {a: {name: draw(value) for name, value in values_before.items()} for a in here_before}
    features = {}
    for account_id in here:
        row = features_before.get(account_id, {}) if draw(st.integers(0, 2)) else {}
        features[account_id] = {name: row[name] if name in row else draw(value) for name, value in values.items()}
    seen = draw(signals_seen(ids))
    signals_before = [s for s, was_seen, _ in seen if was_seen and s.occurred_on <= day_before]
    signals = [s for s, _, is_seen in seen if is_seen and s.account_id in features]
    return (
        Data(features_before, [s for s in signals_before if s.account_id in features_before], landed[0]),
        Data(features, signals, landed[1], draw(committees(sorted(features)))),
    )


def committees(ids: list[str]) -> st.SearchStrategy[dict[str, Value]]:
    """committee_coverage by the signal types of the release before; nothing for an account without contacts."""
    shares = st.sampled_from([Decimal(0), Decimal("0.2500"), Decimal("0.6667"), Decimal(1)])
    return st.dictionaries(st.sampled_from(ids), shares)


@st.composite
def change_books(draw: st.DrawFn, types: FactorTypes) -> ChangeBook:
    """Two releases in a row; an older program may have had other features, and given other contributions."""
    is_code_changed = draw(st.booleans())
    types_before = draw(older(types)) if is_code_changed else types
    config_before = draw(configurations(types_before))
    config = draw(next_configurations(config_before, types) if types_before == types else configurations(types))
    tables = st.lists(st.sampled_from(TABLES), max_size=2)
    landed_before = frozenset({*draw(tables), draw(score_books.switches(config_before))})
    landed = landed_before | {*draw(tables), draw(score_books.switches(config))}
    day_before = AS_OF - timedelta(draw(st.sampled_from([1, 7, 30])))
    before, data = draw(
        data_seen(
            features_of(config_before, types_before), features_of(config, types), day_before, (landed_before, landed)
        )
    )
    published = publish(before, day_before, config_before)
    if is_code_changed:
        moved = draw(st.dictionaries(st.sampled_from(sorted(published.contributions)), OTHER_RULES, max_size=4))
        told = {key: value + moved.get(key, 0) for key, value in published.contributions.items()}
        published = replace(published, contributions=told)
    return ChangeBook(published, is_code_changed, data, config)


def publish(data: Data, as_of: date, config: ScoringConfig) -> Published:
    """The release of that day, by the rules of SCORING 1 to 3."""
    scored = {factor.factor for factor in config.factors}
    values = {
        account_id: {factor: value for factor, value in features.items() if factor in scored}
        for account_id, features in values_of(data, config.signal_types, as_of).items()
    }
    return Published(
        values=values,
        signals=scoring.daily_signals(data.signals, config.signal_types, as_of),
        landed=data.landed,
        config=config,
        contributions=contributions(values, config, data.landed),
    )
