"""Month ends and fiscal quarters."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.lib.periods import closes_quarter, month_ends, quarter_months


def test_month_ends_of_a_span() -> None:
    assert month_ends(date(2023, 12, 31), date(2024, 3, 30)) == [
        date(2023, 12, 31),
        date(2024, 1, 31),
        date(2024, 2, 29),
    ]
    assert month_ends(date(2024, 4, 1), date(2024, 4, 29)) == []


@pytest.mark.parametrize(
    ("start", "months"), [(1, [1, 4, 7, 10]), (2, [2, 5, 8, 11]), (10, [1, 4, 7, 10]), (12, [3, 6, 9, 12])]
)
def test_quarters_follow_the_fiscal_year(start: int, months: list[int]) -> None:
    assert quarter_months(start) == months


@pytest.mark.parametrize(("start", "closes"), [(1, True), (2, False), (12, False), (4, True)])
def test_the_end_of_march_closes_a_quarter_when_one_begins_in_april(start: int, closes: bool) -> None:
    assert closes_quarter(date(2026, 3, 31), start) is closes
    assert closes_quarter(date(2026, 12, 31), start) is closes
