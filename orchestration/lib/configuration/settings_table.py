"""reference/settings.csv: what its values may be, and, typed, the settings that the orchestration itself reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orchestration.lib.configuration.rules import Book
from orchestration.lib.configuration.tables import Row, Table
from orchestration.lib.errors import InputError


@dataclass(frozen=True)
class RefreshSettings:
    """Settings of reference/settings.csv that schedules, sensor and reports use; models read the others as a seed.

    Without arguments: the ones that the project comes with.
    """

    base_currency: str = "EUR"
    time_zone: str = "Europe/Berlin"
    fiscal_year_start_month: int = 1
    quarterly_retier_day: int = 1
    daily_retier_time: time = time(6)
    landing_quiet_seconds: int = 30


def parse(table: Table) -> RefreshSettings:
    """The typed settings of a table that `setting_values` found nothing wrong with."""
    values = {row.text("key"): row.text("value").strip() for row in table}
    return RefreshSettings(
        base_currency=values["base_currency"].upper(),
        time_zone=values["time_zone"],
        fiscal_year_start_month=int(values["fiscal_year_start_month"]),
        quarterly_retier_day=int(values["quarterly_retier_day"]),
        daily_retier_time=time.fromisoformat(values["daily_retier_time"]),
        landing_quiet_seconds=int(values["landing_quiet_seconds"]),
    )


def _currency(text: str) -> bool:
    return text.upper() in _currencies()


@cache
def _currencies() -> frozenset[str]:
    """The ISO 4217 codes of what is legal tender somewhere today."""
    from babel.core import get_global

    tenders = (tender for of_territory in get_global("territory_currencies").values() for tender in of_territory)
    return frozenset(code for code, _, until, is_tender in tenders if until is None and is_tender)


def _time_zone(text: str) -> bool:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
        return False
    return True


def _whole(text: str, lowest: int, highest: int) -> bool:
    return text.isascii() and text.isdigit() and lowest <= int(text) <= highest


def _number(text: str, lowest: int, highest: int) -> bool:
    try:
        return lowest <= Decimal(text) <= highest
    except InvalidOperation:
        return False


def _chance(text: str) -> bool:
    return _number(text, 0, 1) and Decimal(text) not in (0, 1)


def _number_of_deals(text: str) -> bool:
    return _number(text, 0, 1000) and Decimal(text) != 0


def _time(text: str) -> bool:
    try:
        return time.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


_EXPECTED = {
    "base_currency": (_currency, "a currency in use by its ISO 4217 code, such as EUR"),
    "own_manufacturer": (lambda text: text != "", "the manufacturer name that stands on our own machines"),
    "time_zone": (_time_zone, "a time zone of the IANA database, such as Europe/Berlin"),
    "fiscal_year_start_month": (lambda text: _whole(text, 1, 12), "a month from 1 to 12"),
    "quarterly_retier_day": (lambda text: _whole(text, 1, 28), "a day from 1 to 28, so that every month has it"),
    "daily_retier_time": (_time, "a time of day such as 06:00"),
    "landing_quiet_seconds": (lambda text: _whole(text, 0, 86_400), "whole seconds from 0 to 86400"),
    "rollup_method": (lambda text: text.lower() in {"champion", "average", "breadth"}, "champion, average or breadth"),
    "rollup_breadth_min_score": (lambda text: _number(text, 0, 100), "a score from 0 to 100"),
    "lookalike_min_fit": (lambda text: _number(text, 0, 100), "a score from 0 to 100"),
    "rollup_breadth_lift": (lambda text: _number(text, 0, 1), "a share from 0 to 1"),
    "technology_in_use_days": (lambda text: _whole(text, 1, 3660), "whole days from 1 to 3660"),
    "committee_active_days": (lambda text: _whole(text, 1, 3660), "whole days from 1 to 3660"),
    "deal_value_prior_deals": (_number_of_deals, "a number of deals above 0, at most 1000"),
    "committee_names_contacts": (lambda text: text.lower() in {"true", "false"}, "true or false"),
    "indicator_weeks": (lambda text: _whole(text, 1, 104), "whole weeks from 1 to 104"),
    "effort_days": (lambda text: _whole(text, 1, 366), "whole days from 1 to 366"),
    "sla_days": (lambda text: _whole(text, 1, 366), "whole days from 1 to 366"),
    "sla_by_owner": (lambda text: text.lower() in {"true", "false"}, "true or false"),
    "unlisted_min_records": (lambda text: _whole(text, 1, 1_000_000), "a whole number from 1 on"),
    "holdout_salt": (lambda text: text != "", "any text"),
    "significance_level": (_chance, "a share above 0 and below 1, such as 0.05"),
    "min_deals_compared": (lambda text: _whole(text, 1, 1_000_000), "a whole number from 1 on"),
    "performance_months": (lambda text: _whole(text, 12, 999), "months from 12 to 999"),
}


def setting_values(book: Book) -> Iterator[InputError]:
    """Every setting with limited values is there and has one of them."""
    return problems(book.table("settings"))


def problems(table: Table) -> Iterator[InputError]:
    """What is wrong with the settings of reference/settings.csv."""
    rows: dict[str, Row] = {row.text("key"): row for row in table}
    for key, (is_valid, wanted) in _EXPECTED.items():
        if key not in rows:
            yield table.problem(f"setting '{key}' is missing", f"add its row: {wanted}")
        elif not is_valid(rows[key].text("value").strip()):
            yield rows[key].problem(f"setting '{key}' is '{rows[key].text('value')}'", f"write {wanted}")


RULES = (setting_values,)
