"""Two books held against one another: who moves, whose seats, how stable the ranks are, what pipeline changes tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.lib.reading import Row, rows_of
from orchestration.lib.simulation.ranks import jaccard, kendall_tau_b
from orchestration.lib.sql import literal

SHOWN = 10
"""Accounts that gain most, and lose most, in the summary; all of them are in accounts.parquet."""

_ACCOUNTS = """
    create table accounts as
    with

    before as (select * from before.marts.account_tiers),

    after as (select * from after.marts.account_tiers),

    changes as (
        select account_id, delta_decay, delta_data, delta_config, delta_code, explanation
        from after.marts.account_tier_changes
        union all
        select account_id, 0, 0, 0, 0, null
        from after semi join before using (account_id)
        where account_id not in (select account_id from after.marts.account_tier_changes)
    )

    select
        coalesce(after.account_id, before.account_id) as account_id,
        coalesce(after.account_name, before.account_name) as account_name,
        before.pool as pool_before, after.pool as pool_after,
        before.tier as tier_before, after.tier as tier_after,
        before.tier_reason as tier_reason_before, after.tier_reason as tier_reason_after,
        before.rank_in_tier as rank_before, after.rank_in_tier as rank_after,
        before.score as score_before, after.score as score_after,
        after.score - before.score as score_change,
        changes.delta_decay, changes.delta_data, changes.delta_config, changes.delta_code,
        coalesce(after.owner_id, before.owner_id) as owner_id,
        coalesce(after.owner_name, before.owner_name) as owner_name, coalesce(after.team, before.team) as team,
        coalesce(after.region, before.region) as region,
        coalesce(after.open_pipeline_value, before.open_pipeline_value) as open_pipeline_value,
        changes.explanation
    from before
    full outer join after on before.account_id = after.account_id
    left join changes on after.account_id = changes.account_id
    order by account_id
"""
"""One row per account of either book. An account that account_tier_changes does not name has not changed."""

_MOVES = """
    create table moves as
    select pool_before, tier_before, pool_after, tier_after,
        count(*) as accounts, sum(open_pipeline_value) as open_pipeline_value
    from accounts
    group by all
    order by pool_before nulls last, tier_before nulls last, pool_after nulls last, tier_after nulls last
"""
"""One row per place an account has (pool, tier; tier null = out, pool null = not in that book) and place it gets."""

_SEATS = """
    create table seats as
    with

    holders as (
        select 'owner' as dimension, owner_id as name, owner_name as called, * from accounts
        union all
        select 'team' as dimension, team as name, team as called, * from accounts
        union all
        select 'region' as dimension, region as name, region as called, * from accounts
    ),

    counted as (
        select dimension, name, called, pool_before as pool, tier_before as tier, 1 as before, 0 as after,
            open_pipeline_value as pipeline_before, 0 as pipeline_after from holders
        union all
        select dimension, name, called, pool_after as pool, tier_after as tier, 0 as before, 1 as after,
            0 as pipeline_before, open_pipeline_value as pipeline_after from holders
    )

    select dimension, name, max(called) as called, pool, tier,
        sum(before) as accounts_before, sum(after) as accounts_after,
        sum(pipeline_before) as open_pipeline_before, sum(pipeline_after) as open_pipeline_after
    from counted
    where tier is not null
    group by dimension, name, pool, tier
    order by dimension, name nulls last, pool, tier
"""
"""One row per owner, team or region (name null: none is set), pool and tier. An owner's `name` is the id, `called` what
the owner is called."""

_COUNTED = """
    select count(*) as accounts,
        count(*) filter (where (pool_before, tier_before) is distinct from (pool_after, tier_after)) as moved,
        count(*) filter (where score_change <> 0) as rescored
    from accounts
"""

TABLES = ("accounts", "moves", "seats", "stability")


@dataclass(frozen=True)
class Comparison:
    """The book before and after, as rows (column to value); every account is in accounts.parquet.

    `stability`: one row per pool, and one with pool null for the whole book.
    """

    accounts: int
    moved: int
    rescored: int
    tiers: tuple[int, ...]
    moves: list[Row]
    seats: list[Row]
    stability: list[Row]
    gains: list[Row]
    losses: list[Row]


def compare(before: Path, after: Path, folder: Path) -> Comparison:
    """Compares two release files (tiers.duckdb) and writes one Parquet file per table of TABLES to `folder`."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(before)} as before (read_only)")
        connection.execute(f"attach {literal(after)} as after (read_only)")
        for sql in (_ACCOUNTS, _MOVES, _SEATS):
            connection.execute(sql)
        _add_stability(connection)
        counted = rows_of(connection.execute(_COUNTED))[0]
        folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            connection.execute(f"copy {table} to {literal(folder / f'{table}.parquet')} (format parquet)")
        return Comparison(
            **counted,
            tiers=tuple(
                row["tier"] for row in rows_of(connection.execute("select distinct tier from seats order by tier"))
            ),
            moves=rows_of(connection.execute("from moves")),
            seats=rows_of(connection.execute("from seats")),
            stability=rows_of(connection.execute("from stability")),
            gains=rows_of(connection.execute(_extremes(">", "desc"))),
            losses=rows_of(connection.execute(_extremes("<", "asc"))),
        )


def _extremes(sign: str, direction: str) -> str:
    """Who gains (`>`) or loses (`<`) most: by tiers first, out counting as one below the last of six, then by score."""
    return f"""
        select account_id, account_name, pool_after as pool, tier_before, tier_after,
            score_before, score_after, score_change, delta_config, explanation
        from (select *, coalesce(tier_before, 7) - coalesce(tier_after, 7) as tiers_gained from accounts)
        where score_change is not null and (tiers_gained {sign} 0 or tiers_gained = 0 and score_change {sign} 0)
        order by tiers_gained {direction}, score_change {direction}, account_id
        limit {SHOWN}
    """


def _add_stability(connection: duckdb.DuckDBPyConnection) -> None:
    """Ranks and Tier 1 per pool of the accounts that both books rank, and of all of them."""
    connection.execute(
        """
        create table stability (
            pool varchar, accounts bigint, kendall_tau_b double, tier_1_before bigint, tier_1_after bigint,
            tier_1_both bigint, tier_1_jaccard double
        )
        """
    )
    pools = connection.execute("select distinct pool_after from accounts where pool_after is not null order by all")
    for pool in [None, *(pool for (pool,) in pools.fetchall())]:
        connection.execute("insert into stability values (?, ?, ?, ?, ?, ?, ?)", [pool, *_stability(connection, pool)])


def _stability(connection: duckdb.DuckDBPyConnection, pool: str | None) -> Iterator[object]:
    """The values of a row of `stability`, without its pool; all pools when that is None."""
    ranked = connection.execute(
        """
        select cast(score_before as double) as before, cast(score_after as double) as after
        from accounts
        where tier_before is not null and tier_after is not null and ($1 is null or pool_after = $1)
        """,
        [pool],
    ).fetchnumpy()
    yield len(ranked["before"])
    yield kendall_tau_b(ranked["before"], ranked["after"])
    counts = connection.execute(
        """
        select
            count(*) filter (where tier_before = 1 and ($1 is null or pool_before = $1)),
            count(*) filter (where tier_after = 1 and ($1 is null or pool_after = $1)),
            count(*) filter (where tier_before = 1 and tier_after = 1
                and ($1 is null or (pool_before = $1 and pool_after = $1)))
        from accounts
        """,
        [pool],
    ).fetchone()
    before, after, both = counts or (0, 0, 0)
    yield from (before, after, both, jaccard(before, after, both))
