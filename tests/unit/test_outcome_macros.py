"""The formulas of macros/outcomes, rendered as they stand and computed by DuckDB, against Python's own."""

from __future__ import annotations

import hashlib
import statistics
from typing import Any

import duckdb
import pytest
from jinja2 import Environment

from orchestration.lib.settings import PROJECT

NORMAL = statistics.NormalDist()


def computed(file: str, macro: str, *arguments: str) -> Any:
    """The value of a macro of macros/outcomes for literal arguments."""
    text = (PROJECT / "macros" / "outcomes" / f"{file}.sql").read_text(encoding="utf-8")
    module = Environment(extensions=["jinja2.ext.do"]).from_string(text).module  # noqa: S701 - SQL, not a page
    row = duckdb.sql(f"select {getattr(module, macro)(*arguments)}").fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("z", [0.0, 1e-9, 0.3, 0.6744897501960817, 1.0, 1.959963984540054, 3.0, 5.0, 8.0, 20.0])
def test_the_p_value_has_the_relative_error_that_the_macro_states(z: float) -> None:
    exact = 2 * NORMAL.cdf(-z)
    assert computed("statistics", "two_sided_p_value", f"cast({z!r} as double)") == pytest.approx(exact, rel=1.2e-7)
    assert computed("statistics", "two_sided_p_value", f"cast(-{z!r} as double)") == pytest.approx(exact, rel=1.2e-7)


def test_the_two_proportion_test_is_the_textbooks() -> None:
    """45 of 120 against 30 of 130: pooled share 0.3, z = 0.14423 / sqrt(0.21 * (1/120 + 1/130))."""
    z = computed("statistics", "two_proportion_z", "45e0", "120e0", "30e0", "130e0")
    assert z == pytest.approx((45 / 120 - 30 / 130) / (0.21 * (1 / 120 + 1 / 130)) ** 0.5, rel=1e-12)
    assert computed("statistics", "two_proportion_z", "0e0", "10e0", "0e0", "20e0") is None, "nothing varies"
    assert computed("statistics", "two_proportion_z", "0e0", "0e0", "1e0", "20e0") is None, "nobody decided"


def test_wilson_bounds_are_the_published_ones() -> None:
    """Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662; 0 of 20 is 0 to 0.1611; 1 of 29 is 0.0061 to 0.1718."""
    for won, n, low, high in ((81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):
        bounds = [computed("statistics", "wilson_bound", f"{won}e0", f"{n}e0", sign) for sign in ("-", "+")]
        assert bounds == [pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5)]
    assert computed("statistics", "wilson_bound", "0e0", "0e0", "-") is None


@pytest.mark.parametrize("account_id", ["ACC-0000001", "001A", "München", "a:b"])
def test_an_account_s_place_is_its_md5(account_id: str) -> None:
    digits = hashlib.md5(f"salt:{account_id}".encode(), usedforsecurity=False).hexdigest()[:6]
    assert computed("holdout_bucket", "holdout_bucket", "'salt'", f"'{account_id}'") == int(digits, 16)


def test_months_are_counted_alike_over_the_turn_of_the_year() -> None:
    assert computed("months", "month_of", "date '2024-12-31'") == 2024 * 12 + 11
    for month, first in ((2024 * 12 + 11, "2024-12-01"), (2024 * 12 + 12, "2025-01-01")):
        assert str(computed("months", "first_of", str(month))) == first
