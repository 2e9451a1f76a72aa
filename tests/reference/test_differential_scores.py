"""SCORING 1 to 3: random configurations, features and signals through SQL and the reference, equal row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, astuple
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from tests.reference import score_books, scoring
from tests.reference.sandbox import BOOKS, Sandbox, differences, random_books
from tests.reference.score_books import AS_OF, ScoreBook, SignalBook
from tests.reference.scoring import ScoringConfig

COMPONENTS = ("icp_fit", "intent", "engagement", "strategic")
FEATURES = {component: f"int_{component}_features" for component in COMPONENTS}
SEEDS = ("scoring_components", "scoring_factors", "scoring_points")
SIGNAL_COLUMNS = {
    "account_id": "varchar",
    "contact_key": "varchar",
    "signal_type": "varchar",
    "occurred_on": "date",
    "strength": "decimal(18,6)",
}


@random_books(BOOKS // 2)
@given(book=score_books.signal_books())
def test_daily_signals_are_the_references(sandbox: Sandbox, book: SignalBook) -> None:
    note(str(book))
    sandbox.fill("signal_types", map(asdict, book.signal_types))
    sandbox.fill("int_signals_unioned", map(asdict, book.signals), SIGNAL_COLUMNS)
    given = ["signal_types", "int_signals_unioned"]
    sandbox.run(["int_signals_daily", "int_signal_factors_summed"], given, as_of=AS_OF)
    daily = scoring.daily_signals(book.signals, book.signal_types, AS_OF)
    columns = list(scoring.DailySignal.__dataclass_fields__)
    assert sandbox.rows("int_signals_daily", columns) == sorted(map(astuple, daily))
    values = {
        (account_id, factor): value
        for account_id, factor, value in sandbox.rows(
            "int_signal_factors_summed", ["account_id", "factor", "factor_value"]
        )
    }
    assert values == scoring.signal_values(daily)


@random_books(BOOKS // 2)
@given(data=st.data())
def test_scores_are_the_references(sandbox: Sandbox, data: st.DataObject) -> None:
    check_scores(sandbox, data)


def check_scores(sandbox: Sandbox, data: st.DataObject) -> None:
    """One random book, by SQL and by the reference."""
    types = {component: factor_types(sandbox, component) for component in COMPONENTS}
    book = data.draw(score_books.score_books(types))
    expected = [
        scoring.score_account(account_id, features, book.config, book.landed)
        for account_id, features in book.features.items()
    ]
    scores, factors = scores_by_sql(sandbox, book, types)
    expected_scores = {
        score.account_id: {
            "score": score.score,
            "score_coverage": score.score_coverage,
            **{f"{component}_score": score.component_scores.get(component) for component in COMPONENTS},
        }
        for score in expected
    }
    expected_factors = {(score.account_id, row.factor): asdict(row) for score in expected for row in score.factors}
    assert not differences(scores, expected_scores)
    assert not differences(factors, expected_factors)
    for score in expected:
        assert sum(factor.contribution for factor in score.factors) == score.score
        assert 0 <= score.score <= 100
        assert 0 <= score.score_coverage <= 1


def configuration_rows(config: ScoringConfig) -> Iterator[list[dict[str, Any]]]:
    """The rows of SEEDS, one table after the other."""
    yield list(map(asdict, config.components))
    yield [asdict(factor) | {"sources": " ".join(factor.sources)} for factor in config.factors]
    yield list(map(asdict, config.points))


def factor_types(sandbox: Sandbox, component: str) -> dict[str, str]:
    """The factor columns of a component's features model, with their types."""
    types = sandbox.models[FEATURES[component]].types
    return {column: data_type for column, data_type in types.items() if column != "account_id"}


def scores_by_sql(
    sandbox: Sandbox, book: ScoreBook, types: score_books.FactorTypes
) -> tuple[dict[str, dict[str, Any]], dict[tuple[str, str], dict[str, Any]]]:
    """The same book by the models of intermediate/scores: scores by account, factors by account and factor."""
    for seed, table in zip(SEEDS, configuration_rows(book.config), strict=True):
        sandbox.fill(seed, table)
    landed = [{"source_table": table, "is_landed": table in book.landed} for table in score_books.TABLES]
    sandbox.fill("int_sources_landed", landed, {"source_table": "varchar", "is_landed": "boolean"})
    for component, model in FEATURES.items():
        features = [{"account_id": account_id, **values} for account_id, values in book.features.items()]
        sandbox.fill(model, features, {"account_id": "varchar", **types[component]})
    given = [*SEEDS, *FEATURES.values(), "int_sources_landed"]
    sandbox.run(["int_account_scores", "int_score_contributions"], given, as_of=AS_OF)
    columns = ["score", "score_coverage", *(f"{component}_score" for component in COMPONENTS)]
    scores = sandbox.rows("int_account_scores", ["account_id", *columns])
    factor_columns = list(scoring.FactorScore.__dataclass_fields__)
    factors = sandbox.rows("int_score_contributions", ["account_id", *factor_columns])
    return (
        {row[0]: dict(zip(columns, row[1:], strict=True)) for row in scores},
        {(row[0], row[2]): dict(zip(factor_columns, row[1:], strict=True)) for row in factors},
    )
