"""Releases built once more, and what is said when they differ. That twelve months replay bit for bit: test_history."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.errors import InputError
from orchestration.lib.releases import Store
from orchestration.lib.releases.release import MANIFEST
from orchestration.lib.replay import replay
from orchestration.lib.settings import Settings
from tests.conftest import tiering


def change_seats(config: Path) -> None:
    tiers = config / "tiering" / "tiers.csv"
    text = tiers.read_text(encoding="utf-8")
    assert "new_business,1,Strategic,30,15," in text
    tiers.write_text(text.replace("new_business,1,Strategic,30,15,", "new_business,1,Strategic,30,14,"))


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
