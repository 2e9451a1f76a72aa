"""Twelve months built one upon another: what a past release said stays so, can be asked later, and can be rebuilt."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib import demo, warehouse
from orchestration.lib.backfill import Month, backfill
from orchestration.lib.locking import refresh_lock
from orchestration.lib.progress import Outcome
from orchestration.lib.reading import explain, query
from orchestration.lib.refresh import Refresh, Request
from orchestration.lib.releases import Release, Store
from orchestration.lib.releases.release import APPROVAL, CONFIG_CHANGES, MANIFEST, PRUNED
from orchestration.lib.replay import replay
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF, tiering

FIRST, LAST, YEAR = date(2025, 6, 1), date(2026, 5, 31), 12
"""A year of month ends, before the day of the exports (AS_OF)."""

REPLAYED = 4
"""The month that is built again, after the seats have changed and the bought lift has ended."""

BUYERS = ("ACC-0000002", "ACC-0000003")
"""They buy a company on the last day of the first month, which lifts them for 90 days."""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A small company's exports of today. dbt's tests of shape are left out: they make no row."""
    for part in ("WAREHOUSE", "CANDIDATE"):
        selection = getattr(warehouse, part)
        monkeypatch.setattr(warehouse, part, {**selection, "exclude": (*selection["exclude"], "test_type:generic")})
    settings = Settings.resolve(tmp_path / "landing", tmp_path / "home", tmp_path / "config")
    demo.write(settings.landing, accounts=60, events=2000, as_of=AS_OF, months=16, progress=lambda text: None)
    shutil.copytree(PROJECT / "seeds", settings.config, ignore=shutil.ignore_patterns("*.yml"))
    edit(settings.config / "tiering" / "trigger_rules.csv", "acquisition,1,90,,,50,2,", "acquisition,1,90,,,,,")
    return settings


def test_a_year_of_months(book: Settings) -> None:
    """Built in two goes, with news every month and another configuration in the second, while a reader looks on."""
    with reader(book) as seen:
        begun = backfill_months(book, until=date(2025, 7, 31))
        change_seats(book.config)
        built = backfill_months(book, until=LAST)
    assert [month.state for month in built] == ["there"] * 2 + ["published"] * (YEAR - 2)
    assert built[:2] == [replace(month, state="there") for month in begun]
    assert seen == {"seen": [month.release_id for month in built], "errors": []}

    chain = [release for month in built if (release := Store(book).get(month.release_id))]
    assert len(chain) == YEAR
    check_facts(chain)
    check_configuration_changes(chain)
    for release in chain:
        check_the_past_of(release, told_by=chain[-1])
    check_spells(chain)
    check_borrowed_seats_are_given_back(chain)
    check_history_is_never_rewritten(chain)

    assert explain(chain[-1].database, "ACC-0000001").is_reconstructed
    status = tiering("status", "--home", book.home)
    assert "Reconstructed:" in status.stdout, status.stderr
    assert "Days without a release before it: 30, since 2026-04-30" in status.stdout

    check_replay_of_a_past_one(book, chain)


# -- how the year is made -------------------------------------------------------------------------------------------


def backfill_months(settings: Settings, until: date) -> list[Month]:
    """The verb without Dagster; a file of news lands before each month, so that each rests on other raw files."""

    def refresh(request: Request) -> Outcome:
        drop_news(settings.landing, request.as_of)
        with refresh_lock(settings, wait_seconds=0, owner="test"):
            run = Refresh(settings, request, lambda text: None)
            run.inspect()
            assert run.land()
            run.check_sources()
            for part in (warehouse.WAREHOUSE, warehouse.CANDIDATE):
                run.build(part, lambda event: None)
            run.check_release()
            return run.publish()

    return backfill(settings, FIRST, until, waivers={}, refresh=refresh, say=lambda text: None)


def drop_news(landing: Path, day: date) -> None:
    news = landing / "company_events" / f"events_{day:%Y_%m}.csv"
    header = (landing / "company_events" / "events.csv").read_text(encoding="utf-8").splitlines()[0]
    lines = [f"NEWS-{day},expansion,{day} 08:00:00,ACC-0000001,,,,"]
    if (day.year, day.month) == (FIRST.year, FIRST.month):
        lines += [f"BUYS-{account_id},acquisition,{day} 08:00:00,{account_id},,,," for account_id in BUYERS]
    news.write_text("\n".join([header, *lines, ""]), encoding="utf-8")


