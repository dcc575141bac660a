"""Checks that every formula of the room makes of what it is given."""

import math

from engine.errors import InputError, MethodError

SECONDS_PER_H = 3600.0
MOST_AGENTS = 1_000_000  # a recurrence of a million steps takes a fifth of a second
MOST_STATES = 5_000_000  # 40 MB for each column of states


def check_not_negative(**quantities: float) -> None:
    """Raise ``queueing.negative`` for the first that is not a finite number from 0."""
    for name, value in quantities.items():
        if not (math.isfinite(value) and value >= 0):
            raise InputError("queueing.negative", name=name, value=value)


def check_positive(**quantities: float) -> None:
    """Raise ``queueing.not_positive`` for the first that is not a finite number above 0."""
    for name, value in quantities.items():
        if not (math.isfinite(value) and value > 0):
            raise InputError("queueing.not_positive", name=name, value=value)


def check_whole(**counts: float) -> None:
    """Raise ``queueing.not_whole`` for the first count with a fraction."""
    for name, value in counts.items():
        if not float(value).is_integer():
            raise InputError("queueing.not_whole", name=name, value=value)


def check_share(**shares: float) -> None:
    """Raise ``queueing.share`` for the first that does not lie within 0..1."""
    for name, value in shares.items():
        if not 0 <= value <= 1:
            raise InputError("queueing.share", name=name, value=value)


def check_agents(agents: int, least: int = 1) -> None:
    """Raise unless ``agents`` is a whole number from ``least`` to :data:`MOST_AGENTS`."""
    if least > 0:
        check_positive(agents=agents)
    else:
        check_not_negative(agents=agents)
    check_whole(agents=agents)
    if agents > MOST_AGENTS:
        raise InputError("queueing.too_many_agents", agents=agents, most=MOST_AGENTS)


def check_steady(load: float, agents: int) -> None:
    """Raise ``queueing.overloaded`` where the load reaches the agents and nobody leaves."""
    if load >= agents:
        raise MethodError("queueing.overloaded", offered_load=load, agents=agents)


def offered_load_of(arrival_rate_per_h: float, handle_time_s: float) -> float:
    """Return the checked offered load in agents: arrival rate times mean handle time."""
    check_not_negative(arrival_rate_per_h=arrival_rate_per_h)
    check_positive(handle_time_s=handle_time_s)
    load = arrival_rate_per_h / SECONDS_PER_H * handle_time_s
    check_not_negative(offered_load=load)  # the product of two great numbers may overflow
    return load
