"""Ranks of importances, how far they are certain, and which indicators share one."""

import numpy as np
from numpy.typing import NDArray

from engine.evidence.multiplicity import holm_rejections

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def ranks(values: Floats) -> Whole:
    """Return (..., p) ranks along the last axis: 1 is the largest; equals rank in given order."""
    order = np.argsort(-values, axis=-1, kind="stable")
    return np.asarray(np.argsort(order, axis=-1, kind="stable") + 1, dtype=np.int64)


def rank_intervals(draws: Floats, level: float) -> tuple[Whole, Whole]:
    """Return (p,) lowest and highest ranks that hold ``level`` of the draws between them.

    Parameters
    ----------
    draws
        (draws, p) of the importances.
    level
        Coverage in (0, 1), the tails equal; rounded outwards to whole ranks.
    """
    tail = (1 - level) / 2
    drawn = ranks(draws)
    low = np.quantile(drawn, tail, axis=0, method="lower")
    high = np.quantile(drawn, 1 - tail, axis=0, method="higher")
    return low.astype(np.int64), high.astype(np.int64)


def ties(values: Floats, draws: Floats, level: float) -> Whole:
    """Return (p,) a number for each importance; neighbours of one number are not told apart.

    In order of rank, a new number starts where the step down from the one before is proven:
    Holm over the p - 1 steps, at family-wise error ``1 - level``. A tie is a chain, and absence
    of proof, not proof of equality.

    Parameters
    ----------
    values
        (p,) importances.
    draws
        (draws, p) bootstrap draws of them; a step's p-value is twice the share of draws in which
        it is no step down, counting one more (Davison and Hinkley 1997, section 4.2).
    """
    order = np.argsort(-values, kind="stable")
    steps = -np.diff(draws[:, order], axis=1)
    p_values = np.minimum(2 * (1 + (steps <= 0).sum(axis=0)) / (1 + len(draws)), 1.0)
    proven = holm_rejections(p_values, 1 - level)
    numbers = np.empty(len(values), dtype=np.int64)
    numbers[order] = np.concatenate([[1], 1 + np.cumsum(proven)])
    return numbers
