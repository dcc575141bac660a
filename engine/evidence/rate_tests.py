"""Whether a rate lies beyond a threshold by more than chance: exact tests of event counts.

Owns the test, its critical count, its size and power, and what the naive rule would do instead;
which months fire and what follows is left to :mod:`engine.studies.monthly_review`.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, inf, log, nan
from numbers import Real

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from engine.errors import Fault, InputError

INTERVAL_LEVEL = 0.95
POWER = 0.80  # of the smallest rate said to be detected
AT_LEAST, AT_MOST = ">=", "<="


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A threshold that a rate must be shown to be beyond.

    Parameters
    ----------
    threshold
        Rate, 0..1: of the hypothesis that has to be rejected.
    alpha
        Greatest probability of rejecting it where it holds, above 0, below 1.
    comparison
        ``>=``: a high rate is beyond it; ``<=``: a low one is.

    Raises
    ------
    InputError
        ``rate.limit`` with a fault for each value out of its range.
    """

    threshold: float
    alpha: float
    comparison: str = AT_LEAST

    def __post_init__(self) -> None:
        sound = {
            "threshold": _is_number(self.threshold) and 0 <= self.threshold <= 1,
            "alpha": _is_number(self.alpha) and 0 < self.alpha < 1,
            "comparison": self.comparison in (AT_LEAST, AT_MOST),
        }
        wrong = [name for name, holds in sound.items() if not holds]
        if wrong:
            faults = [Fault(f"rate.{name}", name, str(getattr(self, name))) for name in wrong]
            raise InputError("rate.limit", faults)

    @property
    def is_high(self) -> bool:
        """Whether a high rate is the one beyond the threshold."""
        return self.comparison == AT_LEAST


@dataclass(frozen=True, slots=True)
class RateTest:
    """An exact one-sided test of a rate, with everything that a reader needs to judge it.

    ``rate`` is nan without contacts; ``low`` and ``high`` are Clopper and Pearson's interval.
    ``critical_count`` is the count from which on (``<=``: down to which) it fires, None where no
    count of these contacts would. ``size`` is the probability that it fires at the threshold
    itself: no rate on the good side makes it fire more often.
    """

    events: int
    n: int
    rate: float
    low: float
    high: float
    p_value: float
    critical_count: int | None
    size: float
    fires: bool
    dispersion: float = 1.0


def rate_test(events: int, n: int, limit: RateLimit, dispersion: float = 1.0) -> RateTest:
    """Exact one-sided binomial test of "the rate is beyond the threshold".

    Parameters
    ----------
    events, n
        Contacts with the event and contacts served, whole, 0 <= events <= n.
    dispersion
        Variance of the counts over the binomial one, >= 1: see :func:`daily_dispersion`.

    Raises
    ------
    InputError
        ``rate.counts`` with a fault for each count that is none.

    Notes
    -----
    For ``>=`` the hypothesis is p <= threshold and the p-value ``P(X >= events)`` at the
    threshold; it fires where that is at most alpha. With a dispersion D above 1 both counts are
    divided by D in the binomial tail written as an incomplete beta function, and the greater of
    the two p-values counts, so that D never makes it fire sooner.

    Examples
    --------
    >>> limit = RateLimit(threshold=0.03, alpha=0.01)
    >>> [rate_test(events, n, limit).fires for events, n in ((180, 5000), (170, 5000), (10, 250))]
    [True, False, False]
    """
    _check_counts(events, n, dispersion)
    critical = critical_count(n, limit, dispersion)
    low, high = rate_interval(events, n, dispersion)
    p_value = _p_value(events, n, limit, dispersion)
    size = false_trigger_probability(n, limit.threshold, limit, dispersion)
    rate = events / n if n else nan
    fires = p_value <= limit.alpha
    return RateTest(events, n, rate, low, high, p_value, critical, size, fires, dispersion)


def rate_interval(
    events: int, n: int, dispersion: float = 1.0, level: float = INTERVAL_LEVEL
) -> tuple[float, float]:
    """Return Clopper and Pearson's interval of a rate, 0..1; (0, 1) without contacts.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404-413.
    """
    hits, misses, tail = events / dispersion, (n - events) / dispersion, (1 - level) / 2
    low = float(special.betaincinv(hits, misses + 1, tail)) if hits else 0.0
    high = float(special.betainccinv(hits + 1, misses, tail)) if misses else 1.0
    return low, high


def critical_count(n: int, limit: RateLimit, dispersion: float = 1.0) -> int | None:
    """Return the least count that fires (``<=``: the greatest), None where none does.

    Found by halving: the p-value falls with every further count.
    """
    _check_counts(0, n, dispersion)
    extreme = n if limit.is_high else 0
    if _p_value(extreme, n, limit, dispersion) > limit.alpha:
        return None
    quiet, firing = (-1, n) if limit.is_high else (n + 1, 0)
    while abs(firing - quiet) > 1:
        middle = (quiet + firing) // 2
        if _p_value(middle, n, limit, dispersion) <= limit.alpha:
            firing = middle
        else:
            quiet = middle
    return firing


