"""Who was on duty, guessed from who was seen at work: a proxy, and a lower bound."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.staffing import Shift
from engine.simulation.fitting.observed import DAY_S, Names, Numbers, ObservedContacts

LONGEST_IDLE_S = 1800.0  # who is not seen for longer was away
MINUTE_S = 60.0
OPEN_QUANTILE = 0.99  # of the time with an open contact: beyond, overlaps are slips of the clock


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Stretches in which agents were at work, (p,): agent, begin and end in seconds from day 0."""

    agent: Names
    start_s: Numbers
    end_s: Numbers


def presence(contacts: ObservedContacts, longest_idle_s: float = LONGEST_IDLE_S) -> Presence:
    """Return when each agent was at work: from contact to contact, short pauses included."""
    known = (contacts.agent != "") & np.isfinite(contacts.start_s) & np.isfinite(contacts.end_s)
    agent, start_s = contacts.agent[known], contacts.start_s[known]
    end_s = contacts.end_s[known]
    names, starts, ends = [], [], []
    for name in np.unique(agent):
        own = agent == name
        order = np.argsort(start_s[own], kind="stable")
        begins, until = start_s[own][order], np.maximum.accumulate(end_s[own][order])
        breaks = np.flatnonzero(begins[1:] - until[:-1] > longest_idle_s)
        starts.append(begins[np.concatenate(([0], breaks + 1))])
        ends.append(until[np.concatenate((breaks, [until.size - 1]))])
        names.append(np.full(breaks.size + 1, name))
    if not names:
        return Presence(agent, start_s, end_s)
    return Presence(np.concatenate(names), np.concatenate(starts), np.concatenate(ends))


def seen_by_interval(
    present: Presence, days: NDArray[np.int64], interval_s: float
) -> NDArray[np.float64]:
    """Return the mean number of agents at work in each interval of each day, (d, i)."""
    per_day = round(DAY_S / interval_s)
    edges = days[:, None] * DAY_S + np.arange(per_day + 1) * interval_s
    flat = np.zeros(days.size * per_day)
    low, high = edges[:, :-1].ravel(), edges[:, 1:].ravel()
    for start_s, end_s in zip(present.start_s.tolist(), present.end_s.tolist(), strict=True):
        flat += np.clip(np.minimum(end_s, high) - np.maximum(start_s, low), 0.0, None)
    return flat.reshape(days.size, per_day) / interval_s


def median_day(seen: Numbers, days: NDArray[np.int64]) -> int:
    """Return the day with the median agent-hours, the earlier of two.

    Parameters
    ----------
    seen
        (d, i) agents seen at work.
    days
        (d,) numbers of the days, ascending.
    """
    order = np.argsort(seen.sum(axis=1), kind="stable")
    return int(days[order[(order.size - 1) // 2]])


def shifts_of_day(present: Presence, day: int) -> tuple[Shift, ...]:
    """Return who was at work on a day as shifts, to the minute, from its midnight.

    A stretch belongs to the day on which it began; agents of the same hours share a shift.
    """
    own = (present.start_s >= day * DAY_S) & (present.start_s < (day + 1) * DAY_S)
    begins = np.floor((present.start_s[own] - day * DAY_S) / MINUTE_S) * MINUTE_S
    ends = np.ceil((present.end_s[own] - day * DAY_S) / MINUTE_S) * MINUTE_S
    shifts: dict[tuple[float, float], int] = {}
    for hours in zip(begins.tolist(), ends.tolist(), strict=True):
        if hours[1] > hours[0]:
            shifts[hours] = shifts.get(hours, 0) + 1
    return tuple(Shift(*hours, count) for hours, count in sorted(shifts.items()))


def shared_attention(contacts: ObservedContacts) -> tuple[Numbers, int]:
    """Return each contact's seconds of attention when agents share theirs evenly, and the slots.

    Returns
    -------
    numpy.ndarray, int
        (n,) the integral of 1 / (open contacts of its agent) over each contact, nan where it is
        not known; and how many contacts an agent had open at once, apart from the highest
        ``OPEN_QUANTILE`` of the time with any.

    Notes
    -----
    Under processor sharing this is the work itself; where customers think between messages it
    is more than the attention given when an agent had few open.
    """
    attention_s = np.full(len(contacts), np.nan)
    known = (contacts.agent != "") & np.isfinite(contacts.start_s) & np.isfinite(contacts.service_s)
    time_with: dict[int, float] = {}
    for name in np.unique(contacts.agent[known]):
        own = np.flatnonzero(known & (contacts.agent == name))
        start_s, end_s = contacts.start_s[own], contacts.end_s[own]
        edges = np.unique(np.concatenate((start_s, end_s)))
        opened = np.searchsorted(np.sort(start_s), edges, side="right")
        closed = np.searchsorted(np.sort(end_s), edges, side="right")
        n_open, lengths = (opened - closed)[:-1], np.diff(edges)
        given = np.concatenate(([0.0], np.cumsum(lengths / np.maximum(n_open, 1))))
        at_end, at_start = np.searchsorted(edges, end_s), np.searchsorted(edges, start_s)
        attention_s[own] = given[at_end] - given[at_start]
        for count in np.unique(n_open):
            seconds = float(lengths[n_open == count].sum())
            time_with[int(count)] = time_with.get(int(count), 0.0) + seconds
    return attention_s, _slots(time_with)


def _slots(time_with: dict[int, float]) -> int:
    busy = sorted((count, seconds) for count, seconds in time_with.items() if count > 0)
    total, so_far = sum(seconds for _, seconds in busy), 0.0
    for count, seconds in busy:
        so_far += seconds
        if so_far >= OPEN_QUANTILE * total:
            return count
    return 1
