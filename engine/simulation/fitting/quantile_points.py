"""Distributions as some hundred points that a scenario file can hold, with their mean kept."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Duration

Numbers = NDArray[np.float64]

# every per cent, and the last per cent in parts: it decides the variance of long durations
EDGES = np.concatenate((np.arange(100) / 100, (0.995, 0.998, 0.9995, 1.0)))
SIGNIFICANT = 5
LEAST_S = 0.01  # a duration of nothing: scenario files want more than 0


def points_of_curve(
    quantiles: Callable[[Numbers], Numbers], mean_up_to: Callable[[Numbers], Numbers]
) -> Duration:
    """Return a continuous duration as the mean of each stretch between its quantiles.

    Parameters
    ----------
    quantiles, mean_up_to
        Inverse of the distribution function on (0, 1), and E[X; X <= t].

    Returns
    -------
    Duration
        Empirical, with the mean of the distribution and a slightly smaller variance.
    """
    times = quantiles(EDGES[1:-1])
    partial = np.concatenate(([0.0], mean_up_to(times), mean_up_to(np.array([np.inf]))))
    return _empirical(np.diff(partial) / np.diff(EDGES), np.diff(EDGES))


def points_of_values(values: Numbers, weights: Numbers) -> Duration:
    """Return weighted values as the mean of each stretch between their quantiles.

    Parameters
    ----------
    values, weights
        (n,), ascending values >= 0 and positive weights of any scale.
    """
    heights = np.concatenate(([0.0], np.cumsum(weights))) / weights.sum()
    partial = np.concatenate(([0.0], np.cumsum(values * weights))) / weights.sum()
    edges = EDGES if values.size > EDGES.size else heights
    areas = np.interp(edges, heights, partial)
    return _empirical(np.diff(areas) / np.diff(edges), np.diff(edges))


def rounded(value: float, digits: int = SIGNIFICANT) -> float:
    """Return a number with so many significant digits: files are read by people."""
    return float(f"{value:.{digits}g}")


def _empirical(values: Numbers, weights: Numbers) -> Duration:
    kept = weights > 0
    return Duration.empirical(
        tuple(rounded(value) for value in np.maximum(values[kept], LEAST_S).tolist()),
        tuple(rounded(weight) for weight in weights[kept].tolist()),
    )
