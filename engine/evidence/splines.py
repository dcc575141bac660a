"""Natural cubic splines: smooth between their outer knots, straight beyond them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def natural_spline(
    metric: NDArray[np.float64], knots: Sequence[float], part: int
) -> NDArray[np.float64]:
    """Return one column of the natural cubic spline basis with K knots.

    Parameters
    ----------
    metric
        (n,) in the column's own unit; nan stays nan.
    knots
        K >= 3, ascending, the outer ones included.
    part
        0: the metric itself; 1 .. K-2: the curved columns.

    Returns
    -------
    ndarray
        (n,); the curved columns are divided by the square of the knots' range, so that every
        column has the metric's unit.

    Notes
    -----
    ``N_{k+2}(x) = d_k(x) - d_{K-1}(x)`` with
    ``d_k(x) = ((x - t_k)_+^3 - (x - t_K)_+^3) / (t_K - t_k)``.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, equations 5.4
    and 5.5; the unit as in Harrell (2015), Regression Modeling Strategies, equation 2.25.
    """
    if part == 0:
        return metric
    unit = (knots[-1] - knots[0]) ** 2
    curved = _truncated(metric, knots, part - 1, 3) - _truncated(metric, knots, len(knots) - 2, 3)
    return np.asarray(curved / unit, dtype=np.float64)


def natural_spline_slope(
    metric: NDArray[np.float64], knots: Sequence[float], part: int
) -> NDArray[np.float64]:
    """Return the derivative (n,) of :func:`natural_spline` by the metric."""
    if part == 0:
        return np.ones(metric.shape)
    unit = (knots[-1] - knots[0]) ** 2
    curved = _truncated(metric, knots, part - 1, 2) - _truncated(metric, knots, len(knots) - 2, 2)
    return np.asarray(3.0 * curved / unit, dtype=np.float64)


def _truncated(
    metric: NDArray[np.float64], knots: Sequence[float], place: int, power: int
) -> NDArray[np.float64]:
    """Return d_k with the cubes, or their third of the slope with the squares."""
    own = np.maximum(metric - knots[place], 0.0) ** power
    last = np.maximum(metric - knots[-1], 0.0) ** power
    return np.asarray((own - last) / (knots[-1] - knots[place]), dtype=np.float64)
