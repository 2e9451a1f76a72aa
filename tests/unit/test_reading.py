"""What status reads from a release file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.lib import reading
from orchestration.lib.errors import InputError


def test_active_triggers_come_with_their_event_and_end(tmp_path: Path) -> None:
    database = tmp_path / "tiers.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.account_tiers as
            select *, null as account_name, 'p' as pool, 1 as tier, 3 as earned_tier
            from (values
                ('later', 'trigger', 'lifted until 2026-08-01 by merger on 2026-06-01', date '2026-08-01'),
                ('next', 'held_trigger', 'kept until 2026-07-01 by new site on 2026-05-01', date '2026-07-01'),
                ('none', 'qualified', 'its score says so', null)
            ) as t (account_id, tier_reason, tier_reason_text, trigger_expires_on)
            """
        )
    triggers = reading.active_triggers(database)
    assert [row["account_id"] for row in triggers] == ["next", "later"]
    assert "new site on 2026-05-01" in triggers[0]["tier_reason_text"]


def test_a_release_of_an_older_version_is_named(tmp_path: Path) -> None:
    database = tmp_path / "tiers.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts; create table marts.account_tiers as select 'A1' as account_id")
    with pytest.raises(InputError, match="the release lacks what this version") as refused:
        reading.active_triggers(database)
    assert "tiering refresh" in refused.value.remedy
