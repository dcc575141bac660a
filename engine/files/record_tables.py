"""A user's table as Arrow batches, cells as they stand there: CSV, Excel or Parquet.

Rows keep their number in the file as a spreadsheet shows it. Nothing is judged here but the
shape of rows: headers are :mod:`engine.files.record_headers`'s, values
:mod:`engine.files.record_values`'s.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.domain.records import ReadingNote, SetAsideRow
from engine.errors import Fault
from engine.files.file_faults import refused, unreadable, whole_file
from engine.files.record_text import (
    TextFile,
    delimiter_of,
    head_rows,
    opened_text,
    utf8_stream,
)
from engine.files.record_workbook import BOOK_ENDINGS, MISSING, opened_book

TEXT_ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz")
FORMATS = (*TEXT_ENDINGS, *BOOK_ENDINGS, ".parquet")
RAGGED = "set_aside.ragged"

_BLOCK = 1 << 25  # a batch of CSV: the most that is held in memory
_PARQUET_ROWS = 1 << 17
_SHOWN = 80
_MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class RawBatch:
    """Some rows of a table: columns are named by position, ``"0"`` first.

    ``rows`` (n,) are their numbers in the file; ``ragged`` are rows without the header's number
    of cells, which no column can own.
    """

    table: pa.Table
    rows: NDArray[np.int64]
    ragged: tuple[SetAsideRow, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """A table before its header is known.

    ``head`` are its first rows as texts, blank ones too; ``batches`` gives what stands below the
    header of so many columns in a row, counted from 1; ``digest`` tells the file from others.
    """

    file: str
    digest: str
    head: tuple[tuple[str, ...], ...]
    batches: Callable[[int, int], Iterator[RawBatch]]
    notes: tuple[ReadingNote, ...] = ()


def format_of(path: Path) -> str:
    """Return the ending of a file that can be read, or an empty text."""
    name = path.name.lower()
    return max((ending for ending in FORMATS if name.endswith(ending)), key=len, default="")


def opened_table(path: Path, recognised: Callable[[tuple[str, ...]], int]) -> RawTable:
    """Return the table of a CSV file, a Parquet file, or the sheet of a workbook that fits best.

    Parameters
    ----------
    path
        One file; its ending tells the format.
    recognised
        How many cells of a row are headers that Heng knows: it chooses among sheets.

    Raises
    ------
    InputError
        ``contacts.format``, ``contacts.unreadable``, ``contacts.empty``, ``limits.refused``,
        ``records.refused``.
    """
    ending = format_of(path)
    if not ending:
        raise whole_file("contacts.format", path.name, path.suffix, known=", ".join(FORMATS))
    if ending == ".parquet":
        return _parquet_table(path)
    if ending in BOOK_ENDINGS:
        return _book_table(path, recognised)
    return _text_table(opened_text(path))


# --- CSV -----------------------------------------------------------------------------------------


def _text_table(text: TextFile) -> RawTable:
    head = text.head()
    delimiter = delimiter_of(head)
    rows = head_rows(head, delimiter)

    def batches(header_row: int, width: int) -> Iterator[RawBatch]:
        offset = rows[header_row - 1][0]
        yield from _text_batches(text, delimiter, offset, _Numbering(header_row, width))

    notes = () if delimiter == "," else (ReadingNote("", "reading.delimiter", 0, delimiter),)
    return RawTable(text.path.name, text.digest, tuple(row for _, row in rows), batches, notes)


@dataclass(frozen=True, slots=True)
class _Numbering:
    header_row: int
    width: int


def _text_batches(
    text: TextFile, delimiter: str, offset: int, place: _Numbering
) -> Iterator[RawBatch]:
    ragged: list[SetAsideRow] = []  # the reader is ahead: some belong to later batches

    def put_aside(row: Any) -> str:
        number = int(row.number) + place.header_row
        ragged.append(SetAsideRow(number, "", row.text, RAGGED))
        return "skip"

    nothing = pa.table({name: pa.array([], pa.string()) for name in _positions(place.width)})
    first, last = place.header_row + 1, RawBatch(nothing, np.arange(0))
    try:
        for read in _csv_reader(text, delimiter, offset, place.width, put_aside):
            last = _numbered(pa.Table.from_batches([read]), first, ragged)
            first = int(last.rows[-1]) + 1 if len(last.rows) else first
            _refuse_open_quote(last.ragged, (), text)
            yield _shortened(without_blank_rows(last))
    except pa.ArrowInvalid as wrong:
        if "Empty CSV file" not in str(wrong):  # a header without a row below it
            raise unreadable(wrong, text.path.name) from wrong
    _refuse_open_quote(ragged, _last_row(last), text)
    if ragged:
        yield _shortened(RawBatch(last.table.slice(0, 0), last.rows[:0], tuple(ragged)))


def _csv_reader(
    text: TextFile, delimiter: str, offset: int, width: int, put_aside: Callable[[Any], str]
) -> Iterator[pa.RecordBatch]:
    names = _positions(width)
    yield from pa_csv.open_csv(
        utf8_stream(text, offset),
        # one thread: only then does a ragged row know its number
        read_options=pa_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=put_aside,
        ),
        convert_options=pa_csv.ConvertOptions(
            strings_can_be_null=True,
            null_values=list(MISSING),
            column_types=dict.fromkeys(names, pa.string()),
        ),
    )


def _last_row(batch: RawBatch) -> tuple[SetAsideRow, ...]:
    """Return the cells of a batch's last row that run over lines."""
    cells = [column[-1].as_py() for column in batch.table.columns] if len(batch.rows) else []
    return tuple(
        SetAsideRow(int(batch.rows[-1]), "", cell, RAGGED)
        for cell in cells
        if cell and "\n" in cell
    )


