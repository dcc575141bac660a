"""Workbooks and tables as the tests of the readers need them."""

import struct
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

_SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    b'spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


def write_book(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    """Write a workbook whose sheets are called Sheet1, Sheet2, ..."""
    with xlsxwriter.Workbook(str(path)) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def with_sheet_xml(path: Path, rows: bytes) -> Path:
    """Write a workbook whose only sheet has these rows of XML."""
    write_book(path, [["x"]])
    made = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            own = member.filename.endswith("sheet1.xml")
            new.writestr(member.filename, _SHEET % rows if own else old.read(member.filename))
    path.write_bytes(made.getvalue())
    return path


def compound_file(streams: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a compound file, the container of .xls, of these streams; each is padded to 4096.

    One sector of the allocation table, one of the directory (at most three streams), then data.
    """
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    entries, table, data = [_entry("Root Entry", 5, end, 0, 1)], [0xFFFFFFFD, end], b""
    for number, (name, content) in enumerate(streams, 1):
        padded = content.ljust(-(-max(len(content), 4096) // 512) * 512, b"\x00")
        first, count = len(table), len(padded) // 512
        table += [*range(first + 1, first + count), end]
        entries.append(_entry(name, 2, first, len(padded), free, right=number + 1))
        data += padded
    last = entries[-1]
    entries[-1] = last[:72] + struct.pack("<I", free) + last[76:]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    allocation = struct.pack("<128I", *(table + [free] * 128)[:128])
    return header + allocation + b"".join(entries).ljust(512, b"\x00") + data


def _entry(name: str, kind: int, first: int, size: int, child: int, right: int = -1) -> bytes:
    wide = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    entry = wide.ljust(64, b"\x00") + struct.pack("<HBB", len(wide) + 2, kind, 1)
    entry += struct.pack("<III", none, right % 2**32, child)
    return entry + b"\x00" * 36 + struct.pack("<IQ", first, size)


def xls_book(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Return a BIFF8 workbook of one sheet called S with these texts and numbers."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            place = struct.pack("<HHH", r, c, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                sheet += _record(0x0204, place + text)
            else:
                sheet += _record(0x0203, place + struct.pack("<d", cell))
    sheet += _record(0x000A, b"")
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    page = _record(0x0042, struct.pack("<H", 1200))
    offset = len(begin) + len(page) + 4 + 9 + 4
    bound = _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, 1, 0) + b"S")
    return compound_file([("Workbook", begin + page + bound + _record(0x000A, b"") + sheet)])


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content
