"""A table's rows, checked batch by batch, as one Parquet file in Heng's columns.

No more than a batch is in memory, whatever the size of the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.domain.records import ColumnSpec, ColumnType, ReadingNote, SetAsideRow
from engine.errors import Fault
from engine.files.batch_forms import BatchForms
from engine.files.cell_columns import Doubt
from engine.files.cell_values import Reading
from engine.files.file_faults import refused, whole_file
from engine.files.record_tables import RawBatch
from engine.files.record_values import (
    UNKNOWN_SENDER,
    CheckedColumn,
    as_type,
    checked,
    set_aside_rows,
)

SOURCE_ROW = "source_row"
MOST_SET_ASIDE = 100_000  # a file with more impossible rows is no file of this table

_TYPES: Mapping[ColumnType, pa.DataType] = {
    ColumnType.ID: pa.string(),
    ColumnType.TEXT: pa.string(),
    ColumnType.TIME: pa.timestamp("us"),
    ColumnType.FLAG: pa.bool_(),
    ColumnType.NUMBER: pa.float64(),
}
# what a column that Heng does not know is kept as: the first type that reads all its cells
_EXTRA_TYPES = (pa.int64(), pa.float64(), pa.bool_(), pa.timestamp("us"), pa.string())
_WIDER = {pa.int64(): (pa.float64(), pa.string())}
_DURATIONS, _SHARE = frozenset({"s", "h"}), "share"
_LEADING_ZERO = r"^0\d"
_ROWS_NAMED = 5


@dataclass(frozen=True, slots=True)
class CopiedColumn:
    """A column of the file: its place there, its name in the copy, and what it must be.

    ``spec`` is None for a column that Heng does not know: it is kept.
    """

    position: int
    name: str
    header: str
    spec: ColumnSpec | None = None
    reading: Reading | None = None


@dataclass(slots=True)
class _Told:
    """What is known of a column after some batches."""

    given: int = 0
    wrong: int = 0
    first_wrong: str = ""
    doubts: dict[str, tuple[Doubt, list[int], int]] = field(default_factory=dict)
    notes: dict[str, ReadingNote] = field(default_factory=dict)
    forms: BatchForms = field(default_factory=BatchForms)
    extra_type: pa.DataType | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """What was written: rows, those set aside, and how columns were read."""

    columns: tuple[str, ...]
    rows: int
    set_aside: tuple[SetAsideRow, ...]
    notes: tuple[ReadingNote, ...]


class RecordCopy:
    """The making of one copy.

    Parameters
    ----------
    file
        The user's file by name, for faults.
    columns
        Every column that is kept, in file order.
    zone
        Time zone into which times with an offset are turned.
    nameless
        Places of columns without a header, from 0: they must hold nothing.
    """

    def __init__(
        self,
        file: str,
        columns: Sequence[CopiedColumn],
        zone: str,
        nameless: Sequence[int] = (),
    ) -> None:
        self._file, self._columns, self._zone = file, columns, zone
        self._nameless = nameless
        self._told = {column.name: _Told() for column in columns}
        self._listed: list[SetAsideRow] = []
        self._rows = self._aside = 0

    def written(self, batches: Iterator[RawBatch], path: Path, area: str = "records") -> Copied:
        """Write the possible rows to ``path`` and return what was found.

        ``area`` is the part of the messages that speaks of an empty table: records or contacts.

        Raises
        ------
        InputError
            ``records.refused`` with every fault of the columns at once; ``no_rows`` or
            ``nothing_left`` of the area.
        """
        partial = path.with_suffix(".part")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            names = self._write(batches, partial)
            self._judge(area)
            self._retyped(partial, path)
        finally:
            partial.unlink(missing_ok=True)
        notes = tuple(note for told in self._told.values() for note in told.notes.values())
        listed = tuple(sorted(self._listed, key=lambda row: row.row))
        return Copied(tuple(names), self._rows, listed, notes)

    def _write(self, batches: Iterator[RawBatch], path: Path) -> list[str]:
        writer, names = None, list[str]()
        try:
            for batch in batches:
                table = self._sifted(batch)
                self._rows += len(table)
                if writer is None:
                    writer, names = _writer(path, table.schema), table.column_names
                writer.write_table(table)
        finally:
            if writer is not None:
                writer.close()
        return names

    def _sifted(self, batch: RawBatch) -> pa.Table:
        """Return the possible rows of a batch in Heng's columns."""
        self._refuse_nameless(batch)
        listed, columns = list(batch.ragged), {}
        for column in self._columns:
            cells = batch.table[column.position]
            if column.spec is None:
                columns[column.name] = self._extra(column, cells)
            else:
                columns[column.name] = self._checked(column, column.spec, cells, batch, listed)
        columns[SOURCE_ROW] = pa.chunked_array([pa.array(batch.rows, pa.int64())])
        table = pa.table(columns)
        aside = np.unique([row.row for row in listed]).astype(np.int64)
        self._aside += len(aside)
        self._listed += listed
        if len(self._listed) > MOST_SET_ASIDE:
            first = self._listed[0]
            values = {"count": len(self._listed), "reason": first.reason}
            place = f"row {first.row}, column {first.column}"
            raise refused(self._file, Fault("records.set_aside", place, first.value, values))
        keep = ~np.isin(batch.rows, aside)
        return table if keep.all() else table.filter(pa.array(keep))

    def _refuse_nameless(self, batch: RawBatch) -> None:
        """Refuse values that stand below no header: nobody would miss them."""
        for place in self._nameless:
            cells = batch.table[place]
            if cells.null_count < len(cells):
                row = int(np.flatnonzero(cells.is_valid().to_numpy())[0])
                where = f"row {batch.rows[row]}, column {place + 1}"
                raise refused(self._file, Fault("records.blank_header", where, str(cells[row])))

    def _checked(
        self,
        column: CopiedColumn,
        spec: ColumnSpec,
        cells: pa.ChunkedArray,
        batch: RawBatch,
        listed: list[SetAsideRow],
    ) -> pa.ChunkedArray:
        told, type_ = self._told[column.name], _TYPES[spec.type]
        try:
            result = checked(spec, cells, self._zone, column.header, column.reading)
            values = result.values.cast(type_)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as wrong:
            fault = Fault("records.column_type", column.header, str(cells.type))
            raise refused(self._file, fault) from wrong
        rows = list(set_aside_rows(column.name, cells, result.wrong, batch.rows))
        listed += rows
        told.given += len(cells) - cells.null_count
        told.wrong += len(rows)
        told.first_wrong = told.first_wrong or (rows[0].value if rows else "")
        for doubt in result.doubts:
            _add_doubt(told, doubt, batch)
        _add_forms(told, spec, result, batch)
        for note in result.notes:
            before = told.notes.get(note.reading)
            cells_read = note.cells + (before.cells if before else 0)
            told.notes[note.reading] = replace(before or note, cells=cells_read)
        return values

    def _extra(self, column: CopiedColumn, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        """Return the cells of a column that Heng does not know as they are."""
        told = self._told[column.name]
        if pa.types.is_string(cells.type) and cells.null_count < len(cells):
            told.extra_type = _narrowest(told.extra_type, cells)
        return cells

    def _judge(self, area: str) -> None:
        """Raise every fault of the columns, or say that no row is left."""
        faults = []
        for column in self._columns:
            told = self._told[column.name]
            if told.wrong and told.wrong == told.given:
                values = {"n": told.wrong}
                faults.append(
                    Fault("contacts.unreadable_column", column.header, told.first_wrong, values)
                )
            faults += [
                _doubt_fault(column, doubt, rows, count)
                for doubt, rows, count in told.doubts.values()
            ]
            faults += [
                _doubt_fault(column, doubt, (), 0)
                for doubt in told.forms.doubts()
                if doubt.code not in told.doubts
            ]
        if faults:
            raise refused(self._file, *faults)
        if not self._rows and not self._aside:
            raise whole_file(f"{area}.no_rows", self._file)
        if not self._rows:
            raise whole_file(f"{area}.nothing_left", self._file, str(self._aside), rows=self._aside)

    def _retyped(self, partial: Path, path: Path) -> None:
        """Move the copy to its place, columns that Heng does not know in their narrowest type."""
        told = {name: told.extra_type for name, told in self._told.items()}
        types = {name: type_ for name, type_ in told.items() if type_ not in {None, pa.string()}}
        if not types:
            partial.replace(path)
            return
        with pq.ParquetFile(partial) as made:
            schema = made.schema_arrow
            for name, type_ in types.items():
                schema = schema.set(schema.get_field_index(name), pa.field(name, type_))
            with _writer(path, schema) as writer:
                for group in range(made.num_row_groups):
                    table = made.read_row_group(group)
                    for name, type_ in types.items():
                        place = table.column_names.index(name)
                        table = table.set_column(place, name, table[name].cast(type_))
                    writer.write_table(table)


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)


