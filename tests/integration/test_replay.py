"""Releases built once more: bit for bit, also when the landing files are gone; and what is said when they are not."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.lib import warehouse
from orchestration.lib.errors import InputError
from orchestration.lib.locking import refresh_lock
from orchestration.lib.refresh import Refresh, Request
from orchestration.lib.releases import Store
from orchestration.lib.releases.release import APPROVAL, CONFIG_CHANGES, MANIFEST, PRUNED
from orchestration.lib.replay import replay
from orchestration.lib.settings import PROJECT, Settings
from tests.conftest import AS_OF, tiering

MONTHS = int(os.environ.get("TIERING_TEST_MONTHS", "3"))
"""Chained month ends up to AS_OF; twelve are a year, on request."""
WAIVERS = {"stale_source": "the made-up records are as of one day", "empty_tier": "a book of 150 accounts is small"}


def month_ends(count: int) -> list[date]:
    """The last `count` month ends up to AS_OF, oldest first."""
    firsts = [date(AS_OF.year + (AS_OF.month - back) // 12, (AS_OF.month - back) % 12 + 1, 1) for back in range(count)]
    return sorted(date.fromordinal(first.toordinal() - 1) for first in firsts)


def retier(settings: Settings, as_of: date) -> str:
    """One refresh without Dagster; the id of what it published."""
    with refresh_lock(settings, wait_seconds=0, owner="test"):
        run = Refresh(settings, Request(as_of=as_of, waivers=WAIVERS), lambda text: None)
        run.inspect()
        assert run.land()
        run.check_sources()
        for part in (warehouse.WAREHOUSE, warehouse.CANDIDATE):
            run.build(part, lambda event: None)
        run.check_release()
        return run.publish().release_id


def prune(settings: Settings, release_id: str) -> None:
    """What retention does to a release: its manifest and configuration stay."""
    folder = settings.releases / release_id
    (folder / PRUNED).touch()
    for path in folder.iterdir():
        if path.is_dir() and path.name != "config":
            shutil.rmtree(path)
        elif path.is_file() and path.name not in {MANIFEST, APPROVAL, CONFIG_CHANGES, PRUNED}:
            path.unlink()


def drop_news(landing: Path, day: date) -> None:
    """One more file of company events, so that every release rests on other raw files."""
    news = landing / "company_events" / f"events_{day:%Y_%m}.csv"
    header = (landing / "company_events" / "events.csv").read_text(encoding="utf-8").splitlines()[0]
    news.write_text(f"{header}\nNEWS-{day},expansion,{day} 08:00:00,ACC-0000001,,,,\n", encoding="utf-8")


def change_seats(config: Path) -> None:
    tiers = config / "tiering" / "tiers.csv"
    text = tiers.read_text(encoding="utf-8")
    assert "new_business,1,Strategic,30,15," in text
    tiers.write_text(text.replace("new_business,1,Strategic,30,15,", "new_business,1,Strategic,30,14,"))


def test_chained_months_replay_bit_for_bit_from_manifests_alone(tmp_path: Path, demo_landing: Path) -> None:
    """The last of the chain, with every release before it pruned: each is rebuilt on its rebuilt predecessor."""
    settings = Settings.resolve(tmp_path / "landing", tmp_path / "home", tmp_path / "config")
    shutil.copytree(demo_landing, settings.landing)
    shutil.copytree(PROJECT / "seeds", settings.config, ignore=shutil.ignore_patterns("*.yml"))
    ids = []
    for day in month_ends(MONTHS):
        drop_news(settings.landing, day)
        ids.append(retier(settings, day))
        if len(ids) == 1:
            change_seats(settings.config)
    store = Store(settings)
    assert store.find(ids[1]).manifest.config_hash != store.find(ids[0]).manifest.config_hash  # type: ignore[union-attr]
    told = json.loads((settings.releases / ids[1] / CONFIG_CHANGES).read_text(encoding="utf-8"))
    assert told["previous_release_id"] == ids[0]
    assert told["changes"] == [
        {
            "file": "tiering/tiers.csv",
            "key": "pool new_business, tier 1",
            "column": "capacity",
            "old": "15",
            "new": "14",
        }
    ]
    shutil.rmtree(settings.landing)
    shutil.rmtree(settings.config)
    for release_id in ids[:-1]:
        prune(settings, release_id)
    before = {path: path.stat().st_mtime_ns for path in [settings.warehouse, *settings.releases.rglob("*")]}

    done = tiering("replay", ids[-1], "--home", settings.home)

    assert done.returncode == 0, done.stderr
    assert [line.split()[1] for line in done.stderr.splitlines() if line.startswith("replaying ")] == ids
    assert f"{ids[-1]} replays bit for bit" in done.stdout
    assert "other code" not in done.stderr
    assert {path: path.stat().st_mtime_ns for path in [settings.warehouse, *settings.releases.rglob("*")]} == before
    assert [path.name for path in (settings.home / "replay").iterdir()] == ["lock"]


def tamper(settings: Settings, release_id: str, column: str, expression: str) -> Path:
    """Rewrites a column of the raw accounts of a release in place."""
    manifest = json.loads((settings.releases / release_id / MANIFEST).read_text(encoding="utf-8"))
    raw_file = next(f["raw_file"] for f in manifest["files"] if (f["source"], f["table"]) == ("crm", "accounts"))
    parquet = settings.raw / "crm" / "accounts" / f"{raw_file}.parquet"
    rewritten = parquet.with_suffix(".new")
    with duckdb.connect() as connection:
        rows = f"select * replace ({expression} as {column}) from read_parquet('{parquet}')"
        connection.execute(f"copy ({rows}) to '{rewritten}' (format parquet)")
    rewritten.replace(parquet)
    return parquet


def test_a_gate_that_refuses_the_rebuilt_release_ends_the_replay(workplace: Settings) -> None:
    release_id = str(Store(workplace).pointed())
    parquet = tamper(workplace, release_id, "updated_at", "updated_at - interval 5 year")
    done = tiering("replay", release_id, "--home", workplace.home)
    assert done.returncode == 1, done.stdout
    assert f"{parquet}: not what was landed" in done.stderr
    assert "stale_source (crm/accounts)" in done.stderr
    assert f"{release_id} could not be rebuilt; what is published has not been touched." in done.stderr
    assert Store(workplace).pointed() == release_id
    assert (workplace.home / "replay" / "releases" / f"{release_id}.refused" / "quality.html").is_file()


def test_a_tampered_raw_file_is_named_and_the_first_row_it_changed(workplace: Settings) -> None:
    release_id = str(Store(workplace).pointed())
    parquet = tamper(
        workplace, release_id, "name", "case when account_id = 'ACC-0000002' then 'Tampered Inc.' else name end"
    )

    done = tiering("replay", release_id, "--home", workplace.home, "--json")

    assert done.returncode == 1, done.stderr
    assert f"{parquet}: not what was landed from crm/accounts.csv" in done.stderr
    told = json.loads(done.stdout)
    assert not told["is_equal"] and "account_tiers" in told["differing"]
    assert "release_checks" not in told["differing"]
    first = told["first"]
    assert first["mart"] == told["differing"][0]
    assert first["rows_published"] == first["rows_replayed"] == 1
    assert first["published"]["account_id"] == first["replayed"]["account_id"] == "ACC-0000002"
    assert first["replayed"]["account_name"] == "Tampered Inc." != first["published"]["account_name"]


def test_what_cannot_be_replayed_is_refused(published_home: Settings) -> None:
    unknown = tiering("replay", "2026-01-01-00000000", "--home", published_home.home)
    assert unknown.returncode == 2 and "there is no release 2026-01-01-00000000" in unknown.stderr
    with pytest.raises(InputError):
        replay(published_home, "nonsense", lambda text: None, wait_seconds=0)


def test_a_changed_stored_configuration_is_no_ground_to_replay_on(workplace: Settings) -> None:
    release_id = str(Store(workplace).pointed())
    seats = workplace.releases / release_id / "config"
    for file in seats.rglob("tiers.csv"):
        file.chmod(0o644)
    change_seats(seats)
    done = tiering("replay", release_id, "--home", workplace.home)
    assert done.returncode == 4 and "not the configuration that" in done.stderr
