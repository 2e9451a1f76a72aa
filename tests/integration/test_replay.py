"""Releases built once more, and what is said when they differ. That twelve months replay bit for bit: test_history."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration import console
from orchestration.lib import warehouse
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


def tamper(settings: Settings, release_id: str, **expressions: str) -> Path:
    """Rewrites columns of the raw accounts of a release in place."""
    manifest = json.loads((settings.releases / release_id / MANIFEST).read_text(encoding="utf-8"))
    raw_file = next(f["raw_file"] for f in manifest["files"] if (f["source"], f["table"]) == ("crm", "accounts"))
    parquet = settings.raw / "crm" / "accounts" / f"{raw_file}.parquet"
    rewritten = parquet.with_suffix(".new")
    with duckdb.connect() as connection:
        replaced = ", ".join(f"{expression} as {column}" for column, expression in expressions.items())
        rows = f"select * replace ({replaced}) from read_parquet('{parquet}')"
        connection.execute(f"copy ({rows}) to '{rewritten}' (format parquet)")
    rewritten.replace(parquet)
    return parquet


def test_a_live_release_replays_bit_for_bit(workplace: Settings) -> None:
    release_id = str(Store(workplace).pointed())
    done = tiering("replay", release_id, "--home", workplace.home, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["is_equal"] and told["remarks"] == []
    assert {"account_tiers", "account_tier_changes", "release_checks"} <= set(told["marts"])


def test_what_a_gate_refuses_is_named_and_the_first_row_that_differs(workplace: Settings) -> None:
    """One account of a tampered raw file has another name, and every record is years old."""
    release_id = str(Store(workplace).pointed())
    parquet = tamper(
        workplace,
        release_id,
        name="case when account_id = 'ACC-0000002' then 'Tampered Inc.' else name end",
        updated_at="updated_at - interval 5 year",
    )

    done = tiering("replay", release_id, "--home", workplace.home, "--json")

    assert done.returncode == 1, done.stderr
    assert f"{parquet}: not what was landed from crm/accounts.csv" in done.stderr
    told = json.loads(done.stdout)
    assert "stale_source (crm/accounts)" in told["refusal"]
    assert not told["is_equal"] and "account_tiers" in told["differing"]
    first = told["first"]
    assert first["mart"] == told["differing"][0]
    assert first["rows_published"] == first["rows_replayed"] == 1
    assert first["published"]["account_id"] == first["replayed"]["account_id"] == "ACC-0000002"
    assert first["replayed"]["account_name"] == "Tampered Inc." != first["published"]["account_name"]
    assert Store(workplace).pointed() == release_id
    assert [path.name for path in (workplace.home / "replay").iterdir()] == ["lock"]


def test_a_check_that_leaves_nothing_to_compare_is_named(
    workplace: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = warehouse.NodeResult(
        "test.accounts", "primary_key_accounts", "test", "fail", 2, "2 rows break the rule", "select 1 as row", "error"
    )
    monkeypatch.setattr(warehouse, "build", lambda *_, **__: [failed])
    result = replay(workplace, str(Store(workplace).pointed()), lambda text: None, wait_seconds=0)
    assert (result.is_equal, result.marts, result.first) == (False, (), None)
    assert result.refusal and "primary_key_accounts" in result.refusal
    console.show_replay(result)
    told = capsys.readouterr().out
    assert "could not be rebuilt: refused by 1 check" in told and "primary_key_accounts" in told


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
