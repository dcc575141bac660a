"""Doubts that show only when a column's batches are compared: shares in one, per cents in another.

Within a batch the readers of cells judge for themselves.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.records import ReadingNote
from engine.files.cell_columns import Doubt
from engine.files.cell_durations import far_apart

_SHARES, _PER_CENTS = "reading.bare_shares", "reading.bare_per_cent"
_SHOWN = 5  # of the batches
_WITH_UNITS, _BARE = "with_units", "bare"
_UNIT_NOTES = frozenset(
    f"reading.{name}" for name in ("duration_text", "clock", "short_clock_min", "short_clock_h")
)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one batch wrote in a form: first and last row, cells, the first one, their median."""

    rows: tuple[int, int]
    cells: int
    example: str
    median: float


class BatchForms:
    """In which forms the batches of one column of shares or durations were written."""

    def __init__(self) -> None:
        self._parts: dict[str, list[_Part]] = defaultdict(list)

    def add_shares(self, notes: Sequence[ReadingNote], rows: NDArray[np.int64]) -> None:
        """Take in how the bare numbers of a batch of shares were read."""
        for note in notes:
            if note.reading in {_SHARES, _PER_CENTS}:
                part = _Part(_ends(rows), note.cells, note.example, np.nan)
                self._parts[note.reading].append(part)

    def add_durations(
        self, notes: Sequence[ReadingNote], values: NDArray[np.float64], rows: NDArray[np.int64]
    ) -> None:
        """Take in a batch of durations: whether any cell stated its unit, and how long they are."""
        known = values[values > 0]
        if known.size:
            told = any(note.reading in _UNIT_NOTES for note in notes)
            part = _Part(_ends(rows), known.size, f"{known[0]:.12g}", float(np.median(known)))
            self._parts[_WITH_UNITS if told else _BARE].append(part)

    def doubts(self) -> Iterator[Doubt]:
        """Yield what cannot be one column: both kinds of shares, or units more than ten times off.

        ``values`` of a doubt name the rows of the batches in which the rarer kind stands.
        """
        shares, per_cents = self._parts[_SHARES], self._parts[_PER_CENTS]
        if shares and per_cents:
            yield _doubt("cells.mixed_shares", min(shares, per_cents, key=_cells))
        bare, told = self._parts[_BARE], self._parts[_WITH_UNITS]
        if bare and told and far_apart(_medians(bare), _medians(told)):
            yield _doubt("cells.mixed_units", bare)


def _ends(rows: NDArray[np.int64]) -> tuple[int, int]:
    return int(rows[0]), int(rows[-1])


def _cells(parts: Sequence[_Part]) -> int:
    return sum(part.cells for part in parts)


def _medians(parts: Sequence[_Part]) -> NDArray[np.float64]:
    return np.array([part.median for part in parts], dtype=np.float64)


def _doubt(code: str, parts: Sequence[_Part]) -> Doubt:
    spans = ", ".join(f"{first}-{last}" for first, last in (part.rows for part in parts[:_SHOWN]))
    values = {"count": _cells(parts), "rows": spans}
    return Doubt(code, np.array([], dtype=np.int64), parts[0].example, values)
