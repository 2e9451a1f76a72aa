"""Drawn weights, and seats by merit on books small enough to be worked out by hand (SCORING 3 and 5)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from orchestration.lib.simulation.seating import Criterion, Pool, Tier, open_seats, rounded
from orchestration.lib.simulation.sensitivity import Draws, chances

CURRENT = np.array([0.6, 0.4])


def pool(
    points: Sequence[tuple[float, float]],
    tiers: Sequence[Tier],
    *,
    fixed: Sequence[int] | None = None,
    fields: dict[str, list[float]] | None = None,
    observed: Sequence[tuple[float, float]] | None = None,
) -> Pool:
    """Two components; accounts a, b, c ... in the order that breaks ties."""
    return Pool(
        name="pool",
        points=np.array(points, dtype=float),
        observed=np.array(observed or [(1, 1)] * len(points), dtype=float),
        fixed_tier=np.array(fixed or [0] * len(points)),
        fields={name: np.array(values, dtype=float) for name, values in (fields or {}).items()},
        tiers=tiers,
    )


def tier(number: int, seats: int | None, min_score: float | None = None, *criteria: Criterion) -> Tier:
    return Tier(number, min_score, seats, criteria)


def test_the_same_seed_draws_the_same_weights() -> None:
    drawn = Draws(seed=7).weights(CURRENT)
    assert drawn.shape == (200, 2)
    assert np.array_equal(drawn, Draws(seed=7).weights(CURRENT))
    assert not np.array_equal(drawn, Draws(seed=8).weights(CURRENT))


def test_weights_sum_to_one_and_scatter_as_their_concentration_says() -> None:
    drawn = Draws(draws=20_000, concentration=50).weights(CURRENT)
    assert np.allclose(drawn.sum(axis=1), 1)
    assert drawn.mean(axis=0) == pytest.approx(CURRENT, abs=0.002)
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(CURRENT * (1 - CURRENT) / 51), abs=0.002)


def test_the_one_seat_of_tier_1_goes_by_the_weights() -> None:
    """a scores 100 w1, b 100 w2: a sits in the two draws with w1 > 0.5, b in the third; c never, but always in tier 2,
    whose one seat it wins of nobody: the loser of tier 1 scores 30 or 40 and c 41 or more."""
    book = pool([(100, 0), (0, 100), (41, 41)], [tier(1, 1, 45), tier(2, 1)])
    weights = np.array([[0.6, 0.4], [0.7, 0.3], [0.2, 0.8]])
    found = chances(book, CURRENT, weights)
    assert found.on_merit.tolist() == [1, 3, 2]
    assert found.shares == pytest.approx(np.array([[2 / 3, 0, 1 / 3], [1 / 3, 0, 2 / 3], [0, 1, 0]]))
    # w1 is 0.65 with a in Tier 1 and 0.2 without; its deviation over the draws is sqrt(7 / 150)
    pull = 0.45 / np.sqrt(7 / 150)
    assert found.pulls == pytest.approx(np.array([[pull, -pull], [-pull, pull], [0, 0]]))


def test_a_seat_by_trigger_or_override_is_one_less_to_compete_for() -> None:
    book = pool([(90, 90), (80, 80), (10, 10)], [tier(1, 2)], fixed=[0, 0, 1])
    assert book.seated(CURRENT).tolist() == [1, 2, 1]
    crowded = pool([(90, 90), (10, 10), (10, 10)], [tier(1, 1)], fixed=[0, 1, 1])
    assert crowded.seated(CURRENT).tolist() == [2, 1, 1]


def test_criteria_and_thresholds_keep_accounts_out() -> None:
    """b misses the field, c the coverage with these weights (0.3 * 0.6 + 0 * 0.4), d the score."""
    book = pool(
        [(90, 90), (90, 90), (90, 90), (29.9999, 29.9999)],
        [tier(1, None, 30, Criterion("icp_fit_score", 50, None), Criterion("score_coverage", 0.4, None))],
        fields={"icp_fit_score": [50, np.nan, 60, 60]},
        observed=[(1, 1), (1, 1), (0.3, 0), (1, 1)],
    )
    assert book.seated(CURRENT).tolist() == [1, 2, 2, 2]
    assert book.seated(np.array([0.0, 1.0])).tolist() == [1, 2, 2, 2]


def test_ties_go_by_the_order_of_the_book() -> None:
    assert pool([(50, 50), (50, 50)], [tier(1, 1)]).seated(CURRENT).tolist() == [1, 2]


def test_scores_round_half_up_whatever_doubles_hold() -> None:
    assert rounded(np.array([1.00005, 2.67495, 0.33335])).tolist() == [1.0001, 2.675, 0.3334]


@pytest.mark.parametrize(("capacity", "seats"), [(15, 12), (20, 17), (100, 85), (0, 0), (None, None)])
def test_the_reserve_leaves_whole_seats(capacity: int | None, seats: int | None) -> None:
    assert open_seats(capacity, 0.15) == seats
