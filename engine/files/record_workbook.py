"""A sheet of an Excel workbook as Arrow columns, checked before it is opened.

The bytes are searched first for what would not fit into memory or would be read wrongly without
a word: a password, macros, cells far apart, formulas without a stored value. Formulas are never
evaluated.
"""

import hashlib
import io
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from engine.domain.records import ReadingNote
from engine.errors import Fault
from engine.files.compound_file import check_workbook_stream
from engine.files.file_faults import refused, unreadable, whole_file
from engine.formats.limits import check_size, check_zip

BOOK_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MOST_BOOK_BYTES = 50_000_000
MOST_GRID_CELLS = 30_000_000  # the reader makes the whole grid: about 1 GB
MISSING = ("", "-", "--", "—", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "None")
HEAD_ROWS = 12

_REFUSED_ENDINGS = (".xlsm", ".xlsb")
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the compound file of .xls and of passwords
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_FAR = re.compile(rb' r="(?:[A-Z]{3}|[A-Z]{1,2}\d{6})')
_CELL = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 1 << 20
_OVERLAP = 64
_UNSTORED = (b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />")
_ERROR_CELL = b't="e"'
_MISSING = frozenset(MISSING)
_CELL_TYPES = (
    (pa.bool_(), {bool}),
    (pa.float64(), {int, float}),
    (pa.timestamp("us"), {date, datetime}),
    (pa.string(), {str}),
)
# what the standard library raises on a zip whose bytes are damaged
_DAMAGED = (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError, OSError)
_EXACT_BELOW = 10**15  # a workbook keeps 15 digits


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """A sheet's cells, row by row, and what its reader must know of the others.

    ``merged`` are the areas of merged cells, 0-based (first row, first column), (last row, ...).
    """

    file: str
    digest: str
    cells: list[list[Any]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    notes: tuple[ReadingNote, ...]

    @property
    def head(self) -> tuple[tuple[str, ...], ...]:
        """The first rows as texts."""
        return tuple(tuple(map(cell_text, row)) for row in self.cells[:HEAD_ROWS])

    def columns(self, header_row: int, width: int) -> Iterator[pa.Array]:
        """Yield each of the columns below a header row."""
        below = self.cells[header_row:]
        whole = list(zip(*below, strict=True)) if below else []
        for position in range(width):
            yield sheet_column(whole[position] if position < len(whole) else ())

    def refuse_merged(self, header_row: int) -> None:
        """Refuse merged cells below the header: only one of their rows would have the value."""
        faults = [
            Fault("records.merged", f"rows {first[0] + 1}-{last[0] + 1}, column {first[1] + 1}")
            for first, last in self.merged
            if last[0] >= header_row
        ]
        if faults:
            raise refused(self.file, *faults)


def opened_book(path: Path, recognised: Callable[[tuple[str, ...]], int]) -> Book:
    """Return the sheet of a workbook whose head is best recognised; the first one among equals.

    Raises
    ------
    InputError
        ``contacts.unreadable``, ``contacts.empty``, ``limits.refused``; ``records.refused`` with
        ``records.password``, ``records.macros``, ``records.grid`` or ``records.formulas``.
    """
    content = _checked_content(path)
    notes = _searched(content, path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
        found = _best_sheet(book, names, recognised)
    except PasswordError as wrong:
        raise refused(path.name, Fault("records.password", "file")) from wrong
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as wrong:
        raise unreadable(wrong, path.name) from wrong
    except BaseException as wrong:  # the reader's own panics are no Exception
        if type(wrong).__name__ != "PanicException":
            raise
        raise unreadable(ValueError("damaged workbook"), path.name) from wrong
    if found is None:
        raise whole_file("contacts.empty", path.name)
    sheet, cells = found
    others = [name for name in names if name != sheet.name]
    if others:
        notes.append(ReadingNote("", "reading.other_sheets", len(others), ", ".join(others)))
    merged = tuple(sheet.merged_cell_ranges or ())
    digest = hashlib.sha256(content).hexdigest()
    return Book(path.name, digest, cells, merged, tuple(notes))


def _best_sheet(
    book: CalamineWorkbook, names: Sequence[str], recognised: Callable[[tuple[str, ...]], int]
) -> tuple[CalamineSheet, list[list[Any]]] | None:
    best, most = None, -1
    for name in names:
        sheet = book.get_sheet_by_name(name)
        cells = sheet.to_python(skip_empty_area=False)
        heads = [tuple(map(cell_text, row)) for row in cells[:HEAD_ROWS]]
        known = max(map(recognised, heads), default=-1)
        if any(any(cell != "" for cell in row) for row in cells) and known > most:
            best, most = (sheet, cells), known
        if most > 1:  # a cover sheet is passed over; the first table is the one
            break
    return best


# --- cells ---------------------------------------------------------------------------------------


def sheet_column(cells: Sequence[Any]) -> pa.Array:
    """Return a sheet's column: numbers, flags or times where all cells agree, else text."""
    kinds = set(map(type, cells))
    if str in kinds:
        missing = {cell for cell in set(cells) if type(cell) is str and cell.strip() in _MISSING}
        cells = [None if cell in missing else cell for cell in cells] if missing else cells
        kinds = set(map(type, cells))
    kinds.discard(type(None))
    for type_, allowed in _CELL_TYPES:
        if kinds and kinds <= allowed:
            # Arrow takes no days among instants
            days = date in kinds
            return pa.array(np.array(cells, "datetime64[us]") if days else cells, type_)
    return pa.array([None if cell is None else cell_text(cell) for cell in cells], pa.string())


def cell_text(value: Any) -> str:
    """Return a cell as text: whole numbers without ``.0``, times of day and spans as h:mm:ss."""
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT_BELOW
        return str(int(value)) if whole else str(value)
    if isinstance(value, timedelta):
        return _clock(value.total_seconds())
    if isinstance(value, time):
        minutes = value.hour * 60 + value.minute
        return _clock(minutes * 60 + value.second + value.microsecond / 1e6)
    return str(value)


def _clock(seconds: float) -> str:
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    minutes, rest = divmod(left, 60)
    whole = round(rest, 6)
    shown = f"{int(whole):02d}" if whole == math.floor(whole) else f"{whole:09.6f}".rstrip("0")
    return f"{sign}{int(minutes // 60):02d}:{int(minutes % 60):02d}:{shown}"


# --- before it is opened -------------------------------------------------------------------------


def _checked_content(path: Path) -> bytes:
    """Return a workbook's bytes unless they are too many, locked, or hold macros."""
    if path.suffix.lower() in _REFUSED_ENDINGS:
        code = "records.macros" if path.suffix.lower() == ".xlsm" else "records.binary_book"
        raise refused(path.name, Fault(code, "file", path.suffix))
    try:
        check_size(path.stat().st_size, path.name, MOST_BOOK_BYTES)
        content = path.read_bytes()
    except OSError as wrong:
        raise unreadable(wrong, path.name) from wrong
    if content.startswith(_CONTAINER):
        _check_container(content, path.name)
        return content
    if path.suffix.lower() == ".xls" and not content.startswith(b"PK"):
        raise refused(path.name, Fault("records.no_workbook", "file"))
    check_zip(content, path.name)
    return content


def _check_container(content: bytes, file: str) -> None:
    """Refuse a compound file that is locked, holds macros, is no workbook, or is not whole."""
    if _ENCRYPTED in content:
        raise refused(file, Fault("records.password", "file"))
    if _MACROS in content:
        raise refused(file, Fault("records.macros", "file", "VBA"))
    if not any(stream in content for stream in _XLS_STREAMS):
        raise refused(file, Fault("records.no_workbook", "file"))
    try:
        check_workbook_stream(content)
    except ValueError as wrong:
        raise unreadable(wrong, file) from wrong


def _searched(content: bytes, path: Path) -> list[ReadingNote]:
    """Search the sheets of a zipped workbook; return what its reader should know."""
    if content.startswith(_CONTAINER):
        return []
    errors = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                if "vbaProject" in member.filename:
                    raise refused(path.name, Fault("records.macros", "file", member.filename))
                if member.filename.startswith("xl/worksheets/") and not member.is_dir():
                    errors += _search_sheet(packed, member, path.name)
    except _DAMAGED as wrong:
        raise unreadable(wrong, path.name) from wrong
    return [ReadingNote("", "reading.error_cells", errors, "#N/A")] if errors else []


def _search_sheet(packed: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> int:
    """Return how many cells hold an error; refuse a sheet that is too wide or never calculated."""
    errors, unstored, far, tail = 0, 0, False, b""
    with packed.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            piece = tail + chunk
            errors += _newly(piece, _ERROR_CELL, len(tail))
            if b"</f>" in piece:
                unstored += sum(_newly(piece, mark, len(tail)) for mark in _UNSTORED)
            far = far or _FAR.search(piece) is not None
            tail = piece[-_OVERLAP:]
    if unstored:
        values = {"count": unstored}
        raise refused(file, Fault("records.formulas", member.filename, "", values))
    if far:
        _check_grid(packed, member, file)
    return errors


def _newly(piece: bytes, mark: bytes, overlap: int) -> int:
    """Return how often a mark ends beyond the overlap with the piece before."""
    return piece.count(mark) - piece[:overlap].count(mark)


def _check_grid(packed: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    """Refuse a sheet whose cells stand so far apart that the grid between them is no table."""
    rows, columns, tail = 0, 0, b""
    with packed.open(member) as sheet:
        while chunk := sheet.read(_CHUNK):
            piece = tail + chunk
            for letters, number in _CELL.findall(piece):
                rows, columns = max(rows, int(number)), max(columns, _column_number(letters))
            tail = piece[-_OVERLAP:]
    if rows * columns > MOST_GRID_CELLS:
        values = {"rows": rows, "columns": columns, "most": MOST_GRID_CELLS}
        raise refused(file, Fault("records.grid", member.filename, f"{rows} x {columns}", values))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("@")
    return number
