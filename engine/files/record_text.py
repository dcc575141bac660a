"""A user's CSV file as UTF-8 text: its encoding, its delimiter, and where its records begin.

The file is never whole in memory; what stands in the records is
:mod:`engine.files.record_tables`'s.
"""

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, NoReturn

from engine.errors import Fault, InputError
from engine.files.file_faults import refused, unreadable, whole_file
from engine.formats.limits import check_size, check_unpacked

MOST_CSV_BYTES = 20_000_000_000  # unpacked, on the disk; memory holds a block at a time
HEAD_ROWS = 12  # a header stands in one of the first eleven rows
DELIMITERS = (",", ";", "\t", "|")

_OTHER_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x1f\x8b")
_BLOCK = 1 << 20
_HEAD_CHARACTERS = 1 << 18
# UTF-8 read as GBK nearly always decodes, to other characters: so a file in which this many
# characters are right UTF-8 is UTF-8 with damaged bytes, and is not read as anything else
_SURE_UTF8 = 8
_ROWS_LOOKED_AT = 50
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of delimited text that can be decoded whole.

    ``mark`` are the bytes of its byte order mark, ``digest`` the SHA-256 of its unpacked bytes,
    ``quotes`` how many quotation marks it holds.
    """

    path: Path
    encoding: str
    mark: int
    digest: str
    quotes: int

    def characters(self) -> Iterator[str]:
        """Yield the text in pieces."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        skipped = self.mark
        for block in _blocks(self.path):
            yield decoder.decode(block[skipped:])
            skipped = 0
        yield decoder.decode(b"", final=True)

    def head(self) -> str:
        """Return the beginning of the text, all of it when it is short."""
        pieces, length = [], 0
        for piece in self.characters():
            pieces.append(piece)
            length += len(piece)
            if length >= _HEAD_CHARACTERS:
                break
        return "".join(pieces)[:_HEAD_CHARACTERS]


def opened_text(path: Path) -> TextFile:
    """Return a CSV file (perhaps gzipped) in the one encoding that all of it is written in.

    Raises
    ------
    InputError
        ``contacts.unreadable``; ``contacts.empty``; ``limits.refused``; ``records.refused`` with
        ``records.encoding``, ``records.damaged_bytes`` or ``records.nul``, naming the line.
    """
    head = next(_blocks(path), b"")
    if head.startswith(_OTHER_FORMATS):
        raise refused(path.name, Fault("records.not_text", "file"))
    if not head.strip(b'\xef\xbb\xbf\xff\xfe\x00\r\n\t ,;|"'):
        raise whole_file("contacts.empty", path.name)
    mark, encoding = next(
        ((len(mark), name) for mark, name in _MARKS if head.startswith(mark)), (0, "")
    )
    for candidate in (encoding,) if encoding else ("utf-8", "gb18030"):
        scan = _Scan(candidate)
        for block in _blocks(path):
            if not scan.read(block[mark:] if scan.bytes == 0 else block):
                break
        else:
            scan.end()
        if scan.whole:
            return TextFile(path, candidate, mark, scan.digest.hexdigest(), scan.quotes)
        if scan.nul or encoding or scan.sure or candidate == "gb18030":
            _refuse(scan, path)
    raise InputError("contacts.encoding", file=path.name)


class _Scan:
    """One pass over a file's bytes in one encoding: whether it decodes, and where not."""

    def __init__(self, encoding: str) -> None:
        self.encoding, self.decoder = encoding, codecs.getincrementaldecoder(encoding)()
        self.digest, self.quotes, self.bytes = hashlib.sha256(), 0, 0
        self.lines, self.beyond_ascii = 1, 0
        self.whole, self.nul = True, False

    @property
    def sure(self) -> bool:
        """Whether so much was right that the encoding is known."""
        return self.encoding == "utf-8" and self.beyond_ascii >= _SURE_UTF8

    def read(self, block: bytes) -> bool:
        """Take in a block; False when it cannot be text of the encoding."""
        self.bytes += len(block)
        self.digest.update(block)
        return self._decode(block, final=False)

    def end(self) -> None:
        """Take in the end: a character may be cut there."""
        self._decode(b"", final=True)

    def _decode(self, block: bytes, *, final: bool) -> bool:
        try:
            text = self.decoder.decode(block, final)
        except UnicodeDecodeError as wrong:
            # the decoder puts what the block before left over in front of this one
            right = wrong.object[: wrong.start].decode(self.encoding)
            self._count(right)
            self.whole = False
            return False
        if "\x00" in text:
            self._count(text[: text.index("\x00")])
            self.whole, self.nul = False, True
            return False
        self._count(text)
        return True

    def _count(self, text: str) -> None:
        self.lines += text.count("\n")
        self.quotes += text.count('"')
        if self.beyond_ascii < _SURE_UTF8 and not text.isascii():
            self.beyond_ascii += len(text) - len(text.encode("ascii", "ignore"))


def _refuse(scan: _Scan, path: Path) -> NoReturn:
    place = f"line {scan.lines}"
    if scan.nul:
        raise refused(path.name, Fault("records.nul", place))
    if scan.sure or scan.encoding.startswith("utf-16"):
        values = {"encoding": scan.encoding.upper()}
        raise refused(path.name, Fault("records.damaged_bytes", place, "", values))
    raise refused(path.name, Fault("records.encoding", place))


def head_rows(head: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return the first records of a text, each with the offset where the next one begins."""
    lines = _LINE.findall(head)
    ends = [0]
    for line in lines:
        ends.append(ends[-1] + len(line))
    reader = csv.reader(lines, delimiter=delimiter)
    rows = []
    try:
        for row in islice(reader, HEAD_ROWS):
            rows.append((ends[reader.line_num], tuple(row)))  # noqa: PERF401 (rows before an error count)
    except csv.Error:
        pass  # the rows read so far show what the file is; the reader of records says what is wrong
    return rows


def delimiter_of(head: str) -> str:
    """Return the sign that divides most of the first records into the same, greatest number."""
    first = head[: head.rfind("\n")] if "\n" in head else head

    def columns(delimiter: str) -> int:
        try:
            widths = [len(row) for row in csv.reader(first.split("\n"), delimiter=delimiter) if row]
        except csv.Error:
            return 0
        widths = widths[:_ROWS_LOOKED_AT]
        return max(set(widths), key=lambda width: (widths.count(width), width), default=0)

    return max(DELIMITERS, key=columns)


def utf8_stream(text: TextFile, offset: int) -> IO[bytes]:
    """Return the text from a character on as a stream of UTF-8."""
    return io.BufferedReader(_Utf8(text, offset), _BLOCK)


class _Utf8(io.RawIOBase):
    def __init__(self, text: TextFile, offset: int) -> None:
        self._pieces, self._skipped, self._left = text.characters(), offset, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # a buffer to Python
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            kept, self._skipped = piece[self._skipped :], max(0, self._skipped - len(piece))
            self._left = kept.encode()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes in blocks, unpacked; a gzip bomb is refused before it is whole."""
    packed = path.suffix.lower() == ".gz"
    size = 0
    try:
        on_disk = path.stat().st_size
        with gzip.open(path) if packed else path.open("rb") as file:
            while block := file.read(_BLOCK):
                size += len(block)
                check_size(size, path.name, MOST_CSV_BYTES)
                if packed:
                    check_unpacked(size, on_disk, path.name)
                yield block
    except (OSError, EOFError, zlib.error) as wrong:
        raise unreadable(wrong, path.name) from wrong
