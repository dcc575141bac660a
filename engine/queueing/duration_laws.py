"""What the formulas need of a random duration: its tail, its truncated mean, its moments.

``LAWS`` holds one line for each shape of :mod:`engine.domain.durations`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import gammainc, gammaincc, gammaln, ndtr

from engine.domain.durations import Duration, Shape
from engine.queueing.arguments import check_not_negative, check_positive

Values = NDArray[np.float64]
Curve = Callable[[Values], Values]


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a random duration S >= 0, in seconds.

    Parameters
    ----------
    mean_s, cv
        Mean, and standard deviation over mean.
    survival, ended
        P(S > x) and P(S <= x) at x >= 0, each to its own relative accuracy.
    truncated_mean_s
        E[min(S, x)], which is the integral of the survival function from 0 to x.
    kinks_s
        Where the survival function jumps or bends, ascending; elsewhere it is smooth.
    """

    mean_s: float
    cv: float
    survival: Curve
    ended: Curve
    truncated_mean_s: Curve
    kinks_s: tuple[float, ...] = ()

    @property
    def second_moment_s2(self) -> float:
        """E[S^2] in square seconds."""
        return self.mean_s**2 * (1 + self.cv**2)

    @property
    def knots_s(self) -> Values:
        """Return points between which the survival function is smooth and not steep, ascending.

        Powers of 2 of the mean down to 2^-40 (powers of x near 0) and half standard deviations.
        """
        halves = self.mean_s * 2.0 ** np.arange(-40, 12)
        spread = self.mean_s * (1 + self.cv * np.arange(-24, 25) / 2)
        points = np.concatenate((halves, spread, np.array(self.kinks_s)))
        return np.unique(points[points > 0])


def law_of(duration: Duration) -> Law:
    """Return the law of a duration.

    Raises
    ------
    InputError
        ``queueing.not_positive`` or ``queueing.negative`` when its mean or its coefficient of
        variation is no such number.
    """
    check_positive(mean_s=duration.mean_s)
    check_not_negative(cv=duration.cv)
    return LAWS[duration.shape](duration)


def _values(x: ArrayLike) -> Values:
    return np.asarray(x, dtype=np.float64)


def _deterministic(duration: Duration) -> Law:
    return _of_atoms(np.array([duration.mean_s]), np.ones(1))


def _empirical(duration: Duration) -> Law:
    values, weights = np.array(duration.values_s, float), np.array(duration.weights, float)
    order = np.argsort(values, kind="stable")
    return _of_atoms(values[order], weights[order] / weights.sum())


def _of_atoms(values: Values, shares: Values) -> Law:
    """Return the law on ascending values."""
    ended = np.concatenate(([0.0], np.cumsum(shares)))
    left = np.concatenate((np.cumsum(shares[::-1])[::-1], [0.0]))
    work = np.concatenate(([0.0], np.cumsum(shares * values)))
    mean_s = float(shares @ values)
    second = float(shares @ values**2)

    def below(x: Values) -> NDArray[np.intp]:
        return np.searchsorted(values, x, side="right")

    return Law(
        mean_s,
        max(0.0, second / mean_s**2 - 1) ** 0.5,
        survival=lambda x: left[below(_values(x))],
        ended=lambda x: ended[below(_values(x))],
        truncated_mean_s=lambda x: work[below(_values(x))] + _values(x) * left[below(_values(x))],
        kinks_s=tuple(np.unique(values).tolist()),
    )


def _exponential(duration: Duration) -> Law:
    return _of_phases(np.array([duration.mean_s]), np.ones(1))


def _hyperexponential(duration: Duration) -> Law:
    if duration.values_s:
        shares = np.array(duration.weights, dtype=np.float64)
        return _of_phases(np.array(duration.values_s, dtype=np.float64), shares / shares.sum())
    tilt = math.sqrt((duration.cv**2 - 1) / (duration.cv**2 + 1))
    shares = np.array([1 + tilt, 1 - tilt]) / 2  # balanced means: each phase half of the mean
    return _of_phases(duration.mean_s / 2 / shares, shares)


