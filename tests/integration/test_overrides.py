"""A person's decision, from the command to the published tier, and what status and quality page say of it."""

from __future__ import annotations

import json
import re
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
        (renewed,) = connection.execute(
            "select domain from marts.account_tiers where tier = 3 and domain is not null order by account_id desc"
        ).fetchone()
    words = ("--tier", 1, "--reason", "pilot customer", "--approved-by", "Ada")
    folders = ("--home", workplace.home, "--config", workplace.config)
    unknown = tiering("override", "add", f"{account}9", *words, "--expires", end, *folders)
    assert unknown.returncode == 2 and f"({account})" in unknown.stderr, unknown.stderr
    for key, begin, until in (
        (account.lower(), day, end),
        (renewed, day, end),
        (renewed, end, end + timedelta(days=300)),
    ):
        added = tiering("override", "add", key, *words, "--from", begin, "--expires", until, *folders)
        assert added.returncode == 0, added.stderr

    done = refresh(as_of=day)

    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(
            "select tier, tier_reason, earned_tier, tier_reason_text from marts.account_tiers where account_id = ?",
            [account],
        ).fetchone()
    assert row == (1, "override", earned, f'decided by Ada until {end}: "pilot customer"'), "both tiers stay visible"
    told = json.loads(tiering("status", "--json", "--home", workplace.home).stdout)
    assert {change["file"] for change in told["config_changes"]} == {"tiering/tier_overrides.csv"}
    assert "pilot customer" in told["config_changes"][0]["new"]
    (expiring,) = told["expiring_overrides"]
    assert (expiring["account_id"], expiring["override_expires_on"]) == (account, str(end))
    text = tiering("status", "--home", workplace.home).stdout
    assert re.search(rf"override end(s|ed) on {end}", text) and "The configuration changed in 3 place" in text
    page = (workplace.releases / "current" / "quality.html").read_text(encoding="utf-8")
    assert "3 changes since the previous release" in page and "pilot customer" in page
