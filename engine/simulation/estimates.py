"""A measure over replications: its mean with an interval, and its distribution over days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimated:
    """A measure over replications.

    ``half_width`` is of the 95 % interval of the mean (t, n - 1 degrees) and ``sd`` the standard
    deviation over replications (n - 1), both nan for fewer than two; ``p05``, ``p50`` and ``p95``
    are quantiles over the replications; ``n`` counts those in which there was something to
    measure. All nan when n is 0.
    """

    mean: float
    half_width: float
    sd: float
    p05: float
    p50: float
    p95: float
    n: int


@dataclass(frozen=True, slots=True)
class Pooled:
    """A ratio over all replications together, in which every contact weighs alike.

    ``half_width`` is of its 95 % interval (t with n - 1 degrees; nan for fewer than two).
    """

    ratio: float
    half_width: float


def estimate(values: NDArray[np.float64]) -> Estimated:
    """Return the summary of one value per replication, (n,); nan values are left out.

    A mean over replications weighs every day alike, however many contacts it had.
    """
    known = values[np.isfinite(values)]
    if known.size == 0:
        nothing = float("nan")
        return Estimated(nothing, nothing, nothing, nothing, nothing, nothing, 0)
    p05, p50, p95 = np.quantile(known, (0.05, 0.50, 0.95)).tolist()
    sd = float(known.std(ddof=1)) if known.size > 1 else float("nan")
    return Estimated(float(known.mean()), half_width(known), sd, p05, p50, p95, known.size)


def pooled(numerators: NDArray[np.float64], denominators: NDArray[np.float64]) -> Pooled:
    """Return a ratio of expectations: the sum of the numerators over that of the denominators.

    Parameters
    ----------
    numerators, denominators
        (n,), one of each per replication, denominators >= 0; pairs with nan are left out.

    Returns
    -------
    Pooled
        nan where the denominators are 0 in every replication.

    Notes
    -----
    The half width is that of the mean of ``numerator - ratio denominator``, over the mean of the
    denominators (delta method).

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., section 6.4 (ratio estimate).
    """
    known = np.isfinite(numerators) & np.isfinite(denominators)
    tops, bottoms = numerators[known], denominators[known]
    if not bottoms.sum() > 0:
        return Pooled(float("nan"), float("nan"))
    ratio = float(tops.sum() / bottoms.sum())
    return Pooled(ratio, half_width(tops - ratio * bottoms) / float(bottoms.mean()))


def half_width(values: NDArray[np.float64], level: float = LEVEL) -> float:
    """Return the half width of the two-sided t interval of a mean; nan for fewer than two."""
    if values.size <= 1:
        return float("nan")
    quantile = stdtrit(values.size - 1, (1 + level) / 2)
    return float(quantile * values.std(ddof=1) / values.size**0.5)
