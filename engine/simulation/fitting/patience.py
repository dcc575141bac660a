"""Patience by Kaplan and Meier: who was served would have waited longer, none knows how long."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from engine.domain.durations import Duration, Shape
from engine.simulation.fitting.quantile_points import points_of_values, rounded

Numbers = NDArray[np.float64]

LEAST_FOR_CURVE = 30  # abandonments
LEAST_AT_RISK = 10  # beyond, the curve is noise: an exponential tail goes on
TAIL_POINTS = 20
NORMAL_975 = 1.959963984540054


@dataclass(frozen=True, slots=True, eq=False)
class PatienceFit:
    """How long customers wait before they give up.

    Parameters
    ----------
    n, abandoned, exposure_s
        Contacts that waited or left at once, those that left, and the seconds waited by all.
    times_s, survival, low, high, at_risk
        The curve at each time of an abandonment, (k,): the chance of waiting longer, its 95 %
        interval, and how many still waited.
    mean_s, mean_low_s, mean_high_s
        Mean patience if it were exponential (total time on test), with its 95 % interval.
    last_s, left
        Until when the curve is used and the share still waiting then.
    tail_mean_s
        Mean further patience beyond ``last_s``, exponential.
    immediate
        Share that left at once when nobody was free.
    duration
        What is written; None when nobody abandoned: patience is then not identified.
    """

    n: int
    abandoned: int
    exposure_s: float
    times_s: Numbers
    survival: Numbers
    low: Numbers
    high: Numbers
    at_risk: Numbers
    mean_s: float
    mean_low_s: float
    mean_high_s: float
    last_s: float
    left: float
    tail_mean_s: float
    immediate: float
    duration: Duration | None


def fitted_patience(wait_s: Numbers, abandoned: NDArray[np.bool_]) -> PatienceFit:
    """Return the patience that waits (n,) and their ends show.

    Parameters
    ----------
    wait_s
        Seconds in the queue, >= 0, all known.
    abandoned
        Whether the customer left; the others were served, which censors their patience. Who was
        served without waiting says nothing of patience and is left out.

    Returns
    -------
    PatienceFit
        With a curve of quantile points from ``LEAST_FOR_CURVE`` abandonments on, an exponential
        duration below, and none without any.
    """
    waiting = (wait_s > 0) | abandoned
    wait_s, abandoned = wait_s[waiting], abandoned[waiting]
    times_s, survival, variance_sum, at_risk = kaplan_meier(wait_s, abandoned)
    low, high = log_log_interval(survival, variance_sum)
    events, exposure_s = int(abandoned.sum()), float(wait_s.sum())
    mean_s, mean_low_s, mean_high_s = exponential_mean(events, exposure_s)
    last = _last_used(at_risk)
    last_s = float(times_s[last]) if times_s.size else 0.0
    tail_mean_s = _tail_mean(wait_s, abandoned, last_s)
    left = float(survival[last]) if times_s.size else 1.0
    duration = None
    if events >= LEAST_FOR_CURVE:
        curve = (times_s[: last + 1], survival[: last + 1])
        duration = _written(curve, tail_mean_s)
    elif events:
        duration = Duration(Shape.EXPONENTIAL, rounded(mean_s))
    return PatienceFit(
        n=wait_s.size,
        abandoned=events,
        exposure_s=exposure_s,
        times_s=times_s,
        survival=survival,
        low=low,
        high=high,
        at_risk=at_risk,
        mean_s=mean_s,
        mean_low_s=mean_low_s,
        mean_high_s=mean_high_s,
        last_s=last_s,
        left=left,
        tail_mean_s=tail_mean_s,
        immediate=float(np.mean(abandoned & (wait_s == 0))) if wait_s.size else 0.0,
        duration=duration,
    )


def kaplan_meier(
    times_s: Numbers, ended: NDArray[np.bool_]
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return event times, the product-limit curve, Greenwood's sum, and numbers at risk, (k,).

    Notes
    -----
    S(t) = product over event times <= t of 1 - d / n, events before censorings at one instant;
    Greenwood's sum of d / (n (n - d)) times S(t)^2 is the variance of S(t).

    References
    ----------
    Kaplan and Meier (1958), JASA 53; Greenwood (1926).
    """
    ordered = np.sort(times_s)
    event_times, counts = np.unique(times_s[ended], return_counts=True)
    deaths = counts.astype(np.float64)
    at_risk: Numbers = ordered.size - np.searchsorted(ordered, event_times).astype(np.float64)
    survival = np.cumprod(1 - deaths / at_risk).astype(np.float64)
    with np.errstate(divide="ignore"):
        variance_sum = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
    return event_times, survival, variance_sum, at_risk


