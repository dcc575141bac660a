"""How many samples of each agent a stated precision, or a stated difference, takes."""

from collections.abc import Callable
from math import ceil, sqrt

from scipy import optimize, stats

from engine.errors import InputError
from engine.metrics.proportions import (
    checked_confidence,
    checked_population,
    clopper_pearson,
    normal_quantile,
)

LARGEST = 10**9
_SLACK = 1e-9  # a size that is whole but for rounding is not raised by one


def normal_share_size(
    half_width: float, expected: float, confidence: float, population: int | None = None
) -> int:
    """Return the samples for a share known to within ``half_width``, by the usual formula.

    Parameters
    ----------
    half_width
        Share, above 0 and below 0.5.
    expected
        Share expected, 0 .. 1; 0.5 is the worst case.
    population
        Contacts there are to draw from; None for many.

    Returns
    -------
    int
        n = n0 / (1 + (n0 - 1) / N), n0 = z^2 p (1 - p) / d^2, rounded up.

    Raises
    ------
    InputError
        ``quality.half_width``; ``quality.expected``; ``quality.expected_end`` for an expected
        share of 0 or 1, of which the formula knows no spread; ``quality.confidence``;
        ``quality.population``; ``quality.too_many``.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., equations 4.2 and 4.3 (p. 75-76).

    Examples
    --------
    >>> normal_share_size(0.05, 0.5, 0.95), normal_share_size(0.05, 0.5, 0.95, 1000)
    (385, 278)
    """
    _check_share(half_width, expected)
    if expected in {0, 1}:  # the formula would say that one sample is enough
        raise InputError("quality.expected_end", share=expected)
    z = normal_quantile(confidence)
    return _whole(z**2 * expected * (1 - expected) / half_width**2, population)


def wilson_share_size(
    half_width: float, expected: float, confidence: float, population: int | None = None
) -> int:
    """Return the samples for which Wilson's interval about ``expected`` is narrow enough.

    The half width z sqrt(p q / n + z^2 / 4 n^2) / (1 + z^2 / n) is solved for n; parameters,
    finite populations and errors as :func:`normal_share_size`.

    References
    ----------
    Piegorsch (2004), Computational Statistics and Data Analysis 46, 309-316.
    """
    _check_share(half_width, expected)
    z, pq, d2 = normal_quantile(confidence), expected * (1 - expected), half_width**2
    root = sqrt(pq**2 - 4 * pq * d2 + d2)
    return _whole(z**2 * (pq - 2 * d2 + root) / (2 * d2), population)


def exact_share_size(
    half_width: float, expected: float, confidence: float, population: int | None = None
) -> int:
    """Return the samples for which Clopper and Pearson's interval is narrow enough.

    Half its width about ``expected`` hits of n, taken between whole numbers; parameters, finite
    populations and errors as :func:`normal_share_size`.
    """
    _check_share(half_width, expected)
    checked_confidence(confidence)

    def surplus(size: float) -> float:
        interval = clopper_pearson(expected * size, size, confidence)
        return (interval.high - interval.low) / 2 - half_width

    return _whole(_root(surplus, 1e-6), population)


def mean_size(
    half_width: float, deviation: float, confidence: float, population: int | None = None
) -> int:
    """Return the samples for a mean known to within ``half_width`` points, by Student's t.

    Parameters
    ----------
    half_width, deviation
        Points; ``deviation`` is the standard deviation of one sample, from the data.

    Returns
    -------
    int
        The least n >= 2 with t(n - 1) s sqrt((1 - n / N) / n) <= d.

    Raises
    ------
    InputError
        ``quality.mean_half_width``; ``quality.deviation``; ``quality.confidence``;
        ``quality.population``; ``quality.too_many``.
    """
    if not 0 < half_width < LARGEST:
        raise InputError("quality.mean_half_width", half_width=half_width)
    _check_deviation(deviation)
    checked_confidence(confidence)
    whole = LARGEST if population is None else checked_population(population)
    share = 0.0 if population is None else 1 / population

    def holds(size: int) -> bool:
        spread = deviation * sqrt((1 / size - share) if size < whole else 0.0)
        return float(stats.t.ppf((1 + confidence) / 2, size - 1)) * spread <= half_width

    return min(_least(holds), whole)


