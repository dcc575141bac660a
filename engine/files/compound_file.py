"""Whether a compound file, the container of ``.xls``, holds the whole stream of a workbook.

The reader of workbooks takes a torn file for a shorter one, or panics on it.

References
----------
Microsoft (2024), [MS-CFB] Compound File Binary File Format, sections 2.2 to 2.6; [MS-XLS] Excel
Binary File Format, section 2.1.4 (a stream is a sequence of records).
"""

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_NAMES = frozenset({"Workbook", "Book"})
_IN_HEADER = 109  # sectors of the allocation table that the header itself names
_SHIFTS = frozenset({9, 12})
_ENTRY = 128
_ROOT = 5
_LAST = 0xFFFFFFFA  # greater numbers are marks, not sectors

Table = NDArray[np.uint32]


def check_workbook_stream(content: bytes) -> None:
    """Raise ValueError unless the workbook's stream is whole and its records fill it."""
    _check_records(_workbook_stream(content))


def _workbook_stream(content: bytes) -> bytes:
    try:
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        first, _, cutoff, mini_first = struct.unpack_from("<IIII", content, 48)
        if shift not in _SHIFTS:
            raise ValueError(shift)
        table = _allocation(content, 1 << shift)
        directory = _stream(content, first, table, 1 << shift, 1 << shift)
        entries = list(_entries(directory))
        start, size = next((s, n) for name, kind, s, n in entries if name in _NAMES and kind)
        if size >= cutoff:
            return _sized(_stream(content, start, table, 1 << shift, 1 << shift), size)
        root = next(s for _, kind, s, _ in entries if kind == _ROOT)
        small = _stream(content, root, table, 1 << shift, 1 << shift)
        places = _numbers(_stream(content, mini_first, table, 1 << shift, 1 << shift))
        return _sized(_stream(small, start, places, 1 << mini_shift, 0), size)
    except (struct.error, StopIteration) as wrong:
        raise ValueError("damaged container") from wrong


def _allocation(content: bytes, size: int) -> Table:
    """Return the sector that follows each sector."""
    sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", content, 76))
    following, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        *named, following = _numbers(_sector(content, following, size, size)).tolist()
        sectors += named
    used = (number for number in sectors if number < _LAST)
    return _numbers(b"".join(_sector(content, number, size, size) for number in used))


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Yield name, kind, first sector and size of each entry of the directory."""
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, place + 64)
        start, size = struct.unpack_from("<II", directory, place + 116)
        name = directory[place : place + max(0, length - 2)].decode("utf-16-le", "replace")
        yield name, kind, start, size


def _stream(content: bytes, first: int, table: Table, size: int, offset: int) -> bytes:
    """Return the sectors of a chain, one after the other."""
    parts: list[bytes] = []
    number = first
    while number < _LAST:
        if number >= len(table) or len(parts) > len(table):
            raise ValueError("damaged chain of sectors")
        parts.append(_sector(content, number, size, offset))
        number = int(table[number])
    return b"".join(parts)


def _sector(content: bytes, number: int, size: int, offset: int) -> bytes:
    """Return a sector; the last one of a file may be short."""
    start = offset + number * size
    if start >= len(content):
        raise ValueError("sector beyond the end of the file")
    return content[start : start + size]


def _numbers(content: bytes) -> Table:
    return np.frombuffer(content[: len(content) // 4 * 4], dtype="<u4")


def _sized(stream: bytes, size: int) -> bytes:
    if len(stream) < size:
        raise ValueError("the workbook breaks off")
    return stream[:size]


def _check_records(stream: bytes) -> None:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == 0 and length == 0:  # what is left is padding
            return
        place += 4 + length
    if place > len(stream):
        raise ValueError("a record breaks off")
