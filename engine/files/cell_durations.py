"""Columns of durations as people, platforms and workbooks write them, as seconds or hours."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.domain.records import ReadingNote
from engine.files.cell_columns import (
    BARE,
    BELOW,
    NOT_A_NUMBER,
    UNREADABLE,
    CellValues,
    Doubt,
    Written,
    WrittenColumn,
    folded,
    written_column,
)

UNIT_SECONDS: Mapping[str, float] = MappingProxyType(
    {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86_400.0}
)
MOST_APART = 10.0
"""Bare numbers whose median is so many times off that of cells with units are another unit."""

_UNITS, _CLOCK, _SHORT_CLOCK, _TIME_CELL = "units", "clock", "short_clock", "time_cell"
_N = r"(\d+(?:\.\d+)?)\s*"
_WITH_UNITS = re.compile(
    rf"(?:{_N}(?:天|days?|d)\s*)?(?:{_N}(?:小时|时|hours?|hrs?|h)\s*)?"
    rf"(?:{_N}(?:分钟|分|minutes?|mins?|m|')\s*)?(?:{_N}(?:秒钟|秒|seconds?|secs?|s|\")\s*)?"
    rf"(?:{_N}(?:毫秒|ms))?"
)
_PART_SECONDS = (86_400.0, 3600.0, 60.0, 1.0, 0.001)
_HMS = re.compile(r"(\d+):([0-5]?\d):([0-5]?\d(?:\.\d+)?)")
_TWO_PARTS = re.compile(r"(\d+):([0-5]\d(?:\.\d+)?)")
_HEADER_UNIT = re.compile(
    r"\((毫秒|ms|秒钟?|s|secs?|seconds?|分钟?|mins?|minutes?|小?时|h|hrs?|hours?|天|d|days?)\)$"
)
_UNIT_OF_WORD = MappingProxyType(
    {"毫": "ms", "秒": "s", "分": "min", "小": "h", "时": "h", "天": "d"}
)
_MINUTE_S = 60
_SERIAL_TOLERANCE_S = 0.05  # six decimals of a day
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (a workbook's clock has no zone)
_EXCEL_LATEST = datetime(1905, 1, 1)  # noqa: DTZ001 (later datetimes are dates, not spans)


def read_durations(
    cells: Sequence[object] | NDArray[Any], header: str, bare: str = "s", result: str = "s"
) -> CellValues:
    """Return durations from ``1分20秒``, ``00:01:20``, ``80``, ``1.5分钟`` or a workbook's times.

    Parameters
    ----------
    cells
        (n,), texts, numbers, or the time cells of a workbook.
    header
        Its unit in brackets at the end, (秒) or (min), goes before ``bare``.
    bare
        Unit of bare numbers, a key of :data:`UNIT_SECONDS`. It also tells what ``1:20`` is:
        minutes and seconds, but hours and minutes in a column of hours (with a note).
    result
        Unit of the values returned.

    Notes
    -----
    Bare numbers among cells with units are taken in the unit of the column, with a note; where
    their median is more than :data:`MOST_APART` times off the others', that is a doubt
    (``cells.mixed_units``). In a column of seconds these are doubts too: numbers that look like
    parts of a day (a workbook keeps 80 s as 0.000926), and time cells that are all whole minutes
    (a workbook takes 1:20 for hours and minutes). A negative duration is wrong.
    """
    column = written_column(cells, header, _duration, _time_cell)
    stated = header_unit(header)
    unit = stated or bare
    scale = {BARE: UNIT_SECONDS[unit], _SHORT_CLOCK: 60.0 if unit == "h" else 1.0}
    seconds = column.values.copy()
    for form, factor in scale.items():
        seconds[column.of(form)] *= factor
    wrong = {NOT_A_NUMBER: column.of(UNREADABLE), BELOW: seconds < 0}
    doubts = _doubts(column, seconds, unit)
    seconds[seconds < 0] = np.nan
    return CellValues(
        seconds / UNIT_SECONDS[result],
        {reason: flags for reason, flags in wrong.items() if flags.any()},
        _notes(column, unit, otherwise=bool(stated) and stated != bare),
        doubts,
    )


def header_unit(header: str) -> str:
    """Return the unit that a header states in brackets at its end, as in (秒); else empty."""
    found = _HEADER_UNIT.search(folded(header).replace("[", "(").replace("]", ")"))
    if not found:
        return ""
    word = found[1]
    english = "ms" if word == "ms" else "min" if word.startswith("m") else word[0]
    return _UNIT_OF_WORD.get(word[0], english)


def _notes(column: WrittenColumn, unit: str, *, otherwise: bool) -> tuple[ReadingNote, ...]:
    bare = column.of(BARE)
    nothing = np.zeros_like(bare)
    with_units = column.of(_UNITS)
    mixed = bare if with_units.any() else nothing
    return column.notes(
        ("duration_text", with_units),
        ("clock", column.of(_CLOCK)),
        ("short_clock_h" if unit == "h" else "short_clock_min", column.of(_SHORT_CLOCK)),
        ("time_cell", column.of(_TIME_CELL)),
        ("bare_among_units", mixed),
        ("header_unit", bare if otherwise else nothing),
    )


def _doubts(column: WrittenColumn, seconds: NDArray[np.float64], unit: str) -> tuple[Doubt, ...]:
    bare = column.of(BARE) & (column.values > 0)
    told = column.of(_UNITS, _CLOCK, _TIME_CELL) & (seconds > 0)
    clocks = column.of(_TIME_CELL) & (seconds > 0)
    doubts = []
    if bare.any() and told.any() and far_apart(seconds[bare], seconds[told]):
        doubts.append(column.doubt("cells.mixed_units", bare))
    if unit == "s" and bare.any() and _are_parts_of_a_day(column.values[bare]):
        doubts.append(column.doubt("cells.day_fraction", bare))
    if unit == "s" and clocks.sum() > 1 and not (seconds[clocks] % _MINUTE_S).any():
        doubts.append(column.doubt("cells.minutes_as_hours", clocks))
    return tuple(doubts)


def far_apart(bare: NDArray[np.float64], told: NDArray[np.float64]) -> bool:
    """Tell whether the medians of two sets of durations are too far apart for one unit."""
    ratio = float(np.median(bare) / np.median(told))
    return not 1 / MOST_APART <= ratio <= MOST_APART


def _are_parts_of_a_day(numbers: NDArray[np.float64]) -> bool:
    """Tell whether numbers below 1 are whole seconds as parts of a day, 0.000926 for 80 s.

    A tenth of a second is whole seconds of a day as well: some number must have more decimals.
    """
    seconds = numbers * UNIT_SECONDS["d"]
    whole = np.abs(seconds - np.round(seconds)) < _SERIAL_TOLERANCE_S
    return bool((numbers < 1).all() and whole.all() and (np.round(numbers, 3) != numbers).any())


def _duration(text: str) -> Written:
    sign = -1.0 if text.startswith("-") else 1.0
    body = text.lstrip("+-").strip()
    if found := _HMS.fullmatch(body):
        hours, minutes, rest = (float(part) for part in found.groups())
        return sign * (3600 * hours + 60 * minutes + rest), _CLOCK
    if found := _TWO_PARTS.fullmatch(body):
        return sign * (60 * float(found[1]) + float(found[2])), _SHORT_CLOCK
    found = _WITH_UNITS.fullmatch(body)
    if not found or not any(found.groups()):
        return math.nan, UNREADABLE
    parts = zip(found.groups(), _PART_SECONDS, strict=True)
    return sign * sum(float(part) * seconds for part, seconds in parts if part), _UNITS


def _time_cell(cell: object) -> Written:
    """Return the seconds of a workbook's time of day or span of time."""
    if isinstance(cell, time):
        seconds = 3600 * cell.hour + 60 * cell.minute + cell.second + cell.microsecond / 1e6
        return seconds, _TIME_CELL
    if isinstance(cell, timedelta):
        return cell.total_seconds(), _TIME_CELL
    if isinstance(cell, datetime) and cell.replace(tzinfo=None) < _EXCEL_LATEST:
        return (cell.replace(tzinfo=None) - _EXCEL_ZERO).total_seconds(), _TIME_CELL
    return math.nan, UNREADABLE
