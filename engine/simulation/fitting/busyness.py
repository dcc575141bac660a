"""How much busier or calmer days and intervals are than their mean: gamma factors of mean 1."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln
from scipy.stats import chi2

from engine.errors import MethodError

Numbers = NDArray[np.float64]

_LEAST_VARIANCE, _GREATEST_VARIANCE = 1e-7, 50.0
_DROP = 3.841458820694124 / 2  # of the log-likelihood, for a 95 % interval
_Z = 1.959963984540054
_SPARSE = 5.0  # expected count below which an interval says nothing of dispersion


@dataclass(frozen=True, slots=True)
class BusynessFit:
    """The gamma factor (mean 1) of days, beyond the day of the week.

    Parameters
    ----------
    days, groups
        Days compared with their like, and in how many groups (day of the week within a kind).
    variance, low, high
        Variance of the factor by (adjusted) maximum likelihood, with its 95 % interval;
        0 when the days differ no more than chance explains.
    variance_by_moments
        The same by the method of moments.
    dispersion, p
        Sum of (count - mean)^2 / mean over its degrees of freedom: 1 for Poisson counts; and the
        chance of as much under Poisson counts.
    """

    days: int
    groups: int
    variance: float
    low: float
    high: float
    variance_by_moments: float
    dispersion: float
    p: float

    @property
    def shape(self) -> float | None:
        """Return the gamma shape 1 / variance; None without busyness."""
        return 1 / self.variance if self.variance > 0 else None


def fitted_busyness(counts: NDArray[np.int64], groups: NDArray[np.str_]) -> BusynessFit:
    """Return the busyness of days from their counts and groups, both (d,).

    Raises
    ------
    MethodError
        ``fit.few_days`` when no group has two days.

    Notes
    -----
    Counts are negative binomial about the mean of their group with a variance m + v m^2. The
    likelihood is Cox and Reid's, adjusted for the fitted means: the plain one finds too little
    variance when groups are small.

    References
    ----------
    Cox and Reid (1987), J. Royal Stat. Soc. B 49; McCarthy, Chen and Smyth (2012), Nucleic Acids
    Research 40, equation 4; Whitt (1999), Operations Research 47 (busyness).
    """
    sets = [counts[groups == name].astype(np.float64) for name in np.unique(groups)]
    sets = [each for each in sets if each.size > 1 and each.sum() > 0]
    if not sets:
        raise MethodError("fit.few_days", days=counts.size)
    days = sum(each.size for each in sets)
    degrees = days - len(sets)
    statistic = sum(float(((each - each.mean()) ** 2).sum() / each.mean()) for each in sets)
    variance, low, high = _by_likelihood(sets)
    return BusynessFit(
        days=days,
        groups=len(sets),
        variance=variance,
        low=low,
        high=high,
        variance_by_moments=_by_moments(sets),
        dispersion=statistic / degrees,
        p=float(chi2.sf(statistic, degrees)),
    )


def interval_dispersion(counts: list[NDArray[np.int64]]) -> BusynessFit:
    """Return the busyness of intervals within days, from the counts (d, i) of each kind.

    The expected count of an interval is the day's total times the kind's share of the interval:
    what the whole day has in common cancels out. Intervals expecting fewer than five are left out.

    Raises
    ------
    MethodError
        ``fit.few_days`` when no kind has two days with contacts.

    Notes
    -----
    For Poisson intervals of a given total E (N - m)^2 is about m (1 - 1/d) (1 - share); the
    excess over it is v m^2.
    """
    parts = [_excess(table[table.sum(axis=1) > 0]) for table in counts]
    parts = [part for part in parts if part.degrees > 0]
    if not parts:
        raise MethodError("fit.few_days", days=sum(table.shape[0] for table in counts))
    excess = np.concatenate([part.excess for part in parts])
    squares = np.concatenate([part.squares for part in parts])
    statistic = sum(part.statistic for part in parts)
    degrees = sum(part.degrees for part in parts)
    moments = float(excess.sum() / squares.sum())
    # days are independent of each other: the interval rests on how they differ
    spread = np.sqrt(float(((excess - moments * squares) ** 2).sum()))
    half = _Z * spread / float(squares.sum()) * np.sqrt(excess.size / (excess.size - 1))
    beyond_chance = statistic > float(chi2.ppf(0.95, degrees))
    return BusynessFit(
        days=excess.size,
        groups=len(parts),
        variance=max(0.0, moments) if beyond_chance else 0.0,
        low=max(0.0, moments - float(half)),
        high=max(0.0, moments) + float(half),  # intervals may be steadier than chance
        variance_by_moments=max(0.0, moments),
        dispersion=statistic / degrees,
        p=float(chi2.sf(statistic, degrees)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Excess:
    """Sums over the intervals of each day (d,), and Pearson's statistic with its degrees."""

    excess: Numbers
    squares: Numbers
    statistic: float
    degrees: float


