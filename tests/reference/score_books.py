"""Random scoring configurations, features and signals for the differential tests: full of edges, gaps and ties."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from tests.reference.scoring import Component, Factor, PointsRow, ScoringConfig, Signal, SignalType

AS_OF = date(2026, 3, 31)
TABLES = ["crm/accounts", "intent/surges", "crm/account", "engagement/events"]
WORDS = ["food", "Food ", "FOOD", "dairy", "ÄPFEL", "äpfel", "*", "other", "null", "none"]
ALWAYS = ("icp_fit", "intent")
NUMBERS = [Decimal(x) for x in ("-10", "-0.5", "0", "0.5", "1", "3", "20", "1000000", "1000000000")]
STEP = Decimal("0.000001")

FINEST_FACTOR = 10**4
"""Finer weights times points of 4 decimals make exact ties at the 11th decimal, which no rule on doubles can decide."""

FactorTypes = Mapping[str, Mapping[str, str]]
"""component -> factor column of its features model -> data type."""
Value = Decimal | str | None


@dataclass(frozen=True)
class ScoreBook:
    config: ScoringConfig
    landed: frozenset[str]
    features: Mapping[str, Mapping[str, Value]]
    """account_id -> factor -> value."""


@st.composite
def shares(draw: st.DrawFn, count: int, finest: int) -> list[Decimal]:
    """`count` shares >= 0 that sum to exactly 1, in tenths, hundredths or parts of `finest`."""
    whole = draw(st.sampled_from([10, 100, 100, finest]))
    cuts = sorted(draw(st.lists(st.integers(0, whole), min_size=count - 1, max_size=count - 1)))
    return [Decimal(end - begin) / whole for begin, end in pairwise([0, *cuts, whole])]


@st.composite
def factors(
    draw: st.DrawFn, component: str, types: Mapping[str, str], made_of_signals: Collection[str]
) -> list[Factor]:
    """A row of scoring_factors.csv for every column of the component's features model."""
    rows = []
    for (name, data_type), weight in zip(types.items(), draw(shares(len(types), FINEST_FACTOR)), strict=True):
        methods = ["signals"] if name in made_of_signals else ["range", "range", "bands", "signals"]
        method = "lookup" if data_type == "string" else draw(st.sampled_from(methods))
        lower, upper, scale = None, None, None
        if method == "range":
            scale = draw(st.sampled_from(["linear", "log"]))
            usable = [number for number in NUMBERS if scale == "linear" or number >= 0]
            lower, upper = sorted(draw(st.lists(st.sampled_from(usable), min_size=2, max_size=2, unique=True)))
        elif method == "signals":
            upper = draw(st.sampled_from([number for number in NUMBERS if number > 0]))
        rows.append(
            Factor(
                component=component,
                factor=name,
                weight=weight,
                method=method,
                scale=scale,
                lower=lower,
                upper=upper,
                missing=draw(st.sampled_from(["zero", "skip"])),
                sources=tuple(draw(st.lists(st.sampled_from(TABLES), min_size=1, max_size=2, unique=True))),
            )
        )
    return rows


@st.composite
def points_rows(draw: st.DrawFn, factor: Factor) -> list[PointsRow]:
    """Rows of scoring_points.csv for a factor with method lookup or bands; none for the others."""
    points = st.sampled_from([Decimal(x) for x in ("0", "0.0001", "33.3333", "50", "99.9999", "100")])
    if factor.method == "lookup":
        words = draw(st.lists(st.sampled_from(WORDS), max_size=4, unique_by=lambda word: word.strip().lower()))
        return [PointsRow(factor.factor, word, None, None, draw(points)) for word in words]
    if factor.method == "bands":
        cuts = sorted(draw(st.lists(st.sampled_from(NUMBERS), max_size=3, unique=True)))
        intervals = pairwise([None, *cuts, None])
        return [PointsRow(factor.factor, None, low, high, draw(points)) for low, high in intervals]
    return []


def feature_values(factor: Factor, data_type: str) -> st.SearchStrategy[Value]:
    """Values of a feature: missing, on and beside every limit, and anything in between."""
    if data_type == "string":
        return st.sampled_from([None, "", "  ", *WORDS])
    digits, scale = decimal_type(data_type)
    limits = [number for number in (*NUMBERS, factor.lower, factor.upper) if number is not None]
    edges = {round(limit + step, scale) for limit in limits for step in (0, STEP, -STEP)}
    most = min(10**digits - 1, 10**9)
    return st.one_of(
        st.none(),
        st.sampled_from(sorted(edge for edge in edges if abs(edge) < Decimal(10) ** (digits - scale))),
        st.integers(-most, most).map(lambda number: Decimal(number).scaleb(-scale)),
    )


