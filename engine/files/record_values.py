"""Whether the values of a column are possible; what is not is listed, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.domain.records import ColumnSpec, ColumnType, ReadingNote, SetAsideRow
from engine.files.cell_columns import ABOVE, BELOW, NOT_A_NUMBER, Doubt
from engine.files.cell_dates import month_of, read_dates
from engine.files.cell_values import Reading, read_cells
from engine.files.header_maps import reading_of
from engine.files.record_words import flags_of, kinds_of, senders_of

NOT_A_FLAG = "set_aside.not_a_flag"
NOT_A_MONTH = "set_aside.not_a_month"
ROUNDED_ID = "records.rounded_id"
UNKNOWN_SENDER = "records.unknown_sender"

_KIND, _SENDER, _MONTH = "message_kind", "sender", "month"
_EXACT_BELOW = 1e15  # a spreadsheet keeps 15 digits of a number
_ROUNDED = r"^\d(?:\.\d+)?[eE]\+?\d{2}$"
_OFFSET = r"\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$"
_DATE_FIRST = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}"  # a year alone is no time
# year first only: 03/04/2026 would have to be guessed
_TIME_FORMATS = ("ISO8601", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
_SHOWN = 80
_PROBE = 1_000

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CheckedColumn:
    """A column in Heng's type, and which of its rows cannot be: (n,) flags by reason.

    ``doubts`` are cells that only the user can read: the column must not be used as it stands.
    """

    values: pa.ChunkedArray
    wrong: Mapping[str, Flags] = field(default_factory=dict)
    notes: tuple[ReadingNote, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def checked(
    spec: ColumnSpec,
    column: pa.ChunkedArray,
    zone: str,
    header: str = "",
    reading: Reading | None = None,
) -> CheckedColumn:
    """Return a column in the type that its specification asks for, with what cannot be.

    Parameters
    ----------
    spec
        Heng's column: its type, unit and possible values.
    column
        The cells as the file has them: texts, or what a sheet or Parquet file says they are.
    zone
        Local time zone into which times with an offset are turned.
    header
        The user's header: a unit in brackets at its end is heeded.
    reading
        What the cells are, where a header map says more than the unit of ``spec``.

    Notes
    -----
    Numbers keep the type a Parquet file gives them where their values stay as they are.
    """
    column = _unfolded(column)
    if spec.type is ColumnType.TIME:
        return _as_times(column, zone, header or spec.name)
    if spec.type is ColumnType.FLAG:
        return _as_flags(column)
    if spec.type is ColumnType.NUMBER:
        return _as_numbers(spec, column, header or spec.name, reading or reading_of(spec))
    return _as_words(spec, column)


def set_aside_rows(
    name: str, column: pa.ChunkedArray, wrong: Mapping[str, Flags], rows: NDArray[np.int64]
) -> Iterator[SetAsideRow]:
    """Yield a row of the file for each value that cannot be, as it stood there."""
    for reason, flags in wrong.items():
        places = np.flatnonzero(flags)
        values = column.take(pa.array(places)).to_pylist()
        for place, value in zip(places, values, strict=True):
            yield SetAsideRow(int(rows[place]), name, str(value)[:_SHOWN], reason)


def _unfolded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column in one of the types that are read: dictionaries and views unfolded."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_decimal(kind) or pa.types.is_float16(kind):
        return column.cast(pa.float64())
    if pa.types.is_duration(kind):
        return pc.divide(column.cast(pa.duration("us")).cast(pa.int64()).cast(pa.float64()), 1e6)
    return column


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return cells as texts without outer blanks, missing where nothing is left."""
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


# --- ids and words -------------------------------------------------------------------------------


