"""Months as ``2026-11``: the periods that weights are in force for."""

import re

import numpy as np

from engine.errors import InputError

_MONTH = re.compile(r"(?!0000)\d{4}-(0[1-9]|1[0-2])")


def is_month(text: object) -> bool:
    """Return whether a text is a month as ``2026-11``."""
    return isinstance(text, str) and _MONTH.fullmatch(text) is not None


def month_of_day(day: np.datetime64) -> str:
    """Return the month of a day.

    Examples
    --------
    >>> month_of_day(np.datetime64("2026-11-30"))
    '2026-11'
    """
    return str(day.astype("datetime64[M]"))


def later_month(month: str, months: int = 1) -> str:
    """Return the month so many months later (earlier for a negative number).

    Examples
    --------
    >>> later_month("2026-11", 2)
    '2027-01'
    """
    return str(_month(month) + np.timedelta64(months, "M"))


def months_between(earlier: str, later: str) -> int:
    """Return how many months the second is after the first; negative if it is before.

    Examples
    --------
    >>> months_between("2026-11", "2027-01")
    2
    """
    return int((_month(later) - _month(earlier)).astype(np.int64))


def _month(text: str) -> np.datetime64:
    if not is_month(text):
        raise InputError("months.month", month=text)
    return np.datetime64(text, "M")