def _refuse_open_quote(
    ragged: Sequence[SetAsideRow], last: Sequence[SetAsideRow], text: TextFile
) -> None:
    """Refuse what an odd quotation mark swallowed: a row that runs over lines to its end.

    Marks in pairs, or one within a cell (5" screen), do no harm.
    """
    rows = [row.row for row in (*ragged, *last) if "\n" in row.value]
    if text.quotes % 2 and rows:
        raise refused(text.path.name, Fault("records.open_quote", f"row {min(rows)}"))


def _numbered(table: pa.Table, first: int, ragged: list[SetAsideRow]) -> RawBatch:
    """Return a batch with the number of each row; ragged rows among them leave the list."""
    numbers = np.arange(first, first + len(table) + len(ragged))
    numbers = np.setdiff1d(numbers, [row.row for row in ragged], assume_unique=True)[: len(table)]
    last = int(numbers[-1]) if len(numbers) else 0
    own = [row for row in ragged if row.row < last]
    del ragged[: len(own)]
    return RawBatch(table, numbers, tuple(own))


def _shortened(batch: RawBatch) -> RawBatch:
    """Return a batch whose ragged rows show no more than their beginning."""
    if not batch.ragged:
        return batch
    ragged = tuple(replace(row, value=row.value[:_SHOWN]) for row in batch.ragged)
    return replace(batch, ragged=ragged)


def _positions(width: int) -> list[str]:
    """Return the names of columns whose headers are not known yet."""
    return [str(position) for position in range(width)]


def without_blank_rows(batch: RawBatch) -> RawBatch:
    """Return a batch without the rows that hold no value: they record nothing."""
    filled = np.zeros(len(batch.table), dtype=np.bool_)
    for column in batch.table.columns:
        if column.null_count == 0:
            return batch
        filled |= column.is_valid().to_numpy()
    if filled.all():
        return batch
    return RawBatch(batch.table.filter(pa.array(filled)), batch.rows[filled], batch.ragged)


# --- workbooks -----------------------------------------------------------------------------------


def _book_table(path: Path, recognised: Callable[[tuple[str, ...]], int]) -> RawTable:
    book = opened_book(path, recognised)

    def batches(header_row: int, width: int) -> Iterator[RawBatch]:
        book.refuse_merged(header_row)
        columns = [pa.chunked_array([column]) for column in book.columns(header_row, width)]
        table = pa.table(columns, names=_positions(width))
        numbers = np.arange(len(table)) + header_row + 1
        yield without_blank_rows(RawBatch(table, numbers))

    return RawTable(path.name, book.digest, book.head, batches, book.notes)


# --- Parquet -------------------------------------------------------------------------------------


def _parquet_table(path: Path) -> RawTable:
    with _parquet_file(path) as file:
        try:
            names, count = file.schema_arrow.names, file.metadata.num_rows
            told = f"{path.stat().st_size} {count} {file.schema_arrow} {path.resolve()}"
        except (OSError, ValueError, pa.ArrowException) as wrong:
            raise unreadable(wrong, path.name) from wrong
    if len(names) > _MOST_COLUMNS:
        raise refused(path.name, Fault("records.columns", "row 1", str(len(names))))

    def batches(_header_row: int, width: int) -> Iterator[RawBatch]:
        first = 2  # as if the names stood in row 1
        with _parquet_file(path) as opened:
            try:
                for read in opened.iter_batches(_PARQUET_ROWS):
                    table = pa.Table.from_batches([read]).rename_columns(_positions(width))
                    yield RawBatch(table, np.arange(first, first + len(table)))
                    first += len(table)
            except (OSError, ValueError, pa.ArrowException) as wrong:
                raise unreadable(wrong, path.name) from wrong

    digest = hashlib.sha256(told.encode()).hexdigest()
    return RawTable(path.name, digest, (tuple(names),), batches)


def _parquet_file(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (OSError, ValueError, pa.ArrowException) as wrong:
        raise unreadable(wrong, path.name) from wrong
