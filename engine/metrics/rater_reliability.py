"""Reliability of raters' points: the six intraclass correlations with their intervals."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.errors import InputError
from engine.metrics.proportions import checked_confidence

TWO = 2


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """One form: ``name`` as Shrout and Fleiss write it, its F test and interval.

    ``model`` says what varies: ``one-way`` (other raters for each item), ``absolute`` (raters
    a sample, their levels count), ``consistency`` (these raters only, levels do not count);
    ``average`` is for the mean of all raters instead of one of them.
    """

    name: str
    model: str
    value: float
    low: float
    high: float
    f: float
    freedom: tuple[int, int]
    p: float
    average: bool = False


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of a two-way table: items, raters, residual, within items."""

    n: int
    k: int
    rows: float
    columns: float
    error: float
    within: float


def intraclass_correlations(
    points: NDArray[np.float64], confidence: float
) -> tuple[IntraclassCorrelation, ...]:
    """Return all six intraclass correlations of a complete table.

    Parameters
    ----------
    points
        (items, raters), at least 2 x 2, no nan.

    Returns
    -------
    tuple of IntraclassCorrelation
        ICC(1,1), ICC(2,1), ICC(3,1), ICC(1,k), ICC(2,k), ICC(3,k). Where there is no spread
        at all the values are nan; so is a form for the mean where raters disagree too far.

    Raises
    ------
    InputError
        ``quality.complete_table``; ``quality.confidence``.

    References
    ----------
    Shrout and Fleiss (1979), Psychological Bulletin 86, 420-428; McGraw and Wong (1996),
    Psychological Methods 1, 30-46 (tables 4 and 7: forms and intervals).

    Examples
    --------
    >>> table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...                   [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
    >>> [round(each.value, 2) for each in intraclass_correlations(table, 0.95)]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    if points.ndim != TWO or min(points.shape) < TWO or not np.isfinite(points).all():
        raise InputError("quality.complete_table")
    tail = (1 - checked_confidence(confidence)) / 2
    squares = _mean_squares(points)
    singles = (_one_way(squares, tail), _absolute(squares, tail), _consistency(squares, tail))
    return (*singles, *(_averaged(single, squares.k) for single in singles))


def _mean_squares(points: NDArray[np.float64]) -> _Squares:
    n, k = points.shape
    mean, rows, columns = points.mean(), points.mean(axis=1), points.mean(axis=0)
    between, raters = k * ((rows - mean) ** 2).sum(), n * ((columns - mean) ** 2).sum()
    residual = ((points - rows[:, None] - columns + mean) ** 2).sum()
    # a residual that rounding alone makes is none
    residual = 0.0 if residual <= 1e-24 * (points**2).sum() else residual
    return _Squares(
        n,
        k,
        float(between / (n - 1)),
        float(raters / (k - 1)),
        float(residual / ((n - 1) * (k - 1))),
        float((raters + residual) / (n * (k - 1))),
    )


def _one_way(s: _Squares, tail: float) -> IntraclassCorrelation:
    freedom = (s.n - 1, s.n * (s.k - 1))
    return _from_f("ICC(1,1)", "one-way", (s.rows, s.within), freedom, s.k, tail)


def _consistency(s: _Squares, tail: float) -> IntraclassCorrelation:
    freedom = (s.n - 1, (s.n - 1) * (s.k - 1))
    return _from_f("ICC(3,1)", "consistency", (s.rows, s.error), freedom, s.k, tail)


def _from_f(
    name: str,
    model: str,
    squares: tuple[float, float],
    freedom: tuple[int, int],
    k: int,
    tail: float,
) -> IntraclassCorrelation:
    """Return (F - 1) / (F + k - 1) and its limits, which follow from those of F."""
    f, p = _f_test(*squares, freedom)
    low, high = f / stats.f.isf(tail, *freedom), f * stats.f.isf(tail, *freedom[::-1])
    value, least, most = (_correlation(each, k) for each in (f, low, high))
    return IntraclassCorrelation(name, model, value, least, most, f, freedom, p)


def _f_test(between: float, within: float, freedom: tuple[int, int]) -> tuple[float, float]:
    if within == 0:
        return (np.nan, np.nan) if between == 0 else (np.inf, 0.0)
    f = between / within
    return f, float(stats.f.sf(f, *freedom))


def _correlation(f: float, k: int) -> float:
    return 1.0 if np.isinf(f) else float((f - 1) / (f + k - 1))


def _absolute(s: _Squares, tail: float) -> IntraclassCorrelation:
    n, k = s.n, s.k
    freedom = (n - 1, (n - 1) * (k - 1))
    f, p = _f_test(s.rows, s.error, freedom)
    total = s.rows + (k - 1) * s.error + k / n * (s.columns - s.error)
    value = (s.rows - s.error) / total if total > 0 else np.nan
    low, high = _absolute_limits(s, value, tail)
    return IntraclassCorrelation("ICC(2,1)", "absolute", float(value), low, high, f, freedom, p)


def _absolute_limits(s: _Squares, value: float, tail: float) -> tuple[float, float]:
    """Return the limits by Satterthwaite's degrees of freedom (McGraw and Wong, table 7)."""
    n, k = s.n, s.k
    if np.isnan(value):
        return np.nan, np.nan
    if s.error == 0 and s.columns == 0:
        return 1.0, 1.0
    # both factors times n (1 - value): the same ratio, also where value is 1
    a, b = k * value, n * (1 - value) + k * value * (n - 1)
    raters, residual = a * s.columns, b * s.error
    parts = raters**2 / (k - 1) + residual**2 / ((n - 1) * (k - 1))
    if parts == 0:
        return np.nan, np.nan
    v = (raters + residual) ** 2 / parts
    upper, lower = stats.f.isf(tail, n - 1, v), stats.f.isf(tail, v, n - 1)
    rest = k * s.columns + (k * n - k - n) * s.error
    low = n * (s.rows - upper * s.error) / (upper * rest + n * s.rows)
    high = n * (lower * s.rows - s.error) / (rest + n * lower * s.rows)
    return float(low), float(high)


def _averaged(single: IntraclassCorrelation, k: int) -> IntraclassCorrelation:
    """Return the form for the mean of k raters (Spearman and Brown).

    A single rater's correlation of -1 / (k - 1) or less has none: the value is nan, a limit
    minus infinity.
    """

    def stepped(value: float) -> float:
        below = 1 + (k - 1) * value
        return float(k * value / below) if not below <= 0 else -np.inf

    value = stepped(single.value)
    return replace(
        single,
        name=single.name.replace(",1", ",k"),
        value=np.nan if np.isneginf(value) else value,
        low=stepped(single.low),
        high=stepped(single.high),
        average=True,
    )
