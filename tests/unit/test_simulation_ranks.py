"""Kendall's tau-b and the overlap of two groups."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from orchestration.lib.simulation.ranks import jaccard, kendall_tau_b


def tau_b_by_definition(before: list[float], after: list[float]) -> float:
    """Every pair looked at: (concordant - discordant) / sqrt(pairs untied before * pairs untied after)."""
    signs = [
        (np.sign(before[i] - before[j]), np.sign(after[i] - after[j])) for i, j in combinations(range(len(before)), 2)
    ]
    untied = math.prod(sum(1 for pair in signs if pair[side] != 0) for side in (0, 1))
    return float(sum(x * y for x, y in signs)) / math.sqrt(untied)


@pytest.mark.parametrize("seed", range(20))
def test_tau_b_is_its_definition_with_many_ties(seed: int) -> None:
    generator = np.random.default_rng(seed)
    before = generator.integers(0, 6, size=40) / 4
    after = before + generator.integers(-2, 3, size=40) / 4
    assert kendall_tau_b(before, after) == pytest.approx(tau_b_by_definition(list(before), list(after)), abs=1e-12)


def test_tau_b_at_its_ends() -> None:
    scores = np.array([3.0, 1.0, 2.0])
    assert kendall_tau_b(scores, scores) == pytest.approx(1)
    assert kendall_tau_b(scores, -scores) == pytest.approx(-1)


def test_tau_b_is_not_defined_without_an_order() -> None:
    assert kendall_tau_b(np.array([1.0]), np.array([2.0])) is None
    assert kendall_tau_b(np.array([1.0, 1.0]), np.array([2.0, 3.0])) is None


def test_overlap_counts_members_once() -> None:
    assert jaccard(15, 12, 9) == 0.5
    assert jaccard(0, 0, 0) is None
