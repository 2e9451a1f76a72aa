"""How much hangs on the weights: Dirichlet weights around the current ones, and each account's chance of each tier.

It needs no dbt: points and what is known of an account do not depend on component weights, so one draw is one product
of the points of the current release with the drawn weights, and then the seats (SCORING 3 and 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration.lib.reading import Row, rows_of
from orchestration.lib.releases import Store
from orchestration.lib.settings import Settings
from orchestration.lib.simulation.book import RANKED, Book, read_book
from orchestration.lib.simulation.run import FOLDER, POLICY
from orchestration.lib.simulation.seating import Floats, Integers, Pool
from orchestration.lib.sql import literal

ROBUST = 0.9
"""A tier is robust for an account that has it in at least this share of the draws."""
SHOWN = 15
"""Accounts nearest to even odds of Tier 1 in the summary; all of them are in sensitivity.parquet."""


@dataclass(frozen=True)
class Draws:
    """How weights are drawn: Dirichlet with parameters `concentration` * current weight, so that a weight w has the
    mean w and the standard deviation sqrt(w * (1 - w) / (concentration + 1))."""

    draws: int = 200
    seed: int = 7
    concentration: float = 50

    def weights(self, current: Floats) -> Floats:
        """draws x components, each draw summing to 1; the same seed gives the same weights. `current` are all > 0."""
        return np.random.default_rng(self.seed).dirichlet(self.concentration * current, size=self.draws)


@dataclass(frozen=True)
class Chances:
    """Of the accounts of one pool: `on_merit`, the tier at the current weights; `shares`, accounts x tiers, the share
    of draws in each tier; `pulls`, accounts x components, by how many of its standard deviations a weight is higher in
    the draws with the account in Tier 1 than in those without (0 where it is in all or none)."""

    on_merit: Integers
    shares: Floats
    pulls: Floats


@dataclass(frozen=True)
class Sensitivity:
    """`tiers`: one row per pool and tier; `components`: one per component; `accounts`: those nearest to even odds of
    Tier 1. Every account is in sensitivity.parquet, every drawn weighting in weights.parquet."""

    sensitivity_id: str
    current: str
    policy: str
    draws: Draws
    tiers: list[Row]
    components: list[Row]
    accounts: list[Row]
    folder: Path


def chances(pool: Pool, current: Floats, weights: Floats) -> Chances:
    """`current`: the weights of the components; `weights`: draws x components."""
    accounts, tiers, draws = len(pool.points), len(pool.tiers) + 1, len(weights)
    counts = np.zeros((accounts, tiers))
    sums = np.zeros((accounts, weights.shape[1]))
    rows = np.arange(accounts)
    for drawn in weights:
        seated = pool.seated(drawn)
        counts[rows, seated - 1] += 1
        sums[seated == 1] += drawn
    inside = counts[:, :1]
    hanging = (inside > 0) & (inside < draws)
    apart = sums / np.maximum(inside, 1) - (weights.sum(axis=0) - sums) / np.maximum(draws - inside, 1)
    deviations = weights.std(axis=0)
    pulls = np.where(hanging & (deviations > 0), apart / np.where(deviations > 0, deviations, 1), 0)
    return Chances(pool.seated(current), counts / draws, pulls)


def sensitivity(settings: Settings, draws: Draws, *, policy: str = POLICY, out: Path | None = None) -> Sensitivity:
    """The chances of the current release's accounts under `draws`, with the reserve of `policy`; written to `out`.

    Raises InputError without a release and for an unknown policy.
    """
    current = Store(settings).readable()
    book = read_book(current, policy)
    weights = draws.weights(book.weights)
    identity = f"{current.id}-sensitivity-{policy}-{draws.draws}-{draws.seed}-{draws.concentration:g}"
    folder = out or settings.home / FOLDER / identity
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {name: weights[:, place] for place, name in enumerate(book.components)}
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(current.database)} as current (read_only)")
        connection.register("chances", _table(book, weights))
        connection.register("drawn", drawn)
        connection.execute(_JUDGED, [[pool.name for pool in book.pools], list(book.components)])
        for table, file in (("judged", "sensitivity"), ("drawn", "weights")):
            connection.execute(f"copy (from {table}) to {literal(folder / f'{file}.parquet')} (format parquet)")
        hanging = dict(connection.execute("select hangs_on, count(*) from judged group by hangs_on").fetchall())
        return Sensitivity(
            sensitivity_id=identity,
            current=current.id,
            policy=policy,
            draws=draws,
            tiers=rows_of(connection.execute(_TIERS, [ROBUST])),
            components=[
                {
                    "component": name,
                    "weight": float(book.weights[place]),
                    "lowest": float(weights[:, place].min()),
                    "highest": float(weights[:, place].max()),
                    "accounts": hanging.get(name, 0),
                }
                for place, name in enumerate(book.components)
            ],
            accounts=rows_of(connection.execute(_NEAREST, [SHOWN])),
            folder=folder,
        )


def _table(book: Book, weights: Floats) -> dict[str, NDArray[Any]]:
    """The chances of every account as columns of numbers: pool (number in the book), place in the pool, what was found.

    `hangs_on` is the number of the component that pulls most, from 1, and 0 where none does.
    """
    columns: dict[str, list[NDArray[Any]]] = {}
    for number, pool in enumerate(book.pools):
        found = chances(pool, book.weights, weights)
        accounts = np.arange(len(found.on_merit))
        strongest = np.abs(found.pulls).argmax(axis=1)
        pull = found.pulls[accounts, strongest]
        values = {
            "number": np.full(len(accounts), number + 1),
            "place": accounts + 1,
            "tier_on_merit": found.on_merit,
            **{f"probability_tier_{tier + 1}": found.shares[:, tier] for tier in range(found.shares.shape[1])},
            "probability_on_merit": found.shares[accounts, found.on_merit - 1],
            "hangs_on": np.where(pull != 0, strongest + 1, 0),
            "pull": pull,
        }
        for name, column in values.items():
            columns.setdefault(name, []).append(column)
    return {name: np.concatenate(parts) for name, parts in columns.items()}


_JUDGED = f"""
    create table judged as
    with

    accounts as ({RANKED.format(account_tiers="current.marts.account_tiers")})

    select accounts.account_id, accounts.account_name, accounts.pool, accounts.tier, accounts.tier_reason,
        accounts.score, chances.* exclude (number, place, hangs_on, pull),
        if(hangs_on = 0, null, list_extract($2, hangs_on)) as hangs_on, if(hangs_on = 0, null, pull) as pull
    from chances
    inner join accounts on accounts.pool = list_extract($1, chances.number) and accounts.place = chances.place
    order by accounts.pool, chances.probability_tier_1 desc, accounts.account_id
"""
_TIERS = """
    select pool, tier_on_merit as tier, count(*) as accounts,
        count(*) filter (where probability_on_merit >= $1) as robust,
        avg(probability_on_merit) as mean_probability,
        count(*) filter (where tier = tier_on_merit) as published_there
    from judged
    group by all
    order by pool, tier
"""
_NEAREST = """
    select account_id, account_name, pool, tier, tier_on_merit, score, probability_tier_1, hangs_on, pull
    from judged
    where probability_tier_1 > 0 and probability_tier_1 < 1
    order by abs(probability_tier_1 - 0.5), score desc, account_id
    limit $1
"""
