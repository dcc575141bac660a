"""Erlang's formulas for one queue in steady state: loss (B), delay (C), abandonment (A).

Poisson arrivals, exponential handle times, identical agents, first come first served. Time-varying
arrivals are left to ``queueing.offered_load``, everything else to the simulation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincc, gammaln, logsumexp

from engine.errors import InputError, MethodError

SECONDS_PER_H = 3600.0
NEGLIGIBLE_LOG = 45.0  # e^-45 is 3e-20: states beyond weigh nothing in a double
DEVIATIONS = 12.0  # of a queue length that is at most Poisson-like around its peak
LEAST_STATES = 200


@dataclass(frozen=True, slots=True)
class Queue:
    """What a steady-state formula says of one queue.

    Parameters
    ----------
    wait_probability
        Share of contacts that wait.
    wait_mean_s
        Mean wait in seconds over all contacts, those who abandon included.
    service_level
        Share of all contacts that are answered within the threshold.
    abandonment
        Share of contacts that abandon; 0 without impatience.
    occupancy
        Share of their time the agents work.
    queue_mean
        Mean number waiting.
    empty_probability
        Probability that nobody is in service or waiting.
    """

    wait_probability: float
    wait_mean_s: float
    service_level: float
    abandonment: float
    occupancy: float
    queue_mean: float
    empty_probability: float


def blocking(offered_load: float, agents: int) -> float:
    """Return Erlang B: the share of contacts lost when nobody can wait.

    Parameters
    ----------
    offered_load
        Arrival rate times mean handle time, in agents, >= 0.
    agents
        >= 0.

    Raises
    ------
    InputError
        ``queueing.negative`` naming the argument.

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
    _check_not_negative(offered_load=offered_load, agents=agents)
    share = 1.0
    for count in range(1, agents + 1):
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
    if load >= agents:
        raise MethodError("queueing.overloaded", offered_load=load, agents=agents)
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
        empty_probability=up_to_full * _empty_share(load, agents),
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
    q_k, q_k / q_(k-1) = lambda / (c mu + k theta), summed as logarithms. With L = ln sum q_k and
    Erlang's loss B, P(wait) = B / (B + (1 - B) exp(-L)). A contact that finds k waiting is served
    with probability b / (b + k + 1), b = c mu / theta; its offered wait V has the law of
    -ln(X) / theta with X ~ Beta(b, k + 1), whence E[exp(-theta V); V <= t] by the regularised
    incomplete beta function.

    References
    ----------
    Palm, C. (1957), Research on telephone traffic carried by full availability groups, Tele 1;
    Garnett, O., Mandelbaum, A., Reiman, M. (2002), Designing a call center with impatient
    customers, M&SOM 4, 208-227.
    """
    load = _checked_load(arrival_rate_per_h, handle_time_s, agents, threshold_s)
    _check_positive(patience_s=patience_s)
    numbers, waiting, log_total = _waiting_shares(load, agents, agents * patience_s / handle_time_s)
    lost = blocking(load, agents)
    wait_probability = float(lost / (lost + (1 - lost) * np.exp(-log_total)))
    queue_mean = wait_probability * float(waiting @ numbers)
    rate_per_s = arrival_rate_per_h / SECONDS_PER_H
    wait_mean_s = queue_mean / rate_per_s if rate_per_s else 0.0
    abandonment = wait_mean_s / patience_s
    in_time = _served_in_time(
        agents * patience_s / handle_time_s, numbers, np.exp(-threshold_s / patience_s)
    )
    nobody_waiting = float(waiting[numbers == 0].sum())
    up_to_full = 1 - wait_probability * (1 - nobody_waiting)
    return Queue(
        wait_probability=wait_probability,
        wait_mean_s=wait_mean_s,
        service_level=1 - wait_probability + wait_probability * float(waiting @ in_time),
        abandonment=abandonment,
        occupancy=load * (1 - abandonment) / agents,
        queue_mean=queue_mean,
        empty_probability=up_to_full * _empty_share(load, agents),
    )


def _waiting_shares(
    load: float, agents: int, patience_ratio: float
) -> tuple[NDArray[np.int64], NDArray[np.float64], float]:
    """Return numbers waiting, their shares given all agents busy, and ln of the total weight.

    ``patience_ratio`` is b = c mu / theta, so that the ratios are load / c * b / (b + k). Numbers
    whose share is negligible are left out, on either side of the peak.
    """
    pressure = load / agents * patience_ratio  # lambda / theta: mean queue if nobody were served
    if pressure <= 0:
        return np.zeros(1, dtype=np.int64), np.ones(1), 0.0
    least, greatest = _likely_numbers(pressure, patience_ratio)
    numbers = np.arange(least, greatest + 1)
    steps = np.log(pressure) - np.log(patience_ratio + numbers[1:])
    below = gammaln(patience_ratio + least + 1) - gammaln(patience_ratio + 1)
    first = least * np.log(pressure) - below if least else 0.0
    logs = first + np.concatenate(([0.0], np.cumsum(steps)))
    log_total = float(logsumexp(logs))
    return numbers, np.exp(logs - log_total), log_total


def _likely_numbers(pressure: float, patience_ratio: float) -> tuple[int, int]:
    """Return the least and greatest number waiting that weigh something."""
    peak = max(0.0, pressure - patience_ratio)
    beyond = DEVIATIONS * np.sqrt(pressure + patience_ratio) + LEAST_STATES
    least = max(0, int(peak - beyond))  # below the peak the weights fall faster than above
    if pressure < patience_ratio:  # then the weights fall at least geometrically
        beyond = min(beyond, NEGLIGIBLE_LOG / np.log(patience_ratio / pressure) + 1)
    return least, int(np.ceil(peak + beyond))


def _served_in_time(
    patience_ratio: float, numbers: NDArray[np.int64], survival: float
) -> NDArray[np.float64]:
    """Return for each number found waiting the probability of service within the threshold.

    ``survival`` is exp(-theta t), the share still patient at the threshold.
    """
    served = patience_ratio / (patience_ratio + numbers + 1)
    return np.asarray(served * betaincc(patience_ratio + 1, numbers + 1, survival))


def _empty_share(load: float, agents: int) -> float:
    """Return the probability of nobody present given at most ``agents`` present."""
    if load == 0:
        return 1.0
    numbers = np.arange(agents + 1)
    return float(np.exp(-logsumexp(numbers * np.log(load) - gammaln(numbers + 1))))


def _checked_load(
    arrival_rate_per_h: float, handle_time_s: float, agents: int, threshold_s: float
) -> float:
    _check_not_negative(arrival_rate_per_h=arrival_rate_per_h, threshold_s=threshold_s)
    _check_positive(handle_time_s=handle_time_s, agents=agents)
    return arrival_rate_per_h / SECONDS_PER_H * handle_time_s


def _check_not_negative(**quantities: float) -> None:
    for name, value in quantities.items():
        if not (np.isfinite(value) and value >= 0):
            raise InputError("queueing.negative", name=name, value=value)


def _check_positive(**quantities: float) -> None:
    for name, value in quantities.items():
        if not (np.isfinite(value) and value > 0):
            raise InputError("queueing.not_positive", name=name, value=value)
