"""Contacts served and events of each day: what the rates of trigger rules are counted from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError


@dataclass(frozen=True, slots=True, eq=False)
class DailyCounts:
    """Counts by day.

    Parameters
    ----------
    days
        (d,) datetime64[D], strictly ascending; a day without a row is missing, not empty.
    contacts
        (d,) contacts served, >= 0.
    events
        Indicator -> (d,) contacts with the event, 0 to ``contacts``.

    Raises
    ------
    InputError
        ``daily_counts.days`` unless the days ascend; ``daily_counts.counts`` naming the column
        whose counts are negative, above the contacts or not one for each day.
    """

    days: NDArray[np.datetime64]
    contacts: NDArray[np.int64]
    events: Mapping[str, NDArray[np.int64]]

    def __post_init__(self) -> None:
        if bool((np.diff(self.days) <= np.timedelta64(0, "D")).any()):
            raise InputError("daily_counts.days")
        for name, counts in (("contacts", self.contacts), *self.events.items()):
            fits = counts.shape == self.days.shape
            if not fits or bool(((counts < 0) | (counts > self.contacts)).any()):
                raise InputError("daily_counts.counts", column=name)

    def between(self, first: np.datetime64, last: np.datetime64) -> "DailyCounts":
        """Return the days from ``first`` to ``last``, both included."""
        inside = (self.days >= first) & (self.days <= last)
        events = {name: counts[inside] for name, counts in self.events.items()}
        return DailyCounts(self.days[inside], self.contacts[inside], events)
