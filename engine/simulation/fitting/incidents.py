"""Intervals whose counts no gamma factor explains: outages, floods of calls, gaps in the log."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, nbinom

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

UNLIKELY = 1e-7  # chance of a count as far out, under the dispersion of the others
_ROUNDS = 5
_LEAST_DAYS = 4
_LEAST_COUNT = 5.0
_TRIMMED = 0.2  # of the days, at either end


def incidents(counts: NDArray[np.int64]) -> Flags:
    """Return the intervals of days of one kind that do not belong to the others, (d, i).

    Parameters
    ----------
    counts
        (d, i); with fewer than four days nothing can be said, and none is an incident.

    Notes
    -----
    The expected count is the day's total times the interval's share, both without incidents (at
    first, with the highest and lowest fifth of the days of each interval trimmed). The
    variance of the gamma factor comes from the median of the squared standardised deviations,
    which incidents cannot move. Found again and again until nothing more is.
    """
    found = np.zeros(counts.shape, np.bool_)
    if counts.shape[0] < _LEAST_DAYS:
        return found
    expected = _trimmed(counts)
    for _ in range(_ROUNDS):
        variance = _robust_variance(counts, expected)
        again = _chance(counts, expected, variance) < UNLIKELY
        if np.array_equal(again, found):
            break
        found, expected = again, _expected(counts, again)
    return found


def without_incidents(counts: NDArray[np.int64], found: Flags) -> NDArray[np.int64]:
    """Return the counts (d, i) with incidents replaced by what was to be expected."""
    return np.where(found, np.round(_expected(counts, found)).astype(np.int64), counts)


def _expected(counts: NDArray[np.int64], found: Flags) -> Numbers:
    """Return counts by day and interval as row times column, fitted to the other cells."""
    kept = np.where(found, 0, counts).astype(np.float64)
    share = np.full(counts.shape[1], 1.0)
    size = kept.sum(axis=1)
    for _ in range(20):  # iterative proportional fitting with empty cells
        share = kept.sum(axis=0) / np.maximum((~found * size[:, None]).sum(axis=0), 1e-12)
        size = kept.sum(axis=1) / np.maximum((~found * share).sum(axis=1), 1e-12)
    return np.outer(size, share)


def _trimmed(counts: NDArray[np.int64]) -> Numbers:
    """Return expected counts that a few incidents cannot move: from trimmed means of intervals."""
    ordered = np.sort(counts, axis=0).astype(np.float64)
    cut = max(1, round(_TRIMMED * counts.shape[0]))
    profile = ordered[cut:-cut].mean(axis=0)
    capped = np.minimum(counts, ordered[-cut - 1])
    return np.outer(capped.sum(axis=1) / max(float(profile.sum()), 1e-12), profile)


def _robust_variance(counts: NDArray[np.int64], expected: Numbers) -> float:
    used = expected >= _LEAST_COUNT
    if not used.any():
        return 0.0
    squares = (counts - expected)[used] ** 2 / expected[used]
    dispersion = float(np.median(squares)) / float(chi2.ppf(0.5, 1))
    return max(0.0, dispersion - 1) / float(np.median(expected[used]))


def _chance(counts: NDArray[np.int64], expected: Numbers, variance: float) -> Numbers:
    """Return the chance of a count as far out on its side, (d, i)."""
    mean = np.maximum(expected, 0.5)
    size = 1 / max(variance, 1e-6)
    share = size / (size + mean)
    above, below = nbinom.sf(counts - 1, size, share), nbinom.cdf(counts, size, share)
    return np.asarray(np.minimum(above, below))
