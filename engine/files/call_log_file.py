"""Plain call logs: when a call came, how long it queued, whether and how long it was served.

Contact logs of other shapes are :mod:`engine.files.record_file`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.domain.records import ColumnSpec, ColumnType
from engine.errors import Fault
from engine.files.file_faults import refused
from engine.files.record_tables import RawTable, opened_table
from engine.files.record_values import checked

Column = NDArray[Any]
Flags = NDArray[np.bool_]

# Heng's column and the headers it is known by, in lower case
HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "day": ("day", "date", "日期", "呼入日期", "来电日期"),
        "entry": (
            *("entry", "entry_s", "entry_time", "arrival", "arrival_s", "arrival_time", "started"),
            *("start_time", "call_time", "vru_entry", "时间", "呼入时间", "来电时间", "进线时间"),
            "开始时间",
        ),
        "contact_class": ("type", "class", "contact_class", "类型", "业务类型", "来电类型"),
        "bot_s": ("vru_s", "vru_time", "ivr_s", "ivr_time", "bot_s", "菜单时长", "菜单时长(秒)"),
        "wait_s": (
            *("queue", "queue_s", "queue_time", "queue_seconds", "q_time", "wait", "wait_s"),
            *("wait_time", "排队时长", "排队时长(秒)", "排队秒数", "等待时长", "等待时长(秒)"),
        ),
        "served": ("served", "answered", "replied", "是否接通", "是否接听", "接通"),
        "service_s": (
            *("service", "service_s", "service_time", "ser_time", "handle_s", "handle_time"),
            *("talk_s", "talk_time", "通话时长", "通话时长(秒)", "服务时长", "服务时长(秒)"),
        ),
        "agent": ("agent", "server", "客服", "坐席", "工号", "坐席工号"),
        "customer": ("customer", "customer_id", "caller", "客户", "客户id", "主叫号码"),
    }
)
NEEDED = ("entry", "wait_s", "served")
DAY_S = 86_400.0

_HALF_WIDTH = str.maketrans({0xFF08: "(", 0xFF09: ")"})
_NOBODY = ("", "0", "NO_SERVER")
_GREATEST_DAY = 10_000  # beyond, a number is a date, not the day's number


@dataclass(frozen=True, slots=True, eq=False)
class CallLog:
    """The calls of a file as columns (n,): ``arrival_s`` from midnight of day 0 and what there is.

    ``first_date`` is day 0, None where days are only numbered; ``set_aside`` are the numbers of
    rows with a value that cannot be: they are in no column.
    """

    columns: Mapping[str, Column]
    first_date: np.datetime64 | None
    set_aside: tuple[int, ...]


def is_call_log(path: Path) -> bool:
    """Tell whether a table has the headers of a call log."""
    return set(NEEDED) <= set(_places(_opened(path).head[0]))


def read_call_log(path: Path, zone: str) -> CallLog:
    """Return the calls of a CSV, Excel or Parquet file.

    Parameters
    ----------
    path
        Its first row has the headers (``HEADERS``, English or Chinese); ``entry`` is a time with
        date, or a time of the day beside a column ``day``: a date, or a number counted from 1.
    zone
        Zone of the local times.

    Raises
    ------
    InputError
        ``records.refused`` for times of the day without a day (``fit.no_days``), for columns
        nothing of which can be read (``fit.unread``), for files without rows, and where blanks
        in ``served`` may stand for yes or no (``fit.served_blank``).
    """
    raw = _opened(path)
    places = _places(raw.head[0])
    batches = list(raw.batches(1, len(raw.head[0])))
    if not sum(len(batch.rows) for batch in batches):
        raise refused(raw.file, Fault("fit.no_rows", "file"))
    table = pa.concat_tables([batch.table for batch in batches])
    rows = np.concatenate([batch.rows for batch in batches])
    reader = _Reader(table, places, zone, raw.file)
    day, first_date = reader.days()
    arrival_s, first_date = reader.arrivals(day, first_date)
    columns = {"arrival_s": arrival_s, **reader.others()}
    good = ~reader.wrong & np.isfinite(arrival_s)
    return CallLog(
        {name: values[good] for name, values in columns.items()},
        first_date,
        tuple(rows[~good].tolist()),
    )


class _Reader:
    """Reads one column after the other and remembers which rows cannot be."""

    def __init__(self, table: pa.Table, places: Mapping[str, int], zone: str, file: str) -> None:
        self._table, self._places, self._zone, self._file = table, places, zone, file
        self.wrong: Flags = np.zeros(len(table), np.bool_)

    def days(self) -> tuple[NDArray[np.float64] | None, np.datetime64 | None]:
        """Return the number of each row's day from 0, and which date day 0 is."""
        if "day" not in self._places:
            return None, None
        numbers = self._read("day", ColumnSpec("day", ColumnType.NUMBER, "", 1, None), keep=False)
        if numbers is not None and not np.any(numbers > _GREATEST_DAY):
            self.wrong |= ~np.isfinite(numbers)
            return np.floor(numbers) - 1, None
        dates = self._required("day", ColumnSpec("day", ColumnType.TIME))
        first = _first_day(dates)
        days = (dates.astype("datetime64[D]") - first).astype(np.float64)
        return np.where(np.isnat(dates), np.nan, days), first

    def arrivals(
        self, day: NDArray[np.float64] | None, first_date: np.datetime64 | None
    ) -> tuple[NDArray[np.float64], np.datetime64 | None]:
        """Return when each call came, in seconds from midnight of day 0."""
        seconds = self._read("entry", ColumnSpec("entry", ColumnType.NUMBER, "s", 0), keep=False)
        if seconds is None:
            times = self._required("entry", ColumnSpec("entry", ColumnType.TIME))
            first = _first_day(times) if first_date is None else first_date
            since = (times - first).astype("timedelta64[us]").astype(np.float64) / 1e6
            return np.where(np.isnat(times), np.nan, since), first
        if day is not None:
            self.wrong |= ~(seconds < DAY_S)
            return day * DAY_S + seconds, first_date
        if not np.any(seconds >= DAY_S):
            raise refused(
                self._file, Fault("fit.no_days", "column entry", self._first_cell("entry"))
            )
        return seconds, None

    def others(self) -> dict[str, Column]:
        """Return the remaining columns there are."""
        found: dict[str, Column] = {}
        for name in ("bot_s", "wait_s", "service_s"):
            if name in self._places:
                found[name] = self._required(name, ColumnSpec(name, ColumnType.NUMBER, "s", 0))
        found["served"] = self._served()
        for name in ("contact_class", "agent", "customer"):
            if name in self._places:
                words = self._required(name, ColumnSpec(name, ColumnType.TEXT))
                found[name] = np.where(np.isin(words, _NOBODY), "", words)
        return found

    def _served(self) -> Flags:
        """Return who was served; a row that does not say it is set aside, never guessed.

        Blanks beside nothing but yes (or nothing but no) may be the other answer: refused.
        """
        served = self._required("served", ColumnSpec("served", ColumnType.FLAG))
        blank = np.isnan(served)
        if blank.any() and np.unique(served[~blank]).size < 2:  # noqa: PLR2004 (yes and no)
            raise refused(self._file, Fault("fit.served_blank", "column served"))
        self.wrong |= blank
        return np.asarray(served > 0)

    def _required(self, name: str, spec: ColumnSpec) -> Column:
        values = self._read(name, spec, keep=True)
        if values is None:
            place = f"column {name}"
            raise refused(self._file, Fault("fit.unread", place, self._first_cell(name)))
        return values

    def _read(self, name: str, spec: ColumnSpec, *, keep: bool) -> Column | None:
        """Return a column as numpy has it; None when no cell, or with doubts, could be read."""
        column = self._table.column(str(self._places[name]))
        found = checked(spec, column, self._zone, name)
        wrong = np.zeros(len(column), np.bool_)
        for flags in found.wrong.values():
            wrong |= flags
        if found.doubts or (len(wrong) and wrong.all()):
            return None
        if not keep and wrong.mean() > 0.5:  # noqa: PLR2004 (mostly something else)
            return None
        self.wrong |= wrong
        return _plain(found.values, spec.type)

    def _first_cell(self, name: str) -> str:
        return str(self._table.column(str(self._places[name]))[0].as_py())[:80]


