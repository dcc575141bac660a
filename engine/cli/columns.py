"""Text in columns that line up in a terminal, where a Chinese character takes two places."""

from collections.abc import Mapping
from unicodedata import combining, east_asian_width

_WIDE = ("W", "F")


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


def share_lines(shares: Mapping[str, float]) -> list[str]:
    """Return names and shares as aligned, indented lines."""
    width = max(display_width(name) for name in shares)
    return [f"  {padded(name, width)}  {share:.4f}" for name, share in shares.items()]
