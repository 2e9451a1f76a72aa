"""The differential test can fail: each of these small breaks in the SQL is found by random books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, find, settings

from tests.reference import tier_books
from tests.reference.sandbox import Model, Sandbox
from tests.reference.test_differential_tiers import first_difference

SEARCH = settings(
    max_examples=300, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)

BREAKS = [
    ("int_triggers_active", "< duration_days", "<= duration_days", "a trigger lasts a day too long"),
    ("int_trigger_claims", "claim_number <= max_seats", "claim_number < max_seats", "a trigger rule has a seat less"),
    ("int_seats_held", "icp_fit_score desc nulls last", "icp_fit_score asc nulls last", "a tie goes to the worse fit"),
]


@pytest.mark.parametrize(("model", "rule", "broken", "what"), BREAKS, ids=[case[3] for case in BREAKS])
def test_a_break_is_found(models: Mapping[str, Model], model: str, rule: str, broken: str, what: str) -> None:
    sql = models[model].sql or ""
    assert rule in sql, f"{model} has changed: break it in another way"
    sandbox = Sandbox({**models, model: replace(models[model], sql=sql.replace(rule, broken))})
    assert find(tier_books.chains(), lambda chain: bool(first_difference(sandbox, chain)), settings=SEARCH), what
    sandbox.connection.close()
