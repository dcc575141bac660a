"""Offered load of an arrival rate that is any function of time, and when it peaks."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import quad

from engine.domain.durations import Duration
from engine.errors import InputError, MethodError
from engine.queueing.arguments import SECONDS_PER_H, check_not_negative, check_positive
from engine.queueing.duration_laws import Law, law_of
from engine.queueing.offered_load import whole_periods

Curve = Callable[[float], float]
Survival = Callable[[NDArray[np.float64]], NDArray[np.float64]]

LEAST_TAIL = 1e-12  # of the mean handle time: what older arrivals still leave
RELATIVE_ERROR = 1e-12
WORST_ERROR = 1e-9  # promised; the estimate of the quadrature is on the safe side
BISECTIONS = 400  # of one piece; a jump of the rate takes about 40
DEVIATIONS = np.arange(-8, 9, 2)  # standard deviations from the mean at which pieces end
HALVINGS = 12  # of the mean, towards 0, where a survival function may be steep
GRID, DEGREE = 128, 20
FLAT = 1e-13  # relative height that rounding may move


def offered_load_of_rate(
    rate_per_h: Curve,
    handle: Duration,
    instants_s: ArrayLike,
    *,
    jumps_s: Sequence[float] = (),
    period_s: float | None = None,
) -> NDArray[np.float64]:
    """Return the mean number of busy agents at the instants if nobody ever waits.

    Parameters
    ----------
    rate_per_h
        Contacts per hour, >= 0, at a time in seconds; asked for times before the instants as far
        back as the longest handle times reach, so that a periodic rate gives the periodic load.
        Return 0 before an opening to begin with nobody present.
    handle
        Handle time of any shape.
    instants_s
        Any shape, seconds.
    jumps_s
        Instants where the rate jumps, or is 0 up to a short burst: they need not be named, but
        a burst much shorter than a handle time could be overlooked.
    period_s
        After how many seconds the rate repeats itself, > 0, if it does: needed only for handle
        times whose tail outlasts hundreds of periods.

    Returns
    -------
    ndarray
        Same shape as ``instants_s``, in agents, relative error at most 1e-9.

    Raises
    ------
    InputError
        ``queueing.negative`` when the rate is not a finite number from 0.
    MethodError
        ``queueing.rough_rate`` when the rate is too rough to be integrated.

    Notes
    -----
    m(t) = integral over u >= 0 of lambda(t - u) P(S > u) du = E[S] E[lambda(t - S_e)], by adaptive
    Gauss-Kronrod quadrature on pieces that follow the law of the handle time.

    References
    ----------
    Eick, S. G., Massey, W. A., Whitt, W. (1993), The physics of the Mt/G/infinity queue,
    Operations Research 41, 731-742, theorem 1.
    """
    law = law_of(handle)
    knots, left_over = _knots(law), law.survival
    if period_s is not None:
        knots, left_over = _folded_knots(knots, period_s), _folded(law, period_s)
    instants = np.asarray(instants_s, dtype=np.float64)
    if not np.isfinite(instants).all():
        raise InputError("queueing.instants")
    loads = np.empty(instants.size)
    for place, t in enumerate(instants.ravel().tolist()):
        loads[place] = _load_at(rate_per_h, left_over, t, _with_jumps(knots, t, jumps_s))
    return loads.reshape(instants.shape)


def peak_s(curve: Curve, start_s: float, end_s: float) -> float:
    """Return the instant within [start, end] at which a curve is greatest.

    Parameters
    ----------
    curve
        Smooth around its peak; a function of seconds.
    start_s, end_s
        ``start_s`` < ``end_s``; the curve is looked at on 129 points first.

    Raises
    ------
    InputError
        ``queueing.stretch`` unless start < end, both finite.

    Notes
    -----
    A peak of height h found by comparing heights is blurred by the square root of the rounding
    error. So the derivative's zero is sought, of the Chebyshev interpolant of degree 20 around
    the highest point.
    """
    if not (np.isfinite([start_s, end_s]).all() and start_s < end_s):
        raise InputError("queueing.stretch", start_s=start_s, end_s=end_s)
    grid = np.linspace(start_s, end_s, GRID + 1)
    heights = np.array([curve(float(t)) for t in grid])
    best = int(np.argmax(heights))
    around = [float(grid[max(0, best - 1)]), float(grid[min(GRID, best + 1)])]
    local = np.polynomial.Chebyshev.interpolate(np.vectorize(curve), DEGREE, domain=around)
    turns = local.deriv().roots()
    level = np.real(turns[np.abs(np.imag(turns)) <= FLAT * (around[1] - around[0])])
    inside = [float(t) for t in level if around[0] <= t <= around[1]]
    lowest = heights[best] - FLAT * abs(heights[best])
    high_enough = [t for t in inside if curve(t) >= lowest]
    return max(high_enough, key=curve, default=float(grid[best]))


def peak_lag_s(rate_per_h: Curve, handle: Duration, start_s: float, end_s: float) -> float:
    """Return by how many seconds the load's peak follows the rate's, both within [start, end].

    Raises
    ------
    InputError, MethodError
        As :func:`offered_load_of_rate` and :func:`peak_s`.

    Notes
    -----
    For a sinusoidal rate and exponential handle times arctan(omega s) / omega.
    """

    def load(t: float) -> float:
        return float(offered_load_of_rate(rate_per_h, handle, t))

    return peak_s(load, start_s, end_s) - peak_s(rate_per_h, start_s, end_s)


def _knots(law: Law) -> NDArray[np.float64]:
    """Return where the pieces end: from 0 to where no more than a 1e-12th of the load is left."""
    last = law.mean_s
    while law.mean_s - float(law.truncated_mean_s(np.array(last))) > LEAST_TAIL * law.mean_s:
        last *= 2
    doubled = law.mean_s * 2.0 ** np.arange(-HALVINGS, np.log2(last / law.mean_s))
    around = law.mean_s * (1 + law.cv * DEVIATIONS)
    knots = np.concatenate((doubled, around, np.array(law.kinks_s)))
    return np.unique(np.concatenate(([0.0], knots[(knots > 0) & (knots < last)], [last])))


def _with_jumps(
    knots: NDArray[np.float64], instant_s: float, jumps_s: Sequence[float]
) -> NDArray[np.float64]:
    ago = instant_s - np.asarray(jumps_s, dtype=np.float64)
    return np.unique(np.concatenate((knots, ago[(ago > 0) & (ago < knots[-1])])))


def _folded_knots(knots: NDArray[np.float64], period_s: float) -> NDArray[np.float64]:
    check_positive(period_s=period_s)
    return np.unique(np.concatenate((knots % period_s, [0.0, period_s])))


def _folded(law: Law, period_s: float) -> Survival:
    """Return the survival function summed over all periods past."""
    past = np.arange(whole_periods(law, period_s)) * period_s
    older = law.mean_s - float(law.truncated_mean_s(past[-1] + period_s))

    def folded(ago_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(law.survival(past + ago_s).sum() + older / period_s)

    return folded


def _load_at(
    rate_per_h: Curve, left_over: Survival, instant_s: float, knots: NDArray[np.float64]
) -> float:
    def left(ago_s: float) -> float:
        rate = float(rate_per_h(instant_s - ago_s))
        check_not_negative(rate_per_h=rate)
        return rate / SECONDS_PER_H * float(left_over(np.array(ago_s)))

    pieces = [
        quad(left, low, high, epsabs=0, epsrel=RELATIVE_ERROR, limit=BISECTIONS, full_output=1)[:2]
        for low, high in pairwise(knots.tolist())
    ]
    load, error = (float(total) for total in np.sum(pieces, axis=0))
    if error > WORST_ERROR * load:
        raise MethodError("queueing.rough_rate", instant_s=instant_s, load=load, error=error)
    return load
