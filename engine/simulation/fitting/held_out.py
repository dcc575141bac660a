"""Whether counts of later days lie where the rates of earlier ones say: a test of the arrivals."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from engine.simulation.fitting.proportion import Share, share

Numbers = NDArray[np.float64]

HELD_OUT = 0.3  # of the days of each kind, the latest ones
LEVEL = 0.95
LEAST_DAYS = 4
_JEFFREYS = 0.5


def held_out_coverage(counts: NDArray[np.int64], kinds: NDArray[np.str_], variance: float) -> Share:
    """Return the share of held-out interval counts inside their 95 % bands.

    Parameters
    ----------
    counts
        (d, i), days ascending.
    kinds
        (d,); kinds with fewer than four days are left out.
    variance
        Of the gamma factor of an interval, the day's own included.

    Notes
    -----
    The band of an interval is that of the negative binomial law whose mean comes from the earlier
    days, and whose variance adds Poisson noise, the gamma factor, and what the earlier days leave
    unknown: m + v m^2 + (m + v m^2) / d.
    """
    inside = n = 0
    for kind in np.unique(kinds):
        table = counts[kinds == kind]
        days = table.shape[0]
        if days < LEAST_DAYS:
            continue
        kept = days - max(1, round(HELD_OUT * days))
        mean = (table[:kept].sum(axis=0) + _JEFFREYS) / kept
        low, high = band(mean, (mean + variance * mean**2) * (1 + 1 / kept))
        later = table[kept:]
        inside += int(((low <= later) & (later <= high)).sum())
        n += later.size
    return share(inside, n)


def band(mean: Numbers, variance: Numbers) -> tuple[Numbers, Numbers]:
    """Return the central 95 % band of negative binomial counts, (i,), variances above the means."""
    chance = mean / variance
    size = mean**2 / np.maximum(variance - mean, 1e-12)
    tail = (1 - LEVEL) / 2
    return nbinom.ppf(tail, size, chance), nbinom.ppf(1 - tail, size, chance)
