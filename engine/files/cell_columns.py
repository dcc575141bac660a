"""How the cells of one column are written: each one's number and the form it was written in.

What a form means is left to the modules that read one kind of quantity; nothing is judged here.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.domain.records import ReadingNote
from engine.errors import Fault

MISSING_CELLS = frozenset(
    {"", "-", "--", "---", "\u2014", "\u2014\u2014", "\u2013", "na", "n/a", "nan", "nat"}
    | {"null", "none", "#n/a"}
)
# what a person writes to say nothing; nan, null and #n/a are what a broken formula or export leaves
BLANK_CELLS = MISSING_CELLS - {"nan", "nat", "null", "none", "#n/a"}
MISSING, UNREADABLE, BARE = "missing", "unreadable", "bare"
NOT_A_NUMBER = "set_aside.not_a_number"
BELOW = "set_aside.below"
ABOVE = "set_aside.above"

Written = tuple[float, str]
Parse = Callable[[str], Written]
Other = Callable[[object], Written]

_NOTHING: Mapping[str, NDArray[np.bool_]] = MappingProxyType({})
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBERS = (int, float, np.integer, np.floating)
_PLACES_NAMED = 5
_SHOWN = 80


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """Cells that can be read in two ways, so that the column must not be used as it stands.

    ``code`` is a fault of :mod:`engine.i18n`; ``places`` the positions of the doubtful cells in
    the column, from 0; ``example`` is the first of them.
    """

    code: str
    places: NDArray[np.int64]
    example: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class CellValues:
    """The numbers of a column of n cells.

    Parameters
    ----------
    values
        (n,), float64 with nan (times: datetime64[us] with NaT) where missing or wrong.
    wrong
        (n,) flags by reason, a key of :mod:`engine.i18n`: cells no number can be read from, or
        an impossible one.
    notes
        How cells were read where another reading is thinkable.
    doubts
        Readings that nobody but the user can choose between: the caller refuses the column.
    """

    values: NDArray[Any]
    wrong: Mapping[str, NDArray[np.bool_]] = field(default_factory=lambda: _NOTHING)
    notes: tuple[ReadingNote, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class WrittenColumn:
    """Cells as written: ``values`` (n,), ``forms`` (n,) names of forms, ``cells`` (n,) as given."""

    header: str
    values: NDArray[np.float64]
    forms: NDArray[np.str_]
    cells: NDArray[Any]

    def of(self, *forms: str) -> NDArray[np.bool_]:
        """Return (n,) whether each cell has one of the forms."""
        return np.isin(self.forms, forms)

    def example(self, flags: NDArray[np.bool_]) -> str:
        """Return the first flagged cell as it stands there, shortened; empty without one."""
        place = int(flags.argmax())
        return str(self.cells[place])[:_SHOWN] if flags.any() else ""

    def notes(self, *readings: tuple[str, NDArray[np.bool_]]) -> tuple[ReadingNote, ...]:
        """Return a note for each reading, below ``reading.``, that any cell had."""
        return tuple(
            ReadingNote(self.header, f"reading.{name}", int(flags.sum()), self.example(flags))
            for name, flags in readings
            if flags.any()
        )

    def doubt(self, code: str, flags: NDArray[np.bool_], **values: object) -> Doubt:
        """Return a doubt about the flagged cells."""
        return Doubt(code, np.flatnonzero(flags), self.example(flags), values)


def written_column(
    cells: Sequence[object] | NDArray[Any], header: str, parse: Parse, other: Other | None = None
) -> WrittenColumn:
    """Return the cells of a column with their numbers and forms.

    Parameters
    ----------
    cells
        (n,): numbers, texts, None, or the dates and times that a workbook holds.
    header
        The column's header, for notes.
    parse
        Reads a folded text that is no plain number.
    other
        Reads a cell that is neither text nor number; without it such a cell is unreadable.

    Notes
    -----
    Equal cells are read once: a column of 10^6 cells has few different texts.
    """
    column = _plain_array(cells)
    if column.dtype.kind in "iuf":
        values = column.astype(np.float64)
        return WrittenColumn(header, values, np.where(np.isnan(values), MISSING, BARE), column)
    import pandas as pd  # here, as small files of weights and scores are read without it

    codes, different = pd.factorize(column, use_na_sentinel=True)
    read = [_written(cell, parse, other) for cell in different] + [(math.nan, MISSING)]
    values = np.array([value for value, _ in read], dtype=np.float64)[codes]
    return WrittenColumn(header, values, np.array([form for _, form in read])[codes], column)


def folded(text: str) -> str:
    """Return a text in half width (NFKC), lower case, without blanks at its ends."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain.strip().lower()


def plain_number(text: str) -> float | None:
    """Return the number of a folded text such as ``80``, ``-1.5`` or ``1,234.50``, else None.

    Commas must divide thousands: ``12,34`` is no number.
    """
    if _NUMBER.fullmatch(text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(text.replace(",", ""))
    return None


def doubt_faults(
    doubts: Sequence[Doubt], header: str, rows: NDArray[np.int64], file: str
) -> Iterator[Fault]:
    """Yield a fault for each doubt about a column.

    ``rows`` (n,) are the row numbers of the column's cells in the user's file; the first few
    doubtful ones are named.
    """
    for doubt in doubts:
        numbers = [str(int(row)) for row in rows[doubt.places[:_PLACES_NAMED]]]
        told = {"count": len(doubt.places), "rows": ", ".join(numbers), **doubt.values}
        place = f"row {numbers[0]}, column {header}" if numbers else header
        yield Fault(doubt.code, place, doubt.example, told, file)


def _plain_array(cells: Sequence[object] | NDArray[Any]) -> NDArray[Any]:
    """Return numbers as a number array, anything else as objects, one per cell."""
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "iufO":
        return cells
    column = np.empty(len(cells), dtype=object)
    column[:] = list(cells)
    return column


def _written(cell: object, parse: Parse, other: Other | None) -> Written:
    if isinstance(cell, str):
        return _written_text(folded(cell), parse)
    if isinstance(cell, bool):
        return math.nan, UNREADABLE
    if isinstance(cell, _NUMBERS):
        number = float(cell)
        return number, BARE if math.isfinite(number) else UNREADABLE
    return other(cell) if other else (math.nan, UNREADABLE)


def _written_text(text: str, parse: Parse) -> Written:
    if text in MISSING_CELLS:
        return math.nan, MISSING
    number = plain_number(text)
    if number is None:
        return parse(text)
    return (number, BARE) if math.isfinite(number) else (math.nan, UNREADABLE)
