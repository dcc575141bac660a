"""Arrival rates by class and interval of the day, pooled over the days of a kind."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln
from scipy.stats import chi2

Numbers = NDArray[np.float64]

HOUR_S, DAY_S = 3600.0, 86_400.0
_LOG_SHAPES = (-6.0, 16.0)


@dataclass(frozen=True, slots=True, eq=False)
class RateFit:
    """Arrival rates of one class on the days of one kind.

    Parameters
    ----------
    contacts, days
        Counted contacts and the days they are pooled over.
    rates_per_h
        (i,), after shrinkage; their sum over the day gives the mean count.
    low_per_h, high_per_h
        (i,), exact 95 % Poisson intervals of the raw rates.
    prior_shape
        Shape of the gamma law towards which sparse intervals are shrunk: an interval's own
        count weighs as much as the neighbours' when its expected count equals the shape.
    """

    contacts: int
    days: int
    rates_per_h: Numbers
    low_per_h: Numbers
    high_per_h: Numbers
    prior_shape: float


def interval_counts(
    arrival_s: Numbers, days: NDArray[np.int64], interval_s: float
) -> NDArray[np.int64]:
    """Return the arrivals of each day (numbers (d,), ascending) and interval, (d, i)."""
    per_day = round(DAY_S / interval_s)
    day = np.floor(arrival_s / DAY_S).astype(np.int64)
    interval = np.minimum((arrival_s - day * DAY_S) // interval_s, per_day - 1).astype(np.int64)
    known = np.isin(day, days)
    row = np.searchsorted(days, day[known])
    flat = np.bincount(row * per_day + interval[known], minlength=days.size * per_day)
    return flat.reshape(days.size, per_day)


def fitted_rates(counts: NDArray[np.int64], interval_s: float) -> RateFit:
    """Return the rates that counts of several days (d, i) show.

    Notes
    -----
    The total X_i of an interval is Poisson, its mean gamma with shape k about the mean of its two
    neighbours; k by the greatest likelihood of the counts (a negative binomial law). The
    posterior mean (X_i + k) / (1 + k / m_i) lets busy intervals stand and smooths sparse ones;
    the day's total is kept. (Empirical Bayes: Robbins 1956; Clayton and Kaldor 1987, Biometrics
    43.)
    """
    days = counts.shape[0]
    totals = counts.sum(axis=0).astype(np.float64)
    around = (np.roll(totals, 1) + np.roll(totals, -1)) / 2
    shape = _prior_shape(totals, around)
    with np.errstate(divide="ignore", invalid="ignore"):
        shrunk = np.where(around > 0, (totals + shape) / (1 + shape / around), 0.0)
    # alone between two empty intervals: nothing to lean on
    shrunk = np.where((around == 0) & (totals > 0), totals, shrunk)
    if shrunk.sum() > 0:
        shrunk *= totals.sum() / shrunk.sum()
    per_h = HOUR_S / interval_s / days
    low, high = poisson_interval(totals)
    return RateFit(
        contacts=int(totals.sum()),
        days=days,
        rates_per_h=shrunk * per_h,
        low_per_h=low * per_h,
        high_per_h=high * per_h,
        prior_shape=shape,
    )


def poisson_interval(counts: Numbers) -> tuple[Numbers, Numbers]:
    """Return the exact 95 % interval of Poisson means from counts (Garwood 1936), (n,)."""
    low = np.where(counts > 0, chi2.ppf(0.025, 2 * np.maximum(counts, 1)) / 2, 0.0)
    return low, chi2.ppf(0.975, 2 * counts + 2) / 2


def _prior_shape(totals: Numbers, around: Numbers) -> float:
    """Return the shape k under which the counts are likeliest, given their neighbours' means."""
    used = around > 0
    if not used.any():
        return 1.0
    x, m = totals[used], around[used]

    def minus_likelihood(log_k: float) -> float:
        k = np.exp(log_k)
        terms = gammaln(x + k) - gammaln(k) + k * np.log(k / (k + m)) + x * np.log(m / (k + m))
        return -float(terms.sum())

    return float(np.exp(minimize_scalar(minus_likelihood, bounds=_LOG_SHAPES, method="bounded").x))
