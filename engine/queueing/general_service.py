"""Handle times of any law: exact for one agent, approximate for several."""

import numpy as np

from engine.queueing.arguments import (
    SECONDS_PER_H,
    check_agents,
    check_not_negative,
    check_positive,
    check_steady,
    offered_load_of,
)
from engine.queueing.constant_service import mean_wait_constant
from engine.queueing.erlang import erlang_c
from engine.queueing.steady_state import Queue


def mean_wait_one_agent(arrival_rate_per_h: float, handle_time_s: float, handle_cv: float) -> float:
    """Return the exact mean wait of M/G/1 in seconds.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s
        Contacts per hour, >= 0, and mean handle time in seconds, > 0.
    handle_cv
        Coefficient of variation of the handle time, >= 0.

    Raises
    ------
    InputError
        ``queueing.negative`` or ``queueing.not_positive`` naming the argument.
    MethodError
        ``queueing.overloaded``.

    Notes
    -----
    Pollaczek and Khinchine: W = lambda E[S^2] / (2 (1 - rho)).

    References
    ----------
    Gross, D., Harris, C. M. (1998), Fundamentals of Queueing Theory, 3rd ed., section 5.1.
    """
    check_not_negative(handle_cv=handle_cv)
    load = offered_load_of(arrival_rate_per_h, handle_time_s)
    check_steady(load, 1)
    return load * handle_time_s * (1 + handle_cv**2) / (2 * (1 - load))


def mean_wait_two_moments(
    arrival_rate_per_h: float,
    handle_time_s: float,
    agents: int,
    *,
    handle_cv: float,
    arrival_cv: float = 1.0,
) -> float:
    """Return the simplest approximation of the mean wait of G/G/c in seconds.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s, agents
        As in :func:`engine.queueing.erlang.erlang_c`.
    handle_cv, arrival_cv
        Coefficients of variation of handle times and of times between arrivals, >= 0.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.queueing.erlang.erlang_c`.

    Notes
    -----
    (ca^2 + cs^2) / 2 times the wait of Erlang C: exact for M/G/1 and M/M/c, right in the limit
    of heavy traffic; with 20 agents at half load a third too short for constant handle times (see
    docs/queueing.md). :func:`mean_wait_several_agents` is better for Poisson arrivals.

    References
    ----------
    Lee, A. M., Longton, P. A. (1959), Queueing processes associated with airline passenger
    check-in, Operational Research Quarterly 10, 56-71; Allen, A. O. (1990), Probability,
    Statistics, and Queueing Theory, 2nd ed., section 5.4 (with Cunneen).
    """
    check_not_negative(handle_cv=handle_cv, arrival_cv=arrival_cv)
    waiting = erlang_c(arrival_rate_per_h, handle_time_s, agents, threshold_s=0.0)
    return (arrival_cv**2 + handle_cv**2) / 2 * waiting.wait_mean_s


def mean_wait_several_agents(
    arrival_rate_per_h: float, handle_time_s: float, agents: int, handle_cv: float
) -> float:
    """Return Kimura's approximation of the mean wait of M/G/c in seconds.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s, agents
        As in :func:`engine.queueing.erlang.erlang_c`.
    handle_cv
        Coefficient of variation of the handle time, >= 0.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.queueing.erlang.erlang_c`.

    Notes
    -----
    W = (1 + cv^2) / (2 cv^2 / W(M/M/c) + (1 - cv^2) / W(M/D/c)), both exact: exact for M/M/c,
    M/D/c and M/G/1. Two moments do not decide the wait of several agents: see docs/queueing.md
    for measured errors.

    References
    ----------
    Kimura, T. (1986), A two-moment approximation for the mean waiting time in the GI/G/s queue,
    Management Science 32, 751-763.
    """
    check_not_negative(handle_cv=handle_cv)
    check_agents(agents)
    exponential_s = erlang_c(arrival_rate_per_h, handle_time_s, agents, threshold_s=0.0).wait_mean_s
    constant_s = mean_wait_constant(arrival_rate_per_h, handle_time_s, agents)
    if constant_s == 0:  # no arrivals, or waits below 1e-308 s
        return exponential_s
    square = handle_cv**2
    ratio = exponential_s / constant_s  # from 2 for one agent towards 1 for many
    return (1 + square) * exponential_s / (2 * square + (1 - square) * ratio)


def queue_several_agents(
    arrival_rate_per_h: float,
    handle_time_s: float,
    agents: int,
    *,
    handle_cv: float,
    threshold_s: float,
) -> Queue:
    """Return an approximation of the whole M/G/c queue, nobody abandoning.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s, agents, handle_cv
        As in :func:`mean_wait_several_agents`, which gives the mean wait.
    threshold_s
        Threshold of the service level in seconds, >= 0.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.queueing.erlang.erlang_c`.

    Notes
    -----
    The share that waits is taken from Erlang C (for one agent that is exact) and the wait of those
    who do as exponential: P(wait > t) = C exp(-C t / W). ``empty_probability`` is nan.

    References
    ----------
    Tijms, H. C. (2003), A First Course in Stochastic Models, section 9.6.2.
    """
    check_positive(handle_time_s=handle_time_s)
    waiting = erlang_c(arrival_rate_per_h, handle_time_s, agents, threshold_s=threshold_s)
    wait_mean_s = mean_wait_several_agents(arrival_rate_per_h, handle_time_s, agents, handle_cv)
    share = waiting.wait_probability
    longer = share * np.exp(-share * threshold_s / wait_mean_s) if wait_mean_s > 0 else 0.0
    return Queue(
        wait_probability=share,
        wait_mean_s=wait_mean_s,
        service_level=float(1 - longer),
        abandonment=0.0,
        occupancy=waiting.occupancy,
        queue_mean=arrival_rate_per_h / SECONDS_PER_H * wait_mean_s,
        empty_probability=float("nan"),
    )
