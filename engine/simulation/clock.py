"""SimPy's environment with events at absolute times, in the order of rule M10.

SimPy orders simultaneous events by the moment they were scheduled, which differs between engines
and even between plans; here the order is (time, kind, id), a property of the data. The event list
is SimPy's private ``_queue``: the project pins the version of SimPy it was tested with.
"""

from collections.abc import Callable
from heapq import heappush
from typing import Any

import simpy

from engine.simulation.conventions import EventKind

VERSION_BITS = 40  # more announcements than any agent makes; Python's integers have room

# SimPy's own events have the priorities 0 and 1; ours come after all of them
FIRST_PRIORITY = 10


def event_key(id_: int, version: int = 0) -> int:
    """Return the key that orders events of one kind at one instant: by number, then version."""
    return id_ << VERSION_BITS | version


class _Due(simpy.Event):
    """An event that has already succeeded and waits for its time."""

    __slots__ = ("action", "arguments")

    def __init__(
        self, clock: "Clock", action: Callable[..., object], arguments: tuple[object, ...]
    ) -> None:
        self.env = clock
        self.callbacks = _CALLBACKS
        self._ok = True
        self._value = None
        self.action, self.arguments = action, arguments


def _act(due: _Due) -> None:
    due.action(*due.arguments)


_CALLBACKS: Any = (_act,)  # SimPy only reads it: one for all


class Clock(simpy.Environment):
    """An environment that runs plain actions, each with a key that no other shares."""

    scheduled = 0

    def at(
        self,
        time_s: float,
        kind: EventKind,
        key: int,
        action: Callable[..., object],
        *arguments: object,
    ) -> None:
        """Call ``action(*arguments)`` at ``time_s``; simultaneous events go by kind, then by key.

        Parameters
        ----------
        time_s
            Seconds from the start of the horizon, not before now.
        kind, key
            ``(time_s, kind, key)`` must be unique among the events that wait.
        """
        self.scheduled += 1
        event = (time_s, FIRST_PRIORITY + kind, key, _Due(self, action, arguments))
        heappush(self._queue, event)  # type: ignore[misc]  # SimPy types it by its own priorities
