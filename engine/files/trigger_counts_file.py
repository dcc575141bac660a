"""Daily counts of contacts and events, as people keep them in CSV or Excel.

A table without a column of contacts is a log of contacts: each row is one, its flags 0 or 1. Which
rates are tested on the counts is left to the room ``studies``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.domain.daily_counts import DailyCounts
from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError
from engine.files.cell_columns import CellValues, folded
from engine.files.cell_dates import read_dates
from engine.files.cell_numbers import read_numbers
from engine.files.spreadsheet import Sheet, read_sheet

MOST_CONTACTS = 10**12  # of a day: more is a slip, and could not be counted exactly
MOST_TOLD = 20  # faults of one kind in one column
_DATES = ("date", "day", "日期", "统计日期")
_CONTACTS = ("contacts", "served", "n", "接待量", "接待人数", "接待数", "服务量")
_EVENTS = ("events", "event", "count", "事件", "事件数", "件数")
_EVENT_ENDINGS = ("", "s", "_events", "_count", "量", "数", "单量", "件数")
_RATE_ENDINGS = (" rate", "率")
_UNKNOWN = -1  # stands for a cell whose fault is noted
_YES = frozenset({"yes", "true", "y", "是", "有"})
_NO = frozenset({"no", "false", "n", "否", "无"})


@dataclass(frozen=True, slots=True, eq=False)
class ReadCounts:
    """Counts by day; ``findings`` say what was read how and which columns were not read."""

    counts: DailyCounts
    findings: tuple[Finding, ...]


def read_trigger_counts(path: Path, watched: Mapping[str, Sequence[str]]) -> ReadCounts:
    """Return the daily counts of the indicators that triggers watch.

    Parameters
    ----------
    watched
        Indicator -> its names; a column may be called by its id (``complaint``, ``complaints``,
        ``complaint_events``) or by a name without "rate" (``投诉率``: ``投诉量``, ``投诉数``).

    Raises
    ------
    InputError
        ``sheet.invalid`` where it is no table; ``trigger_counts.refused`` with every fault: a
        column that is missing or there twice, cells that are no date, no whole number or empty,
        a date that stands twice, events above contacts, counts below 0.
    """
    sheet = read_sheet(path)
    columns = count_columns(sheet.header, watched)
    faults = _column_faults(sheet, columns, watched)
    if faults:
        raise _refused(sheet, faults)
    days, day_faults = _days(sheet, columns["date"][0])
    is_log = not columns["contacts"]
    counts = {}
    for name in ("contacts", *watched):
        if columns[name]:
            read = _flags if is_log else _whole
            counts[name], found = read(sheet, columns[name][0])
            faults += found
    faults += day_faults
    if is_log:
        faults += _not_a_log(days)
    else:
        faults += [*_repeated(sheet, columns["date"][0], days), *_above(sheet, columns, counts)]
    if faults:
        raise _refused(sheet, faults)
    contacts = counts.pop("contacts", np.ones(len(days), dtype=np.int64))
    return ReadCounts(counts_by_day(days, contacts, counts), _notes(sheet, columns, is_log=is_log))


def count_columns(
    header: Sequence[str], watched: Mapping[str, Sequence[str]]
) -> dict[str, list[int]]:
    """Return the places of the columns that can be the date, the contacts and each indicator.

    Where one indicator is watched, its events may be called just that.
    """
    names = {"date": set(_DATES), "contacts": set(_CONTACTS)}
    names |= {id_: _event_names(id_, known) for id_, known in watched.items()}
    headers = [folded(each) for each in header]
    found = {
        name: [place for place, each in enumerate(headers) if each in accepted]
        for name, accepted in names.items()
    }
    if len(watched) == 1 and not found[(only := next(iter(watched)))]:
        found[only] = [place for place, each in enumerate(headers) if each in _EVENTS]
    return found


def _event_names(indicator: str, names: Sequence[str]) -> set[str]:
    stems = {folded(indicator)}
    for name in map(folded, names):
        stems |= {name.removesuffix(end) for end in _RATE_ENDINGS if name.endswith(end)} or {name}
    rates = {folded(name) for name in names if folded(name).endswith(_RATE_ENDINGS)}
    return {stem + ending for stem in stems for ending in _EVENT_ENDINGS} - rates


def _column_faults(
    sheet: Sheet, columns: Mapping[str, Sequence[int]], watched: Mapping[str, Sequence[str]]
) -> list[Fault]:
    known = ", ".join(sheet.header)
    faults = []
    for name, places in columns.items():
        values = {"column": name, "known": known}
        if not places and name != "contacts":
            code = "trigger_counts.events" if name in watched else "trigger_counts.no_date"
            faults.append(Fault(code, f"column {name}", "", values))
        if len(places) > 1:
            told = ", ".join(sheet.header[place] for place in places)
            faults.append(Fault("trigger_counts.column_twice", f"column {name}", told, values))
    if not sheet.rows:
        faults.append(Fault("trigger_counts.empty", "file"))
    return faults


def _days(sheet: Sheet, column: int) -> tuple[NDArray[np.datetime64], list[Fault]]:
    cells = [row[column] for _, row in sheet.rows]
    read = read_dates([cell or None for cell in cells], sheet.header[column])
    return read.values.astype("datetime64[D]"), _wrong(sheet, column, np.isnat(read.values), "date")


def _whole(sheet: Sheet, column: int) -> tuple[NDArray[np.int64], list[Fault]]:
    cells = [row[column] for _, row in sheet.rows]
    read: CellValues = read_numbers([cell or None for cell in cells], sheet.header[column])
    numbers = np.asarray(read.values, dtype=np.float64)
    wrong = ~(np.abs(numbers) <= MOST_CONTACTS)  # nan and infinity among them
    wrong |= np.where(wrong, 0.0, numbers) % 1 != 0
    below = ~wrong & (numbers < 0)
    faults = [*_wrong(sheet, column, wrong, "count"), *_wrong(sheet, column, below, "negative")]
    return np.where(wrong | below, _UNKNOWN, numbers).astype(np.int64), faults


def _flags(sheet: Sheet, column: int) -> tuple[NDArray[np.int64], list[Fault]]:
    words = [folded(row[column]) for _, row in sheet.rows]
    flags = np.array([_flag(word) for word in words])
    return np.maximum(flags, 0), _wrong(sheet, column, flags < 0, "flag")


def _flag(word: str) -> int:
    if word in _YES or word in _NO:
        return int(word in _YES)
    return int(word) if word in ("0", "1") else -1


def _repeated(sheet: Sheet, column: int, days: NDArray[np.datetime64]) -> list[Fault]:
    seen: set[object] = set()
    again = []
    for day in days.tolist():
        again.append(day is not None and day in seen)
        seen.add(day)
    return _wrong(sheet, column, np.array(again, dtype=np.bool_), "date_twice")


def _not_a_log(days: NDArray[np.datetime64]) -> list[Fault]:
    """Refuse a table of one row a day without contacts: its rows are days, not contacts."""
    if len(days) == 1 or len(np.unique(days)) < len(days):
        return []
    return [Fault("trigger_counts.no_contacts", "file", str(len(days)))]


def _above(
    sheet: Sheet, columns: Mapping[str, Sequence[int]], counts: Mapping[str, NDArray[np.int64]]
) -> list[Fault]:
    faults = []
    for name, events in counts.items():
        above = (events > counts["contacts"]) & (counts["contacts"] != _UNKNOWN)
        if name != "contacts" and above.any():
            faults += _wrong(sheet, columns[name][0], above, "above")
    return faults


def _wrong(sheet: Sheet, column: int, flags: NDArray[np.bool_], code: str) -> list[Fault]:
    """Return a fault for each cell flagged, up to MOST_TOLD of them, which one more then counts."""
    rows = np.flatnonzero(flags)
    header = sheet.header[column]
    faults = [
        Fault(
            f"trigger_counts.{code}",
            f"row {sheet.rows[i][0]}, column {header}",
            sheet.rows[i][1][column],
        )
        for i in rows[:MOST_TOLD]
    ]
    if len(rows) > MOST_TOLD:
        more = {"more": len(rows) - MOST_TOLD}
        faults.append(Fault("trigger_counts.more", f"column {header}", "", more))
    return faults


def _refused(sheet: Sheet, faults: Sequence[Fault]) -> InputError:
    name = Path(sheet.file).name
    named = [fault.in_file(name) for fault in faults]
    return InputError("trigger_counts.refused", named, file=name, count=len(named))


def counts_by_day(
    days: NDArray[np.datetime64],
    contacts: NDArray[np.int64],
    events: Mapping[str, NDArray[np.int64]],
) -> DailyCounts:
    """Return rows (n,) of whole counts summed by day."""
    known, place = np.unique(days, return_inverse=True)
    sums = {
        name: np.bincount(place, weights=counts, minlength=len(known)).astype(np.int64)
        for name, counts in {"": contacts, **events}.items()
    }
    total = sums.pop("")
    return DailyCounts(known, total, sums)


def _notes(
    sheet: Sheet, columns: Mapping[str, Sequence[int]], *, is_log: bool
) -> tuple[Finding, ...]:
    used = {place for places in columns.values() for place in places}
    unread = [header for place, header in enumerate(sheet.header) if place not in used]
    found = []
    if is_log:
        values = {"rows": len(sheet.rows)}
        found.append(Finding("note", Sentence("finding.weight_review.contact_log", values)))
    if unread:
        told = {"columns": ", ".join(unread)}
        found.append(Finding("note", Sentence("finding.weight_review.unread", told)))
    if sheet.unread:
        told = {"columns": ", ".join(sheet.unread)}
        found.append(Finding("caution", Sentence("finding.weight_review.unread_sheets", told)))
    return tuple(found)
