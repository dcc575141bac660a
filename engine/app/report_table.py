"""A table of the report room as a block of the page: figures on the right, words on the left."""

from collections.abc import Sequence

from markupsafe import Markup

from engine.app.blocks import Cell, chip, foot, section, strong, table, two_lines, verdict_chip
from engine.report import tables
from engine.report.tokens import VERDICT_GLYPHS

SHORT = 12  # signs


def table_block(found: tables.Table, *, most: int | None = None, titled: bool = True) -> Markup:
    """Return a table under its title, with its notes; at most so many of its rows."""
    title = section(found.title, found.subtitle) if titled else Markup("")
    notes = [foot(note) for note in found.notes]
    return Markup("").join([title, rows_block(found, most=most), *notes])


def rows_block(found: tables.Table, *, most: int | None = None) -> Markup:
    """Return a table without title and notes."""
    rows = found.rows[:most]
    heads = [
        (column.name, "r" if _is_numeric(rows, place) else _words_class(rows, place))
        for place, column in enumerate(found.columns)
    ]
    return table(heads, [[_cell(cell) for cell in row] for row in rows], kind="h-rt")


def _cell(cell: tables.Cell) -> Cell:
    told = _marked(cell)
    return two_lines(told, cell.below) if cell.below else told


def _marked(cell: tables.Cell) -> Cell:
    """Return a cell's text as the chip it names, in the heavier weight, or plain."""
    if not cell.text:
        return ""
    if cell.chip in VERDICT_GLYPHS:
        return verdict_chip(cell.chip, cell.text)
    if cell.chip:
        return chip(cell.text, "acc" if cell.chip == "accent" else "q")
    return strong(cell.text) if cell.strong else cell.text


def _words_class(rows: Sequence[Sequence[tables.Cell]], place: int) -> str:
    """Return the class of a column of words: ids and short names do not break, others have room."""
    return "k" if all(len(row[place].text) <= SHORT for row in rows) else "w"


def _is_numeric(rows: Sequence[Sequence[tables.Cell]], place: int) -> bool:
    """Tell whether a column holds figures: at least one, and no words."""
    values = [row[place].values[0] for row in rows if row[place].values]
    return any(value is not None for value in values) and not any(
        isinstance(value, str) for value in values
    )
