"""When an answer is due, minute by minute: the slow, obvious version of int_sla_clocks.

Business is done from the minute it opens up to the minute it closes, on the calendar's weekdays that are no holiday, in
local standard time the whole year. The clock starts with the minute in which the event lies and stands still outside
business. What is due when a day's last minute is over is due at the end of that day.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MINUTE = timedelta(minutes=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Calendar:
    """One row of business_calendars.csv, and the holidays of its country."""

    weekdays: AbstractSet[str]
    opens_at: time
    closes_at: time
    utc_offset_minutes: int
    holidays: AbstractSet[date]

    def is_open(self, local: datetime) -> bool:
        """Whether business is done in the minute that begins at `local`."""
        if local.date() in self.holidays or WEEKDAYS[local.weekday()] not in self.weekdays:
            return False
        return self.opens_at <= local.time() < self.closes_at


def due_at(calendar: Calendar, started_at: datetime, business_hours: float) -> datetime:
    """The UTC end of the last business minute that is granted; `started_at` is UTC, too."""
    offset = timedelta(minutes=calendar.utc_offset_minutes)
    local = started_at.replace(second=0, microsecond=0) + offset
    left = round(60 * business_hours)
    while left:
        if calendar.is_open(local):
            left -= 1
        local += MINUTE
    return local - offset
