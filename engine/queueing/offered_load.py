"""How many agents would be busy if nobody ever waited, hour by hour, and what that staffs.

The load lags behind the arrivals and is smoother than them; dividing each interval's arrivals by
itself understaffs after a wave. Shifts and the check by simulation are left to other rooms.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm

from engine.domain.traffic import ArrivalProfile
from engine.errors import InputError

SECONDS_PER_H = 3600.0
LEAST_BETA, GREATEST_BETA = 1e-9, 10.0  # waiting probabilities from 1 to 1e-23


def offered_load(profile: ArrivalProfile, handle_time_s: float) -> NDArray[np.float64]:
    """Return the mean number of busy agents at the interval borders if nobody ever waits.

    Parameters
    ----------
    profile
        Arrival rates, constant within each interval; nobody is present at the start.
    handle_time_s
        Mean handle time in seconds, > 0, exponentially distributed.

    Returns
    -------
    ndarray
        (intervals + 1,), in agents; the first is 0. Within an interval the load moves
        monotonically from one border to the next.

    Raises
    ------
    InputError
        ``queueing.not_positive`` for the handle time.

    Notes
    -----
    m(t) = integral of lambda(t - u) P(S > u) du, the rate convolved with the survival function
    of the handle time; exponential handle times give over an interval of length d
    m(t + d) = m(t) exp(-d / s) + lambda s (1 - exp(-d / s)).

    References
    ----------
    Eick, S. G., Massey, W. A., Whitt, W. (1993), The physics of the Mt/G/infinity queue,
    Operations Research 41, 731-742.
    """
    if not (np.isfinite(handle_time_s) and handle_time_s > 0):
        raise InputError("queueing.not_positive", name="handle_time_s", value=handle_time_s)
    still_busy = float(np.exp(-profile.interval_s / handle_time_s))
    loads = [0.0]
    for rate_per_h in profile.rates_per_h:
        settled = rate_per_h / SECONDS_PER_H * handle_time_s
        loads.append(loads[-1] * still_busy + settled * (1 - still_busy))
    return np.array(loads)


def greatest_load(loads: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the greatest load within each interval, (intervals,), from :func:`offered_load`."""
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
    """
    load = np.asarray(loads, dtype=np.float64)
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
