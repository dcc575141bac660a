"""How many agents would be busy if nobody ever waited, hour by hour, and what that staffs.

The load lags behind the arrivals and is smoother than them; dividing each interval's arrivals by
itself understaffs after a wave. Rates given as a function of time are ``queueing.rate_curves``;
shifts and the check by simulation are left to other rooms.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import norm

from engine.domain.durations import Duration, Shape
from engine.domain.traffic import ArrivalProfile
from engine.errors import InputError
from engine.queueing.arguments import SECONDS_PER_H, check_not_negative, check_positive
from engine.queueing.duration_laws import Law, law_of

LEAST_BETA, GREATEST_BETA = 1e-9, 10.0  # waiting probabilities from 1 to 1e-23
LEAST_TAIL = 1e-14  # of the mean handle time: what older arrivals still leave
MOST_PERIODS = 4096  # looked back one by one; what is older is felt alike all period long


def offered_load(profile: ArrivalProfile, handle: Duration | float) -> NDArray[np.float64]:
    """Return the mean number of busy agents at the interval borders if nobody ever waits.

    Parameters
    ----------
    profile
        Arrival rates, constant within each interval; nobody is present at the start.
    handle
        Handle time of any shape; a number is the mean in seconds of an exponential one.

    Returns
    -------
    ndarray
        (intervals + 1,), in agents; the first is 0.

    Raises
    ------
    InputError
        ``queueing.not_positive`` for the handle time; ``queueing.measured_arrivals`` for a profile
        that lists arrivals in place of rates.

    Notes
    -----
    m(t) = integral of lambda(t - u) P(S > u) du, the rate convolved with the survival function
    of the handle time. A constant rate that began b and ended e seconds ago leaves
    lambda (E[min(S, b)] - E[min(S, e)]): no step in time, no error but rounding.

    References
    ----------
    Eick, S. G., Massey, W. A., Whitt, W. (1993), The physics of the Mt/G/infinity queue,
    Operations Research 41, 731-742.
    """
    rates_per_s = rates_of(profile) / SECONDS_PER_H
    borders = profile.interval_s * np.arange(rates_per_s.size + 1, dtype=np.float64)
    left = np.diff(law_of(_as_duration(handle)).truncated_mean_s(borders))
    return np.concatenate(([0.0], np.convolve(rates_per_s, left)[: rates_per_s.size]))


def offered_load_at(
    profile: ArrivalProfile, handle: Duration | float, instants_s: ArrayLike
) -> NDArray[np.float64]:
    """Return the load at any instants, as :func:`offered_load` does at the borders.

    Parameters
    ----------
    profile, handle
        As in :func:`offered_load`.
    instants_s
        Any shape, seconds from the start of the profile; the rate is 0 outside it.

    Raises
    ------
    InputError
        ``queueing.not_positive`` for the handle time; ``queueing.measured_arrivals`` for a profile
        that lists arrivals in place of rates.
    """
    law = law_of(_as_duration(handle))
    instants = np.asarray(instants_s, dtype=np.float64)
    loads = np.zeros(instants.shape)
    for place, rate_per_h in enumerate(rates_of(profile).tolist()):
        began = np.maximum(instants - place * profile.interval_s, 0.0)
        ended = np.maximum(began - profile.interval_s, 0.0)
        left = law.truncated_mean_s(began) - law.truncated_mean_s(ended)
        loads += rate_per_h / SECONDS_PER_H * left
    return loads


def periodic_offered_load(profile: ArrivalProfile, handle: Duration | float) -> NDArray[np.float64]:
    """Return the load at the borders when the profile has repeated itself for ever.

    Parameters
    ----------
    profile, handle
        As in :func:`offered_load`.

    Returns
    -------
    ndarray
        (intervals + 1,), in agents; the last equals the first.

    Raises
    ------
    InputError
        ``queueing.not_positive`` for the handle time; ``queueing.measured_arrivals`` for a profile
        that lists arrivals in place of rates.
    """
    law = law_of(_as_duration(handle))
    rates_per_s = rates_of(profile) / SECONDS_PER_H
    steps = rates_per_s.size
    period_s = steps * profile.interval_s
    periods = whole_periods(law, period_s)
    borders = profile.interval_s * np.arange(periods * steps + 1, dtype=np.float64)
    left = np.diff(law.truncated_mean_s(borders)).reshape(periods, steps).sum(axis=0)
    older = law.mean_s - float(law.truncated_mean_s(borders[-1]))
    left += older / steps  # their survival function is flat within a period
    last = [float(np.roll(rates_per_s[::-1], place) @ left) for place in range(steps + 1)]
    return np.array(last)


def rates_of(profile: ArrivalProfile) -> NDArray[np.float64]:
    """Return the rates of a profile per hour, (intervals,).

    Raises
    ------
    InputError
        ``queueing.measured_arrivals`` for a list of arrivals in place of rates.
    """
    if profile.times_s is not None:
        raise InputError("queueing.measured_arrivals")
    return np.array(profile.rates_per_h, dtype=np.float64)


def whole_periods(law: Law, period_s: float) -> int:
    """Return how many periods past, at most 4,096, leave all but a 1e-14th of the load."""
    periods = 1
    while periods < MOST_PERIODS:
        done = float(law.truncated_mean_s(np.array(periods * period_s)))
        if done >= law.mean_s * (1 - LEAST_TAIL):
            break
        periods *= 2
    return periods


def _as_duration(handle: Duration | float) -> Duration:
    if isinstance(handle, Duration):
        return handle
    check_positive(handle_time_s=handle)
    return Duration(Shape.EXPONENTIAL, handle)


def greatest_load(loads: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the greater load of each interval's borders, (intervals,).

    ``loads`` is from :func:`offered_load`. With exponential handle times the load moves
    monotonically between two borders, so that this is the greatest within the interval; with
    others read :func:`offered_load_at` between them.
    """
    return np.maximum(loads[:-1], loads[1:])


