"""Rows in time: the order they lie in, and the weeks they belong to."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.tables import Column, ColumnTable
from engine.errors import InputError

SHOWN_ROWS = 5
MOST_PERIODS = 520  # ten years of weeks: a number with no more values is a week or wave itself
YYYYMMDD = (19000101.0, 21001231.0)
ZONE = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")


def moments(table: ColumnTable, column: str) -> Column:
    """Return when the rows lie: (n,) datetime64 of texts and dates, float64 of numbers.

    Numbers that are all calendar dates written 20260501 are dates.

    Raises
    ------
    InputError
        ``evidence.time_missing`` where rows have none, ``evidence.time_unreadable`` for a text
        that is no ISO date or time.
    """
    values = table.column(column)
    absent = pd.isna(values)
    if absent.any():
        first = ", ".join(str(row) for row in table.labels[absent][:SHOWN_ROWS])
        raise InputError(
            "evidence.time_missing", column=column, rows=int(absent.sum()), first=first
        )
    if values.dtype.kind in "iuf":
        numbers = values.astype(np.float64)
        days = _as_dates(numbers)
        return numbers if days is None else days
    if values.dtype.kind == "M":
        return values.astype("datetime64[us]")
    return _parsed(values, column)


def _as_dates(numbers: NDArray[np.float64]) -> Column | None:
    """Return numbers written yyyymmdd as dates, or None where one of them is no date."""
    if not ((numbers >= YYYYMMDD[0]) & (numbers <= YYYYMMDD[1])).all():
        return None
    codes, written = pd.factorize(numbers)
    texts = [f"{number:.15g}" for number in written]
    days = pd.to_datetime(pd.Series(texts), format="%Y%m%d", errors="coerce")
    if days.isna().any():
        return None
    return np.asarray(days.to_numpy().astype("datetime64[us]")[codes])


def said(moment: float | np.datetime64) -> str:
    """Return a moment in words: a number in full, a date without its midnight."""
    if isinstance(moment, np.datetime64):
        return str(moment).removesuffix(".000000").removesuffix("T00:00:00")
    return f"{moment:.15g}"


def _parsed(values: Column, column: str) -> Column:
    """Return texts as local times: a zone is dropped, the clock on the wall orders a shop's day."""
    plain = _without_zone(values)
    if plain is not None:
        return plain
    codes, texts = pd.factorize(np.asarray([ZONE.sub("", str(v).strip()) for v in values]))
    found = pd.to_datetime(pd.Series(texts), format="ISO8601", errors="coerce")
    unread = pd.isna(found).to_numpy()
    if unread.any():
        shown = str(texts[unread][0])[:80]
        raise InputError("evidence.time_unreadable", column=column, value=shown)
    return np.asarray(found.to_numpy().astype("datetime64[us]")[codes])


def _without_zone(values: Column) -> Column | None:
    """Return texts that are all dates or times without a zone; None where one is not.

    For speed: a tenth of the time of looking for a zone in each text.
    """
    try:
        found = pd.to_datetime(pd.Series(values), format="ISO8601")
    except (ValueError, TypeError):
        return None
    if found.dtype.kind != "M" or found.dt.tz is not None:
        return None
    return np.asarray(found.to_numpy().astype("datetime64[us]"))


def in_order(when: Column) -> NDArray[np.int64]:
    """Return the rows from the earliest to the latest; equal times keep the table's order."""
    return np.argsort(when, kind="stable").astype(np.int64)


def weeks(when: Column) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return each row's week as a code, and the weeks' names in order of time.

    Dates and times give ISO weeks (``2026-W07``); numbers their own values where there are at most
    520 of them (waves, week numbers), else fiftieths of the rows in their order.
    """
    if when.dtype.kind == "M":
        day = pd.DatetimeIndex(when).isocalendar()
        codes, found = pd.factorize(day["year"] * 100 + day["week"], sort=True)
        names = tuple(f"{int(week) // 100}-W{int(week) % 100:02d}" for week in found)
        return codes.astype(np.int64), names
    codes, values = pd.factorize(when, sort=True)
    if len(values) <= MOST_PERIODS:
        return codes.astype(np.int64), tuple(map(said, values))
    return _fiftieths(when)


def _fiftieths(when: Column) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    parts = 50
    order = in_order(when)
    codes = np.empty(len(when), dtype=np.int64)
    codes[order] = np.arange(len(when)) * parts // len(when)
    return codes, tuple(f"{said(when[codes == part].min())}+" for part in range(parts))
