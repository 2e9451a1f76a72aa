"""Seats by merit alone, in memory: SCORING 5 for one pool with whoever sits by trigger or override held fixed.

Nobody is an incumbent here: no bands, no dwell, no holds, no turnover limit, as under the policy `baseline`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Booleans = NDArray[np.bool_]

COMPUTED = frozenset({"score", "score_coverage"})
"""The fields that component weights change; every other field of a criterion stays what it was."""


@dataclass(frozen=True)
class Criterion:
    """One row of tier_criteria.csv: limits of an account's field; None is no limit."""

    field: str
    low: float | None
    high: float | None

    def holds(self, values: Floats) -> Booleans:
        """Which accounts keep it; a missing value (NaN) fails."""
        kept = ~np.isnan(values)
        if self.low is not None:
            kept &= values >= self.low
        if self.high is not None:
            kept &= values <= self.high
        return kept


@dataclass(frozen=True)
class Tier:
    """One row of tiers.csv above the last tier; `seats` None is no limit, as the policy's reserve leaves them."""

    tier: int
    min_score: float | None
    seats: int | None
    criteria: Sequence[Criterion]


@dataclass(frozen=True)
class Pool:
    """The accounts of one pool that take part, in the order that breaks ties: icp_fit_score, then id (book.RANKED).

    `points`: accounts x components, A_c of SCORING 3; `observed`: accounts x components, the observed share of each
    component; `fixed_tier`: the tier by trigger or override, 0 where the account competes; `fields`: values of the
    fields that criteria name.
    """

    name: str
    points: Floats
    observed: Floats
    fixed_tier: Integers
    fields: Mapping[str, Floats]
    tiers: Sequence[Tier]

    def seated(self, weights: Floats) -> Integers:
        """The tier of every account with these weights of the components."""
        scores = rounded(self.points @ weights)
        measured = {**self.fields, "score": scores, "score_coverage": rounded(self.observed @ weights)}
        tiers = np.where(self.fixed_tier > 0, self.fixed_tier, len(self.tiers) + 1)
        free = self.fixed_tier == 0
        order = np.argsort(-scores, kind="stable")
        for tier in self.tiers:
            meets = free if tier.min_score is None else free & (scores >= tier.min_score)
            for criterion in tier.criteria:
                meets = meets & criterion.holds(measured[criterion.field])
            taken = order[meets[order]]
            if tier.seats is not None:
                taken = taken[: max(tier.seats - int(np.count_nonzero(self.fixed_tier == tier.tier)), 0)]
            tiers[taken] = tier.tier
            free = free & (tiers != tier.tier)
        return tiers


def rounded(values: Floats) -> Floats:
    """To 4 decimals, half up, as scores are; the tenth decimal absorbs what doubles cannot hold (SCORING)."""
    return np.asarray(np.floor(np.round(values, 10) * 1e4 + 0.5) / 1e4)


def open_seats(capacity: int | None, reserve_share: float) -> int | None:
    """floor(capacity * (1 - reserve_share)) (SCORING 5, rule 5); None without capacity."""
    return None if capacity is None else math.floor(round(capacity * (1 - reserve_share), 9))
