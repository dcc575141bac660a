"""How far an agent's value may lie from what more contacts would show."""

import numpy as np
from numpy.typing import NDArray

FEW = 10  # below this many, an agent's own spread says too little and the team's stands in

_ADDED_HITS, _ADDED_TRIALS = 2, 4


def share_errors(
    shares: NDArray[np.float64], sizes: NDArray[np.int64] | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the standard errors of shares.

    Parameters
    ----------
    shares
        (k,), 0..1, nan where there is no sample.
    sizes
        (k,), contacts behind each share; with weights, as many equal ones as weigh the same.

    Returns
    -------
    numpy.ndarray
        (k,): sqrt(p (1 - p) / m) with two hits and two misses added, p = (hits + 2) / m and
        m = n + 4, so that five of five is not taken for certainty; nan without a sample.

    References
    ----------
    Agresti and Coull (1998), The American Statistician 52, 119-126.
    """
    trials = sizes + _ADDED_TRIALS
    centre = (shares * sizes + _ADDED_HITS) / trials
    errors = np.sqrt(centre * (1 - centre) / trials)
    return np.where(sizes > 0, errors, np.nan)


def mean_errors(variances: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the standard errors of means, sqrt(variance / n), (k,).

    ``variances`` (k,) are within agents, nan below two contacts. Agents with fewer than
    ``FEW`` contacts get the variance within agents pooled over the team; nan without a sample,
    or where nobody has two contacts.
    """
    known = ~np.isnan(variances)
    freedom = np.where(known, sizes - 1, 0)
    pooled = np.nan
    if freedom.sum() > 0:
        pooled = float((freedom * np.where(known, variances, 0.0)).sum() / freedom.sum())
    used = np.where(sizes < FEW, pooled, variances)
    return np.sqrt(used / np.where(sizes > 0, sizes, np.nan))


def quantile_errors(
    at: float,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    step: float,
    sizes: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the standard errors of quantiles, sqrt(p (1 - p) / n) times the sparsity, (k,).

    Parameters
    ----------
    at
        p, the share of rows below the quantile.
    low, high
        (k,), the sample quantiles at p - ``step`` and p + ``step``; their difference over
        2 ``step`` estimates the sparsity 1 / f(q).
    sizes
        (k,), rows behind each; fewer than ``FEW`` say too little about f, and give nan.

    References
    ----------
    Siddiqui (1960), Journal of Research of the National Bureau of Standards 64B, 145-150.
    """
    enough = np.where(sizes >= FEW, sizes, np.nan)
    sparsity = (high - low) / (2 * step)
    return np.asarray(np.sqrt(at * (1 - at) / enough) * sparsity, dtype=np.float64)
