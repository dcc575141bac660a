"""Erlang's formulas for one queue in steady state: loss (B), delay (C), abandonment (A).

Poisson arrivals, exponential handle times, identical agents, first come first served. Time-varying
arrivals are left to ``queueing.offered_load``, everything else to the simulation.
"""

import numpy as np
from scipy.special import gammaln, logsumexp

from engine.queueing.arguments import (
    SECONDS_PER_H,
    check_agents,
    check_not_negative,
    check_positive,
    check_steady,
    offered_load_of,
)
from engine.queueing.steady_state import Queue
from engine.queueing.waiting_line import waiting_line


def blocking(offered_load: float, agents: int) -> float:
    """Return Erlang B: the share of contacts lost when nobody can wait.

    Parameters
    ----------
    offered_load
        Arrival rate times mean handle time, in agents, >= 0.
    agents
        0 to 1,000,000.

    Raises
    ------
    InputError
        ``queueing.negative``, ``queueing.not_whole`` or ``queueing.too_many_agents``.

    Notes
    -----
    B_0 = 1, B_n = a B_(n-1) / (n + a B_(n-1)): a recurrence of shares, stable for thousands of
    agents, where factorials overflow.

    References
    ----------
    Jagerman, D. L. (1974), Some properties of the Erlang loss function, Bell System Technical
    Journal 53, 525-551.

    Examples
    --------
    >>> round(blocking(10.0, 10), 4)
    0.2146
    """
    check_not_negative(offered_load=offered_load)
    check_agents(agents, least=0)
    share = 1.0
    for count in range(1, int(agents) + 1):
        carried = offered_load * share
        share = carried / (count + carried)
    return share


def erlang_c(
    arrival_rate_per_h: float, handle_time_s: float, agents: int, *, threshold_s: float
) -> Queue:
    """Return Erlang C: everybody waits as long as it takes.

    Parameters
    ----------
    arrival_rate_per_h
        Contacts per hour, >= 0.
    handle_time_s
        Mean handle time in seconds, > 0.
    agents
        >= 1.
    threshold_s
        Threshold of the service level in seconds, >= 0.

    Raises
    ------
    InputError
        ``queueing.negative`` or ``queueing.not_positive`` naming the argument.
    MethodError
        ``queueing.overloaded`` when the offered load reaches the agents: the queue grows for ever.

    Notes
    -----
    C = c B / (c - a (1 - B)); W = C s / (c - a); P(wait <= t) = 1 - C exp(-(c - a) t / s).

    References
    ----------
    Gross, D., Harris, C. M. (1998), Fundamentals of Queueing Theory, 3rd ed., section 2.3.
    """
    load = _checked_load(arrival_rate_per_h, handle_time_s, agents, threshold_s)
    check_steady(load, agents)
    lost = blocking(load, agents)
    wait_probability = agents * lost / (agents - load * (1 - lost))
    wait_mean_s = wait_probability * handle_time_s / (agents - load)
    longer = wait_probability * np.exp(-(agents - load) * threshold_s / handle_time_s)
    up_to_full = 1 - wait_probability * load / agents
    return Queue(
        wait_probability=wait_probability,
        wait_mean_s=wait_mean_s,
        service_level=float(1 - longer),
        abandonment=0.0,
        occupancy=load / agents,
        queue_mean=arrival_rate_per_h / SECONDS_PER_H * wait_mean_s,
        empty_probability=up_to_full * empty_share(load, agents),
    )


def erlang_a(
    arrival_rate_per_h: float,
    handle_time_s: float,
    agents: int,
    *,
    patience_s: float,
    threshold_s: float,
) -> Queue:
    """Return Erlang A: who has waited longer than his patience abandons.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s, agents, threshold_s
        As in :func:`erlang_c`; any load is allowed.
    patience_s
        Mean patience in seconds, > 0, exponentially distributed.

    Raises
    ------
    InputError
        ``queueing.negative`` or ``queueing.not_positive`` naming the argument.

    Notes
    -----
    With mu = 1 / handle time, theta = 1 / patience and c agents, the number waiting has weights
    q_k, q_k / q_(k-1) = lambda / (c mu + k theta), see :mod:`engine.queueing.waiting_line`. With
    L = ln sum q_k and Erlang's loss B, P(wait) = B / (B + (1 - B) exp(-L)); the share that
    abandons is theta times the mean wait.

    References
    ----------
    Palm, C. (1957), Research on telephone traffic carried by full availability groups, Tele 1;
    Garnett, O., Mandelbaum, A., Reiman, M. (2002), Designing a call center with impatient
    customers, M&SOM 4, 208-227.
    """
    load = _checked_load(arrival_rate_per_h, handle_time_s, agents, threshold_s)
    check_positive(patience_s=patience_s)
    rate_per_s = arrival_rate_per_h / SECONDS_PER_H
    line = waiting_line(load, agents, handle_time_s / patience_s)  # time in handle times
    wait_probability = line.all_busy(blocking(load, agents))
    queue_mean = wait_probability * line.mean
    wait_mean_s = queue_mean / rate_per_s if rate_per_s else 0.0
    abandonment = wait_mean_s / patience_s
    in_time = float(line.shares @ line.answered_within(threshold_s / handle_time_s))
    up_to_full = 1 - wait_probability * (1 - line.nobody)
    return Queue(
        wait_probability=wait_probability,
        wait_mean_s=wait_mean_s,
        service_level=1 - wait_probability + wait_probability * in_time,
        abandonment=abandonment,
        occupancy=load * (1 - abandonment) / agents,
        queue_mean=queue_mean,
        empty_probability=up_to_full * empty_share(load, agents),
    )


def empty_share(load: float, agents: int) -> float:
    """Return the probability of nobody present given at most ``agents`` present."""
    if load == 0:
        return 1.0
    numbers = np.arange(agents + 1)
    return float(np.exp(-logsumexp(numbers * np.log(load) - gammaln(numbers + 1))))


def _checked_load(
    arrival_rate_per_h: float, handle_time_s: float, agents: int, threshold_s: float
) -> float:
    check_not_negative(threshold_s=threshold_s)
    check_agents(agents)
    return offered_load_of(arrival_rate_per_h, handle_time_s)
