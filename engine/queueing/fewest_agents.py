"""The fewest agents with which a queue meets what is asked of it."""

from collections.abc import Callable

from engine.errors import InputError, MethodError
from engine.queueing.arguments import MOST_AGENTS
from engine.queueing.steady_state import Queue

PER_CENT = 100


def fewest_agents(
    queue_of: Callable[[int], Queue],
    *,
    least: int = 1,
    service_level: float | None = None,
    max_occupancy: float | None = None,
) -> int:
    """Return the fewest agents whose queue answers enough contacts in time and is not too busy.

    Parameters
    ----------
    queue_of
        The queue at a number of agents; more agents must not answer less in time.
    least
        Fewest agents to try, >= 1: without abandonment more than the offered load.
    service_level
        Least share answered within the queue's threshold, above 0 and below 1.
    max_occupancy
        Greatest occupancy, above 0 and at most 1.

    Raises
    ------
    InputError
        ``queueing.no_goal`` when neither is given, ``queueing.goal`` for an impossible one,
        ``queueing.goal_per_cent`` for one that looks like per cent.
    MethodError
        ``queueing.no_number`` when not even a million agents suffice.

    Notes
    -----
    Doubling, then bisection: some thirty queues whatever the load.
    """
    _check_goal(service_level, _BELOW_ONE)
    _check_goal(max_occupancy, 1.0)
    if service_level is None and max_occupancy is None:
        raise InputError("queueing.no_goal")

    def meets(agents: int) -> bool:
        return meets_goals(queue_of(agents), service_level, max_occupancy)

    enough = max(1, least)
    too_few = enough - 1
    while not meets(enough):
        if enough >= MOST_AGENTS:
            raise MethodError("queueing.no_number", most=MOST_AGENTS)
        too_few, enough = enough, min(2 * enough, MOST_AGENTS)
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if meets(middle) else (middle, enough)
    return enough


def _check_goal(goal: float | None, greatest: float) -> None:
    if goal is None or 0 < goal <= greatest:
        return
    if 1 < goal <= PER_CENT:
        raise InputError("queueing.goal_per_cent", value=goal, share=goal / PER_CENT)
    raise InputError("queueing.goal", value=goal)


def meets_goals(queue: Queue, service_level: float | None, max_occupancy: float | None) -> bool:
    """Return whether a queue answers enough contacts in time and is not too busy."""
    in_time = service_level is None or queue.service_level >= service_level
    return in_time and (max_occupancy is None or queue.occupancy <= max_occupancy)


_BELOW_ONE = 1 - 1e-12
