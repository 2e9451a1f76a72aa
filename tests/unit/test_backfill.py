"""The past, built month by month: which months, by which policies, and when there is no past to build."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib import backfill as past
from orchestration.lib.errors import GateRefused, InputError
from orchestration.lib.progress import Outcome
from orchestration.lib.refresh import Request
from orchestration.lib.releases import Store, rollback
from orchestration.lib.settings import PROJECT, Settings
from tests.unit.releases_kit import published, settings_in

TODAY = datetime.now(UTC).date()
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


class Flow:
    """Publishes a handmade release for each request; refuses on `refuses`."""

    def __init__(self, settings: Settings, refuses: date | None = None) -> None:
        self.store, self.refuses = Store(settings), refuses
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Outcome:
        self.requests.append(request)
        if request.as_of == self.refuses:
            raise GateRefused("refused by 1 check")
        release_id = f"{request.as_of}-{len(self.requests):08x}"
        facts = {"policy": request.policy, "is_reconstructed": request.is_reconstructed}
        published(self.store, release_id, self.store.pointed(), **facts)
        return Outcome("published", release_id, "published")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path)
    shutil.copytree(PROJECT / "seeds", settings.config, ignore=shutil.ignore_patterns("*.yml"))
    return settings


def build(settings: Settings, flow: Flow, first: date = date(2026, 1, 1), until: date | None = MARCH) -> list[Any]:
    found = past.backfill(settings, first, until, waivers={"stale_source": "x"}, refresh=flow, say=lambda text: None)
    return [(month.as_of, month.policy, month.state) for month in found]


def test_month_after_month_by_the_policies_that_would_have_run(settings: Settings) -> None:
    flow = Flow(settings)
    assert build(settings, flow) == [
        (JANUARY, "baseline", "published"),
        (FEBRUARY, "daily", "published"),
        (MARCH, "quarterly", "published"),
    ]
    assert all(request.is_reconstructed and request.waivers == {"stale_source": "x"} for request in flow.requests)
    assert [bool(request.policy_reason) for request in flow.requests] == [True, False, False]
    assert all(request.approved_by is None for request in flow.requests)


def test_quarters_are_the_fiscal_years(settings: Settings) -> None:
    table = settings.config / "reference" / "settings.csv"
    table.write_text(table.read_text().replace("fiscal_year_start_month,1,", "fiscal_year_start_month,3,"))
    assert [policy for _, policy, _ in build(settings, Flow(settings))] == ["baseline", "quarterly", "daily"]


def test_it_goes_on_where_it_stopped(settings: Settings) -> None:
    with pytest.raises(GateRefused):
        build(settings, Flow(settings, refuses=FEBRUARY))
    flow = Flow(settings)
    assert build(settings, flow) == [
        (JANUARY, "baseline", "there"),
        (FEBRUARY, "daily", "published"),
        (MARCH, "quarterly", "published"),
    ]
    assert [request.as_of for request in flow.requests] == [FEBRUARY, MARCH]
    assert [state for _, _, state in build(settings, flow)] == ["there"] * 3


def test_a_month_that_was_rolled_back_leaves_no_hole(settings: Settings) -> None:
    """Its inputs make the same release again, which a refresh does not publish by itself."""
    build(settings, Flow(settings))
    store = Store(settings)
    february, march = (f"{day}-{number:08x}" for number, day in ((2, FEBRUARY), (3, MARCH)))
    rollback(store, february)

    def again(request: Request) -> Outcome:
        return Outcome("unchanged", march, "was rolled back")

    said = f"{march} was made before .* published, which is {february}: .*rollback {march}"
    with pytest.raises(InputError, match=said):
        past.backfill(settings, JANUARY, date(2026, 4, 30), waivers={}, refresh=again, say=lambda text: None)


def test_a_past_is_carried_on_not_begun_again(settings: Settings) -> None:
    build(settings, Flow(settings), until=FEBRUARY)
    assert build(settings, Flow(settings), first=MARCH) == [(MARCH, "quarterly", "published")]


def test_exports_that_begin_later_are_hinted_at(settings: Settings) -> None:
    said: list[str] = []
    flow = Flow(settings, refuses=JANUARY)
    with pytest.raises(GateRefused):
        past.backfill(settings, JANUARY, MARCH, waivers={}, refresh=flow, say=said.append)
    assert said[-2:] == [
        "0 of 3 months are published; the same command goes on with 2026-01-31",
        "if the exports do not reach back to 2026-01-31, begin later: --from YYYY-MM-DD",
    ]


def test_up_to_yesterday_unless_said_otherwise(settings: Settings) -> None:
    begin = TODAY - timedelta(days=70)
    months = build(settings, Flow(settings), begin, None)
    assert len(months) >= 2
    assert begin <= months[0][0] and TODAY - timedelta(days=32) < months[-1][0] < datetime.now(UTC).date()


def refused(settings: Settings, first: date = date(2026, 1, 1), until: date | None = MARCH) -> str:
    """What is said when there is no past to build; nothing may have been asked of the flow."""
    flow = Flow(settings)
    with pytest.raises(InputError) as error:
        build(settings, flow, first, until)
    assert flow.requests == []
    return str(error.value)


def test_the_past_comes_before_the_first_live_release(settings: Settings) -> None:
    published(Store(settings), "2026-03-31-0000000a")
    assert "2026-03-31-0000000a is published and live" in refused(settings)


def test_a_live_release_on_top_of_the_past_ends_it(settings: Settings) -> None:
    build(settings, Flow(settings))
    published(Store(settings), "2026-04-01-0000000a", Store(settings).pointed())
    said = refused(settings, until=date(2026, 4, 30))
    assert "2026-04-01-0000000a is published and live" in said and "--home DIR" in said


def test_nothing_is_put_before_a_past_that_is_published(settings: Settings) -> None:
    build(settings, Flow(settings), FEBRUARY)
    assert "the published past begins with 2026-02-28" in refused(settings)


def test_days_that_make_no_past(settings: Settings) -> None:
    assert "no month ends between 2026-02-01 and 2026-02-27" in refused(settings, date(2026, 2, 1), date(2026, 2, 27))
    assert "is not in the past" in refused(settings, until=TODAY + timedelta(days=1))
    assert not settings.home.exists()
