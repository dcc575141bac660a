"""How long agents take to be ready again: pauses after contacts while customers wait."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Duration
from engine.simulation.fitting.observed import Numbers, ObservedContacts
from engine.simulation.fitting.patience import LEAST_FOR_CURVE, kaplan_meier
from engine.simulation.fitting.quantile_points import points_of_values


@dataclass(frozen=True, slots=True, eq=False)
class PauseFit:
    """Pauses between an agent's contacts.

    Parameters
    ----------
    n, ended
        Pauses that began while customers waited, and those that ended while they still did.
    times_s, survival
        Kaplan and Meier's curve at the ends of pauses, (k,).
    mean_s
        Mean pause, pauses beyond the last one that was seen to end written as that long.
    last_s, left
        That time, and the share of pauses that are longer.
    duration
        What is written as wrap-up.
    """

    n: int
    ended: int
    times_s: Numbers
    survival: Numbers
    mean_s: float
    last_s: float
    left: float
    duration: Duration


def fitted_pauses(contacts: ObservedContacts, longest_s: float) -> PauseFit | None:
    """Return the pauses that agents of one slot make; None where too few are seen.

    Parameters
    ----------
    longest_s
        Gaps longer than this are absences, and no pauses.

    Notes
    -----
    A free agent takes a waiting contact at once, so a gap after a contact during which customers
    wait throughout is not idleness: the agent is still busy with the contact, or rests. The gap
    is censored when the queue empties first, since from then on the agent may be idle.
    """
    gap_s, ended = _gaps(contacts, longest_s)
    if ended.sum() < LEAST_FOR_CURVE:
        return None
    times_s, survival, _, _ = kaplan_meier(gap_s, ended)
    jumps = -np.diff(np.concatenate(([1.0], survival)))
    left = float(survival[-1])
    jumps[-1] += left  # gaps are cut at longest_s, so that the mean is a restricted one
    return PauseFit(
        n=gap_s.size,
        ended=int(ended.sum()),
        times_s=times_s,
        survival=survival,
        mean_s=float(times_s @ jumps),
        last_s=float(times_s[-1]),
        left=left,
        duration=points_of_values(times_s, jumps),
    )


def _gaps(contacts: ObservedContacts, longest_s: float) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return gaps that begin with a queue, until the next contact or until it is empty."""
    busy_s, empty_s = _queue_times(contacts)
    gaps, ends = [np.empty(0)], [np.empty(0, np.bool_)]
    known = contacts.served & np.isfinite(contacts.start_s) & (contacts.agent != "")
    for name in np.unique(contacts.agent[known]):
        own = np.flatnonzero(known & (contacts.agent == name))
        own = own[np.argsort(contacts.start_s[own], kind="stable")]
        over_s = np.maximum.accumulate(contacts.end_s[own])[:-1]
        next_s = contacts.start_s[own][1:]
        # the busy period of the queue that the end lies in, and when that period is over
        period = np.searchsorted(busy_s, over_s, side="right") - 1
        queued = (period >= 0) & (over_s < empty_s[period])
        gap_s = next_s - over_s
        used = queued & (gap_s >= 0) & (gap_s <= longest_s)
        until_empty = empty_s[period[used]] - over_s[used]
        gaps.append(np.minimum(gap_s[used], until_empty))
        ends.append(gap_s[used] <= until_empty)
    return np.concatenate(gaps), np.concatenate(ends)


def _queue_times(contacts: ObservedContacts) -> tuple[Numbers, Numbers]:
    """Return when each period with somebody in the queue begins and ends, (p,) each."""
    waited = ~contacts.bot_ended & (contacts.wait_s > 0)
    entered = (contacts.arrival_s + np.nan_to_num(contacts.bot_s))[waited]
    left = entered + contacts.wait_s[waited]
    order = np.argsort(entered, kind="stable")
    entered, last = entered[order], np.maximum.accumulate(left[order])
    if not entered.size:
        return np.array([np.inf]), np.array([np.inf])
    first = np.flatnonzero(np.concatenate(([True], entered[1:] > last[:-1])))
    ends = np.concatenate((first[1:], [entered.size])) - 1
    return entered[first], last[ends]
