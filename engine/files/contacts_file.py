"""The contact file of a case, checked and ready for the metrics room as Parquet in Heng's names.

The case's layout says which header holds which column; any other file is read by its headers,
:mod:`engine.files.record_file`.
"""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.case import ContactLayout
from engine.domain.records import TABLES, ColumnSpec, ColumnType, RecordSource, TableKind
from engine.errors import Fault, InputError
from engine.files.file_faults import unreadable, whole_file
from engine.files.record_copy import CopiedColumn, RecordCopy
from engine.files.record_file import copy_path
from engine.files.record_tables import FORMATS, RawTable, format_of, opened_table
from engine.files.record_values import checked

Specs = Mapping[str, ColumnSpec]

_COLUMNS = TABLES[TableKind.CONTACTS].columns


def prepare_contacts(
    path: Path, layout: ContactLayout, folder: Path, typed: Collection[str] | None = None
) -> RecordSource:
    """Return a validated source of contacts made from a user's file.

    Parameters
    ----------
    path
        CSV (UTF-8, GBK, GB18030 or UTF-16; perhaps gzipped), Excel (first sheet that holds
        anything) or Parquet; the first row that holds anything has the headers.
    layout
        Which header holds which of Heng's columns, and what values are possible.
    folder
        Where the Parquet file is written; a Parquet file that needs no change is used itself.
    typed
        Columns that must be what their names say; all others are kept as they stand, and no row
        is set aside for them. None means every column that Heng or the layout knows.

    Returns
    -------
    RecordSource
        With every row that was set aside, in file order: its number (the header is row 1), the
        column, the value as it stood there and the reason, a key of :mod:`engine.i18n`.

    Raises
    ------
    InputError
        ``contacts.invalid`` with every fault of the headers at once; ``records.refused`` for
        columns no value of which can be read; ``contacts.nothing_left``; ``contacts.no_rows``;
        ``contacts.format``; ``contacts.unreadable``; ``contacts.empty``; ``limits.refused``.
    """
    if not format_of(path):
        raise whole_file("contacts.format", path.name, path.suffix, known=", ".join(FORMATS))
    known = _specs(layout, typed)
    own = _used_itself(path, layout, known) if format_of(path) == ".parquet" else None
    if own is not None:
        return own
    raw = opened_table(path, lambda cells: int(any(cells)))
    row = _header_row(raw)
    columns = _columns(raw, row, layout, known)
    made = copy_path(raw, path, folder, columns, layout.timezone)
    headers = raw.head[row - 1]
    nameless = [place for place, header in enumerate(headers) if not header.strip()]
    copy = RecordCopy(raw.file, columns, layout.timezone, nameless)
    copied = copy.written(raw.batches(row, len(headers)), made, "contacts")
    return RecordSource(
        made,
        copied.columns,
        copied.rows,
        copied.set_aside,
        TableKind.CONTACTS,
        raw.file,
        (*raw.notes, *copied.notes),
    )


def headers_of(path: Path) -> tuple[str, ...]:
    """Return the headers of a table as they are written, whatever its format.

    Raises
    ------
    InputError
        As :func:`engine.files.record_tables.opened_table` says.
    """
    raw = opened_table(path, lambda cells: int(any(cells)))
    return raw.head[_header_row(raw) - 1]


def _header_row(raw: RawTable) -> int:
    """Return the number of the first row that holds anything."""
    return next((i for i, cells in enumerate(raw.head, 1) if any(map(str.strip, cells))), 1)


def _columns(
    raw: RawTable, row: int, layout: ContactLayout, known: Specs
) -> tuple[CopiedColumn, ...]:
    headers = tuple(cell.strip() for cell in raw.head[row - 1])
    names = _names(headers, layout, raw.file)
    own = raw.file.lower().endswith(".parquet")
    return tuple(
        CopiedColumn(position, name, header, _kept_spec(name, known, own=own))
        for position, (name, header) in enumerate(zip(names, headers, strict=True))
        if name
    )


