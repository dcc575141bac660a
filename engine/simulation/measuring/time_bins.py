"""Stretches of time between the edges of all scopes, and how long things last in each.

A *presence* is a pair of times between which something is there: a contact in a queue or a slot,
an agent on duty or busy. Sums are over terms >= 0 only, so that nothing cancels.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]
Numbers = NDArray[np.int64]

_MOST_STEPS = 1_000_000


@dataclass(frozen=True, eq=False)  # no slots: the table of steps is kept
class TimeBins:
    """Bins ``[edges_s[b], edges_s[b + 1])``; ``edges_s`` (B + 1,) ascending, B >= 1."""

    edges_s: Times

    @property
    def count(self) -> int:
        """How many bins there are."""
        return self.edges_s.size - 1

    @cached_property
    def _steps(self) -> tuple[float, Numbers] | None:
        """Return equal steps, none with two edges in it, and the bin in which each begins."""
        # half the least distance, so that rounding brings no two edges into one step
        width = float(np.diff(self.edges_s).min()) / 2
        span = float(self.edges_s[-1] - self.edges_s[0])
        if span > _MOST_STEPS * width:
            return None
        starts = self.edges_s[0] + width * np.arange(int(np.ceil(span / width)) + 2)
        return width, np.searchsorted(self.edges_s, starts, side="right") - 1

    def bin_of(self, times_s: Times) -> Numbers:
        """Return the bin of each time: -1 before the first, B from the last edge on.

        For speed a table of equal steps, then one comparison: a binary search takes ten times as
        long.
        """
        if self._steps is None:
            return np.searchsorted(self.edges_s, times_s, side="right") - 1
        width, table = self._steps
        steps = np.clip((times_s - self.edges_s[0]) / width, -1.0, table.size - 1.0)
        found: Numbers = table[np.maximum(steps, 0.0).astype(np.int64)]
        # rounding may put a time beside its step: one comparison with each neighbouring edge
        later = np.minimum(found + 1, self.count)
        found = found + ((found < self.count) & (times_s >= self.edges_s[later]))
        return found - ((found >= 0) & (times_s < self.edges_s[np.maximum(found, 0)]))


def seconds_and_presence(
    bins: TimeBins, spans: tuple[Times, Times], kinds: Numbers, count: int
) -> tuple[Times, Times]:
    """Return how long presences of each kind last in each bin, and how many hold at each edge.

    Parameters
    ----------
    spans
        Starts and ends, each (n,), start <= end; an end may be infinite.
    kinds
        (n,), in 0 .. ``count`` - 1.

    Returns
    -------
    tuple of ndarray
        Seconds (B, count); the number (B + 1, count) that began before an edge and did not end
        before it: one that ends at the edge is still there.
    """
    starts_s, ends_s = spans
    first, last = bins.bin_of(starts_s), bins.bin_of(ends_s)
    seconds = np.zeros((bins.count + 2, count))  # before the first edge, the bins, beyond
    differ = first != last
    inside, across = np.flatnonzero(~differ), np.flatnonzero(differ)
    _add(seconds, first[inside], kinds[inside], ends_s[inside] - starts_s[inside])
    kind, begin, end = kinds[across], first[across], last[across]
    at = bins.edges_s
    _add(seconds, begin, kind, at[begin + 1] - starts_s[across])
    _add(seconds, end, kind, ends_s[across] - at[np.maximum(end, 0)])
    begun, over = (_counted(bins, which, kind, count) for which in (begin, end))
    present = np.cumsum(begun - over, axis=0)[: bins.count + 1]
    through = present[:-1] - over[1 : bins.count + 1]  # there at the start, not ended in the bin
    whole_s: Times = seconds[1:-1] + through * np.diff(at)[:, None]
    return whole_s, present


def largest_number(bins: TimeBins, moments: Times, changes: Times) -> Times:
    """Return the largest number there is at once in each bin, (B,).

    Parameters
    ----------
    moments, changes
        (k,), ``moments`` ascending: by how much the number changes; what changes at one moment
        changes together.
    """
    levels = np.cumsum(changes)
    settled = np.append(np.flatnonzero(moments[1:] != moments[:-1]), moments.size - 1)
    at, level = moments, levels
    if settled.size < moments.size:
        at, level = moments[settled], levels[settled]
    before = np.searchsorted(at, bins.edges_s[:-1], side="right")  # also a change at the edge
    until = np.searchsorted(at, bins.edges_s[1:], side="left")
    level = np.concatenate(([0.0], level, [0.0]))
    limits = np.stack((before, np.maximum(until, before) + 1), axis=1).ravel()
    largest: Times = np.maximum.reduceat(level, limits)[::2]
    return largest


def union_of(starts_s: Times, ends_s: Times) -> tuple[Times, Times]:
    """Return the stretches in which at least one presence holds, in order."""
    if starts_s.size == 0:
        return starts_s, ends_s
    start, end = np.sort(starts_s), np.sort(ends_s)
    # i presences began before the one numbered i: when i ends lie before it, all of them are over
    begins = np.flatnonzero(np.append([True], start[1:] > end[:-1]))
    last = np.append(begins[1:] - 1, start.size - 1)
    return start[begins], end[last]


def _add(seconds: Times, bins: Numbers, kinds: Numbers, values: Times) -> None:
    shape = seconds.shape
    cells = (bins + 1) * shape[1] + kinds
    seconds += np.bincount(cells, values, shape[0] * shape[1]).reshape(shape)


def _counted(bins: TimeBins, which: Numbers, kinds: Numbers, count: int) -> Times:
    rows = bins.count + 2
    counted = np.bincount((which + 1) * count + kinds, minlength=rows * count)
    return counted.reshape(rows, count).astype(np.float64)
