"""Random streams keyed by names, and the laws that are drawn from them (rule M9).

Every draw of a law takes its stream in the order of the rows: the first n of m draws are the same
for every m >= n. So the k-th customer keeps what was drawn when a scenario has more customers.
"""

import hashlib
import math
from collections.abc import Callable
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import DTypeLike, NDArray

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape

Values = NDArray[np.float64]
LEAST_CV = 1e-16  # below it a gamma time differs from its mean by less than a last bit


def stream(seed: int, replication: int, *names: str | int) -> np.random.Generator:
    """Return the random stream of one quantity of one replication.

    Parameters
    ----------
    seed, replication
        Both >= 0.
    names
        What is drawn: texts and numbers that no other quantity shares.
    """
    key = repr((int(seed), int(replication), *names)).encode()
    seeding = cast("np.random.SeedSequence", _Digest(key))  # numpy's types know no other
    return np.random.Generator(np.random.SFC64(seeding))


class _Digest(ISeedSequence):
    """The seed of a generator: a hash of the key, four times quicker than ``SeedSequence``."""

    def __init__(self, key: bytes) -> None:
        self._hash = hashlib.sha256(key).digest()

    def generate_state(self, n_words: int, dtype: DTypeLike = np.uint32) -> NDArray[np.uint64]:
        """Return the first words of the hash; the generator asks for three of 64 bits."""
        return np.frombuffer(self._hash, dtype)[:n_words]


def durations_s(duration: Duration | None, rng: np.random.Generator, count: int) -> Values:
    """Return ``count`` independent draws of a duration in seconds, (count,); None lasts 0 s."""
    if duration is None:
        return np.zeros(count)
    return _LAWS[duration.shape](duration, rng, count)


def _deterministic(duration: Duration, _: np.random.Generator, count: int) -> Values:
    return np.full(count, float(duration.mean_s))


def _exponential(duration: Duration, rng: np.random.Generator, count: int) -> Values:
    return duration.mean_s * rng.standard_exponential(count)


def _gamma(duration: Duration, rng: np.random.Generator, count: int) -> Values:
    if duration.cv < LEAST_CV:
        return _deterministic(duration, rng, count)
    square = duration.cv**2
    return duration.mean_s * square * rng.standard_gamma(1 / square, count)


def _uniform(duration: Duration, rng: np.random.Generator, count: int) -> Values:
    return duration.mean_s * (1 + 3**0.5 * duration.cv * (2 * rng.random(count) - 1))


def _lognormal(duration: Duration, rng: np.random.Generator, count: int) -> Values:
    variance = math.log1p(duration.cv**2)  # of the logarithm
    place = math.log(duration.mean_s) - variance / 2
    values: Values = np.exp(place + math.sqrt(variance) * rng.standard_normal(count))
    return values


def _weibull(duration: Duration, rng: np.random.Generator, count: int) -> Values:
    power = weibull_power(duration.cv)
    scale = duration.mean_s * math.exp(-math.lgamma(1 + power))
    values: Values = scale * rng.standard_exponential(count) ** power
    return values


def _hyperexponential(duration: Duration, rng: np.random.Generator, count: int) -> Values:
    if not duration.values_s:
        duration = balanced_phases(duration.mean_s, duration.cv)
    uniform = rng.random((count, 2))  # row by row: one for the phase, one for the time in it
    phase = _chosen(duration.weights, uniform[:, 0])
    values: Values = np.take(np.array(duration.values_s), phase) * -np.log1p(-uniform[:, 1])
    return values


def _empirical(duration: Duration, rng: np.random.Generator, count: int) -> Values:
    return np.take(np.array(duration.values_s, float), _chosen(duration.weights, rng.random(count)))


_LAWS: dict[Shape, Callable[[Duration, np.random.Generator, int], Values]] = {
    Shape.DETERMINISTIC: _deterministic,
    Shape.EXPONENTIAL: _exponential,
    Shape.LOGNORMAL: _lognormal,
    Shape.GAMMA: _gamma,
    Shape.WEIBULL: _weibull,
    Shape.UNIFORM: _uniform,
    Shape.HYPEREXPONENTIAL: _hyperexponential,
    Shape.EMPIRICAL: _empirical,
}


@lru_cache(maxsize=1024)
def weibull_power(cv: float) -> float:
    """Return 1 / shape of the Weibull law with a coefficient of variation, > 0.

    Solves ``Gamma(1 + 2x) / Gamma(1 + x)^2 = 1 + cv^2`` for x by bisection; below 1e-5, where the
    logarithms cancel, ``x = sqrt(6) cv / pi``, its limit.
    """
    if cv < 1e-5:  # noqa: PLR2004 (see above)
        return 6**0.5 * cv / math.pi
    target = math.log1p(cv**2)
    low, high = 0.0, 1.0
    while _log_moment_ratio(high) < target:
        low, high = high, 2 * high
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if _log_moment_ratio(middle) < target else (low, middle)
    return high


def _log_moment_ratio(power: float) -> float:
    return math.lgamma(1 + 2 * power) - 2 * math.lgamma(1 + power)


def balanced_phases(mean_s: float, cv: float) -> Duration:
    """Return the hyperexponential duration of two phases that contribute half the mean each.

    References
    ----------
    Tijms, H. C. (1994). Stochastic Models: An Algorithmic Approach, appendix B (balanced means).
    """
    lean = ((cv**2 - 1) / (cv**2 + 1)) ** 0.5
    chances = ((1 + lean) / 2, (1 - lean) / 2)
    return Duration.phases(tuple(mean_s / (2 * chance) for chance in chances), chances)


def rounds(law: Rounds, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Return ``count`` independent numbers of rounds, each >= 1."""
    if law.shape is RoundsShape.FIXED or law.mean == 1:
        return np.full(count, int(law.mean))
    if law.shape is RoundsShape.GEOMETRIC:  # the whole part of an exponential time is geometric
        pace = -math.log1p(-1 / law.mean)
        return 1 + (rng.standard_exponential(count) / pace).astype(np.int64)
    if law.shape is RoundsShape.POISSON:
        return 1 + rng.poisson(law.mean - 1, count)
    return 1 + _chosen(law.weights, rng.random(count))


def _chosen(weights: tuple[float, ...], uniform: Values) -> NDArray[np.intp]:
    """Return the number of the weight on which each uniform draw falls."""
    cumulative = np.cumsum(weights)
    return np.searchsorted(cumulative / cumulative[-1], uniform, side="right")
