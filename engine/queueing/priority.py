"""Mean waits of several classes at the same agents, the more urgent taken first."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Duration
from engine.errors import InputError, MethodError
from engine.queueing.arguments import SECONDS_PER_H, check_not_negative
from engine.queueing.duration_laws import law_of
from engine.queueing.erlang import erlang_c

Waits = NDArray[np.float64]


def priority_waits(rates_per_h: Sequence[float], handle_time_s: float, agents: int) -> Waits:
    """Return each class's mean wait in seconds, the most urgent class first, (classes,).

    Parameters
    ----------
    rates_per_h
        (classes,), contacts per hour, >= 0, the most urgent class first.
    handle_time_s
        Mean handle time in seconds, > 0, exponential and the same for all classes.
    agents
        >= 1; a contact in work is never interrupted.

    Raises
    ------
    InputError
        ``queueing.negative``, ``queueing.not_positive`` or ``queueing.no_classes``.
    MethodError
        ``queueing.overloaded`` when all loads together reach the agents.

    Notes
    -----
    W_k = W_0 / ((1 - sigma_(k-1)) (1 - sigma_k)) with sigma_k the load of classes 1..k per agent
    and W_0 = C s / c, C of Erlang C at the whole load.

    References
    ----------
    Cobham, A. (1954), Priority assignment in waiting line problems, Operations Research 2, 70-76;
    Kella, O., Yechiali, U. (1985), Waiting times in the non-preemptive priority M/M/c queue,
    Stochastic Models 1, 257-262.
    """
    rates = _checked_rates(rates_per_h)
    whole = erlang_c(sum(rates), handle_time_s, agents, threshold_s=0.0)
    until_free_s = whole.wait_probability * handle_time_s / agents
    loads = np.array(rates) / SECONDS_PER_H * handle_time_s / agents
    return _cobham(until_free_s, loads)


def priority_waits_one_agent(rates_per_h: Sequence[float], handle: Sequence[Duration]) -> Waits:
    """Return each class's mean wait at one agent, each class with handle times of its own.

    Parameters
    ----------
    rates_per_h
        (classes,), as in :func:`priority_waits`.
    handle
        (classes,), handle times of any shape.

    Raises
    ------
    InputError
        As :func:`priority_waits`, or ``queueing.no_classes`` when the two differ in length.
    MethodError
        ``queueing.overloaded`` when all loads together reach the agent.

    Notes
    -----
    Cobham's formula with W_0 = sum lambda_k E[S_k^2] / 2.
    """
    rates = np.array(_checked_rates(rates_per_h)) / SECONDS_PER_H
    if len(handle) != len(rates):
        raise InputError("queueing.no_classes", rates=len(rates), others=len(handle))
    laws = [law_of(each) for each in handle]
    loads = rates * np.array([law.mean_s for law in laws])
    if loads.sum() >= 1:
        raise MethodError("queueing.overloaded", offered_load=float(loads.sum()), agents=1)
    return _cobham(float(rates @ [law.second_moment_s2 for law in laws]) / 2, loads)


def _cobham(until_free_s: float, loads: Waits) -> Waits:
    taken = np.cumsum(loads)
    more_urgent = np.concatenate(([0.0], taken[:-1]))
    return np.asarray(until_free_s / ((1 - more_urgent) * (1 - taken)))


def _checked_rates(rates_per_h: Sequence[float]) -> list[float]:
    rates = [float(rate) for rate in rates_per_h]
    if not rates:
        raise InputError("queueing.no_classes", rates=0, others=0)
    check_not_negative(**{f"rates_per_h[{place}]": rate for place, rate in enumerate(rates)})
    return rates