def least_contacts(limit: RateLimit) -> float:
    """Return the fewest contacts with which it could fire at all; inf where it never can."""
    chance = limit.threshold if limit.is_high else 1 - limit.threshold
    if chance <= 0:
        return 1
    if chance >= 1:
        return inf
    n = max(1, ceil(log(limit.alpha) / log(chance)))
    return n if critical_count(n, limit) is not None else n + 1


def false_trigger_probability(
    n: int, true_rate: float, limit: RateLimit, dispersion: float = 1.0
) -> float:
    """Probability that the exact test fires with ``n`` contacts at a true rate.

    At a rate on the good side of the threshold it is the probability of a false alarm, at one
    beyond it the power. Exact for independent contacts (dispersion 1).
    """
    _check_rate(true_rate)
    critical = critical_count(n, limit, dispersion)
    return 0.0 if critical is None else _tail(critical, n, true_rate, limit, dispersion)


def naive_trigger_probability(n: int, true_rate: float, limit: RateLimit, *, strict: bool) -> float:
    """Probability that the rate seen is beyond the threshold: what the naive rule would fire at.

    Parameters
    ----------
    strict
        Whether a rate equal to the threshold leaves the naive rule quiet ("> 3 %").

    Notes
    -----
    The count is compared with threshold * n in exact decimals: 0.03 of 1,000 contacts is 30.

    Examples
    --------
    >>> limit = RateLimit(threshold=0.03, alpha=0.01)
    >>> [round(naive_trigger_probability(1000, 0.029, limit, strict=s), 2) for s in (True, False)]
    [0.38, 0.45]
    """
    _check_rate(true_rate)
    _check_counts(0, n, 1.0)
    if n == 0:
        return 0.0
    border = Fraction(Decimal(repr(float(limit.threshold)))) * n
    if limit.is_high:
        least = floor(border) + 1 if strict else ceil(border)
        return float(stats.binom.sf(least - 1, n, true_rate))
    return float(stats.binom.cdf(ceil(border) - 1 if strict else floor(border), n, true_rate))


def detectable_rate(n: int, limit: RateLimit, dispersion: float = 1.0) -> float | None:
    """Return the true rate nearest to the threshold at which it fires with 80 % probability."""
    critical = critical_count(n, limit, dispersion)
    if critical is None:
        return None
    hits, misses = critical / dispersion, (n - critical) / dispersion
    if limit.is_high:
        return float(special.betaincinv(hits, misses + 1, POWER)) if hits else 0.0
    return float(special.betaincinv(hits + 1, misses, 1 - POWER)) if misses else 1.0


def daily_dispersion(events: NDArray[np.int64], contacts: NDArray[np.int64]) -> tuple[float, float]:
    """Index of dispersion of daily counts about one common rate, and the p-value of its test.

    Parameters
    ----------
    events, contacts
        (days,); days without contacts do not count.

    Returns
    -------
    tuple
        Pearson's chi-square over its degrees of freedom (1 for independent contacts, above it
        where events come in batches), and the probability of at least that much. (1, 1) where
        fewer than two days or no variation is possible.

    References
    ----------
    Cochran (1954), Biometrics 10, 417-451: the variance test of homogeneity.
    """
    served = contacts > 0
    seen, n = events[served].astype(np.float64), contacts[served].astype(np.float64)
    rate = seen.sum() / n.sum() if len(n) else 0.0
    if len(n) < 2 or not 0 < rate < 1:  # noqa: PLR2004 (one day has no spread)
        return 1.0, 1.0
    chi_square = float(((seen - n * rate) ** 2 / (n * rate * (1 - rate))).sum())
    freedom = len(n) - 1
    return chi_square / freedom, float(stats.chi2.sf(chi_square, freedom))


def _p_value(events: int, n: int, limit: RateLimit, dispersion: float) -> float:
    plain = _tail(events, n, limit.threshold, limit, 1.0)
    if dispersion == 1:
        return plain
    return max(plain, _tail(events, n, limit.threshold, limit, dispersion))


def _tail(count: int, n: int, rate: float, limit: RateLimit, dispersion: float) -> float:
    """Return P(X >= count), or P(X <= count) for ``<=``, as an incomplete beta function."""
    hits, misses = count / dispersion, (n - count) / dispersion
    if limit.is_high:
        return float(special.betainc(hits, misses + 1, rate)) if count else 1.0
    return float(special.betaincc(hits + 1, misses, rate)) if count < n else 1.0


def _check_counts(events: float, n: float, dispersion: float) -> None:
    sound = {
        "contacts": _is_count(n),
        "events": _is_count(events) and (not _is_count(n) or events <= n),
        "dispersion": _is_number(dispersion) and 1 <= dispersion < inf,
    }
    told = {"contacts": n, "events": events, "dispersion": dispersion}
    wrong = [name for name, holds in sound.items() if not holds]
    if wrong:
        faults = [
            Fault(f"rate.{name}", name, str(told[name]), {"contacts": str(n)}) for name in wrong
        ]
        raise InputError("rate.counts", faults, events=str(events), contacts=str(n))


def _check_rate(rate: float) -> None:
    if not (_is_number(rate) and 0 <= rate <= 1):
        raise InputError("rate.true_rate", [Fault("rate.true_rate", "true_rate", str(rate))])


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return _is_number(value) and 0 <= value < inf and value == int(value)  # type: ignore[operator, call-overload]  # a number
