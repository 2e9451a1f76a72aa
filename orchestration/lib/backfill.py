"""The past, built on day one: a release for every month end before the first live one (MARTS, "The command").

Each is an ordinary refresh, published before the next one begins, and says that it is reconstructed: it knows what
today's exports tell of that day. See docs/decisions/0029-a-reconstructed-past.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from orchestration.lib import configuration, releases
from orchestration.lib.errors import GateRefused, InputError, TieringError
from orchestration.lib.periods import closes_quarter, month_ends
from orchestration.lib.progress import Outcome
from orchestration.lib.refresh import Request, Say
from orchestration.lib.settings import Settings

FIRST_POLICY, FIRST_REASON = "baseline", "the reconstructed past begins here"
ANOTHER_HOME = "build it in an empty home: --home DIR"


@dataclass(frozen=True)
class Month:
    """One month end of the past: `state` is that of its refresh, or `there` when an earlier backfill published it."""

    as_of: date
    policy: str
    state: str
    release_id: str


def backfill(
    settings: Settings,
    first: date,
    until: date | None,
    *,
    waivers: Mapping[str, str],
    refresh: Callable[[Request], Outcome],
    say: Say,
) -> list[Month]:
    """Publishes every month end from `first` to `until` (None: yesterday), in order; those already there are left.

    `refresh` runs one. Raises InputError, with nothing written, when the days make no past or a live release is already
    published; where a month was rolled back and the inputs make it again; and whatever ends a refresh: the months
    before it stay published, and the next backfill goes on there.
    """
    days = _month_ends(first, until)
    store = releases.Store(settings)
    there = _reconstructed(store, days[0])
    months = [Month(day, there[day].manifest.policy, "there", there[day].id) for day in days if day in there]
    if months:
        say(f"{len(months)} of {len(days)} months are there already, up to {months[-1].as_of}")
    start_month = configuration.load(settings.config).settings.fiscal_year_start_month
    for number, day in enumerate(days, start=1):
        if there and day <= max(there):
            continue
        request = _request(day, is_first=not (there or months), start_month=start_month, waivers=waivers)
        say(f"month {number} of {len(days)}: {day} ({request.policy})")
        try:
            outcome = refresh(request)
        except TieringError as error:
            say(f"{len(months)} of {len(days)} months are published; the same command goes on with {day}")
            if isinstance(error, GateRefused) and not months:
                say(f"if the exports do not reach back to {day}, begin later: --from YYYY-MM-DD")
            raise
        if outcome.state == "unchanged" and outcome.release_id != (current := store.pointed()):
            raise InputError(
                f"{outcome.release_id} was made before and is not what is published, which is {current}: "
                f"the months after {day} would be built without it",
                remedy=f"tiering rollback {outcome.release_id} brings it back; then the same command goes on",
            )
        months.append(Month(day, request.policy, outcome.state, outcome.release_id))
    return months


def _month_ends(first: date, until: date | None) -> list[date]:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    if until is not None and until > yesterday:
        raise InputError(f"--until {until} is not in the past", remedy=f"give a day up to yesterday, {yesterday}")
    last = until or yesterday
    days = month_ends(first, last)
    if not days:
        raise InputError(f"no month ends between {first} and {last}", remedy="begin earlier: --from YYYY-MM-DD")
    return days


def _reconstructed(store: releases.Store, first: date) -> dict[date, releases.Release]:
    """The past that an earlier backfill published, by day. Raises InputError where `first` cannot be added to it."""
    lineage = store.lineage()
    live = [release for release in lineage if not release.manifest.is_reconstructed]
    if live:
        raise InputError(
            f"{live[-1].id} is published and live: the past comes before the first live release", remedy=ANOTHER_HOME
        )
    there = {release.as_of: release for release in lineage}
    if there and first < min(there):
        raise InputError(f"the published past begins with {there[min(there)].id}", remedy=ANOTHER_HOME)
    return there


def _request(day: date, *, is_first: bool, start_month: int, waivers: Mapping[str, str]) -> Request:
    """The first month starts afresh; then the policies that would have run: quarterly where a fiscal quarter closes."""
    policy = FIRST_POLICY if is_first else "quarterly" if closes_quarter(day, start_month) else "daily"
    reason = FIRST_REASON if is_first else None
    return Request(as_of=day, policy=policy, policy_reason=reason, waivers=dict(waivers), is_reconstructed=True)
