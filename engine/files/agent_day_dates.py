"""Which days the figures of an agent-day export are of: from a cell, a title or a file's name."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = re.compile(
    r"(?<!\d)(20\d{2})(?:[-/._年]\s?(\d{1,2})[-/._月]\s?(\d{1,2})|(\d{2})(\d{2}))(?!\d)"
)
_MONTH = re.compile(r"(?<!\d)(20\d{2})[-/._年]\s?(\d{1,2})(?!\d|[-/._月]\s?\d)")
_ONE, _TWO = 1, 2
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days from ``first`` until ``until``, which is excluded; ``text`` is where they stood."""

    first: date
    until: date
    text: str


def day_span(text: str) -> DaySpan | None:
    """Return the days that a text names: one day, two days as first and last, or a month.

    None where it names no day, a day that there is not, more than two, or the last before the
    first.
    """
    plain = unicodedata.normalize("NFKC", text)
    try:
        days = [_day(found) for found in _DAY.finditer(plain)]
        months = [_month(found) for found in _MONTH.finditer(plain)]
    except ValueError:  # 2026-02-30
        return None
    if len(days) in {_ONE, _TWO} and days[0] <= days[-1]:
        return DaySpan(days[0], days[-1] + timedelta(days=1), text)
    if not days and len(months) == _ONE:
        year, month = divmod(months[0].year * _MONTHS + months[0].month, _MONTHS)
        return DaySpan(months[0], date(year, month + 1, 1), text)
    return None


def first_span(texts: Iterable[str]) -> DaySpan | None:
    """Return the days that the first text which names any is about."""
    return next((span for text in texts if (span := day_span(text))), None)


def _day(found: re.Match[str]) -> date:
    year, month, day, month_2, day_2 = found.groups()
    return date(int(year), int(month or month_2), int(day or day_2))


def _month(found: re.Match[str]) -> date:
    return date(int(found[1]), int(found[2]), 1)
