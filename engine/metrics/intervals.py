"""Figures with their 95 % interval: Wilson for shares, Student's t for means."""

import numpy as np
from scipy import special

from engine.domain.metric_report import Estimate
from engine.metrics.definition import Kind
from engine.metrics.sampling_errors import share_errors

CONFIDENCE = 0.95
WILSON, STUDENT, NONE = "wilson", "t", "none"

_TAIL = (1 + CONFIDENCE) / 2


def estimate(value: float, size: int, error: float, kind: Kind) -> Estimate:
    """Return a figure with the interval that fits its kind.

    Parameters
    ----------
    value, size, error
        As in a :class:`engine.domain.tables.MetricTable`: value, rows counted, standard error.
    kind
        Shares get Wilson's score interval. Means, ratios and quantiles get value +/- t error
        with ``size`` - 1 degrees of freedom. Totals and records have no sampling error.

    Returns
    -------
    Estimate
        All nan where nothing was counted; the interval nan where the error is unknown, as for
        the mean of a single row.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    nan = float("nan")
    if size < 1 or not np.isfinite(value):
        return Estimate(nan, int(size), nan, nan, NONE)
    if kind is Kind.SHARE:
        low, high = _wilson(value, _equal_weights(value, size, error))
        return Estimate(value, int(size), low, high, WILSON)
    if kind in (Kind.TOTAL, Kind.RECORD) or not np.isfinite(error) or size == 1:
        return Estimate(value, int(size), nan, nan, NONE)
    half = float(special.stdtrit(size - 1, _TAIL)) * error
    return Estimate(value, int(size), value - half, value + half, STUDENT)


def _equal_weights(share: float, size: int, error: float) -> float:
    """Return how many equally weighted rows have the share's error: ``size`` without weights."""
    plain = float(share_errors(np.array([share]), np.array([size]))[0])
    if not np.isfinite(error) or error <= plain * (1 + 1e-9):
        return float(size)
    return size * (plain / error) ** 2


def _wilson(share: float, size: float) -> tuple[float, float]:
    z = float(special.ndtri(_TAIL))
    centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    spread = np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    half = float(z / (1 + z**2 / size) * spread)
    # at the ends the limit is 0 or 1 exactly: what rounding leaves over is no information
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return low, high