def _plain(values: pa.ChunkedArray, type_: ColumnType) -> Column:
    if type_ is ColumnType.NUMBER:
        return np.asarray(values.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    if type_ is ColumnType.TEXT:
        return np.array([value or "" for value in values.cast(pa.string()).to_pylist()], np.str_)
    if type_ is ColumnType.FLAG:
        known = [np.nan if value is None else float(value) for value in values.to_pylist()]
        return np.array(known, np.float64)
    return np.asarray(values.to_numpy(zero_copy_only=False), "datetime64[us]")


def _first_day(times: NDArray[np.datetime64]) -> np.datetime64:
    return np.datetime64(times[~np.isnat(times)].min(), "D")


def _opened(path: Path) -> RawTable:
    known = {header for headers in HEADERS.values() for header in headers}
    return opened_table(path, lambda cells: sum(_bare(cell) in known for cell in cells))


def _places(headers: Sequence[str]) -> dict[str, int]:
    """Return where each known column stands; of two headers for one column the first counts."""
    places: dict[str, int] = {}
    for position, header in enumerate(headers):
        for name, known in HEADERS.items():
            if _bare(header) in known:
                places.setdefault(name, position)
    return places


def _bare(header: str) -> str:
    return header.strip().lstrip("\ufeff").lower().translate(_HALF_WIDTH)
