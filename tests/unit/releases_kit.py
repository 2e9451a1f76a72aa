"""Handmade releases for the tests of lib/releases: a few tables instead of a warehouse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.lib import releases
from orchestration.lib.settings import Settings

MARTS = ["account_tiers", "release_info"]
CHECK = {"gate": "release", "check": "score_range", "severity": "stop", "result": "pass", "value": 0.0}
CLOCK = datetime(2026, 1, 1, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    return Settings(landing=folder / "landing", home=folder / "home", config=folder / "config")


def manifest(release_id: str, previous: str | None = None, **changes: Any) -> releases.Manifest:
    """A manifest for `<as_of>-<hash>`; `changes` override its fields."""
    facts: dict[str, Any] = {
        "release_id": release_id,
        "as_of": date.fromisoformat(release_id[:10]),
        "policy": "daily",
        "scoring_version": "v1",
        "config_hash": "c",
        "input_hash": "i",
        "code_version": "v",
        "previous_release_id": previous,
        "supersedes": previous,
        "files": [{"source": "crm", "table": "accounts", "raw_file": "abc", "file_order": 1}],
        "waivers": {},
        "gap_days": 0,
        "created_at": CLOCK + timedelta(seconds=int(release_id[-8:], 16) % 10_000),
    }
    return releases.Manifest(**(facts | changes))


def fill(candidate: releases.Candidate, rows: str = "('1', 'Ada', -1.50)", config: Path | None = None) -> None:
    """What dbt, the gates and the refresh put into a candidate before it is sealed."""
    with duckdb.connect(str(candidate.database)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            f"""
            create table marts.account_tiers as
            select account_id, account_name, cast(score as decimal(7, 4)) as score,
                '{candidate.release_id}' as release_id
            from (values {rows}) as t (account_id, account_name, score)
            """
        )
        connection.execute(f"create table marts.release_info as select '{candidate.release_id}' as release_id")
    candidate.quality_page.write_text("<p>fine</p>")
    if config is None:
        (candidate.config / "tiering").mkdir(parents=True)
        (candidate.config / "tiering" / "tiers.csv").write_text("tier\n1\n")
    else:
        candidate.write_configuration(config)


def sealed(
    store: releases.Store, release_id: str, previous: str | None = None, *, config: Path | None = None, **changes: Any
) -> releases.Release:
    candidate = store.begin(release_id)
    fill(candidate, config=config)
    facts = manifest(release_id, previous, **changes)
    return releases.seal(candidate, facts, [CHECK], expected={"score_range"}, marts=MARTS)


def published(store: releases.Store, release_id: str, previous: str | None = None, **changes: Any) -> releases.Release:
    release = sealed(store, release_id, previous, **changes)
    releases.publish(store, release)
    return release
