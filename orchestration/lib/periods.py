"""Months and fiscal quarters."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def month_ends(first: date, last: date) -> list[date]:
    """The last days of months from `first` to `last`, both included, in order."""
    found = []
    day = month_end(first)
    while day <= last:
        found.append(day)
        day = month_end(day + timedelta(days=1))
    return found


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def quarter_months(fiscal_year_start_month: int) -> list[int]:
    """The four months (1 to 12, ascending) in which a fiscal quarter begins."""
    return sorted((fiscal_year_start_month - 1 + 3 * quarter) % 12 + 1 for quarter in range(4))


def closes_quarter(last: date, fiscal_year_start_month: int) -> bool:
    """True when a fiscal quarter begins on the day after."""
    return (last + timedelta(days=1)).month in quarter_months(fiscal_year_start_month)
