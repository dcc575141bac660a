"""Small tables that people keep in CSV or Excel, read as texts; formulas are never evaluated.

Contact records, which are large, are left to :mod:`engine.files.contacts_file`.
"""

import codecs
import csv
import unicodedata
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

from engine.errors import Fault, InputError
from engine.formats.limits import check_size, check_zip

MOST_COLUMNS = 2_000
MOST_ROWS = 20_000
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LARGEST_WHOLE = 2**53


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as texts; ``rows`` carry their row number as a spreadsheet shows it (header 1)."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_sheet(path: Path) -> Sheet:
    """Return the table of a CSV file or of the first sheet of an Excel workbook.

    Header cells are normalised (NFKC, outer blanks removed); blank rows and trailing blank
    columns are skipped; a number loses its ``.0``.

    Raises
    ------
    InputError
        ``sheet.invalid``: no such file, another ending than .csv or .xlsx, an unknown encoding,
        no header, a header twice, or a row longer than the header; ``limits.refused``.
    """
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise _refused(file, "document.not_found", "file", path.name) from wrong
    check_size(len(content), file)
    ending = path.suffix.lower()
    if ending == ".csv":
        return _sheet(file, _csv_rows(content, file))
    if ending == ".xlsx":
        return _sheet(file, _excel_rows(content, file))
    raise _refused(file, "sheet.ending", "file", path.suffix)


def _csv_rows(content: bytes, file: str) -> list[list[str]]:
    text = _decoded(content, file)
    try:
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as wrong:
        raise _refused(file, "sheet.csv", "file", str(wrong)) from wrong


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


def _excel_rows(content: bytes, file: str) -> list[list[str]]:
    check_zip(content, file)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as wrong:
        raise _refused(file, "limits.not_a_zip", "file", "") from wrong
    return [[_cell_text(cell) for cell in row] for row in cells]


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LARGEST_WHOLE:
        return str(int(cell))
    return str(cell)


def _sheet(file: str, cells: list[list[str]]) -> Sheet:
    numbered = [
        (number, tuple(cell.strip() for cell in row))
        for number, row in enumerate(cells, 1)
        if any(cell.strip() for cell in row)
    ]
    if not numbered or len(numbered) > MOST_ROWS or len(numbered[0][1]) > MOST_COLUMNS:
        raise _refused(file, "sheet.size", "row 1", str(len(numbered)))
    names = [unicodedata.normalize("NFKC", name) for name in numbered[0][1]]
    while names and not names[-1]:
        names.pop()
    header = tuple(names)
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
