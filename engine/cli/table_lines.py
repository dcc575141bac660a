"""A report's table as lines of a terminal: headings wrapped, long texts below the rows."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from engine.cli.columns import display_width, wrapped
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.report.tables import Cell, Table

NONE = "\u2014"  # engine.report.figures.NONE
WIDEST_CELL = 34  # a column of longer texts would break every line
HEADING = 10  # places of a heading's line


def table_lines(found: "Table", language: Language, width: int) -> list[str]:
    """Return a table as aligned lines; columns of long texts go below, each by its text.

    So do columns of words where the lines would be wider than ``width``; one of nothing but
    dashes is left out then.
    """
    narrow = [0, *_beside(found, width)]
    heads = _wrapped([found.columns[place].name for place in narrow])
    lines = table([*heads, *([row[place].text for place in narrow] for row in found.rows)])
    for place in sorted(set(range(len(found.columns))) - set(narrow)):
        if {row[place].text for row in found.rows} == {NONE}:
            continue
        lines.append(f"  {found.columns[place].name}:")
        lines += listed(_gathered(found.rows, place), language, width)
    return lines


def listed(names: Mapping[str, Sequence[str]], language: Language, width: int) -> Iterator[str]:
    """Yield each text behind the names it is said of, in lines of at most ``width`` places."""
    colon, comma = ("：", "、") if language == "zh" else (": ", ", ")  # noqa: RUF001 (Chinese)
    for text, said_of in names.items():
        yield from wrapped(f"{comma.join(said_of)}{colon}{text}", width, " " * 4)


def _beside(found: "Table", width: int) -> Iterator[int]:
    """Yield the columns after the first that can stand beside it."""
    used = 2 + _places(found, 0)
    for place in range(1, len(found.columns)):
        places = _places(found, place)
        crowded = used + 2 + places > width and not found.columns[place].numeric
        if crowded or _widest(found.rows, place) > WIDEST_CELL:
            continue
        used += 2 + places
        yield place


def _places(found: "Table", place: int) -> int:
    heading = max(map(display_width, _heading_lines(found.columns[place].name)))
    return max(heading, _widest(found.rows, place))


def _widest(rows: "Sequence[tuple[Cell, ...]]", place: int) -> int:
    return max(display_width(row[place].text) for row in rows)


def _wrapped(heads: Sequence[str]) -> list[list[str]]:
    """Return headings on as many lines as the longest needs, the last line next to the rows."""
    columns = [_heading_lines(head) for head in heads]
    height = max(map(len, columns))
    return [
        [column[line - height] if height - line <= len(column) else "" for column in columns]
        for line in range(height)
    ]


def _heading_lines(head: str) -> list[str]:
    """Return a heading in lines of about HEADING places; Chinese breaks anywhere."""
    if display_width(head) == len(head):
        return wrap(head, HEADING, break_long_words=False) or [""]
    return [line.strip() for line in wrapped(head, HEADING, "")]


def _gathered(rows: "Sequence[tuple[Cell, ...]]", place: int) -> dict[str, list[str]]:
    """Return each text of a column once, with the rows that say it."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row[place].text, []).append(row[0].text)
    return found