def square_root_staffing(
    loads: NDArray[np.float64] | Sequence[float], beta: float
) -> NDArray[np.int64]:
    """Return the agents needed: the load plus a safety of ``beta`` times its square root.

    Parameters
    ----------
    loads
        Any shape, in agents, >= 0.
    beta
        Quality of service; 0 staffs the load itself. See :func:`quality_of_service`.

    Returns
    -------
    ndarray
        Same shape, whole agents, rounded up; 0 where there is no load.

    Raises
    ------
    InputError
        ``queueing.negative`` when a load is.
    """
    load = np.asarray(loads, dtype=np.float64)
    if load.size:
        check_not_negative(least_load=float(load.min()))
    return np.ceil(load + beta * np.sqrt(load)).astype(np.int64)


def delay_probability(beta: float) -> float:
    """Return the large-system waiting probability at a safety of ``beta`` square roots, > 0.

    Notes
    -----
    1 / (1 + beta Phi(beta) / phi(beta)).

    References
    ----------
    Halfin, S., Whitt, W. (1981), Heavy-traffic limits for queues with many exponential servers,
    Operations Research 29, 567-588, equation 2.3.
    """
    return float(1 / (1 + beta * norm.cdf(beta) / norm.pdf(beta)))


def quality_of_service(wait_probability: float) -> float:
    """Return the ``beta`` whose large-system waiting probability is the one asked for.

    Parameters
    ----------
    wait_probability
        Between 0 and 1, both excluded.

    Raises
    ------
    InputError
        ``queueing.probability`` outside 1e-20 .. 1 - 1e-6.
    """
    if not _LEAST_PROBABILITY <= wait_probability <= 1 - _LEAST_FROM_ONE:
        raise InputError("queueing.probability", value=wait_probability)
    return float(
        brentq(
            lambda beta: delay_probability(beta) - wait_probability,
            LEAST_BETA,
            GREATEST_BETA,
            xtol=1e-12,
        )
    )


_LEAST_PROBABILITY, _LEAST_FROM_ONE = 1e-20, 1e-6
