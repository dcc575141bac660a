"""The exact test of a randomised rollout: what other orders of starts would have shown."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.evidence.before_after import Contrast
from engine.evidence.before_after_errors import Tested
from engine.evidence.before_after_panel import TeamWeeks
from engine.evidence.rollout import start_orders

Estimator = Callable[[TeamWeeks], Contrast | None]
_TINY = 1e-12
_TIE = 1e-9  # orders this near in size, relatively, are level


def permutation_test(
    panel: TeamWeeks, estimator: Estimator, rng: np.random.Generator, level: float
) -> Tested:
    """Return an effect with its exact p-value and interval.

    Parameters
    ----------
    panel
        With the starts as the schedule drew them.
    estimator
        :func:`engine.evidence.before_after.overall_contrast`, or
        :func:`engine.evidence.before_after_common.common_contrast`.

    Notes
    -----
    Under no effect every order of starts would have met the same means (Fisher, 1935; Athey and
    Imbens, 2022, Journal of Econometrics 226, 62-79, for randomised adoption dates). The
    interval holds every common effect that, taken away, is not rejected at 1 - level. The
    standard error is that of the estimate over the orders.
    """
    width = len(panel.weeks)
    on = (np.arange(width) >= panel.starts[:, None]).astype(np.float64)
    orders = start_orders(panel.starts, rng)
    sums, slopes = _contrasts(panel, estimator, orders, on).T
    value = float(sums[0])
    low, high = _interval(sums, slopes, 1 - level)
    error = float((sums - value * slopes).std())
    return Tested(value, error, low, high, _p_value(sums, slopes, 0.0), "permutation")


def _shown(
    panel: TeamWeeks, estimator: Estimator, order: NDArray[np.int64], on: NDArray[np.float64]
) -> tuple[float, float] | None:
    """Return the effect another order would have shown, and the part of a true one in it."""
    contrast = estimator(replace(panel, starts=order))
    return None if contrast is None else (contrast.of(panel.means), contrast.of(on))


def _contrasts(
    panel: TeamWeeks, estimator: Estimator, orders: NDArray[np.int64], on: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what every order would have shown, and the part of a true effect in it, (orders, 2).

    In a full panel the weights of a team follow from its start alone, so those of the given order
    serve all others: 40 times faster for 8 teams and 16 weeks.
    """
    own = estimator(replace(panel, starts=orders[0]))
    if own is not None and np.isfinite(panel.means).all():
        by_start = np.zeros((len(panel.weeks) + 1, len(panel.weeks)))
        by_start[orders[0]] = own.weights
        weights = by_start[orders]
        return np.stack([(weights * each).sum(axis=(1, 2)) for each in (panel.means, on)], axis=1)
    pairs = [_shown(panel, estimator, order, on) for order in orders]
    return np.array([pair for pair in pairs if pair is not None])


def _p_value(sums: NDArray[np.float64], slopes: NDArray[np.float64], null: float) -> float:
    """Return the share of orders at least as far from the null as the order that was drawn."""
    left = np.abs(sums - null * slopes)
    return float((left >= left[0] - _TIE * np.abs(sums).max()).mean())


def _interval(
    sums: NDArray[np.float64], slopes: NDArray[np.float64], alpha: float
) -> tuple[float, float]:
    """Return the hull of the effects whose p-value exceeds alpha.

    The p-value changes only where an order draws level with the one that was drawn, so it is
    enough to look between those points.
    """
    value = sums[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        points = np.concatenate(
            [(value - sums[1:]) / (1 - slopes[1:]), (value + sums[1:]) / (1 + slopes[1:])]
        )
    points = np.unique(points[np.isfinite(points)])
    if len(points) == 0:
        return -np.inf, np.inf
    middles = (points[:-1] + points[1:]) / 2
    span = max(float(np.ptp(points)), 1.0)
    tried = np.concatenate([[points[0] - span], middles, [points[-1] + span]])
    kept = np.array([_p_value(sums, slopes, each) > alpha + _TINY for each in tried])
    if not kept.any():
        return value, value
    first, last = int(kept.argmax()), len(kept) - 1 - int(kept[::-1].argmax())
    low = -np.inf if first == 0 else float(points[first - 1])
    high = np.inf if last == len(kept) - 1 else float(points[last])
    return low, high
