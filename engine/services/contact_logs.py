"""Daily counts from any file: a small table as it stands, a long log of contacts summed by day."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError
from engine.files.cell_dates import read_dates
from engine.files.contacts_file import headers_of
from engine.files.trigger_counts_file import (
    MOST_TOLD,
    ReadCounts,
    count_columns,
    counts_by_day,
    read_trigger_counts,
)
from engine.services.team_contacts import numbers_of, read_contacts

_LONG = "sheet.size"
_OTHER_KIND = "sheet.ending"  # Parquet


def read_counts(path: Path, watched: Mapping[str, Sequence[str]]) -> ReadCounts:
    """Return the daily counts of a file; a table too long for a sheet must be a log of contacts.

    Raises
    ------
    InputError
        As :func:`engine.files.trigger_counts_file.read_trigger_counts`.
    """
    try:
        return read_trigger_counts(path, watched)
    except InputError as error:
        if not {fault.code for fault in error.faults} & {_LONG, _OTHER_KIND}:
            raise
        columns = _log_columns(path, watched)
        if columns is None:
            raise
    return _long_log(path, columns)


def _log_columns(path: Path, watched: Mapping[str, Sequence[str]]) -> dict[str, str] | None:
    """Return the headers of the date and of each indicator, None where it is no log."""
    try:
        headers = headers_of(path)
    except InputError:
        return None
    found = count_columns(headers, watched)
    if found.pop("contacts") or any(len(places) != 1 for places in found.values()):
        return None
    return {name: headers[place] for name, (place,) in found.items()}


def _long_log(path: Path, columns: Mapping[str, str]) -> ReadCounts:
    table = read_contacts(path, tuple(columns.values()))
    times = read_dates(table.column(columns["date"]), columns["date"]).values
    faults = list(_wrong(path, columns["date"], table.labels, np.isnat(times), "date"))
    flags = {}
    for name, header in columns.items():
        if name != "date":
            flags[name] = numbers_of(table.column(header))
            wrong = ~np.isin(flags[name], (0.0, 1.0))
            faults += _wrong(path, header, table.labels, wrong, "flag")
    if faults:
        raise InputError("trigger_counts.refused", faults, file=path.name, count=len(faults))
    days = times.astype("datetime64[D]")
    events = {name: flag.astype(np.int64) for name, flag in flags.items()}
    counts = counts_by_day(days, np.ones(len(days), dtype=np.int64), events)
    note = Sentence("finding.weight_review.contact_log", {"rows": len(days)})
    return ReadCounts(counts, (Finding("note", note),))


def _wrong(
    path: Path, header: str, labels: NDArray[np.int64], flags: NDArray[np.bool_], code: str
) -> Iterator[Fault]:
    """Yield a fault for each of the first cells flagged, and one that counts the others."""
    rows = np.flatnonzero(flags)
    for row in rows[:MOST_TOLD]:
        place = f"row {labels[row]}, column {header}"
        yield Fault(f"trigger_counts.{code}", place, "", {}, path.name)
    if len(rows) > MOST_TOLD:
        more = {"more": len(rows) - MOST_TOLD}
        yield Fault("trigger_counts.more", f"column {header}", "", more, path.name)
