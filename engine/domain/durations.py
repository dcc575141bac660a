"""Random durations and random numbers of rounds, by family, mean and variation."""

import math
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import InputError


class Shape(StrEnum):
    """Family of a positive random duration."""

    DETERMINISTIC = "deterministic"
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    WEIBULL = "weibull"
    UNIFORM = "uniform"
    HYPEREXPONENTIAL = "hyperexponential"
    EMPIRICAL = "empirical"


FREE_CV = (Shape.LOGNORMAL, Shape.GAMMA, Shape.WEIBULL)
MOST_UNIFORM_CV = 3**-0.5


@dataclass(frozen=True, slots=True)
class Duration:
    """A random duration in seconds.

    ``cv`` is the coefficient of variation (standard deviation over mean). It is free for
    lognormal, gamma and Weibull, 1 for exponential, 0 for deterministic, at most 1/sqrt(3) for
    uniform (which then lies between mean (1 - sqrt(3) cv) and mean (1 + sqrt(3) cv)), and above 1
    for hyperexponential.

    ``values_s`` and ``weights`` belong to two families. Empirical: the values that are drawn, each
    with a chance in proportion to its weight. Hyperexponential: the means of its phases and their
    chances; without them, two phases of balanced means that give ``cv``. Build both with
    :meth:`empirical` and :meth:`phases`, which work out ``mean_s`` and ``cv``.
    """

    shape: Shape
    mean_s: float
    cv: float = 1.0
    values_s: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        positive = self.mean_s > 0 or (self.mean_s == 0 and self.shape in _MAY_BE_NOTHING)
        if not positive or not math.isfinite(self.mean_s):
            raise InputError("duration.mean", mean_s=self.mean_s)
        wrong_cv = (
            (self.shape in FREE_CV and not self.cv > 0)
            or (self.shape is Shape.UNIFORM and not 0 < self.cv <= MOST_UNIFORM_CV)
            or (self.shape is Shape.HYPEREXPONENTIAL and not self.values_s and not self.cv > 1)
        )
        if wrong_cv or not math.isfinite(self.cv):
            raise InputError("duration.cv", cv=self.cv)
        if self.values_s or self.weights or self.shape is Shape.EMPIRICAL:
            self._check_values()

    def _check_values(self) -> None:
        """Refuse values that do not give the mean, or that the family does not have."""
        mean_s, _ = _moments(self.values_s, self.weights, 1.0)
        alike = math.isclose(mean_s, self.mean_s, rel_tol=_SAME_MEAN, abs_tol=_SAME_MEAN)
        if self.shape not in (Shape.EMPIRICAL, Shape.HYPEREXPONENTIAL) or not alike:
            raise InputError("duration.values", count=len(self.values_s))

    @classmethod
    def empirical(
        cls, values_s: tuple[float, ...], weights: tuple[float, ...] | None = None
    ) -> "Duration":
        """Return the duration that takes one of the values, each >= 0."""
        chances = (1.0,) * len(values_s) if weights is None else weights
        mean_s, second = _moments(values_s, chances, 1.0)
        return cls(Shape.EMPIRICAL, mean_s, _cv(mean_s, second), values_s, chances)

    @classmethod
    def phases(cls, means_s: tuple[float, ...], chances: tuple[float, ...]) -> "Duration":
        """Return the hyperexponential duration with the given phases, each mean > 0."""
        mean_s, second = _moments(means_s, chances, 2.0)
        return cls(Shape.HYPEREXPONENTIAL, mean_s, _cv(mean_s, second), means_s, chances)


_SAME_MEAN = 1e-9
_MAY_BE_NOTHING = (Shape.DETERMINISTIC, Shape.EMPIRICAL)


def _moments(
    values: tuple[float, ...], weights: tuple[float, ...], second: float
) -> tuple[float, float]:
    """Return mean and second moment of values whose own second moment is ``second`` x value^2."""
    total = sum(weights)
    numbers = all(0 <= number < math.inf for number in (*values, *weights))
    if len(values) != len(weights) or not numbers or not 0 < total < math.inf:
        raise InputError("duration.values", count=len(values))
    pairs = list(zip(values, weights, strict=True))
    mean = sum(value * weight for value, weight in pairs) / total
    return mean, second * sum(value**2 * weight for value, weight in pairs) / total


def _cv(mean: float, second_moment: float) -> float:
    return float(max(0.0, second_moment / mean**2 - 1) ** 0.5) if mean > 0 else 0.0


class RoundsShape(StrEnum):
    """Family of a random number of rounds, at least 1."""

    FIXED = "fixed"
    GEOMETRIC = "geometric"
    POISSON = "poisson"
    EMPIRICAL = "empirical"


@dataclass(frozen=True, slots=True)
class Rounds:
    """How many rounds a chat has, at least 1.

    ``mean`` >= 1; a whole number when ``fixed``. ``geometric`` is on 1, 2, ...; ``poisson`` is 1
    and a Poisson number of further rounds; ``empirical`` has k rounds with a chance in proportion
    to ``weights[k - 1]`` (``mean`` must be theirs: build it with :meth:`empirical`).
    """

    shape: RoundsShape
    mean: float
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        whole = self.shape is not RoundsShape.FIXED or float(self.mean).is_integer()
        empirical = self.shape is RoundsShape.EMPIRICAL
        mean = self._mean_of_weights() if empirical and self.weights else self.mean
        right = empirical == bool(self.weights) and math.isclose(
            mean, self.mean, rel_tol=_SAME_MEAN
        )
        if not 1 <= self.mean < math.inf or not whole or not right:
            raise InputError("rounds.mean", mean=self.mean, shape=self.shape.value)

    def _mean_of_weights(self) -> float:
        return _moments(tuple(range(1, len(self.weights) + 1)), self.weights, 1.0)[0]

    @classmethod
    def empirical(cls, weights: tuple[float, ...]) -> "Rounds":
        """Return the number of rounds with the chances given for 1, 2, ... rounds."""
        mean, _ = _moments(tuple(range(1, len(weights) + 1)), weights, 1.0)
        return cls(RoundsShape.EMPIRICAL, mean, weights)
