"""A user's contact file as an Arrow table, in the file's own headers: CSV, XLSX or Parquet.

Rows keep their number in the file, the header being row 1. Nothing is judged here but the shape
of rows; values are :mod:`engine.files.contact_checks`'s.
"""

import codecs
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray
from python_calamine import CalamineError, CalamineWorkbook

from engine.domain.records import SetAsideRow
from engine.errors import InputError
from engine.formats.limits import check_size, check_zip

MOST_CSV_BYTES = 500_000_000  # unpacked; a larger table belongs in Parquet
MOST_XLSX_BYTES = 50_000_000
MISSING = ("", "-", "--", "NA", "N/A", "NaN", "nan", "NULL", "null", "None")
RAGGED = "set_aside.ragged"

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20
_FIRST_ROW = 2  # the header is row 1
_SHOWN = 80


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """What a file holds: ``table`` with unique or repeated headers, and each row's number.

    ``set_aside`` are rows without the header's number of cells, which no column can own.
    """

    table: pa.Table
    rows: NDArray[np.int64]
    set_aside: tuple[SetAsideRow, ...] = ()


def csv_content(path: Path) -> bytes:
    """Return a CSV file (``.csv``, ``.csv.gz``) as UTF-8, from UTF-8, GBK, GB18030 or UTF-16.

    Raises
    ------
    InputError
        ``contacts.unreadable``, ``contacts.encoding``, ``contacts.empty``, ``limits.refused``.
    """
    content = _utf8(_unpacked(path), path.name)
    if not content.strip():
        raise InputError("contacts.empty", file=path.name)
    return content


def headers_of(path: Path) -> tuple[str, ...]:
    """Return the headers of a file of contacts as they are written, whatever its format.

    Raises
    ------
    InputError
        As :func:`csv_content` and :func:`read_xlsx`.
    """
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        try:
            return tuple(pq.read_schema(path).names)
        except (OSError, pa.ArrowInvalid) as wrong:
            raise unreadable(wrong, path.name) from wrong
    if suffix == ".xlsx":
        return tuple(read_xlsx(path).table.column_names)
    return csv_headers(csv_content(path), path.name)


def csv_headers(content: bytes, file: str) -> tuple[str, ...]:
    """Return the headers of CSV text, as they are written."""
    first = content.splitlines()[0] + b"\n"
    try:
        return tuple(pa_csv.read_csv(io.BytesIO(first)).column_names)
    except pa.ArrowInvalid as wrong:
        raise unreadable(wrong, file) from wrong


def read_csv(content: bytes, file: str, texts: Sequence[str]) -> RawTable:
    """Return the table of CSV text.

    ``texts`` are headers that stay text whatever they look like (an id ``007``).

    Raises
    ------
    InputError
        ``contacts.unreadable``.
    """
    ragged: list[SetAsideRow] = []

    def put_aside(row: Any) -> str:
        ragged.append(SetAsideRow(int(row.number), "", row.text[:_SHOWN], RAGGED))
        return "skip"

    try:
        table = pa_csv.read_csv(
            io.BytesIO(content),
            # one thread: only then does a ragged row know its number
            read_options=pa_csv.ReadOptions(use_threads=False),
            parse_options=pa_csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=put_aside
            ),
            convert_options=pa_csv.ConvertOptions(
                strings_can_be_null=True,
                null_values=list(MISSING),
                column_types={header: pa.string() for header in texts},
            ),
        )
    except pa.ArrowInvalid as wrong:
        raise unreadable(wrong, file) from wrong
    numbers = np.arange(len(table) + len(ragged)) + _FIRST_ROW
    numbers = np.setdiff1d(numbers, [row.row for row in ragged], assume_unique=True)
    return _without_blank_rows(RawTable(table, numbers, tuple(ragged)))


def read_xlsx(path: Path) -> RawTable:
    """Return the first sheet of a workbook; its first row holds the headers.

    Raises
    ------
    InputError
        ``contacts.unreadable``, ``contacts.empty``, ``limits.refused``.
    """
    content = _bytes(path)
    check_size(len(content), path.name, MOST_XLSX_BYTES)
    check_zip(content, path.name)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, IndexError) as wrong:
        raise unreadable(wrong, path.name) from wrong
    headers, *records = sheet.to_python(skip_empty_area=False) or [[]]
    if not any(headers):
        raise InputError("contacts.empty", file=path.name)
    columns = [_sheet_column([record[i] for record in records]) for i in range(len(headers))]
    table = pa.Table.from_arrays(columns, names=[str(header) for header in headers])
    return _without_blank_rows(RawTable(table, np.arange(len(table)) + _FIRST_ROW))


def unreadable(wrong: Exception, file: str) -> InputError:
    """Return the error for a file that a reader refused; its folder is nobody's business."""
    told = (wrong.strerror if isinstance(wrong, OSError) else str(wrong)) or type(wrong).__name__
    words = [word for word in told.splitlines()[0].split() if "/" not in word and "\\" not in word]
    return InputError("contacts.unreadable", file=file, reason=" ".join(words))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise unreadable(wrong, path.name) from wrong


def _unpacked(path: Path) -> bytes:
    """Return a file's bytes, unpacked in pieces so that a bomb is refused before it is whole."""
    if path.suffix != ".gz":
        content = _bytes(path)
        check_size(len(content), path.name, MOST_CSV_BYTES)
        return content
    pieces, size = [], 0
    try:
        with gzip.open(path) as file:
            while piece := file.read(_CHUNK):
                size += len(piece)
                check_size(size, path.name, MOST_CSV_BYTES)
                pieces.append(piece)
    except (OSError, EOFError) as wrong:
        raise unreadable(wrong, path.name) from wrong
    return b"".join(pieces)


def _utf8(content: bytes, file: str) -> bytes:
    """Return the text in UTF-8 without a byte order mark, from one of the encodings in use."""
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
    candidates = ("utf-16",) if content.startswith(_UTF16_MARKS) else ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return content if encoding == "utf-8" else text.encode()
    raise InputError("contacts.encoding", file=file)


def _sheet_column(cells: Sequence[Any]) -> pa.Array:
    """Return a sheet's column: numbers, flags or times where all cells agree, else text."""
    values = [None if isinstance(cell, str) and cell.strip() in MISSING else cell for cell in cells]
    kinds = {bool if isinstance(v, bool) else type(v) for v in values if v is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds and kinds <= {int, float}:
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    if kinds and kinds <= {date, datetime}:
        return pa.array(values, pa.timestamp("s"))
    return pa.array([None if v is None else _cell_text(v) for v in values], pa.string())


def _cell_text(value: Any) -> str:
    """Return a cell as text: Excel keeps whole numbers as floats, 1001.0 was written 1001."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _without_blank_rows(raw: RawTable) -> RawTable:
    """Leave out lines without a single value: they are no contacts."""
    filled = np.zeros(len(raw.table), dtype=np.bool_)
    for column in raw.table.columns:
        filled |= column.is_valid().to_numpy()
    if filled.all():
        return raw
    return RawTable(raw.table.filter(pa.array(filled)), raw.rows[filled], raw.set_aside)
