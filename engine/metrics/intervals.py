"""Figures with their 95 % interval: Wilson for shares, Student's t for means."""

import numpy as np
from scipy import optimize, special

from engine.domain.metric_report import Estimate
from engine.metrics.definition import ANY_AMOUNT, Kind, Limits
from engine.metrics.proportions import WILSON, wilson_limits
from engine.metrics.sampling_errors import share_errors

CONFIDENCE = 0.95
STUDENT, NONE = "t", "none"

_TAIL = (1 + CONFIDENCE) / 2
_ROUNDING = 1e-12


def estimate(
    value: float, size: int, error: float, kind: Kind, limits: Limits = ANY_AMOUNT
) -> Estimate:
    """Return a figure with the interval that fits its kind.

    Parameters
    ----------
    value, size, error
        As in a :class:`engine.domain.tables.MetricTable`: value, rows counted, standard error.
    kind
        Shares get Wilson's score interval. Means, ratios and quantiles get value +/- t error
        with ``size`` - 1 degrees of freedom. Totals and records have no sampling error.
    limits
        What the figure can be; an interval that reaches beyond is cut there, which excludes
        nothing that could be true.

    Returns
    -------
    Estimate
        All nan where nothing was counted, but for a total (no order is 0 CNY); the interval nan
        where the error is unknown, as for the mean of a single row.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    nan = float("nan")
    if (size < 1 and kind is not Kind.TOTAL) or not np.isfinite(value):
        return Estimate(nan, int(size), nan, nan, NONE)
    if kind is Kind.SHARE:
        low, high = wilson_limits(value, _equal_weights(value, size, error), CONFIDENCE)
        return Estimate(value, int(size), low, high, WILSON)
    if kind in (Kind.TOTAL, Kind.RECORD) or not np.isfinite(error) or size == 1:
        return Estimate(value, int(size), nan, nan, NONE)
    half = float(special.stdtrit(size - 1, _TAIL)) * error
    least, greatest = min(limits[0], value), max(limits[1], value)
    low, high = max(value - half, least), min(value + half, greatest)
    return Estimate(value, int(size), low, high, STUDENT)


def _equal_weights(share: float, size: int, error: float) -> float:
    """Return how many equally weighted rows have the share's error: ``size`` without weights.

    The error of a share falls with every row, so the number is found where it is met; it is at
    least 1.
    """

    def more(rows: float) -> float:
        return float(share_errors(np.array([share]), np.array([rows]))[0]) - error

    if not np.isfinite(error) or more(size) >= -_ROUNDING:
        return float(size)
    return float(optimize.brentq(more, 1.0, size)) if more(1.0) > 0 else 1.0