def _of_phases(means: Values, shares: Values) -> Law:
    """Return the mixture of exponential phases."""
    mean_s = float(shares @ means)
    second = 2 * float(shares @ means**2)

    def mixed(of_phase: Callable[[Values, float], Values]) -> Curve:
        def curve(x: Values) -> Values:
            phases = zip(shares.tolist(), means.tolist(), strict=True)
            return np.asarray(sum(share * of_phase(_values(x), mean) for share, mean in phases))

        return curve

    return Law(
        mean_s,
        max(0.0, second / mean_s**2 - 1) ** 0.5,
        survival=mixed(lambda x, mean: np.exp(-x / mean)),
        ended=mixed(lambda x, mean: -np.expm1(-x / mean)),
        truncated_mean_s=mixed(lambda x, mean: -mean * np.expm1(-x / mean)),
    )


def _lognormal(duration: Duration) -> Law:
    mean_s, sigma = duration.mean_s, math.sqrt(math.log1p(duration.cv**2))

    def deviations(x: Values) -> Values:
        with np.errstate(divide="ignore"):  # ln 0: nothing ends at once
            return np.asarray((np.log(_values(x) / mean_s) + sigma**2 / 2) / sigma)

    return Law(
        mean_s,
        duration.cv,
        survival=lambda x: np.asarray(ndtr(-deviations(x))),
        ended=lambda x: np.asarray(ndtr(deviations(x))),
        truncated_mean_s=lambda x: np.asarray(
            mean_s * ndtr(deviations(x) - sigma) + _values(x) * ndtr(-deviations(x))
        ),
    )


def _gamma(duration: Duration) -> Law:
    shape = duration.cv**-2
    return _of_powers(duration, 1.0, shape, duration.mean_s / shape)


def _weibull(duration: Duration) -> Law:
    power = _weibull_power(duration.cv)
    scale = duration.mean_s / math.exp(gammaln(1 + 1 / power))
    return _of_powers(duration, power, 1.0, scale)


def _of_powers(duration: Duration, power: float, shape: float, scale: float) -> Law:
    """Return the law of scale G^(1 / power), where G is gamma distributed with the shape."""

    def raised(x: Values) -> Values:
        return np.asarray((_values(x) / scale) ** power)

    def truncated(x: Values) -> Values:
        ended = gammainc(shape + 1 / power, raised(x))
        return np.asarray(duration.mean_s * ended + _values(x) * gammaincc(shape, raised(x)))

    return Law(
        duration.mean_s,
        duration.cv,
        survival=lambda x: np.asarray(gammaincc(shape, raised(x))),
        ended=lambda x: np.asarray(gammainc(shape, raised(x))),
        truncated_mean_s=truncated,
    )


def _weibull_power(cv: float) -> float:
    """Return the power k with Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 = 1 + cv^2."""

    def excess(inverse: float) -> float:
        raised = gammaln(1 + 2 * inverse) - 2 * gammaln(1 + inverse)
        return float(raised - math.log1p(cv**2))

    greatest = 1.0
    while excess(greatest) < 0:
        greatest *= 2
    return 1 / float(brentq(excess, 1e-12, greatest, xtol=1e-15, rtol=1e-15))


def _uniform(duration: Duration) -> Law:
    half = math.sqrt(3) * duration.cv * duration.mean_s
    low, width = duration.mean_s - half, 2 * half

    def ended(x: Values) -> Values:
        return np.clip((_values(x) - low) / width, 0.0, 1.0)

    return Law(
        duration.mean_s,
        duration.cv,
        survival=lambda x: 1 - ended(x),
        ended=ended,
        truncated_mean_s=lambda x: np.minimum(_values(x), low + width) - width * ended(x) ** 2 / 2,
        kinks_s=(low, low + width),
    )


LAWS: Mapping[Shape, Callable[[Duration], Law]] = MappingProxyType(
    {
        Shape.DETERMINISTIC: _deterministic,
        Shape.EXPONENTIAL: _exponential,
        Shape.LOGNORMAL: _lognormal,
        Shape.GAMMA: _gamma,
        Shape.WEIBULL: _weibull,
        Shape.UNIFORM: _uniform,
        Shape.HYPEREXPONENTIAL: _hyperexponential,
        Shape.EMPIRICAL: _empirical,
    }
)
