"""Steady state of a chain that moves by one: numbers present, from births and deaths."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def stationary_shares(births: ArrayLike, deaths: ArrayLike) -> NDArray[np.float64]:
    """Return the long-run share of time in each state of a finite birth-and-death chain.

    Parameters
    ----------
    births
        (states - 1,), > 0: rate from state n to n + 1.
    deaths
        (states - 1,), > 0: rate from state n + 1 to n.

    Returns
    -------
    ndarray
        (states,), sums to 1.

    Notes
    -----
    p_(n+1) d_(n+1) = p_n b_n. The products run outwards from the greatest share, so that nothing
    overflows and every share keeps its relative accuracy, however small.
    """
    ratios = np.asarray(births, dtype=np.float64) / np.asarray(deaths, dtype=np.float64)
    peak = int(np.argmax(np.concatenate(([0.0], np.cumsum(np.log(ratios))))))
    above = np.cumprod(ratios[peak:])
    below = np.cumprod(1 / ratios[:peak][::-1])[::-1]
    weights = np.concatenate((below, [1.0], above))
    return np.asarray(weights / weights.sum())
