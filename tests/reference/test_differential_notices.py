"""The differential test can fail: each of these small breaks in the SQL is found by random books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, find, settings

from tests.reference import tier_books
from tests.reference.sandbox import Model, Sandbox
from tests.reference.test_differential_tiers import first_difference

SEARCH = settings(
    max_examples=300, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)

BREAKS = [
    ("int_tier_eligibility", "adjusted_score >= min_score", "adjusted_score > min_score", "the limit itself fails"),
    ("int_accounts_tiered", "unheld_seats.tier > seats.tier", "true", "held is said of those who would stay anyway"),
    ("int_trigger_claims", "claim_number <= max_seats", "claim_number < max_seats", "a trigger rule has a seat less"),
    ("int_seats_held", "icp_fit_score desc nulls last", "icp_fit_score asc nulls last", "a tie goes to the worse fit"),
]


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # hypothesis, of whole books: nobody prints them
@pytest.mark.parametrize(("model", "rule", "broken", "what"), BREAKS, ids=[case[3] for case in BREAKS])
def test_a_break_is_found(models: Mapping[str, Model], model: str, rule: str, broken: str, what: str) -> None:
    sql = models[model].sql or ""
    assert rule in sql, f"{model} has changed: break it in another way"
    sandbox = Sandbox({**models, model: replace(models[model], sql=sql.replace(rule, broken))})
    assert find(
        tier_books.chains(),
        lambda chain: bool(first_difference(sandbox, chain)),
        settings=SEARCH,
        random=Random(1),  # noqa: S311 -- the same books each time: a break is found or it is not
    ), what
    sandbox.connection.close()
