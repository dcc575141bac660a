"""Months as half-open stretches of local time."""

from datetime import datetime

from engine.errors import InputError

_MONTHS = 12


def month_bounds(period: str) -> tuple[datetime, datetime]:
    """Return the first instant of a month ``2026-05`` and of the next one, local time.

    Raises
    ------
    InputError
        ``metrics.period`` when the text is no month.
    """
    try:
        start = datetime.strptime(period, "%Y-%m")  # noqa: DTZ007 (the file's local time, no zone)
    except ValueError as wrong:
        raise InputError("metrics.period", period=period) from wrong
    year, month = divmod(start.year * _MONTHS + start.month, _MONTHS)
    return start, start.replace(year=year, month=month + 1)
