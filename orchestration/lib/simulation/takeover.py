"""The short way: a simulation starts from a copy of the warehouse that the current release was published from."""

from __future__ import annotations

import shutil

import duckdb

from orchestration.lib.errors import LockHeld
from orchestration.lib.locking import refresh_lock
from orchestration.lib.releases import Release
from orchestration.lib.releases.content import connect
from orchestration.lib.settings import Settings
from orchestration.lib.sql import literal

_FACTS = """
    select count(*) from raw.refresh
    where release_id = $1 and as_of = $2 and input_hash = $3 and config_hash = $4 and code_version = $5
"""
_RESULTS = (
    (
        "release.marts.account_tiers",
        "intermediate.int_account_measures inner join intermediate.int_accounts_tiered using (account_id)",
        "account_id, pool, tier, tier_reason, rank_in_tier, score, score_coverage, annual_revenue, employee_count, "
        "open_pipeline_value, max_open_probability, expected_deal_value",
    ),
    (
        "release.marts.account_score_factors semi join config.scoring_factors using (factor)",
        "intermediate.int_score_contributions",
        "account_id, factor, value, points, weight, contribution",
    ),
)
"""A mart (without the last rows of factors that have gone), what the warehouse has of it, and the columns of both."""


def take_over(live: Settings, scratch: Settings, current: Release) -> str | None:
    """Copies the live warehouse to the scratch home, and says in words why it does not serve: then there is no copy.

    It serves when it holds what `current` was published from, by the facts of its refresh and by its rows: another
    refresh, a build by hand or a crash may have changed it since.
    """
    try:
        with refresh_lock(live, wait_seconds=0, owner="tiering simulate"):
            if not live.warehouse.is_file() or live.warehouse.with_suffix(".duckdb.wal").exists():
                return "the warehouse is not there, or was left in the middle of a build"
            shutil.copyfile(live.warehouse, scratch.warehouse)
    except LockHeld:
        return "a refresh is working on the warehouse"
    try:
        problem = _problem(scratch, current)
    except duckdb.Error as error:
        problem = f"the warehouse cannot be read ({error})"
    if problem:
        scratch.warehouse.unlink()
    return problem


def _problem(scratch: Settings, current: Release) -> str | None:
    manifest = current.manifest
    facts = [manifest.release_id, manifest.as_of, manifest.input_hash, manifest.config_hash, manifest.code_version]
    with connect(scratch.warehouse, read_only=True) as connection:
        if connection.execute(_FACTS, facts).fetchall() != [(1,)]:
            return f"the warehouse is not that of {current.id}"
        connection.execute(f"attach {literal(current.database)} as release (read_only)")
        for mart, tables, columns in _RESULTS:
            published, held = f"select {columns} from {mart}", f"select {columns} from {tables}"
            apart = f"({published} except all {held}) union all ({held} except all {published})"
            if connection.execute(f"select count(*) from ({apart})").fetchall() != [(0,)]:
                return f"the warehouse has been changed since {current.id} was published"
    return None
