"""Bytes of a user's text file to text: UTF-8 is read, anything else is refused by its name."""

import codecs

from engine.errors import Fault, InputError

UNKNOWN = "unknown"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def utf8_text(content: bytes, file: str) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    InputError
        ``document.invalid`` with the fault ``document.encoding`` naming the encoding guessed
        and the line of the first byte that is not UTF-8, or ``document.not_text``.
    """
    if content.startswith(_UTF16_MARKS) or b"\x00" in content:
        raise _refused(content, max(content.find(b"\x00"), 0), file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _refused(content, wrong.start, file) from wrong


def _refused(content: bytes, start: int, file: str) -> InputError:
    line = content.count(b"\n", 0, start) + 1
    guess = guessed_encoding(content)
    if guess == UNKNOWN:
        fault = Fault("document.not_text", f"line {line}", "", {}, file)
    else:
        fault = Fault("document.encoding", f"line {line}", guess, {"encoding": guess}, file)
    return InputError("document.invalid", [fault], file=file, count=1)


def guessed_encoding(content: bytes) -> str:
    """Return the likely encoding of bytes that are not UTF-8: UTF-16, GB18030 or ``unknown``."""
    # in UTF-16 every line of keys holds a zero byte beside each letter
    if content.startswith(_UTF16_MARKS) or content.count(b"\x00") > len(content) / 4:
        return "UTF-16"
    if b"\x00" in content:
        return UNKNOWN
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return UNKNOWN
    return "GBK/GB18030"