def _narrowest(before: pa.DataType | None, cells: pa.ChunkedArray) -> pa.DataType:
    """Return the first type that reads these texts and those before them."""
    types = _EXTRA_TYPES if before is None else (before, *_WIDER.get(before, (pa.string(),)))
    return next(type_ for type_ in types if _reads(type_, cells))


def _reads(type_: pa.DataType, cells: pa.ChunkedArray) -> bool:
    """Tell whether texts are values of a type: 007 is no number."""
    if pa.types.is_string(type_):
        return True
    if as_type(cells, type_) is None:
        return False
    numeric = pa.types.is_integer(type_) or pa.types.is_floating(type_)
    return not numeric or not pc.any(pc.match_substring_regex(cells, _LEADING_ZERO)).as_py()


def _add_doubt(told: _Told, doubt: Doubt, batch: RawBatch) -> None:
    key = doubt.example if doubt.code == UNKNOWN_SENDER else doubt.code
    first, rows, count = told.doubts.get(key, (doubt, [], 0))
    if len(rows) < _ROWS_NAMED:
        rows += batch.rows[doubt.places[: _ROWS_NAMED - len(rows)]].tolist()
    told.doubts[key] = (first, rows, count + len(doubt.places))


def _add_forms(told: _Told, spec: ColumnSpec, result: CheckedColumn, batch: RawBatch) -> None:
    if spec.unit == _SHARE:
        told.forms.add_shares(result.notes, batch.rows)
    elif spec.unit in _DURATIONS:
        values = result.values.cast(pa.float64()).to_numpy()
        told.forms.add_durations(result.notes, values, batch.rows)


def _doubt_fault(column: CopiedColumn, doubt: Doubt, rows: Sequence[int], count: int) -> Fault:
    values = {"count": count, "rows": ", ".join(map(str, rows)), **doubt.values}
    place = f"row {rows[0]}, column {column.header}" if rows else f"column {column.header}"
    return Fault(doubt.code, place, doubt.example, values)
