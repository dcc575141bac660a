"""Text that a spreadsheet must never take for a formula: the one place where it is disarmed."""

from typing import TypeVar

Cell = TypeVar("Cell")

# the ASCII signs that begin a formula, their full-width forms, and characters that start a cell
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 (full-width forms are the point)
_INVISIBLE = " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_QUOTE = "'"


def safe_cell(value: Cell) -> Cell | str:
    """Return a cell's value, with a quote before any text that could be read as a formula.

    Numbers, dates, flags and None are returned as they are; a text is disarmed when it begins,
    perhaps after blanks or invisible characters, with ``= + - @``, TAB, CR, LF or the
    full-width forms of the four signs.

    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell(-1.5)
    -1.5
    """
    if isinstance(value, str) and value.lstrip(_INVISIBLE).startswith(_FORMULA_STARTS):
        return _QUOTE + value
    return value