def decimal_type(data_type: str) -> tuple[int, int]:
    """Digits and decimals of a numeric type; whole numbers have none."""
    found = re.fullmatch(r"decimal\((\d+), ?(\d+)\)", data_type)
    return (int(found[1]), int(found[2])) if found else (18, 0)


@st.composite
def configurations(draw: st.DrawFn, types: FactorTypes, made_of_signals: Collection[str] = ()) -> ScoringConfig:
    """Some components, with a factor for every column of theirs; without signal types."""
    names = [name for name in types if name in ALWAYS or draw(st.integers(0, 4))]
    components = [
        Component(name, weight, draw(st.sampled_from([Decimal(x) for x in ("0", "0", "0.3333333333", "0.6", "1")])))
        for name, weight in zip(names, draw(shares(len(names), 10**10)), strict=True)
    ]
    rows = [factor for name in names for factor in draw(factors(name, types[name], made_of_signals))]
    points = [row for factor in rows for row in draw(points_rows(factor))]
    return ScoringConfig(components=components, factors=rows, points=points, signal_types=())


def switches(config: ScoringConfig) -> st.SearchStrategy[str]:
    """A table that, once it has landed, has a component of weight > 0 on."""
    weighty = {component.component for component in config.components if component.weight > 0}
    on = [factor for factor in config.factors if factor.weight > 0 and factor.component in weighty]
    return st.sampled_from(on).map(lambda factor: factor.sources[0])


@st.composite
def score_books(draw: st.DrawFn, types: FactorTypes) -> ScoreBook:
    """A configuration under which at least one component of weight > 0 is on, and up to six accounts."""
    config = draw(configurations(types))
    value_of = {row.factor: feature_values(row, types[row.component][row.factor]) for row in config.factors}
    return ScoreBook(
        config=config,
        landed=frozenset({*draw(st.lists(st.sampled_from(TABLES), max_size=4)), draw(switches(config))}),
        features={
            f"account {number}": {factor: draw(values) for factor, values in value_of.items()}
            for number in range(draw(st.integers(1, 6)))
        },
    )


@dataclass(frozen=True)
class SignalBook:
    signal_types: Sequence[SignalType]
    signals: Sequence[Signal]


@st.composite
def signal_types(draw: st.DrawFn, factors_of: Mapping[str, Sequence[str]]) -> list[SignalType]:
    """At least one of the types, each for one of its factors; caps may be unset, points negative, half-lives short."""
    caps = st.sampled_from([None, None, Decimal("0.5"), Decimal(1), Decimal("2.333333"), Decimal(5)])
    return [
        SignalType(
            signal_type=name,
            factor=draw(st.sampled_from(factors_of[name])),
            points=draw(st.sampled_from([Decimal(x) for x in ("-15", "0", "0.3333", "8", "20")])),
            half_life_days=draw(st.sampled_from([Decimal(x) for x in ("0.5", "1", "14", "21", "180")])),
            contact_daily_cap=draw(caps),
            account_daily_cap=draw(caps),
            lookback_days=draw(st.sampled_from([1, 30, 90, 730])),
        )
        for name in draw(st.lists(st.sampled_from(sorted(factors_of)), min_size=1, unique=True))
    ]


STRENGTHS = st.one_of(
    st.just(Decimal(1)), st.integers(0, 4 * 10**6).map(lambda millionths: Decimal(millionths) / 10**6)
)


@st.composite
def signal_books(draw: st.DrawFn) -> SignalBook:
    """Signals on few days, by few contacts and none, on both sides of every lookback, some of an unlisted type."""
    signals = st.builds(
        Signal,
        account_id=st.sampled_from(["a", "b"]),
        contact_key=st.sampled_from([None, "x", "y"]),
        signal_type=st.sampled_from(["visit", "call", "layoff", "open", "unlisted"]),
        occurred_on=st.sampled_from([0, 0, 1, 2, 29, 30, 31, 90, 91, 730, 731]).map(lambda age: AS_OF - timedelta(age)),
        strength=STRENGTHS,
    )
    listed = dict.fromkeys(["visit", "call", "layoff", "open"], ("website_intent", "company_momentum"))
    return SignalBook(draw(signal_types(listed)), draw(st.lists(signals, max_size=25)))
