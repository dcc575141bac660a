"""First-contact resolution as records show it: by customer, class and a window.

Nobody's records say which contact belongs to which problem, so a chance repeat (another problem
of the same class) counts as a repeat. Written without a database, on purpose: the metrics room
computes the same indicator in SQL and must agree with this to the contact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import HOUR_S
from engine.example.contacts import Contacts

WINDOWS_H = (24, 72, 168)


@dataclass(frozen=True, slots=True)
class WindowTruth:
    """First-contact resolution within a window, by customer and class.

    ``contacts`` start a problem as the records show it; ``resolved`` is the share without a
    further contact; ``chance`` of the further contacts belong to another problem.
    """

    window_h: int
    contacts: int
    resolved: float
    further: int
    chance: int


@dataclass(frozen=True, slots=True, eq=False)
class ShownProblems:
    """What the records show, each field (n,).

    ``starts`` marks answered contacts whose customer did not write about the class within the
    window before, whoever answered then; ``follower`` is the row of the next contact of the
    same customer and class within the window after, or -1; ``observed`` tells whether the window
    ended before the records do: otherwise nobody can know.
    """

    starts: NDArray[np.bool_]
    follower: NDArray[np.int64]
    observed: NDArray[np.bool_]


def shown_problems(contacts: Contacts, window_h: int) -> ShownProblems:
    """Return which contacts start a problem and which are followed, within a window in hours."""
    arrivals, n = contacts.arrivals, len(contacts)
    window_s = window_h * HOUR_S
    order = np.lexsort((arrivals.start_s, arrivals.contact_class, arrivals.customer))
    same_customer = np.diff(arrivals.customer[order]) == 0
    same_class = np.diff(arrivals.contact_class[order]) == 0
    near = np.diff(arrivals.start_s[order]) <= window_s
    close = same_customer & same_class & near
    preceded = np.zeros(n, dtype=np.bool_)
    preceded[order[1:]] = close
    follower = np.full(n, -1, dtype=np.int64)
    follower[order[:-1]] = np.where(close, order[1:], -1)
    observed = arrivals.start_s + window_s <= arrivals.start_s.max()
    return ShownProblems(arrivals.answered & ~preceded, follower, observed)


def window_truth(contacts: Contacts, window_h: int) -> WindowTruth:
    """Return first-contact resolution within a window, and how many repeats are chance."""
    shown = shown_problems(contacts, window_h)
    counted = shown.starts & shown.observed
    further = np.flatnonzero(counted & (shown.follower >= 0))
    problem = contacts.arrivals.problem
    chance = problem[shown.follower[further]] != problem[further]
    n = int(counted.sum())
    return WindowTruth(window_h, n, 1 - further.size / n, int(further.size), int(chance.sum()))