def as_type(texts: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray | None:
    """Return texts as Arrow reads them in a type; None where it cannot read all of them."""
    try:
        texts.slice(0, _PROBE).cast(type_)  # for speed: failing late takes 30 times longer
        return texts.cast(type_)
    except pa.ArrowInvalid:
        return None


def _as_words(spec: ColumnSpec, column: pa.ChunkedArray) -> CheckedColumn:
    named = {_KIND: _as_kinds, _MONTH: _as_months, _SENDER: _as_senders}.get(spec.name)
    if named is not None:
        return named(column)
    if spec.type is ColumnType.ID and pa.types.is_integer(column.type):
        return CheckedColumn(column)
    if pa.types.is_floating(column.type):
        return _from_floats(column)
    words = _texts(column)
    doubts: tuple[Doubt, ...] = ()
    if spec.type is ColumnType.ID:
        doubts = _rounded(_flags(pc.match_substring_regex(words, _ROUNDED)), words)
    return CheckedColumn(words, doubts=doubts)


def _as_months(column: pa.ChunkedArray) -> CheckedColumn:
    """Return months as 2026-05, of a day its month; what says no month is wrong."""
    if pa.types.is_temporal(column.type):
        column = pc.strftime(column.cast(pa.timestamp("us")), "%Y-%m")
    elif pa.types.is_floating(column.type):
        column = _from_floats(column).values
    words = _texts(column)
    different = {word: month_of(word) for word in pc.unique(words).to_pylist() if word}
    months = pa.array([different.get(word) for word in words.to_pylist()], pa.string())
    wrong = np.asarray(words.is_valid()) & ~np.asarray(months.is_valid())
    return CheckedColumn(pa.chunked_array([months]), _kept({NOT_A_MONTH: wrong}))


def _from_floats(column: pa.ChunkedArray) -> CheckedColumn:
    """Return ids that a sheet keeps as numbers: 1001.0 was written 1001."""
    doubts = _rounded(_flags(pc.greater_equal(pc.abs(column), _EXACT_BELOW)), column)
    whole = pc.all(pc.equal(column, pc.floor(column))).as_py() is not False
    if whole and not doubts:
        column = column.cast(pa.int64())
    return CheckedColumn(column.cast(pa.string()), doubts=doubts)


def _rounded(flags: Flags, column: pa.ChunkedArray) -> tuple[Doubt, ...]:
    """Return a doubt about ids that a spreadsheet has rounded to fifteen digits."""
    if not flags.any():
        return ()
    places = np.flatnonzero(flags)
    return (Doubt(ROUNDED_ID, places, str(column[int(places[0])].as_py())),)


def _as_kinds(column: pa.ChunkedArray) -> CheckedColumn:
    return CheckedColumn(pa.chunked_array([kinds_of(_texts(column))]))


def _as_senders(column: pa.ChunkedArray) -> CheckedColumn:
    senders, unknown = senders_of(_texts(column))
    doubts = tuple(
        Doubt(UNKNOWN_SENDER, places, word[:_SHOWN], {"word": word[:_SHOWN]})
        for word, places in unknown.items()
    )
    return CheckedColumn(pa.chunked_array([senders]), doubts=doubts)


def _as_flags(column: pa.ChunkedArray) -> CheckedColumn:
    """Return flags from true and false, yes and no, 1 and 0; missing stays missing."""
    if pa.types.is_boolean(column.type):
        return CheckedColumn(column)
    values, wrong = flags_of(_texts(column))
    return CheckedColumn(pa.chunked_array([values]), _kept({NOT_A_FLAG: wrong}))


# --- numbers -------------------------------------------------------------------------------------


def _as_numbers(
    spec: ColumnSpec, column: pa.ChunkedArray, header: str, reading: Reading
) -> CheckedColumn:
    """Return numbers in the unit of the column, with those that are not possible."""
    typed = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    given = _numpy(column) if typed else _plain_numbers(column)
    read = read_cells(given, reading, header, spec.unit if spec.unit in ("s", "h") else "s")
    values = read.values
    # a comparison with nan is False: what is missing is possible
    wrong = dict(read.wrong)
    for reason, outside in (
        (BELOW, spec.least is not None and values < spec.least),
        (ABOVE, spec.greatest is not None and values > spec.greatest),
    ):
        wrong[reason] = wrong.get(reason, np.zeros(len(values), dtype=np.bool_)) | outside
    infinite = np.isinf(values)
    wrong[NOT_A_NUMBER] = wrong.get(NOT_A_NUMBER, np.zeros_like(infinite)) | infinite
    wrong = _kept(wrong)
    # a nan of Parquet is a missing value: DuckDB would take it for the greatest number
    missing = int(np.isnan(values).sum()) == column.null_count
    if not (typed and missing and _unchanged(given, values, wrong)):
        column = pa.chunked_array([pa.array(values, mask=~np.isfinite(values))])
    return CheckedColumn(column, wrong, read.notes, read.doubts)


def _unchanged(
    given: NDArray[Any], values: NDArray[np.float64], wrong: Mapping[str, Flags]
) -> bool:
    possible = ~np.logical_or.reduce([np.zeros(len(values), dtype=np.bool_), *wrong.values()])
    return np.array_equal(given[possible], values[possible], equal_nan=True)


def _plain_numbers(column: pa.ChunkedArray) -> NDArray[Any]:
    """Return numbers where all texts are plain ones, else the texts: for speed (10 times)."""
    texts = _texts(column)
    read = as_type(texts, pa.float64())
    if read is not None:
        numbers = _numpy(read)
        if not np.isinf(numbers).any() and np.isnan(numbers).sum() == texts.null_count:
            return numbers
    return np.asarray(texts.to_numpy(zero_copy_only=False), dtype=object)


def _numpy(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Return numbers as floats, nan where missing."""
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


# --- times ---------------------------------------------------------------------------------------


def _as_times(column: pa.ChunkedArray, zone: str, header: str) -> CheckedColumn:
    """Return local times without a zone; dates are midnight."""
    if pa.types.is_temporal(column.type):
        return CheckedColumn(_local(column, zone))
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        read = read_dates(_numpy(column), header)
        return CheckedColumn(_times(read.values), read.wrong, read.notes, read.doubts)
    texts = _texts(column)
    times = as_type(texts, pa.timestamp("us"))  # for speed: 20 times
    return _parsed_times(texts, zone, header) if times is None else CheckedColumn(times)


def _local(column: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    """Return times that a Parquet file or a sheet keeps as such; a time of day has no day."""
    if not pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("s"))
    if column.type.tz is None:
        return column
    return pc.local_timestamp(column.cast(pa.timestamp("us", zone)))


def _parsed_times(texts: pa.ChunkedArray, zone: str, header: str) -> CheckedColumn:
    """Return times by the first format that reads each text; those with an offset turned local."""
    written = texts.to_pandas().astype("str")
    missing = _flags(texts.is_null())
    zoned = written.str.contains(_OFFSET, regex=True).to_numpy(dtype=np.bool_) & ~missing
    times = pd.Series(pd.NaT, index=written.index, dtype="datetime64[us]")
    if zoned.any():
        read = pd.to_datetime(written[zoned], format="ISO8601", errors="coerce", utc=True)
        times[zoned] = read.dt.tz_convert(zone).dt.tz_localize(None).astype("datetime64[us]")
    dated = written.str.contains(_DATE_FIRST, regex=True).to_numpy(dtype=np.bool_)
    for form in _TIME_FORMATS:
        rows = times.isna() & ~missing & ~zoned & dated
        read = pd.to_datetime(written[rows], format=form, errors="coerce")
        times[rows] = read.astype("datetime64[us]")
    values = times.to_numpy(dtype="datetime64[us]", copy=True)
    left = np.flatnonzero(np.isnat(values) & ~missing)
    notes = _zone_notes(written[zoned], header)
    if not left.size:
        return CheckedColumn(_times(values), notes=notes)
    rest = read_dates(written.to_numpy(dtype=object)[left], header)
    values[left] = rest.values
    wrong = {reason: _at(left, flags, len(values)) for reason, flags in rest.wrong.items()}
    return CheckedColumn(_times(values), wrong, (*notes, *rest.notes))


def _zone_notes(zoned: "pd.Series[str]", header: str) -> tuple[ReadingNote, ...]:
    """Return the note that times with an offset were turned local, where there are any."""
    if zoned.empty:
        return ()
    return (ReadingNote(header, "reading.zoned_times", len(zoned), str(zoned.iloc[0])[:_SHOWN]),)


def _at(places: NDArray[np.int64], flags: Flags, size: int) -> Flags:
    """Return flags said of some places as flags of all."""
    spread = np.zeros(size, dtype=np.bool_)
    spread[places] = flags
    return spread


def _times(values: NDArray[Any]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.timestamp("us"))])


def _kept(wrong: Mapping[str, Flags]) -> dict[str, Flags]:
    return {reason: flags for reason, flags in wrong.items() if flags.any()}


def _flags(mask: pa.ChunkedArray) -> Flags:
    """Return an Arrow mask as numpy; missing values are possible values."""
    return np.asarray(pc.fill_null(mask, False).to_numpy(), dtype=np.bool_)  # noqa: FBT003 (Arrow's fill value)
