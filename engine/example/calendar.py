"""The half year of the example: which days are busy, which hours, which shift answers.

A generated calendar in the shape of a shop's first half year; no published one is copied.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIRST_DAY = np.datetime64("2026-01-01")
DAYS = 181
DAY_S = 86_400
HOUR_S = 3_600
SHIFTS = ("early", "late", "night")
EARLY, LATE, NIGHT = range(3)
SHIFT_HOURS = 8

_WEEKDAY_FACTOR = np.array([0.97, 0.96, 0.96, 0.97, 1.02, 1.08, 1.05])  # Monday first
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday
_PEAKS = {
    "2026-03-08": 1.6,
    "2026-05-21": 1.7,
    "2026-05-27": 2.2,
    "2026-05-31": 1.9,
    "2026-06-01": 1.8,
    "2026-06-15": 1.6,
    "2026-06-16": 2.0,
    "2026-06-17": 2.3,
    "2026-06-18": 2.8,
    "2026-06-19": 1.6,
}
_HOLIDAY = ("2026-02-14", 9, 0.55)  # first day, days, factor
_NIGHT_HOURS = (3.0, 1.9, 1.1, 0.7, 0.6, 0.7, 1.1, 2.2)
_EARLY_HOURS = (4.0, 5.4, 6.4, 6.3, 5.2, 5.5, 5.6, 5.4)
_LATE_HOURS = (5.2, 4.9, 4.9, 5.9, 7.2, 7.4, 6.6, 4.6)
_HOURS = np.array([*_NIGHT_HOURS, *_EARLY_HOURS, *_LATE_HOURS])
_PEAK_FACTOR = {20: 2.6, 21: 1.9, 22: 1.5, 23: 1.6, 0: 1.8, 1: 1.3}


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """When contacts arrive.

    ``day_shares`` (181,) sums to 1; ``peak`` (181,) marks promotion days; ``hour_shares`` (2, 24)
    has a row for ordinary and one for promotion days, each of sum 1.
    """

    day_shares: NDArray[np.float64]
    peak: NDArray[np.bool_]
    hour_shares: NDArray[np.float64]


def day_of(date: str) -> int:
    """Return the position of an ISO date in the half year; 2026-01-01 is 0."""
    return int((np.datetime64(date) - FIRST_DAY).astype(int))


def month_of(start_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the month (0 is January) of instants in seconds from the first day."""
    months = (FIRST_DAY + start_s // DAY_S).astype("datetime64[M]")
    return np.asarray(months - FIRST_DAY.astype("datetime64[M]"), dtype=np.int64)


def shift_of(start_s: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the shift on duty: night 00-08, early 08-16, late 16-24."""
    eighths = (start_s % DAY_S) // (SHIFT_HOURS * HOUR_S)
    order = np.array([NIGHT, EARLY, LATE], dtype=np.int8)
    return np.asarray(order[eighths], dtype=np.int8)


def shop_calendar() -> Calendar:
    """Return the example's calendar: weekdays, ten promotion days, the Spring Festival lull."""
    days = FIRST_DAY + np.arange(DAYS)
    weekday = (days.astype(np.int64) + _EPOCH_WEEKDAY) % len(_WEEKDAY_FACTOR)
    load = _WEEKDAY_FACTOR[weekday].copy()
    peak = np.zeros(DAYS, dtype=np.bool_)
    for date, factor in _PEAKS.items():
        load[day_of(date)] *= factor
        peak[day_of(date)] = True
    first, length, factor = _HOLIDAY
    load[day_of(first) : day_of(first) + length] *= factor
    promotion = _HOURS.copy()
    for hour, factor in _PEAK_FACTOR.items():
        promotion[hour] *= factor
    hours = np.stack([_HOURS / _HOURS.sum(), promotion / promotion.sum()])
    return Calendar(load / load.sum(), peak, hours)
