"""Quality samples and raters' sheets, opened as every table of records is, but read strictly.

An impossible cell is a fault, not a row set aside: of twenty samples each one counts.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.domain.quality import QualityForm
from engine.domain.records import TABLES, ColumnSpec, ColumnType, ReadingNote, TableKind
from engine.domain.tables import Column, ColumnTable
from engine.errors import Fault, InputError
from engine.files.cell_columns import ABOVE, BELOW, NOT_A_NUMBER, doubt_faults
from engine.files.cell_dates import NO_YEAR, NOT_A_TIME
from engine.files.cell_numbers import NOT_WHOLE
from engine.files.cell_values import Reading
from engine.files.file_faults import whole_file
from engine.files.header_maps import HeaderMap
from engine.files.quality_headers import ITEM, column_spec, quality_maps, with_roles
from engine.files.record_file import DEFAULT_ZONE
from engine.files.record_headers import Header, header_of, recognised, refuse_faults
from engine.files.record_tables import RawTable, opened_table
from engine.files.record_values import NOT_A_FLAG, NOT_A_MONTH, CheckedColumn, checked
from engine.files.record_words import flags_of

_CODES: Mapping[str, str] = MappingProxyType(
    {
        NOT_A_FLAG: "flag",
        NOT_A_NUMBER: "number",
        NOT_WHOLE: "number",
        BELOW: "range",
        ABOVE: "range",
        NOT_A_MONTH: "month",
        NOT_A_TIME: "time",
        NO_YEAR: "time",
    }
)
_WORDS = {ColumnType.ID, ColumnType.TEXT, ColumnType.TIME}
_MONTH_SIGNS = 7  # 2026-05


@dataclass(frozen=True, slots=True, eq=False)
class QualitySheet:
    """A file's table in Heng's names; labels are the rows of the user's file (header 1).

    ``notes`` tell how cells were read where another reading is thinkable; ``unknown`` are the
    headers that no map knows: their columns are kept as texts.
    """

    kind: TableKind
    table: ColumnTable
    file: str
    notes: tuple[ReadingNote, ...] = ()
    unknown: tuple[str, ...] = ()


def read_quality_sheet(
    path: Path, form: QualityForm, maps: Sequence[HeaderMap] = ()
) -> QualitySheet:
    """Return samples, ratings or staff rows of a file, found out from its headers.

    Parameters
    ----------
    path
        Any file that :func:`engine.files.record_file.prepare_records` reads.
    form
        Whose items and red lines may be columns: by id or by name, zh or en.
    maps
        Header maps that the user confirmed.

    Returns
    -------
    QualitySheet
        Texts as str with None where blank, flags 0/1/nan, numbers float64; ``month`` as
        ``2026-05``, from ``sampled_at`` where there is no month.

    Raises
    ------
    InputError
        ``quality_sheet.invalid`` with every fault at once: cells that are no number, flag or
        month, values out of range, a blank agent, a sample twice, rows of another length;
        ``records.refused`` for the header; as the readers of records.
    """
    known = quality_maps(form, maps)
    raw = opened_table(path, lambda cells: recognised(cells, known))
    header = header_of(raw, with_roles(known, raw.head))
    refuse_faults(header, raw.file)
    rows, cells, faults = _cells(raw, header)
    columns, notes = dict[str, Column](), list(header.notes)
    for each in header.match.matched:
        spec = column_spec(each.target.column, header.kind, form)
        if spec is None:
            continue
        read = _checked(spec, cells[each.position], each.header, each.target.reading)
        faults += _wrong_cells(read, spec, each.header, cells[each.position], rows)
        faults += doubt_faults(read.doubts, each.header, rows, raw.file)
        notes += read.notes
        columns[spec.name] = _values(read.values, spec)
    unknown = {each.position: _plain(each.header) for each in header.match.unknown}
    for place, name in unknown.items():
        columns.setdefault(name, _texts(cells[place]))
    table = ColumnTable(rows, _dated(columns))
    faults += _row_faults(table, header.kind)
    if faults:
        named = [fault.in_file(raw.file) for fault in faults]
        raise InputError("quality_sheet.invalid", named, file=raw.file, count=len(named))
    return QualitySheet(header.kind, table, raw.file, tuple(notes), tuple(unknown.values()))


def _cells(
    raw: RawTable, header: Header
) -> tuple[NDArray[np.int64], list[pa.ChunkedArray], list[Fault]]:
    """Return the numbers of the rows, the cells of each column, and rows that fit no header."""
    batches = list(raw.batches(header.row, len(header.cells)))
    rows = np.concatenate([batch.rows for batch in batches] or [np.arange(0)])
    if not len(rows):
        raise whole_file("records.no_rows", raw.file)
    tables = [batch.table for batch in batches if len(batch.rows)]
    columns = list(pa.concat_tables(tables, promote_options="permissive").columns)
    faults = [
        Fault("quality_sheet.ragged", f"row {row.row}", row.value)
        for batch in batches
        for row in batch.ragged
    ]
    for place in header.nameless:
        for k in np.flatnonzero(np.asarray(columns[place].is_valid()))[:1]:
            where = f"row {rows[k]}, column {place + 1}"
            faults.append(Fault("records.blank_header", where, str(columns[place][int(k)])))
    return rows.astype(np.int64), columns, faults


def _checked(
    spec: ColumnSpec, cells: pa.ChunkedArray, header: str, reading: Reading
) -> CheckedColumn:
    if spec.unit != ITEM:
        return checked(spec, cells, DEFAULT_ZONE, header, reading)
    texts = cells.cast(pa.string()) if not pa.types.is_boolean(cells.type) else cells
    flags = pa.chunked_array([flags_of(texts)[0]]) if texts is not cells else cells
    counts = pc.if_else(flags.is_valid(), pa.scalar(None, pa.string()), texts.cast(pa.string()))
    read = checked(spec, counts, DEFAULT_ZONE, header, reading)
    values = pc.coalesce(flags.cast(pa.float64()), read.values.cast(pa.float64()))
    return CheckedColumn(values, read.wrong, read.notes, read.doubts)


def _wrong_cells(
    read: CheckedColumn,
    spec: ColumnSpec,
    header: str,
    cells: pa.ChunkedArray,
    rows: NDArray[np.int64],
) -> Iterator[Fault]:
    """Yield a fault for each impossible cell."""
    values = {"least": spec.least, "greatest": spec.greatest}
    for reason, flags in read.wrong.items():
        code = "occurrences" if spec.unit == ITEM else _CODES[reason]
        if code == "range" and spec.greatest is None:
            code = "least"
        for k in np.flatnonzero(flags):
            place, cell = f"row {rows[k]}, column {header}", str(cells[int(k)].as_py())
            yield Fault(f"quality_sheet.{code}", place, cell, values)


def _values(values: pa.ChunkedArray, spec: ColumnSpec) -> Column:
    if spec.type in _WORDS:
        return _texts(values)
    numbers = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, dtype=np.float64)


def _texts(cells: pa.ChunkedArray) -> Column:
    """Return cells as texts in half width, None where nothing stands."""
    told = ("" if cell is None else str(cell) for cell in cells.to_pylist())
    return np.array([_plain(text) or None for text in told], dtype=object)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _dated(columns: dict[str, Column]) -> dict[str, Column]:
    """Add the month where only the day is known."""
    if "month" in columns or "sampled_at" not in columns:
        return columns
    months = [None if day is None else day[:_MONTH_SIGNS] for day in columns["sampled_at"]]
    return {**columns, "month": np.array(months, dtype=object)}


def _row_faults(table: ColumnTable, kind: TableKind) -> Iterator[Fault]:
    for name in TABLES[kind].required:
        for row, cell in zip(table.labels, table.column(name), strict=True):
            if cell is None or cell != cell:  # a nan is no value
                yield Fault("quality_sheet.blank", f"row {row}, column {name}", "")
    if kind is TableKind.SAMPLES and "sample_id" in table.columns:
        yield from _repeated(table)


def _repeated(table: ColumnTable) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, cell in zip(table.labels, table.column("sample_id"), strict=True):
        if cell in first:
            place, values = f"row {row}, column sample_id", {"row": first[cell]}
            yield Fault("quality_sheet.sample_twice", place, str(cell), values)
        elif cell is not None:
            first[cell] = int(row)
