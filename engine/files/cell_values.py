"""The cells of a column read as what a header map says they are; the door to all readings."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from numpy.typing import NDArray

from engine.errors import InternalError
from engine.files.cell_columns import CellValues
from engine.files.cell_dates import read_dates
from engine.files.cell_durations import read_durations
from engine.files.cell_numbers import read_amounts, read_counts, read_numbers, read_shares

Reader = Callable[[Sequence[object] | NDArray[Any], str], CellValues]


class Reading(StrEnum):
    """What the cells of a column are: the ``as`` of a header map."""

    ID = "id"
    TEXT = "text"
    FLAG = "flag"
    TIME = "time"
    COUNT = "count"
    NUMBER = "number"
    SCORE = "score"
    RATE = "rate"
    CNY = "cny"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"


NUMERIC = frozenset(set(Reading) - {Reading.ID, Reading.TEXT, Reading.FLAG, Reading.TIME})

_BARE_UNITS: Mapping[Reading, str] = MappingProxyType(
    {Reading.SECONDS: "s", Reading.MINUTES: "min", Reading.HOURS: "h"}
)
_READERS: Mapping[Reading, Reader] = MappingProxyType(
    {
        Reading.TIME: read_dates,
        Reading.COUNT: read_counts,
        Reading.NUMBER: read_numbers,
        Reading.SCORE: read_numbers,
        Reading.RATE: read_shares,
        Reading.CNY: read_amounts,
    }
)


def read_cells(
    cells: Sequence[object] | NDArray[Any], reading: Reading, header: str, unit: str = "s"
) -> CellValues:
    """Return the values of a column of cells.

    Parameters
    ----------
    cells
        (n,): texts, numbers, None, or the dates and times of a workbook.
    reading
        What they are; ids, texts and flags are no numbers and are not read here.
    header
        The column's header as the user wrote it: a unit in brackets at its end is heeded.
    unit
        Unit of the values returned where ``reading`` is a duration: ``s``, ``min`` or ``h``.

    Returns
    -------
    CellValues
        Shares 0..1, CNY, seconds (or ``unit``), counts, points, or local times.

    Raises
    ------
    InternalError
        ``cells.not_numeric`` for ids, texts and flags.
    """
    if reading in _BARE_UNITS:
        return read_durations(cells, header, bare=_BARE_UNITS[reading], result=unit)
    if reading not in _READERS:
        raise InternalError("cells.not_numeric", reading=reading)
    return _READERS[reading](cells, header)
