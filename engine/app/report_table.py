"""A table of the report room as a block of the page: figures on the right, words on the left."""

from collections.abc import Sequence

from markupsafe import Markup

from engine.app.blocks import Cell, foot, section, table, two_lines
from engine.report import tables

SHORT = 12  # signs


def table_block(found: tables.Table, *, most: int | None = None) -> Markup:
    """Return a table under its title, with its notes; at most so many of its rows."""
    title = section(found.title, found.subtitle)
    notes = [foot(note) for note in found.notes]
    return Markup("").join([title, rows_block(found, most=most), *notes])


def rows_block(found: tables.Table, *, most: int | None = None) -> Markup:
    """Return a table without title and notes."""
    rows = found.rows[:most]
    heads = [
        (column.name, "r" if _is_numeric(rows, place) else "" if place else _first(rows))
        for place, column in enumerate(found.columns)
    ]
    return table(heads, [[_cell(cell) for cell in row] for row in rows])


def _cell(cell: tables.Cell) -> Cell:
    return two_lines(cell.text, cell.below) if cell.below else cell.text


def _first(rows: Sequence[Sequence[tables.Cell]]) -> str:
    """Return the class of a first column of words: ids and other short names do not break."""
    return "k" if all(len(row[0].text) <= SHORT for row in rows) else ""


def _is_numeric(rows: Sequence[Sequence[tables.Cell]], place: int) -> bool:
    """Tell whether a column holds figures: at least one, and no words."""
    values = [row[place].values[0] for row in rows if row[place].values]
    return any(value is not None for value in values) and not any(
        isinstance(value, str) for value in values
    )
