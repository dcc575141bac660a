"""Small tables that people keep in CSV or Excel, read as texts; formulas are never evaluated.

Contact records, which are large, are left to :mod:`engine.files.contacts_file`.
"""

import codecs
import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Fault, InputError
from engine.formats.limits import check_size, check_zip

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

SHEET_ENDINGS = (".csv", ".xlsx")
MOST_COLUMNS = 2_000
MOST_ROWS = 20_000
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LARGEST_WHOLE = 2**53
_DELIMITERS = (",", ";", "\t")
_ROWS_LOOKED_AT = 20

Cells = list[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as texts; ``rows`` carry their row number as a spreadsheet shows it (header 1).

    ``unread`` names the other sheets of the workbook that hold anything.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table of a file as texts, unread: by the sheet's name, by ``""`` for a CSV file."""

    file: str
    sheets: Mapping[str, Cells]

    def first(self) -> Sheet:
        """Return the first table that holds anything, as :func:`read_sheet` does."""
        name, *others = [name for name, cells in self.sheets.items() if _numbered(cells)] or [""]
        return replace(_sheet(self.file, self.sheets.get(name, [])), unread=tuple(others))


def read_sheet(path: Path) -> Sheet:
    """Return the table of a CSV file or of the first sheet of a workbook that holds anything.

    Header cells are normalised (NFKC, outer blanks removed); blank rows and trailing blank
    columns are skipped; a number loses its ``.0``. A CSV file may be divided by commas,
    semicolons or tabs.

    Raises
    ------
    InputError
        ``sheet.invalid``: no such file, another ending than .csv or .xlsx, an unknown encoding,
        no header, a header twice or blank, a title above the header, or a row longer than the
        header; ``limits.refused``.
    """
    return read_tables(path).first()


def read_tables(path: Path) -> Tables:
    """Return the table of a CSV file, or every sheet of an Excel workbook, hidden ones too.

    Raises
    ------
    InputError
        ``sheet.invalid``: no such file, another ending than .csv or .xlsx, an unknown encoding;
        ``limits.refused``.
    """
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as wrong:
        code = (
            "document.not_found" if isinstance(wrong, FileNotFoundError) else "document.unreadable"
        )
        raise _refused(file, code, "file", path.name) from wrong
    check_size(len(content), file)
    ending = path.suffix.lower()
    if ending == ".csv":
        return Tables(file, {"": _csv_rows(content, file)})
    if ending == ".xlsx":
        return Tables(file, _excel_sheets(content, file))
    raise _refused(file, "sheet.ending", "file", path.suffix)


def _csv_rows(content: bytes, file: str) -> Cells:
    text = _decoded(content, file)
    try:
        return list(_csv_reader(text, _delimiter(text)))
    except csv.Error as wrong:
        raise _refused(file, "sheet.csv", "file", str(wrong)) from wrong


def _csv_reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """Return the sign that divides the first rows evenly into most columns; a comma if none."""

    def evenness(delimiter: str) -> tuple[bool, int]:
        columns, whole = [], True
        try:
            for row in islice(_csv_reader(text, delimiter), _ROWS_LOOKED_AT):
                columns += [len(row)] if row else []
        except csv.Error:
            whole = False
        width = columns[0] if columns else 0
        return whole and width > 1 and len(set(columns)) == 1, width

    return max(_DELIMITERS, key=evenness)


def _decoded(content: bytes, file: str) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _refused(file, "sheet.encoding", "file", "")


def _excel_sheets(content: bytes, file: str) -> dict[str, Cells]:
    check_zip(content, file)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return {name: _excel_cells(book.get_sheet_by_name(name)) for name in book.sheet_names}
    except CalamineError as wrong:
        raise _refused(file, "limits.not_a_zip", "file", "") from wrong


def _excel_cells(sheet: "CalamineSheet") -> Cells:
    return [[_cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LARGEST_WHOLE:
        return str(int(cell))
    return str(cell)


def _numbered(cells: Cells) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows that hold anything, with their number."""
    return [
        (number, tuple(cell.strip() for cell in row))
        for number, row in enumerate(cells, 1)
        if any(cell.strip() for cell in row)
    ]


def _sheet(file: str, cells: Cells) -> Sheet:
    numbered = _numbered(cells)
    if not numbered or len(numbered) > MOST_ROWS or len(numbered[0][1]) > MOST_COLUMNS:
        raise _refused(file, "sheet.size", "row 1", str(len(numbered)))
    names = [unicodedata.normalize("NFKC", name) for name in numbered[0][1]]
    while names and not names[-1]:
        names.pop()
    header = tuple(names)
    if len(header) == 1 and len(numbered) > 1 and sum(map(bool, numbered[1][1])) > 1:
        raise _refused(file, "sheet.title", f"row {numbered[0][0]}", header[0])
    faults = _header_faults(header, numbered[0][0], file)
    rows = []
    for number, row in numbered[1:]:
        surplus = "".join(row[len(header) :])
        if surplus:
            faults.append(Fault("sheet.surplus", f"row {number}", surplus, {}, file))
        rows.append((number, (*row, *[""] * len(header))[: len(header)]))
    if faults:
        raise InputError("sheet.invalid", faults, file=file)
    return Sheet(file, header, tuple(rows))


def _header_faults(header: tuple[str, ...], row: int, file: str) -> list[Fault]:
    return [
        Fault("sheet.header", f"row {row}, column {index + 1}", name, {"name": name}, file)
        for index, name in enumerate(header)
        if not name or name in header[:index]
    ]


def _refused(file: str, code: str, place: str, value: str) -> InputError:
    return InputError("sheet.invalid", [Fault(code, place, value, {}, file)], file=file)
