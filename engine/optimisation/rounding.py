"""Which of the nearest grid points is published: the evenest, then by the order of the file.

Owns the choice among ties by exchanges of single steps; that no grid point lies nearer is proven
by the integer programme of :mod:`engine.optimisation.closeness`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.program import Sense
from engine.optimisation.rules import WeightRule

UNITS = 1_000_000  # of a step: deviations are whole numbers, so that ties are exact
LIMIT_TOLERANCE = 1e-6  # of a step: a limit this near a multiple of the step is one


def evenest(
    counts: NDArray[np.int64],
    exact: NDArray[np.float64],
    rules: Sequence[WeightRule],
    grid: float,
) -> NDArray[np.int64]:
    """Grid point with the evenest deviations from the exact shares, from a nearest one.

    Parameters
    ----------
    counts
        (k,) steps of an admissible grid point.
    exact
        (k,) shares that are rounded.
    rules
        Rules over the k shares; the sum of the counts is kept besides.
    grid
        Publishable step.

    Returns
    -------
    ndarray
        (k,) steps, admissible, no farther from ``exact`` in L1.

    Notes
    -----
    One step passes from indicator j to i where the rules allow it and the deviation of j exceeds
    that of i by more than a step, or by exactly a step and i stands earlier in the file. No such
    exchange lengthens the L1 distance: |d| is convex. Over nested rules (bounds inside groups
    inside the sum) the grid points are an M-convex set, on which a point that no exchange betters
    is the best of all: least sum of squares, then the earliest in the file (Murota 2003, section
    6.2). So the published set does not depend on which tie the solver returned.

    References
    ----------
    Murota, K. (2003). Discrete Convex Analysis. SIAM.
    """
    steps = counts.copy()
    aimed = np.rint(exact / grid * UNITS).astype(np.int64)
    while (pair := _exchange(steps, UNITS * steps - aimed, rules, grid)) is not None:
        giver, taker = pair
        steps[giver] -= 1
        steps[taker] += 1
    return steps


def _exchange(
    steps: NDArray[np.int64],
    deviations: NDArray[np.int64],
    rules: Sequence[WeightRule],
    grid: float,
) -> tuple[int, int] | None:
    """Return the (giver, taker) that evens most, the earliest in the file of equals."""
    k = len(steps)
    lead = deviations[:, None] - deviations[None, :]
    earlier = np.tri(k, k, -1, dtype=bool)  # the taker (column) stands before the giver (row)
    evens = (lead > UNITS) | ((lead == UNITS) & earlier)
    gains = np.where(evens & _allowed(steps, rules, grid), lead, 0)
    if not bool(gains.any()):
        return None
    giver, taker = divmod(int(gains.argmax()), k)
    return giver, taker


def _allowed(
    steps: NDArray[np.int64], rules: Sequence[WeightRule], grid: float
) -> NDArray[np.bool_]:
    """Return (k, k) whether one step may pass from the row's indicator to the column's."""
    k = len(steps)
    blocked = np.repeat((steps < 1)[:, None], k, axis=1)
    for rule in rules:
        member = rule.row(k) > 0
        total = int(steps[member].sum())
        limit = rule.limit / grid
        if rule.sense is not Sense.AT_LEAST and total + 1 > limit + LIMIT_TOLERANCE:
            blocked |= ~member[:, None] & member[None, :]
        if rule.sense is not Sense.AT_MOST and total - 1 < limit - LIMIT_TOLERANCE:
            blocked |= member[:, None] & ~member[None, :]
    return ~blocked