def share_difference_size(first: float, second: float, confidence: float, power: float) -> float:
    """Return the samples of each of two agents that tell two shares apart, before rounding up.

    Two-sided test at 1 - confidence; the normal formula without a correction for continuity:
    n = (z_a sqrt(2 p q) + z_b sqrt(p1 q1 + p2 q2))^2 / (p1 - p2)^2, p the mean of p1 and p2.

    Raises
    ------
    InputError
        ``quality.expected``; ``quality.no_difference``; ``quality.power``;
        ``quality.confidence``.

    References
    ----------
    Fleiss (1981), Statistical Methods for Rates and Proportions, 2nd ed., equation 3.14.
    """
    for share in (first, second):
        _check_expected(share)
    if first == second:
        raise InputError("quality.no_difference", value=first)
    z_a, z_b = normal_quantile(confidence), _power_quantile(power)
    mean = (first + second) / 2
    null, alternative = 2 * mean * (1 - mean), first * (1 - first) + second * (1 - second)
    return (z_a * sqrt(null) + z_b * sqrt(alternative)) ** 2 / (first - second) ** 2


def mean_difference_size(
    difference: float, deviation: float, confidence: float, power: float
) -> float:
    """Return the samples of each of two agents that tell two means apart, before rounding up.

    Two-sided t test of independent samples of one standard deviation, by the noncentral t
    distribution with 2 (n - 1) degrees of freedom; the far tail is left out, as it is never the
    difference that was there.

    Raises
    ------
    InputError
        ``quality.no_difference``; ``quality.deviation``; ``quality.power``;
        ``quality.confidence``.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., section 2.3.
    """
    _check_deviation(deviation)
    if not 0 < abs(difference) < LARGEST:
        raise InputError("quality.no_difference", value=difference)
    checked_confidence(confidence)
    _power_quantile(power)
    effect = abs(difference) / deviation

    def lacking(size: float) -> float:
        freedom = 2 * (size - 1)
        critical = stats.t.ppf((1 + confidence) / 2, freedom)
        return power - float(stats.nct.sf(critical, freedom, effect * sqrt(size / 2)))

    return _root(lacking, 1.0 + 1e-3)


def _root(surplus: Callable[[float], float], least: float) -> float:
    """Return where a falling function of the size reaches 0."""
    if surplus(least) <= 0:
        return least
    high = max(2.0, 2 * least)
    while surplus(high) > 0:
        high *= 2
        if high > LARGEST:
            raise InputError("quality.too_many", most=LARGEST)
    return float(optimize.brentq(surplus, least, high, xtol=1e-10))


def _least(holds: Callable[[int], bool]) -> int:
    """Return the least size of two or more that is enough."""
    low, high = 1, 2
    while not holds(high):
        low, high = high, 2 * high
        if high > LARGEST:
            raise InputError("quality.too_many", most=LARGEST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _whole(many: float, population: int | None) -> int:
    """Return the size rounded up, less where the population is finite; at least one sample."""
    if many > LARGEST:
        raise InputError("quality.too_many", most=LARGEST)
    if population is None:
        return max(ceil(many - _SLACK), 1)
    checked_population(population)
    needed = many / (1 + (many - 1) / population) if many > 1 else many
    return min(max(ceil(needed - _SLACK), 1), population)


def _check_share(half_width: float, expected: float) -> None:
    if not 0 < half_width < 0.5:  # noqa: PLR2004 (half of the whole range of a share)
        raise InputError("quality.half_width", half_width=half_width)
    _check_expected(expected)


def _check_expected(share: float) -> None:
    if not 0 <= share <= 1:
        raise InputError("quality.expected", share=share)


def _check_deviation(deviation: float) -> None:
    if not 0 < deviation < LARGEST:
        raise InputError("quality.deviation", deviation=deviation)


def _power_quantile(power: float) -> float:
    if not 0.5 <= power < 1:  # noqa: PLR2004 (as for the confidence)
        raise InputError("quality.power", power=power)
    return float(stats.norm.ppf(power))
