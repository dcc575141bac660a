"""Text in columns that line up in a terminal, where a Chinese character takes two places."""

import re
from collections.abc import Mapping
from unicodedata import combining, east_asian_width

_WIDE = ("W", "F")
_CLOSING = "，。；：、）》”？％"  # noqa: RUF001 (Chinese)
# blanks go with the word behind them, closing signs with the one before; an en dash and a minus
# sign stand inside figures
_PIECES = re.compile(rf"\s*(?:[\x21-\x7e\u2013\u2212]+|[^\s])[{_CLOSING}]*|\s+")


def display_width(text: str) -> int:
    """Return how many places a text takes in a terminal.

    Examples
    --------
    >>> display_width("CSAT"), display_width("首响")
    (4, 4)
    """
    return sum(
        0 if combining(letter) else 1 + (east_asian_width(letter) in _WIDE) for letter in text
    )


def padded(text: str, width: int) -> str:
    """Return a text with blanks behind it, up to a number of places."""
    return text + " " * (width - display_width(text))


def wrapped(text: str, width: int, indent: str = "  ") -> list[str]:
    """Return a text in indented lines of at most ``width`` places, one longer word apart.

    Chinese breaks anywhere but before a closing sign; further lines stand two places deeper.

    Examples
    --------
    >>> wrapped("首响 30 秒 见说明", 10)
    ['  首响 30', '    秒 见', '    说明']
    """
    lines, line = [], indent
    for piece in _PIECES.findall(text):
        if line.strip() and display_width((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = indent + "  " + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def share_lines(shares: Mapping[str, float]) -> list[str]:
    """Return names and shares as aligned, indented lines."""
    width = max(display_width(name) for name in shares)
    return [f"  {padded(name, width)}  {share:.4f}" for name, share in shares.items()]
