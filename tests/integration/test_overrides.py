"""A person's decision, from the command to the published tier, and what status and quality page say of it."""

from __future__ import annotations

import json
from datetime import timedelta

import duckdb

from orchestration.lib.settings import Settings
from tests.conftest import AS_OF, Refresh, tiering


def test_an_override_decides_is_recorded_and_announced(workplace: Settings, refresh: Refresh) -> None:
    day, end = AS_OF + timedelta(days=1), AS_OF + timedelta(days=15)
    database = workplace.releases / "current" / "tiers.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        (account, earned) = connection.execute(
            "select account_id, earned_tier from marts.account_tiers where tier = 3 order by account_id limit 1"
        ).fetchall()[0]
    words = ("--tier", 1, "--reason", "pilot customer", "--approved-by", "Ada", "--from", day, "--expires", end)
    added = tiering("override", "add", account, *words, "--config", workplace.config)
    assert added.returncode == 0, added.stderr

    done = refresh(as_of=day)

    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(
            "select tier, tier_reason, earned_tier from marts.account_tiers where account_id = ?", [account]
        ).fetchone()
    assert row == (1, "override", earned), "both tiers stay visible"
    told = json.loads(tiering("status", "--json", "--home", workplace.home).stdout)
    (change,) = told["config_changes"]
    assert change["file"] == "tiering/tier_overrides.csv" and "pilot customer" in change["new"]
    (expiring,) = told["expiring_overrides"]
    assert (expiring["account_id"], expiring["override_expires_on"]) == (account, str(end))
    text = tiering("status", "--home", workplace.home).stdout
    assert f"override ends on {end}" in text and "The configuration changed in 1 place" in text
    page = (workplace.releases / "current" / "quality.html").read_text(encoding="utf-8")
    assert "1 change since the previous release" in page and "pilot customer" in page
