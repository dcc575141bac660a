"""Columns of dates and local times as people, platforms and workbooks write them."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.cell_columns import (
    BARE,
    UNREADABLE,
    CellValues,
    Written,
    folded,
    plain_number,
    written_column,
)

NOT_A_TIME = "set_aside.not_a_time"
NO_YEAR = "set_aside.no_year"

_TEXT, _COMPACT, _YEARLESS, _CELL = "text", "compact", "yearless", "cell"
_WRITTEN = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[t\s]+(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,6})?))?)?"
)
_WITHOUT_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_MONTHLY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_COMPACT_MONTH = re.compile(r"(20\d{2})(\d{2})")
_LAST_MONTH = 12
_SERIALS = (36_526, 73_050)  # 2000-01-01 and 2099-12-31 as a workbook of the 1900 system counts
_COMPACT_DATES = (20_000_101, 20_991_231)
_COMPACT_TIMES = (20_000_101_000_000, 20_991_231_235_959)
_CLOCK_PLACES = 1_000_000  # hhmmss behind the eight digits of a date
_SERIAL_ZERO_S = int(np.datetime64("1899-12-30", "s").astype(np.int64))
_DAY_S = 86_400
_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 (local times have no zone)


def read_dates(cells: Sequence[object] | NDArray[Any], header: str) -> CellValues:
    """Return local times, datetime64[us], from texts with the year first or a workbook's dates.

    ``2026-05-18``, ``2026/5/18 9:05``, ``2026年5月18日``, ``20260518``, ``20260518090500`` and
    the serial numbers of workbooks (with a note) are read; ``5月18日`` is wrong for
    want of a year, ``18/05/2026`` because day and month could change places.
    """
    column = written_column(cells, header, _moment, _date_cell)
    serial = column.of(BARE) & _between(column.values, _SERIALS)
    compact = column.of(BARE) & _between(column.values, _COMPACT_DATES)
    seconds = column.values.copy()
    seconds[serial] = np.round(seconds[serial] * _DAY_S) + _SERIAL_ZERO_S
    seconds[compact] = [_compact_seconds(value) for value in column.values[compact]]
    timed = column.of(BARE) & _between(column.values, _COMPACT_TIMES)
    seconds[timed] = [_compact_time_seconds(value) for value in column.values[timed]]
    known = column.of(_TEXT, _CELL) | serial | compact | timed
    seconds[~known] = np.nan
    wrong = {
        NO_YEAR: column.of(_YEARLESS),
        NOT_A_TIME: column.of(UNREADABLE, BARE) & np.isnan(seconds),
    }
    notes = column.notes(
        ("excel_serial", serial), ("compact_date", compact), ("compact_time", timed)
    )
    kept = {reason: flags for reason, flags in wrong.items() if flags.any()}
    return CellValues(_times(seconds), kept, notes)


def month_of(text: str) -> str | None:
    """Return ``2026-05`` from ``2026-5``, ``2026年5月``, ``202605`` or a day; None for no month."""
    told = folded(text)
    found = _MONTHLY.fullmatch(told) or _COMPACT_MONTH.fullmatch(told)
    if found:
        return f"{found[1]}-{int(found[2]):02d}" if 1 <= int(found[2]) <= _LAST_MONTH else None
    number = plain_number(told)
    cell: object = text if number is None else number
    (moment,) = read_dates([cell], "").values
    return None if np.isnat(moment) else str(moment)[:7]


def _between(values: NDArray[np.float64], limits: tuple[int, int]) -> NDArray[np.bool_]:
    least, greatest = limits
    return np.asarray((values >= least) & (values < greatest + 1), dtype=np.bool_)


def _times(seconds: NDArray[np.float64]) -> NDArray[np.datetime64]:
    missing = np.isnan(seconds)
    whole = np.round(np.where(missing, 0, seconds) * 1e6).astype(np.int64)
    times = whole.astype("datetime64[us]")
    times[missing] = np.datetime64("NaT")
    return times


def _moment(text: str) -> Written:
    found = _WRITTEN.fullmatch(text)
    if not found:
        yearless = _WITHOUT_YEAR.fullmatch(text)
        return math.nan, _YEARLESS if yearless else UNREADABLE
    year, month, day, hour, minute, second = (float(part or 0) for part in found.groups())
    whole = int(second)
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), whole)  # noqa: DTZ001 (local)
    except ValueError:  # 2026-02-30
        return math.nan, UNREADABLE
    return _seconds(moment) + (second - whole), _TEXT


def _date_cell(cell: object) -> Written:
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[us]").item()
    if isinstance(cell, datetime) and cell.tzinfo is None:
        return _seconds(cell), _CELL
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return _seconds(datetime(cell.year, cell.month, cell.day)), _CELL  # noqa: DTZ001 (local)
    return math.nan, UNREADABLE


def _compact_seconds(value: float) -> float:
    year, rest = divmod(int(value), 10_000)
    month, day = divmod(rest, 100)
    try:
        return _seconds(datetime(year, month, day)) if value % 1 == 0 else math.nan  # noqa: DTZ001 (local)
    except ValueError:
        return math.nan


def _compact_time_seconds(value: float) -> float:
    day, clock = divmod(value, _CLOCK_PLACES)
    hours, rest = divmod(int(clock), 10_000)
    minutes, seconds = divmod(rest, 100)
    if clock % 1 or hours > 23 or max(minutes, seconds) > 59:  # noqa: PLR2004 (a clock's)
        return math.nan
    return _compact_seconds(day) + hours * 3_600 + minutes * 60 + seconds


def _seconds(moment: datetime) -> float:
    return (moment - _ZERO).total_seconds()
