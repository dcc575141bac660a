"""A table as plain values: what the document prints and the workbook stores, made once.

A cell keeps the figure and the text a reader sees, so that the two can never disagree; the
modules ``*_tables`` make the tables of each part of the pack.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.domain.pack import Estimate
from engine.domain.texts import Language
from engine.report import figures

SHARE_FORMAT, POINTS_FORMAT, DECIMALS_FORMAT, WHOLE_FORMAT = "0.0%", "0.00", "0.0000", "#,##0"
_FORMATS = {figures.SHARE: SHARE_FORMAT, figures.SCORE: "0.0", "points": POINTS_FORMAT}


@dataclass(frozen=True, slots=True)
class Bar:
    """A probability drawn beside its figure, with the mark it must reach; both 0..1."""

    share: float
    mark: float
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``text`` with a smaller ``below`` for people, ``values`` for a spreadsheet.

    ``values`` has one entry for each of the column's ``parts``. ``chip`` names the look of a
    verdict or a change (held, missed, undecided, accent, quiet); empty for plain text.
    """

    text: str
    values: tuple[float | int | str | None, ...]
    below: str = ""
    chip: str = ""
    bar: Bar | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and how a spreadsheet shows its numbers.

    ``parts`` are the headings a spreadsheet adds for the further values of its cells (the ends
    of an interval); the document shows those below the figure.
    """

    name: str
    numeric: bool = False
    number_format: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table with notes: what a level means, what the denominator is, what is assumed."""

    id: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = field(default=())

    def first(self, count: int) -> "Table":
        """Return the same table cut to its first rows."""
        return Table(
            self.id, self.title, self.subtitle, self.columns, self.rows[:count], self.notes
        )


def text_cell(text: str, *, below: str = "", strong: bool = False) -> Cell:
    """Return a cell of words."""
    return Cell(text, (text,), below, strong=strong)


def number_cell(value: float | None, decimals: int = 0) -> Cell:
    """Return a cell of a plain number."""
    return Cell(figures.number(value, decimals), (value,))


def estimate_cell(
    estimate: Estimate | None, unit: str, language: Language, *, strong: bool = False
) -> Cell:
    """Return a figure with its interval below; none is a dash."""
    if estimate is None:
        return Cell(figures.NONE, (None, None, None))
    interval = ""
    if estimate.low is not None:
        interval = figures.quantity_range(estimate.low, estimate.high, unit, language)
    text = figures.quantity(estimate.value, unit, language)
    values = (estimate.value, estimate.low, estimate.high)
    return Cell(text, values, interval, strong=strong)


def change_cell(change: Estimate | None, language: Language, *, strong: bool = False) -> Cell:
    """Return a change of a share in percentage points with its interval below."""
    if change is None:
        return Cell(figures.NONE, (None, None, None))
    interval = (
        figures.points_range(change.low, change.high, language) if change.low is not None else ""
    )
    values = (change.value, change.low, change.high)
    return Cell(figures.points(change.value, language), values, interval, strong=strong)


def estimate_column(name: str, unit: str, ends: tuple[str, str]) -> Column:
    """Return the column of figures with intervals; ``ends`` head the two ends in a spreadsheet."""
    return Column(name, numeric=True, number_format=number_format(unit), parts=ends)


def number_format(unit: str) -> str:
    """Return how a spreadsheet shows a unit's numbers."""
    return _FORMATS.get(unit, DECIMALS_FORMAT if unit == "" else "#,##0.0")


def kept(tables: Sequence[Table | None]) -> tuple[Table, ...]:
    """Return the tables that have rows."""
    return tuple(table for table in tables if table is not None and table.rows)
