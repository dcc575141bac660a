"""Time averages from a log: how long things last, cut at any instant (rule M11).

A *presence* is a pair of times between which something is there: a contact in a queue, in a slot,
an agent on duty or busy.
"""

import numpy as np
from numpy.typing import NDArray

from engine.simulation.sampling import Records

Times = NDArray[np.float64]


def seconds_before(starts_s: Times, ends_s: Times, instants_s: Times) -> Times:
    """Return the seconds that all presences together spent before each instant.

    Parameters
    ----------
    starts_s, ends_s
        (n,), start <= end; an end may be infinite.
    instants_s
        (k,).

    Notes
    -----
    Sum of min(end, t) - min(start, t) over the presences.
    """
    return _sum_of_minima(ends_s, instants_s) - _sum_of_minima(starts_s, instants_s)


def present_at(starts_s: Times, ends_s: Times, instants_s: Times) -> Times:
    """Return how many presences have begun and not ended just before each instant, (k,)."""
    begun = np.searchsorted(np.sort(starts_s), instants_s, side="left")
    ended = np.searchsorted(np.sort(ends_s), instants_s, side="left")
    return (begun - ended).astype(np.float64)


def merged(owners: NDArray[np.int64], starts_s: Times, ends_s: Times) -> tuple[Times, Times, Times]:
    """Return the stretches in which an owner has at least one presence.

    Returns
    -------
    tuple of ndarray
        Owner, start and end of each stretch, by owner, then by time.
    """
    if starts_s.size == 0:
        return owners.astype(np.float64), starts_s, ends_s
    order = np.lexsort((starts_s, owners))
    owner, start, end = owners[order], starts_s[order], ends_s[order]
    # a shift of each owner's times that keeps one owner's latest end below the next one's start
    apart = owner * (float(end.max() - start.min()) + 1.0)
    latest = np.maximum.accumulate(end + apart) - apart
    begins = np.concatenate(([True], (owner[1:] != owner[:-1]) | (start[1:] > latest[:-1])))
    last = np.concatenate((np.flatnonzero(begins)[1:] - 1, [start.size - 1]))
    return owner[begins].astype(np.float64), start[begins], latest[last]


def staffed_until(agents: Records, busy_owner: Times, busy_end: Times) -> Times:
    """Return until when each agent is there: the end of the shift or of the last open contact."""
    until = agents["end_s"].copy()
    np.maximum.at(until, busy_owner.astype(np.int64), busy_end)
    return until


def _sum_of_minima(values: Times, instants_s: Times) -> Times:
    ordered = np.sort(values)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    below = np.searchsorted(ordered, instants_s, side="right")
    return sums[below] + instants_s * (ordered.size - below)