def _excess(counts: NDArray[np.int64]) -> _Excess:
    days = counts.shape[0]
    if days < 2:  # noqa: PLR2004 (two days make a comparison)
        return _Excess(np.zeros(0), np.zeros(0), 0.0, 0.0)
    share = counts.sum(axis=0) / counts.sum()
    expected = np.outer(counts.sum(axis=1), share)
    used = expected.mean(axis=0) >= _SPARSE
    free = (1 - 1 / days) * (1 - share[used])
    m = expected[:, used]
    gap = (counts[:, used] - m) ** 2
    return _Excess(
        excess=(gap - m * free).sum(axis=1),
        squares=(m**2 * free).sum(axis=1),
        statistic=float((gap / m).sum()),
        degrees=float(free.sum()) * days,
    )


def _by_moments(sets: list[Numbers]) -> float:
    """Return v from sample variances: their sum is that of m + v m^2."""
    means = np.array([each.mean() for each in sets])
    weights = np.array([each.size - 1 for each in sets])
    variances = np.array([each.var(ddof=1) for each in sets])
    # E of the squared sample mean is m^2 (1 + v/n) + m/n: allow for the noise of small groups
    noise = variances / np.array([each.size for each in sets])
    squares = float(weights @ np.maximum(means**2 - noise, means))
    return max(0.0, float(weights @ (variances - means)) / squares)


def _by_likelihood(sets: list[Numbers]) -> tuple[float, float, float]:
    def minus(log_v: float) -> float:
        return -_adjusted_likelihood(float(np.exp(log_v)), sets)

    bounds = (float(np.log(_LEAST_VARIANCE)), float(np.log(_GREATEST_VARIANCE)))
    best = minimize_scalar(minus, bounds=bounds, method="bounded", options={"xatol": 1e-6})
    top, at = -float(best.fun), float(best.x)
    poisson = _adjusted_likelihood(_LEAST_VARIANCE, sets)
    if poisson >= top - 1e-6:  # no better than chance
        top, at = poisson, bounds[0]

    def crossing(log_v: float) -> float:
        return top - _DROP + minus(log_v)

    low = 0.0 if crossing(bounds[0]) <= 0 else float(np.exp(brentq(crossing, bounds[0], at)))
    high = float(np.exp(brentq(crossing, at, bounds[1]))) if crossing(bounds[1]) > 0 else np.inf
    return (0.0 if at == bounds[0] else float(np.exp(at))), low, high


def _adjusted_likelihood(v: float, sets: list[Numbers]) -> float:
    k = 1 / v
    total = 0.0
    for x in sets:
        m = float(x.mean())
        total += float((gammaln(x + k) - gammaln(k) - gammaln(x + 1)).sum())
        total += float((-k * np.log1p(v * m) + x * np.log(v * m / (1 + v * m))).sum())
        total -= 0.5 * float(np.log(x.size * m / (1 + v * m)))
    return total