def log_log_interval(survival: Numbers, variance_sum: Numbers) -> tuple[Numbers, Numbers]:
    """Return the 95 % interval of a survival curve, kept within 0 and 1.

    Notes
    -----
    S^exp(+-z se) with se = sqrt(Greenwood's sum) / |log S| (Kalbfleisch and Prentice 1980, 1.3).
    Where the curve is 0 the interval is not defined: 0 and the bound before.
    """
    inside = (survival > 0) & (survival < 1)
    logs = np.log(np.where(inside, survival, 0.5))
    with np.errstate(invalid="ignore"):
        spread = np.exp(NORMAL_975 * np.sqrt(np.where(inside, variance_sum, 0.0)) / np.abs(logs))
    low = np.where(inside, np.exp(logs * spread), survival)
    high = np.where(inside, np.exp(logs / spread), survival)
    if survival.size > 1 and survival[-1] == 0:
        high[-1] = high[-2]
    return low, high


def exponential_mean(events: int, exposure_s: float) -> tuple[float, float, float]:
    """Return the mean of exponential patience and its exact 95 % interval.

    Notes
    -----
    Total time on test over events; 2 T / mean is chi-square distributed with 2 d degrees below
    and 2 d + 2 above, the censoring being by a Poisson count (Garwood 1936, Biometrika 28).
    Without events only the lower bound is finite.
    """
    low = 2 * exposure_s / float(chi2.ppf(0.975, 2 * events + 2))
    if events == 0:
        return np.inf, low, np.inf
    return exposure_s / events, low, 2 * exposure_s / float(chi2.ppf(0.025, 2 * events))


def _last_used(at_risk: Numbers) -> int:
    """Return the last event with enough at risk; the first one at least."""
    return max(0, int((at_risk >= LEAST_AT_RISK).sum()) - 1)


def _tail_mean(wait_s: Numbers, abandoned: NDArray[np.bool_], last_s: float) -> float:
    """Return the mean of the exponential that the later half of the abandonments shows.

    Counted is what was waited, and who left, between the median abandonment and ``last_s``.
    """
    ends = wait_s[abandoned & (wait_s <= last_s)]
    if ends.size == 0:
        return np.inf
    from_s = float(np.median(ends))
    events = int((ends > from_s).sum())
    exposure_s = float(np.clip(wait_s, from_s, last_s).sum() - from_s * wait_s.size)
    if events == 0 or exposure_s <= 0:
        return float(wait_s.sum() / ends.size)
    return exposure_s / events


def _written(curve: tuple[Numbers, Numbers], tail_mean_s: float) -> Duration:
    """Return the curve's jumps, then its rest as stretches of an exponential tail."""
    times_s, survival = curve
    jumps = -np.diff(np.concatenate(([1.0], survival)))
    left = float(survival[-1])
    if left <= 0:
        return points_of_values(times_s, jumps)
    # means of the exponential over stretches of equal chance: 1 + (1-p) differences of q log q
    q = 1 - np.arange(TAIL_POINTS + 1) / TAIL_POINTS
    q_log_q = np.where(q > 0, q * np.log(np.maximum(q, 1e-300)), 0.0)
    further = tail_mean_s * (1 + TAIL_POINTS * np.diff(q_log_q))
    body = points_of_values(times_s, jumps)
    weights = np.array(body.weights) / sum(body.weights) * (1 - left)
    tail = times_s[-1] + further
    return Duration.empirical(
        (*body.values_s, *(rounded(value) for value in tail.tolist())),
        (
            *(rounded(value) for value in weights.tolist()),
            *(rounded(left / TAIL_POINTS),) * TAIL_POINTS,
        ),
    )
