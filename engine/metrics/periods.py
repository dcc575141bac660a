"""Periods as half-open stretches of local time."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from engine.errors import InputError

_MONTHS = 12
_QUARTER = 3
_BETWEEN = "/"


def period_bounds(period: str) -> tuple[datetime, datetime]:
    """Return the first instant of a period and the first after it, local time.

    Parameters
    ----------
    period
        A year ``2026``, quarter ``2026-Q2``, month ``2026-05``, ISO week ``2026-W20``, day
        ``2026-05-18``, or two days with the second one excluded, ``2026-05-18/2026-06-20``.

    Raises
    ------
    InputError
        ``metrics.period`` when the text is none of them, or ends before it begins.
    """
    try:
        first, after = _days(period.strip())
    except (ValueError, OverflowError) as wrong:
        raise InputError("metrics.period", period=period) from wrong
    if not first < after:
        raise InputError("metrics.period", period=period)
    return datetime.combine(first, time()), datetime.combine(after, time())


def _days(text: str) -> tuple[date, date]:
    """Return the first day and the day after the last."""
    if _BETWEEN in text:
        first, after = text.split(_BETWEEN)
        return date.fromisoformat(first.strip()), date.fromisoformat(after.strip())
    for shape, days in _SHAPES:
        if found := shape.fullmatch(text):
            return days(*(int(number) for number in found.groups()))
    day = date.fromisoformat(text)
    return day, day + timedelta(days=1)


def _week(year: int, week: int) -> tuple[date, date]:
    monday = date.fromisocalendar(year, week, 1)
    return monday, monday + timedelta(days=7)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """Return the first day of a month and of the month ``count`` later."""
    years, position = divmod(month - 1 + count, _MONTHS)
    return date(year, month, 1), date(year + years, position + 1, 1)


_SHAPES: tuple[tuple[re.Pattern[str], Callable[..., tuple[date, date]]], ...] = (
    (re.compile(r"(\d{4})"), lambda year: _months(year, 1, _MONTHS)),
    (re.compile(r"(\d{4})-(\d{2})"), lambda year, month: _months(year, month, 1)),
    (re.compile(r"(\d{4})-Q([1-4])"), lambda year, n: _months(year, 3 * n - 2, _QUARTER)),
    (re.compile(r"(\d{4})-W(\d{1,2})"), _week),
)