def change_seats(config: Path) -> None:
    edit(config / "tiering" / "tiers.csv", "new_business,1,Strategic,30,15,", "new_business,1,Strategic,30,2,")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {file}"
    file.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def reader(settings: Settings) -> Iterator[dict[str, list[str]]]:
    """A reader of `current` for the length of the block; what it saw is filled in at the end."""
    found: dict[str, list[str]] = {}
    command = [sys.executable, "-m", "tests.integration.reader", str(settings.releases)]
    with subprocess.Popen(command, cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield found
        found.update(json.loads(process.communicate()[0]))


# -- what has to be true of it --------------------------------------------------------------------------------------


def check_facts(chain: list[Release]) -> None:
    """Every release says that it is reconstructed, on what it was built, and how many days there is none for."""
    for before, release in zip([None, *chain], chain, strict=False):
        facts = query(release.database, "select * from marts.release_info")[0]
        assert facts["is_reconstructed"] is release.manifest.is_reconstructed is True
        assert facts["previous_release_id"] == (before.id if before else None)
        assert facts["gap_days"] == ((release.as_of - before.as_of).days - 1 if before else 0)
    assert [release.manifest.policy for release in chain[:4]] == ["baseline", "daily", "daily", "quarterly"]


def check_configuration_changes(chain: list[Release]) -> None:
    told = json.loads(chain[2].config_changes.read_text(encoding="utf-8"))
    change = {"file": "tiering/tiers.csv", "key": "pool new_business, tier 1", "column": "capacity"}
    assert told == {"previous_release_id": chain[1].id, "changes": [{**change, "old": "15", "new": "2"}]}


def check_the_past_of(release: Release, *, told_by: Release) -> None:
    """A past day asked of a later release gives what that day's release said, account by account."""
    tiers = query(release.database, "select account_id, pool, tier from marts.account_tiers order by account_id")
    spells = query(
        told_by.database,
        """
        select account_id, pool, tier from marts.account_tier_history
        where valid_from <= $1 and ($1 < valid_to or valid_to is null)
        order by account_id
        """,
        [release.as_of],
    )
    assert spells == tiers and len(tiers) > 50
    columns = "account_id, score, icp_fit_score, intent_score, engagement_score, strategic_score, release_id"
    scores = query(release.database, f"select {columns} from marts.account_tiers order by account_id")
    told = f"select {columns} from marts.account_score_history where as_of_date = $1 order by account_id"
    assert query(told_by.database, told, [release.as_of]) == scores


def check_spells(chain: list[Release]) -> None:
    """No gap, no overlap, and one open spell for every live account."""
    spells = query(
        chain[-1].database,
        """
        select account_id, valid_from, valid_to,
            lead(valid_from) over (partition by account_id order by valid_from) as next_from,
            account_id in (select account_id from marts.account_tiers) as is_live
        from marts.account_tier_history
        """,
    )
    assert len(spells) > len({spell["account_id"] for spell in spells}), "nobody moved in a year: nothing was tested"
    for spell in spells:
        is_last = spell["next_from"] is None
        assert (spell["valid_to"] is None) == spell["is_live"] if is_last else spell["valid_to"] == spell["next_from"]
        assert spell["valid_to"] is None or spell["valid_from"] < spell["valid_to"], spell


def check_borrowed_seats_are_given_back(chain: list[Release]) -> None:
    """Whoever an event had lifted falls by the rules when it has ended, and is told so."""
    lifted, later = "select tier from marts.account_tiers where tier_reason = 'trigger' and account_id = $1", []
    sql = "select from_tier, to_tier, tier_reason, explanation from marts.account_tier_changes where account_id = $1"
    for account_id in BUYERS:
        assert all(query(release.database, lifted, [account_id]) == [{"tier": 1}] for release in chain[:3])
        later += query(chain[3].database, sql, [account_id])
    fallen = [change for change in later if change["to_tier"] > change["from_tier"]]
    assert fallen, "neither fell: nothing was tested"
    for change in fallen:
        assert change["tier_reason"] in ("qualified", "capacity", "band"), change
        assert change["explanation"].startswith(f"Down from Tier 1 to Tier {change['to_tier']} (its event has ended")


def check_history_is_never_rewritten(chain: list[Release]) -> None:
    """What a release has closed stands word for word in the next one; what is open may only be closed."""
    for before, after in pairwise(chain):
        for mart in ("account_tier_history", "account_score_history", "tier_migrations"):
            old, new = (rows(release, f"select * from marts.{mart}") for release in (before, after))
            if mart == "account_tier_history":
                old = {row for row in old if dict(row)["valid_to"] is not None}
            assert old <= new, (mart, after.id)
        begun = "select * exclude (valid_to) from marts.account_tier_history"
        assert rows(before, begun) <= rows(after, begun), after.id


def rows(release: Release, sql: str) -> set[tuple[tuple[str, Any], ...]]:
    return {tuple(row.items()) for row in query(release.database, sql)}


def check_replay_of_a_past_one(settings: Settings, chain: list[Release]) -> None:
    """Bit for bit, it and all before it, from raw and manifests alone: landing, configuration, past tables are gone."""
    shutil.rmtree(settings.landing)
    shutil.rmtree(settings.config)
    past = chain[: REPLAYED + 1]
    for release in past[:-1]:
        prune(release)
    before = {path: path.stat().st_mtime_ns for path in [settings.warehouse, *settings.releases.rglob("*")]}
    said: list[str] = []

    result = replay(settings, past[-1].id, said.append, wait_seconds=0)

    assert result.is_equal and result.release_id == past[-1].id, result
    assert [text.split()[1] for text in said if text.startswith("replaying ")] == [release.id for release in past]
    assert not [text for text in said if "other code" in text]
    assert {path: path.stat().st_mtime_ns for path in [settings.warehouse, *settings.releases.rglob("*")]} == before
    assert [path.name for path in (settings.home / "replay").iterdir()] == ["lock"]


def prune(release: Release) -> None:
    """What retention does to a release: its manifest and configuration stay."""
    (release.folder / PRUNED).touch()
    for path in release.folder.iterdir():
        if path.is_dir() and path.name != "config":
            shutil.rmtree(path)
        elif path.is_file() and path.name not in {MANIFEST, APPROVAL, CONFIG_CHANGES, PRUNED}:
            path.unlink()
