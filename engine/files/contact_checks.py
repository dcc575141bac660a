"""Whether the values of contacts are possible; what is not is listed, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.domain.records import SetAsideRow
from engine.files.contact_names import FLAGS, IDS, RANGES, TEXTS, TIMES, Range

NOT_A_NUMBER = "set_aside.not_a_number"
NOT_A_FLAG = "set_aside.not_a_flag"
NOT_A_TIME = "set_aside.not_a_time"
BELOW = "set_aside.below"
ABOVE = "set_aside.above"

_YES = {"true", "yes", "y", "1", "1.0", "是", "t"}
_NO = {"false", "no", "n", "0", "0.0", "否", "f"}
# year first only: 03/04/2026 would have to be guessed
_TIME_FORMATS = (
    "ISO8601",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
)
_SHOWN = 80


@dataclass(frozen=True, slots=True, eq=False)
class CheckedColumn:
    """A column in Heng's type, and which of its rows cannot be: (n,) flags by reason."""

    values: pa.ChunkedArray
    wrong: Mapping[str, NDArray[np.bool_]]


def checked(
    name: str, column: pa.ChunkedArray, ranges: Mapping[str, Range], zone: str
) -> CheckedColumn:
    """Return a column in the type that its name asks for, with the values that cannot be.

    Parameters
    ----------
    name
        Heng's name; a column of an unknown name is checked only if ``ranges`` names it.
    ranges
        Least and greatest possible value by name, in place of the usual ones.
    zone
        Local time zone into which times with an offset are turned.
    """
    if name in TIMES:
        return _as_times(column, zone)
    if name in FLAGS:
        return _as_flags(column)
    if limits := ranges.get(name, RANGES.get(name)):
        return _in_range(column, limits)
    is_text = name in TEXTS or (name in IDS and pa.types.is_floating(column.type))
    return CheckedColumn(_as_text(column) if is_text else column, {})


def set_aside_rows(
    name: str,
    column: pa.ChunkedArray,
    wrong: Mapping[str, NDArray[np.bool_]],
    rows: NDArray[np.int64],
) -> Iterator[SetAsideRow]:
    """Yield a row of the file for each value that cannot be, as it stood there."""
    for reason, flags in wrong.items():
        places = np.flatnonzero(flags)
        values = column.take(pa.array(places)).to_pylist()
        for place, value in zip(places, values, strict=True):
            yield SetAsideRow(int(rows[place]), name, str(value)[:_SHOWN], reason)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type) or pa.types.is_string(column.type):
        return column
    if pa.types.is_floating(column.type):
        whole = pc.equal(column, pc.floor(column))
        if pc.all(whole).as_py():  # a sheet's 1001.0
            return column.cast(pa.int64()).cast(pa.string())
    return column.cast(pa.string())


def _in_range(column: pa.ChunkedArray, limits: Range) -> CheckedColumn:
    """Return numbers with the values below the least and above the greatest possible."""
    numbers, wrong = _as_numbers(column)
    least, greatest = limits
    if least is not None:
        wrong[BELOW] = _flags(pc.less(numbers, least))
    if greatest is not None:
        wrong[ABOVE] = _flags(pc.greater(numbers, greatest))
    return CheckedColumn(numbers, {reason: flags for reason, flags in wrong.items() if flags.any()})


def _as_numbers(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, dict[str, NDArray[np.bool_]]]:
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return column, {}
    text = column.cast(pa.string()).to_pandas()
    numbers = pd.to_numeric(text.str.strip(), errors="coerce").to_numpy(dtype=np.float64)
    unreadable = ~np.isfinite(numbers) & text.notna().to_numpy()
    values = pa.chunked_array([pa.array(numbers, mask=~np.isfinite(numbers))])
    return values, {NOT_A_NUMBER: unreadable}


def _as_flags(column: pa.ChunkedArray) -> CheckedColumn:
    """Return flags from true and false, yes and no, 1 and 0; missing stays missing."""
    if pa.types.is_boolean(column.type):
        return CheckedColumn(column, {})
    text = column.cast(pa.string()).to_pandas().str.strip().str.lower()
    yes, no = text.isin(_YES).to_numpy(), text.isin(_NO).to_numpy()
    unreadable = ~yes & ~no & text.notna().to_numpy()
    values = pa.chunked_array([pa.array(yes, mask=~yes & ~no)])
    return CheckedColumn(values, {NOT_A_FLAG: unreadable} if unreadable.any() else {})


def _as_times(column: pa.ChunkedArray, zone: str) -> CheckedColumn:
    """Return local times without a zone; dates are midnight."""
    if pa.types.is_timestamp(column.type):
        if column.type.tz is None:
            return CheckedColumn(column, {})
        return CheckedColumn(pc.local_timestamp(column.cast(pa.timestamp("us", zone))), {})
    if pa.types.is_date(column.type):
        return CheckedColumn(column.cast(pa.timestamp("s")), {})
    text = column.cast(pa.string()).to_pandas().str.strip()
    times = _parsed_times(text, zone)
    unreadable = times.isna().to_numpy() & text.notna().to_numpy()
    values = pa.chunked_array([pa.array(times, pa.timestamp("us"), from_pandas=True)])
    return CheckedColumn(values, {NOT_A_TIME: unreadable} if unreadable.any() else {})


def _parsed_times(text: "pd.Series[str]", zone: str) -> "pd.Series[pd.Timestamp]":
    """Return times by the first format that reads each text, NaT where none does."""
    times = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]")
    for form in _TIME_FORMATS:
        open_ = times.isna() & text.notna()
        if not open_.any():
            break
        has_offset = text.str.contains(r"T?\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$", regex=True)
        for zoned in (False, True):
            rows = open_ & (has_offset == zoned)
            if rows.any():
                read = pd.to_datetime(text[rows], format=form, errors="coerce", utc=zoned)
                local = read.dt.tz_convert(zone).dt.tz_localize(None) if zoned else read
                times[rows] = local.astype("datetime64[us]")
    return times


def _flags(mask: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Return an Arrow mask as numpy; missing values are possible values."""
    return np.asarray(pc.fill_null(mask, False).to_numpy(), dtype=np.bool_)  # noqa: FBT003 (Arrow's fill value)
