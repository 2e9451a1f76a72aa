"""How alike two rankings are."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating[Any]]


def kendall_tau_b(before: Scores, after: Scores) -> float | None:
    """Kendall's tau-b of two score lists of the same accounts, in O(n log n): 1 the same order, -1 the reverse.

    None where it is not defined: fewer than two accounts, or a list whose scores are all the same.
    """
    from scipy.stats import kendalltau

    if len(before) < 2:
        return None
    tau = float(kendalltau(before, after, variant="b").statistic)
    return None if math.isnan(tau) else tau


def jaccard(before: int, after: int, both: int) -> float | None:
    """Overlap of two groups by their sizes and that of what they share: 1 the same, 0 nothing shared; None if both are
    empty."""
    union = before + after - both
    return both / union if union else None
