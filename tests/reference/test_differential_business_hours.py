"""Service levels by SQL and minute by minute: random calendars and holidays, starts at any second, the real seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.lib import configuration
from orchestration.lib.settings import PROJECT
from tests.reference.business_hours import WEEKDAYS, Calendar, due_at
from tests.reference.sandbox import BOOKS, Sandbox, random_books

AS_OF = date(2026, 6, 30)
EVENTS = {"account_id": "varchar", "event": "varchar", "tier": "integer", "is_tier_assumed": "boolean"}
EVENTS |= {"started_at": "timestamp", "event_on": "date"}
ACCOUNTS = {"account_id": "varchar", "country": "varchar"}
GIVEN = ("int_sla_events", "int_accounts_resolved", "business_calendars", "holidays", "tier_slas")

Case = tuple[str, datetime, float]
"""Country of the account, start in UTC, business hours granted."""


def by_sql(sandbox: Sandbox, calendars: Mapping[str, Calendar], cases: Sequence[Case]) -> list[datetime]:
    """due_at of every case, by the project's own SQL."""
    sandbox.fill(
        "business_calendars",
        [
            {
                "country": country,
                "weekdays": " ".join(day for day in WEEKDAYS if day in calendar.weekdays),
                "opens_at": f"{calendar.opens_at:%H:%M}",
                "closes_at": f"{calendar.closes_at:%H:%M}",
                "utc_offset_minutes": calendar.utc_offset_minutes,
            }
            for country, calendar in calendars.items()
        ],
    )
    days = [{"country": c, "holiday_on": day} for c, calendar in calendars.items() for day in calendar.holidays]
    sandbox.fill("holidays", days)
    numbered = list(enumerate(cases))
    sandbox.fill(
        "int_accounts_resolved", [{"account_id": f"{i:04}", "country": case[0]} for i, case in numbered], ACCOUNTS
    )
    sandbox.fill(
        "tier_slas",
        [{"sla": str(i), "tier": i, "event": "e", "due_business_hours": hours} for i, (_, _, hours) in numbered],
    )
    events: list[dict[str, Any]] = [
        {"account_id": f"{i:04}", "event": "e", "tier": i, "started_at": start, "event_on": start.date()}
        for i, (_, start, _) in numbered
    ]
    sandbox.fill("int_sla_events", events, EVENTS)
    sandbox.run(["int_sla_clocks"], GIVEN, as_of=AS_OF)
    return [due for _, due in sandbox.rows("int_sla_clocks", ["account_id", "due_at"])]


days = st.dates(AS_OF - timedelta(days=366), AS_OF)


@st.composite
def calendars_of_a_case(draw: st.DrawFn) -> Calendar:
    opens, closes = sorted(draw(st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True)))
    if closes - opens < 30:  # a day of a few minutes would take the slow version for ever
        opens, closes = 480, 960
    return Calendar(
        weekdays=frozenset(draw(st.sets(st.sampled_from(WEEKDAYS), min_size=2))),
        opens_at=time(*divmod(opens, 60)),
        closes_at=time(*divmod(closes, 60)),
        utc_offset_minutes=draw(st.integers(-840, 840)),
        holidays=frozenset(draw(st.sets(days, max_size=20))),
    )


@st.composite
def books(draw: st.DrawFn) -> tuple[dict[str, Calendar], list[Case]]:
    """Up to two calendars, one of them `*`, and cases at their edges as often as anywhere else."""
    calendars = {"*": draw(calendars_of_a_case())}
    if draw(st.booleans()):
        calendars["DE"] = draw(calendars_of_a_case())
    cases = []
    for _ in range(draw(st.integers(1, 4))):
        country = draw(st.sampled_from(["DE", "ZZ", "*"]))
        calendar = calendars.get(country, calendars["*"])
        length = (calendar.closes_at.hour - calendar.opens_at.hour) * 60
        length += calendar.closes_at.minute - calendar.opens_at.minute
        edge = draw(st.sampled_from([calendar.opens_at, calendar.closes_at]))
        seconds = draw(st.one_of(st.sampled_from([-60, -1, 0, 1, 60]), st.integers(-90_000, 90_000)))
        start = datetime.combine(draw(days), edge) + timedelta(minutes=-calendar.utc_offset_minutes, seconds=seconds)
        minutes = draw(st.one_of(st.sampled_from([1, length, 2 * length]), st.integers(1, 5 * length)))
        cases.append((country, start, round(minutes / 60, 2)))
    return calendars, cases


@random_books(max(30, BOOKS // 5))
@given(book=books())
def test_due_at_is_counted_minute_by_minute(sandbox: Sandbox, book: tuple[dict[str, Calendar], list[Case]]) -> None:
    calendars, cases = book
    expected = [due_at(calendars.get(c, calendars["*"]), start, hours) for c, start, hours in cases]
    assert by_sql(sandbox, calendars, cases) == expected


def seeds_calendars() -> dict[str, Calendar]:
    """The default calendars, with holidays straight from the library, not from the seed."""
    rows = configuration.load(PROJECT / "seeds")["business_calendars"]
    found = {}
    for row in rows:
        country = row.text("country")
        found[country] = Calendar(
            weekdays=frozenset(row.text("weekdays").split()),
            opens_at=time.fromisoformat(row.text("opens_at")),
            closes_at=time.fromisoformat(row.text("closes_at")),
            utc_offset_minutes=row.integer("utc_offset_minutes") or 0,
            holidays=frozenset(() if country == "*" else holidays.country_holidays(country, years=(2026,))),
        )
    return found


@pytest.mark.parametrize(
    ("country", "started_at", "hours", "due"),
    [
        ("DE", "2026-04-02 14:30:59", 4, "2026-04-07 10:30"),  # Easter: Friday and Monday are none
        ("DE", "2026-05-13 07:00:00", 16, "2026-05-15 15:00"),  # Ascension Day; in summer still standard time
        ("GB", "2026-05-22 16:59:00", 1, "2026-05-26 09:59"),  # the spring bank holiday
        ("US", "2026-05-22 22:00:00", 8, "2026-05-26 22:00"),  # Memorial Day; 16:00 standard time is 22:00 UTC
        ("JP", "2026-04-28 23:59:00", 8, "2026-04-30 08:00"),  # Showa Day (29 April) began an hour ago: Thursday
        ("XX", "2026-05-01 07:00:00", 8, "2026-05-01 15:00"),  # no calendar of its own, so no May Day
    ],
)
def test_the_default_calendars_know_the_holidays(
    sandbox: Sandbox, country: str, started_at: str, hours: float, due: str
) -> None:
    calendars, start = seeds_calendars(), datetime.fromisoformat(started_at)
    expected = datetime.fromisoformat(due)
    assert due_at(calendars.get(country, calendars["*"]), start, hours) == expected
    assert by_sql(sandbox, calendars, [(country, start, hours)]) == [expected]


def test_the_seed_holds_what_the_library_says() -> None:
    rows = configuration.load(PROJECT / "seeds")["holidays"]
    seeded = {(row.text("country"), row.day("holiday_on")) for row in rows}
    calendars = {country: calendar for country, calendar in seeds_calendars().items() if country != "*"}
    assert {(c, day) for c, calendar in calendars.items() for day in calendar.holidays} <= seeded
