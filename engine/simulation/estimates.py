"""A measure over replications: its mean with an interval, and its distribution over days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimated:
    """A measure over replications.

    ``half_width`` is of the 95 % interval of the mean (t with n - 1 degrees; nan for fewer than
    two); ``p05``, ``p50`` and ``p95`` are quantiles over the replications; ``n`` counts those in
    which there was something to measure. All nan when n is 0.
    """

    mean: float
    half_width: float
    p05: float
    p50: float
    p95: float
    n: int


def estimate(values: NDArray[np.float64]) -> Estimated:
    """Return the summary of one value per replication, (n,); nan values are left out.

    A mean over replications weighs every day alike, however many contacts it had.
    """
    known = values[np.isfinite(values)]
    if known.size == 0:
        nothing = float("nan")
        return Estimated(nothing, nothing, nothing, nothing, nothing, 0)
    p05, p50, p95 = np.quantile(known, (0.05, 0.50, 0.95)).tolist()
    return Estimated(float(known.mean()), half_width(known), p05, p50, p95, known.size)


def half_width(values: NDArray[np.float64], level: float = LEVEL) -> float:
    """Return the half width of the two-sided t interval of a mean; nan for fewer than two."""
    if values.size <= 1:
        return float("nan")
    quantile = stdtrit(values.size - 1, (1 + level) / 2)
    return float(quantile * values.std(ddof=1) / values.size**0.5)
