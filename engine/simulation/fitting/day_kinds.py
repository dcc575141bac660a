"""Days of a log by kind: weekdays, weekends, promotions; or all alike where dates are unknown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError

ALL, PROMOTION = "all", "promotion"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"weekday": WEEKDAYS[:5], "weekend": WEEKDAYS[5:]}
)
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The days of a log, (d,): their numbers from day 0, kinds, and days of the week.

    ``weekday`` is 0 for Monday, -1 throughout where the log only numbers its days.
    """

    number: NDArray[np.int64]
    kind: NDArray[np.str_]
    weekday: NDArray[np.int64]
    label: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds there are, the one with most days first."""
        names, counts = np.unique(self.kind, return_counts=True)
        return tuple(names[np.argsort(-counts, kind="stable")].tolist())

    @property
    def group(self) -> NDArray[np.str_]:
        """Return what days are alike, (d,): the same kind and the same day of the week."""
        names = np.array((*WEEKDAYS, ""))
        return np.strings.add(np.strings.add(self.kind, " "), names[self.weekday])

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Return which days are of a kind, (d,)."""
        return np.asarray(self.kind == kind)


def days_of(
    numbers: NDArray[np.int64],
    first_date: np.datetime64 | None,
    *,
    kinds: Mapping[str, Collection[str]] = USUAL_KINDS,
    promotions: Collection[str] = (),
) -> Days:
    """Return the days with these numbers.

    Parameters
    ----------
    numbers
        (d,), ascending; a day without any contact in a log is not one of the log's days.
    first_date
        Day 0; None: all days are of one kind.
    kinds
        Days of the week (names of ``WEEKDAYS``) of each kind; every day in exactly one.
    promotions
        Dates as ``2026-06-18``: a kind of their own.
    """
    if first_date is None:
        unknown = np.full(numbers.size, -1)
        labels = tuple(f"{number + 1}" for number in numbers.tolist())
        return Days(numbers, np.full(numbers.size, ALL), unknown, labels)
    dates = first_date.astype("datetime64[D]") + numbers
    weekday = (dates.astype(np.int64) + _EPOCH_WEEKDAY) % len(WEEKDAYS)
    kind_of = {name: kind for kind, names in kinds.items() for name in names}
    labels = tuple(str(date) for date in dates)
    named = [
        PROMOTION if label in promotions else kind_of[WEEKDAYS[day]]
        for label, day in zip(labels, weekday.tolist(), strict=True)
    ]
    return Days(numbers, np.array(named, dtype=np.str_), weekday, labels)


def kinds_of(text: str) -> dict[str, tuple[str, ...]]:
    """Return kinds of days from ``sun-thu,fri,sat``: each named as it is written.

    Raises
    ------
    InputError
        ``fit.kinds`` for unknown names, or when a day of the week is missing or named twice.
    """
    kinds: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (each.strip().lower() for each in text.split(","))):
        first, _, last = part.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise InputError("fit.kinds", kinds=text)
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        count = (end - begin) % len(WEEKDAYS) + 1
        kinds[part] = tuple(WEEKDAYS[(begin + step) % len(WEEKDAYS)] for step in range(count))
    if sorted(day for days in kinds.values() for day in days) != sorted(WEEKDAYS):
        raise InputError("fit.kinds", kinds=text)
    return kinds
