"""What draws of weights say: bands, the probability of each rank, who stands above whom."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError

SAME_SHARE = 1e-9  # shares that differ by less are a tie


def bands(
    draws: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the central band of each item's share at a level: two arrays (k,), low <= high.

    Parameters
    ----------
    draws
        (m, k), m >= 1, finite.
    level
        Above 0 and below 1: 0.90 leaves 5 % of the draws below and 5 % above each band.

    Raises
    ------
    InputError
        ``uncertainty.draws`` or ``uncertainty.level``.
    """
    if not 0 < level < 1:
        raise InputError("uncertainty.level", level=level)
    tail = (1 - level) / 2
    low, high = np.quantile(_checked(draws), [tail, 1 - tail], axis=0)
    return low, high


def rank_probabilities(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how probable it is that an item holds a rank: (k, k), items by ranks from the first.

    Rows and columns sum to 1. Items that tie in a draw share the ranks they hold together
    evenly: two at the top have each half of rank 1 and half of rank 2. A tie is a chain of
    shares less than 1e-9 apart.

    Parameters
    ----------
    draws
        (m, k), m >= 1, finite.

    Raises
    ------
    InputError
        ``uncertainty.draws``.

    Examples
    --------
    >>> import numpy as np
    >>> rank_probabilities(np.array([[0.6, 0.4], [0.7, 0.3], [0.4, 0.6], [0.5, 0.5]])).tolist()
    [[0.625, 0.375], [0.375, 0.625]]
    """
    first, last = _tied_ranks(_checked(draws))
    ranks = np.arange(draws.shape[1])
    share = 1 / (last - first + 1)
    rows = [
        np.where((first[:, [i]] <= ranks) & (ranks <= last[:, [i]]), share[:, [i]], 0).mean(axis=0)
        for i in range(draws.shape[1])
    ]
    return np.stack(rows)


def pairwise_above(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of draws in which item i weighs more than item j: (k, k), diagonal 0.

    A tie puts neither above the other, so that ``p[i, j] + p[j, i]`` is 1 less the ties.

    Parameters
    ----------
    draws
        (m, k), m >= 1, finite.

    Raises
    ------
    InputError
        ``uncertainty.draws``.
    """
    first, _ = _tied_ranks(_checked(draws))
    return np.stack([(first[:, [i]] < first).mean(axis=0) for i in range(draws.shape[1])])


def indistinguishable(draws: NDArray[np.float64], level: float) -> tuple[tuple[int, int], ...]:
    """Return the pairs of items (i < j) of which neither is above the other in ``level`` of draws.

    Each pair is looked at on its own: with many items some pair of equals will seem ordered.

    Parameters
    ----------
    draws
        (m, k), m >= 1, finite.
    level
        Above 0 and below 1.

    Raises
    ------
    InputError
        ``uncertainty.draws`` or ``uncertainty.level``.
    """
    if not 0 < level < 1:
        raise InputError("uncertainty.level", level=level)
    above = pairwise_above(draws)
    settled = np.maximum(above, above.T) >= level
    return tuple((i, j) for i, j in combinations(range(len(above)), 2) if not settled[i, j])


def _tied_ranks(draws: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first and last rank (from 0, the greatest share) that each item may hold."""
    k = draws.shape[1]
    order = np.argsort(-draws, axis=1, kind="stable")
    falls = -np.diff(np.take_along_axis(draws, order, axis=1), axis=1) > SAME_SHARE
    edge = np.ones((len(draws), 1), dtype=np.bool_)
    place = np.arange(k)
    opens = np.where(np.hstack([edge, falls]), place, 0)
    closes = np.where(np.hstack([falls, edge]), place, k - 1)
    first, last = np.empty_like(order), np.empty_like(order)
    np.put_along_axis(first, order, np.maximum.accumulate(opens, axis=1), axis=1)
    np.put_along_axis(last, order, np.minimum.accumulate(closes[:, ::-1], axis=1)[:, ::-1], axis=1)
    return first, last


def _checked(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    if draws.ndim != 2 or not draws.size or not bool(np.isfinite(draws).all()):  # noqa: PLR2004 draws by items
        raise InputError("uncertainty.draws", shape=str(draws.shape))
    return draws
