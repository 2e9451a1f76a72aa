"""What a sensitivity needs of a release: points per component, the rules of its tiers, and who sits by other right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from orchestration.lib.configuration import Configuration, Row
from orchestration.lib.configuration import load as load_configuration
from orchestration.lib.releases import Release
from orchestration.lib.releases.content import connect
from orchestration.lib.simulation.seating import COMPUTED, Criterion, Floats, Pool, Tier, open_seats
from orchestration.lib.sql import quoted

_POINTS = """
    with

    observed as (
        select factors.account_id, factors.component,
            sum(factors.points * rules.weight) as weighted_points, sum(rules.weight) as observed_weight
        from marts.account_score_factors as factors
        inner join rules on factors.factor = rules.factor
        where factors.is_observed and rules.weight > 0
        group by all
    )

    select
        coalesce(cast(weighted_points as double) / cast(greatest(observed_weight, min_observed) as double), 0)
            as points,
        coalesce(cast(observed_weight as double), 0) as observed
    from accounts
    cross join components
    left join observed
        on accounts.account_id = observed.account_id and components.component = observed.component
    where accounts.pool = $1
    order by accounts.place, components.component
"""
"""A_c of SCORING 3 and the observed weight, one row per account of a pool and component; 0 where nothing is known."""

RANKED = """
    select *, row_number() over (partition by pool order by icp_fit_score desc nulls last, account_id) as place
    from {account_tiers}
    where tier is not null
"""
"""The accounts that take part; `place` from 1 within the pool is the order that breaks ties."""


@dataclass(frozen=True)
class Book:
    """A release as the draws see it: `weights` (V_c) of the `components` that had data, in the order of the points."""

    components: Sequence[str]
    weights: Floats
    pools: Sequence[Pool]


def read_book(release: Release, policy: str) -> Book:
    """The accounts that take part, by pool, under the release's own configuration and the reserve of `policy`.

    Raises InputError for an unknown policy, and where the stored configuration breaks a rule of this program.
    """
    configuration = load_configuration(release.config)
    reserve_share = float(configuration.policy(policy).reserve_share)
    with connect(release.database, read_only=True) as connection:
        connection.execute(f"create temp table accounts as {RANKED.format(account_tiers='marts.account_tiers')}")
        components = _components(connection, configuration)
        _create_rules(connection, configuration, components)
        pools = [row.text("pool") for row in configuration["pools"]]
        there = {pool for (pool,) in connection.execute("select distinct pool from accounts").fetchall()}
        return Book(
            components=list(components),
            weights=np.array([float(row.number("weight") or 0) for row in components.values()])
            / float(sum(row.number("weight") or 0 for row in components.values())),
            pools=[
                _pool(connection, configuration, pool, len(components), reserve_share)
                for pool in sorted(pools)
                if pool in there
            ],
        )


def _components(connection: duckdb.DuckDBPyConnection, configuration: Configuration) -> dict[str, Row]:
    """The components of weight > 0 that had data, by name in order."""
    off = connection.execute("select coalesce(components_off, '') from marts.release_info").fetchone()
    names_off = str(off[0]).split(", ") if off else []
    rows = {row.text("component"): row for row in configuration["scoring_components"]}
    return {name: rows[name] for name in sorted(rows) if rows[name].number("weight") and name not in names_off}


def _create_rules(
    connection: duckdb.DuckDBPyConnection, configuration: Configuration, components: dict[str, Row]
) -> None:
    connection.execute("create temp table components (component varchar, min_observed decimal(12, 10))")
    connection.execute("create temp table rules (factor varchar, weight decimal(12, 10))")
    for name, row in components.items():
        connection.execute("insert into components values (?, ?)", [name, row.number("min_observed") or 0])
    for row in configuration["scoring_factors"]:
        connection.execute("insert into rules values (?, ?)", [row.text("factor"), row.number("weight") or 0])


def _pool(
    connection: duckdb.DuckDBPyConnection,
    configuration: Configuration,
    pool: str,
    components: int,
    reserve_share: float,
) -> Pool:
    tiers = _tiers(configuration, pool, reserve_share)
    fields = sorted({criterion.field for tier in tiers for criterion in tier.criteria} - COMPUTED)
    wanted = "".join(f", cast({quoted(field)} as double) as {quoted(field)}" for field in fields)
    accounts = connection.execute(
        f"""
        select case when tier_reason in ('override', 'trigger') then tier else 0 end as fixed_tier {wanted}
        from accounts
        where pool = $1
        order by place
        """,
        [pool],
    ).fetchnumpy()
    points = connection.execute(_POINTS, [pool]).fetchnumpy()
    return Pool(
        name=pool,
        points=points["points"].reshape(-1, components),
        observed=points["observed"].reshape(-1, components),
        fixed_tier=accounts["fixed_tier"].astype(np.int64),
        fields={field: np.ma.filled(accounts[field].astype(float), np.nan) for field in fields},
        tiers=tiers,
    )


def _tiers(configuration: Configuration, pool: str, reserve_share: float) -> list[Tier]:
    """The pool's tiers above the last, the best first."""
    rows = sorted(
        (row for row in configuration["tiers"] if row.text("pool") == pool), key=lambda row: row.integer("tier") or 0
    )
    return [
        Tier(
            tier=int(row.integer("tier") or 0),
            min_score=_float(row, "min_score"),
            seats=open_seats(row.integer("capacity"), reserve_share),
            criteria=[
                Criterion(criterion.text("field"), _float(criterion, "min_value"), _float(criterion, "max_value"))
                for criterion in configuration["tier_criteria"]
                if criterion.text("pool") in {pool, "*"} and criterion.integer("tier") == row.integer("tier")
            ],
        )
        for row in rows[:-1]
    ]


def _float(row: Row, column: str) -> float | None:
    value = row.number(column)
    return None if value is None else float(value)