def _kept_spec(name: str, known: Specs, *, own: bool) -> ColumnSpec | None:
    """Return what a column must be; ids of a Parquet file stay as they are, for its other files."""
    spec = known.get(name)
    return None if own and spec is not None and spec.type is ColumnType.ID else spec


def _specs(layout: ContactLayout, typed: Collection[str] | None) -> Specs:
    """Return what columns must be, by name; one that is not there is kept as it stands."""
    ranged = {name: _ranged(name, layout) for name in layout.ranges}
    known = {**_COLUMNS, **ranged}
    return {name: spec for name, spec in known.items() if typed is None or name in typed}


def _ranged(name: str, layout: ContactLayout) -> ColumnSpec:
    """Return a column whose possible values the layout states."""
    known = _COLUMNS.get(name)
    return ColumnSpec(name, ColumnType.NUMBER, known.unit if known else "", *layout.ranges[name])


def _used_itself(path: Path, layout: ContactLayout, known: Specs) -> RecordSource | None:
    """Return the file itself when its columns are as they should be, else None.

    Columns are read one after the other, so that a large file is never whole in memory unless
    it has to be rewritten.
    """
    try:
        with pq.ParquetFile(path) as file:
            headers, n = file.schema_arrow.names, file.metadata.num_rows
            names = _names(headers, layout, path.name)
            if not n or names != headers or not _needs_no_change(file, layout, known):
                return None
    except (OSError, pa.ArrowException) as wrong:
        raise unreadable(wrong, path.name) from wrong
    return RecordSource(path, tuple(names), n, file=path.name)


def _needs_no_change(file: pq.ParquetFile, layout: ContactLayout, known: Specs) -> bool:
    for name in file.schema_arrow.names:
        spec = known.get(name)
        if spec is None or pa.types.is_nested(file.schema_arrow.field(name).type):
            continue
        column = file.read(columns=[name])[name]
        result = checked(spec, column, layout.timezone)
        unfolded = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if result.wrong or result.doubts or result.values.type != unfolded:
            return False
    return True


def _names(headers: Sequence[str], layout: ContactLayout, file: str) -> list[str]:
    """Return Heng's name of each header, or raise every fault of the headers at once."""
    named = {header: name for name, header in layout.columns.items()}
    names = [named.get(header, header) for header in headers]
    faults = list(chain(_header_faults(headers, layout), _name_faults(headers, names, layout)))
    if faults:
        placed = [fault.in_file(file) for fault in faults]
        raise InputError("contacts.invalid", placed, file=file, count=len(placed))
    return names


def _header_faults(headers: Sequence[str], layout: ContactLayout) -> Iterator[Fault]:
    for header in sorted(_twice(headers)):
        yield Fault("contacts.duplicate_header", "row 1", header)
    for name, header in layout.columns.items():
        if header not in headers:
            values = {"column": name, "nearest": _nearest(header, headers)}
            yield Fault("contacts.header_missing", f"layout.columns.{name}", header, values)


def _name_faults(
    headers: Sequence[str], names: Sequence[str], layout: ContactLayout
) -> Iterator[Fault]:
    for name in sorted(_twice(names) - _twice(headers)):
        yield Fault("contacts.name_taken", f"layout.columns.{name}", layout.columns.get(name, name))
    absent = {name for name, header in layout.columns.items() if header not in headers}
    for name in layout.ranges:
        if name not in names and name not in absent:
            values = {"nearest": _nearest(name, names)}
            yield Fault("contacts.column_missing", f"layout.ranges.{name}", name, values)


def _twice(names: Sequence[str]) -> set[str]:
    """Return the names that stand there more than once; blank ones name nothing."""
    return {name for name in names if name and list(names).count(name) > 1}


def _nearest(name: str, known: Sequence[str]) -> str:
    """Return the most similar known name, or all of them when none is similar."""
    near = difflib.get_close_matches(name, known, n=1)
    return near[0] if near else ", ".join(known)
