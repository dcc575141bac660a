"""What a steady-state formula says of one queue; the formulas themselves are other modules."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """What a steady-state formula says of one queue.

    Parameters
    ----------
    wait_probability
        Share of contacts that wait; who is refused does not.
    wait_mean_s
        Mean wait in seconds over all contacts that are not refused, those who abandon included.
    service_level
        Share of all contacts that are answered within the threshold.
    abandonment
        Share of contacts that abandon; 0 without impatience.
    occupancy
        Share of their time the agents work.
    queue_mean
        Mean number waiting.
    empty_probability
        Probability that nobody is in service or waiting; nan where the formula does not give it.
    blocking
        Share of contacts refused because the waiting room is full; 0 without a limit.
    """

    wait_probability: float
    wait_mean_s: float
    service_level: float
    abandonment: float
    occupancy: float
    queue_mean: float
    empty_probability: float
    blocking: float = 0.0
