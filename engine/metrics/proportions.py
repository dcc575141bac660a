"""How well a share is known from a sample: Wilson, Clopper and Pearson, and finite populations."""

from collections.abc import Callable

import numpy as np
from scipy import stats

from engine.domain.metric_report import Estimate
from engine.errors import InputError

WILSON, CLOPPER_PEARSON, HYPERGEOMETRIC = "wilson", "clopper-pearson", "hypergeometric"


def wilson(hits: int, size: int, confidence: float) -> Estimate:
    """Return a share with its score interval.

    Parameters
    ----------
    hits, size
        ``hits`` of ``size`` samples had it; 0 <= hits <= size. With size 0 all is nan.
    confidence
        0.5 .. 1, both excluded below 0.5 and at 1.

    Raises
    ------
    InputError
        ``quality.counts``; ``quality.confidence``.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> estimate = wilson(18, 20, 0.95)
    >>> round(estimate.low, 3), round(estimate.high, 3)
    (0.699, 0.972)
    """
    check_counts(hits, size)
    checked_confidence(confidence)
    if size == 0:
        return Estimate(np.nan, 0, np.nan, np.nan, WILSON)
    share = hits / size
    return Estimate(share, size, *wilson_limits(share, size, confidence), WILSON)


def wilson_limits(share: float, size: float, confidence: float) -> tuple[float, float]:
    """Return the score interval of an observed share; ``size`` need not be whole."""
    z = normal_quantile(confidence)
    centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = wilson_half_width(share, size, confidence)
    # at the ends the exact limit is 0 or 1: what rounding leaves over is no information
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return low, high


def wilson_half_width(share: float, size: float, confidence: float) -> float:
    """Return half the width of the score interval about an observed share."""
    z = normal_quantile(confidence)
    spread = np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return float(z / (1 + z**2 / size) * spread)


def clopper_pearson(hits: float, size: float, confidence: float) -> Estimate:
    """Return a share with its exact interval: it never covers less than ``confidence``.

    ``hits`` may lie between whole numbers where a sample is only planned.

    Raises
    ------
    InputError
        ``quality.counts``; ``quality.confidence``.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> estimate = clopper_pearson(18, 20, 0.95)
    >>> round(estimate.low, 3), round(estimate.high, 3)
    (0.683, 0.988)
    """
    check_counts(hits, size)
    tail = (1 - checked_confidence(confidence)) / 2
    if size == 0:
        return Estimate(np.nan, 0, np.nan, np.nan, CLOPPER_PEARSON)
    low = 0.0 if hits == 0 else float(stats.beta.ppf(tail, hits, size - hits + 1))
    high = 1.0 if hits == size else float(stats.beta.ppf(1 - tail, hits + 1, size - hits))
    return Estimate(hits / size, int(size), low, high, CLOPPER_PEARSON)


def finite_share(hits: int, size: int, population: int, confidence: float) -> Estimate:
    """Return a share of a finite population with its exact interval.

    The limits are the least and the greatest share of the population under which a draw
    without replacement gives so many hits or more (or fewer) with a probability above
    (1 - confidence) / 2.

    Parameters
    ----------
    population
        Contacts the samples were drawn from, at least ``size``.

    Raises
    ------
    InputError
        ``quality.counts``; ``quality.confidence``; ``quality.population``.

    References
    ----------
    Buonaccorsi (1987), The American Statistician 41, 215-218.
    """
    check_counts(hits, size)
    tail = (1 - checked_confidence(confidence)) / 2
    checked_population(population, size)
    if size == 0:
        return Estimate(np.nan, 0, np.nan, np.nan, HYPERGEOMETRIC)
    least, greatest = hits, population - (size - hits)
    low = _first(
        lambda k: stats.hypergeom.sf(hits - 1, population, k, size) > tail, least, greatest
    )
    high = _first(
        lambda k: stats.hypergeom.cdf(hits, population, k, size) <= tail, least, greatest + 1
    )
    estimate = hits / size
    return Estimate(estimate, size, low / population, (high - 1) / population, HYPERGEOMETRIC)


def normal_quantile(confidence: float) -> float:
    """Return z of a two-sided interval: 1.96 for 0.95."""
    return float(stats.norm.ppf((1 + checked_confidence(confidence)) / 2))


def checked_confidence(confidence: float) -> float:
    """Return the confidence, or raise ``quality.confidence`` outside 0.5 .. 1 (1 excluded)."""
    if not 0.5 <= confidence < 1:  # noqa: PLR2004 (less than a coin's is no confidence)
        raise InputError("quality.confidence", confidence=confidence)
    return confidence


def check_counts(hits: float, size: float) -> None:
    """Raise ``quality.counts`` unless 0 <= hits <= size."""
    if not 0 <= hits <= size < np.inf:
        raise InputError("quality.counts", hits=hits, size=size)


def checked_population(population: int, size: float = 1) -> int:
    """Return the population, or raise ``quality.population`` when it is below the sample."""
    if population < max(size, 1):
        raise InputError("quality.population", population=population, size=size)
    return population


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first whole number of low .. high for which a statement that stays true holds.

    ``high`` itself where it holds for none below.
    """
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
