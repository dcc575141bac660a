"""A table of one column: the times at which contacts arrived, in seconds of the horizon."""

import csv
import math
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from engine.errors import Fault, InputError
from engine.files.documents import Faults
from engine.files.encodings import utf8_text
from engine.formats.limits import MEGABYTE, check_size

MOST_TIMES_BYTES = 100 * MEGABYTE  # some millions of times
MOST_FAULTS = 20
_NOT_FINITE = ("nan", "inf", "infinity")  # numbers, though they begin as a name does


def read_times(path: Path, horizon_s: float, faults: Faults) -> tuple[float, ...]:
    """Return the times of a CSV file, ascending and below the horizon; faults are noted.

    Parameters
    ----------
    path
        One column, UTF-8, with or without a header; empty lines are passed over.
    horizon_s
        Seconds; a time from there on is a fault.
    """
    try:
        content = path.read_bytes()
        check_size(len(content), str(path), MOST_TIMES_BYTES)
        text = utf8_text(content, str(path))
    except OSError:
        faults.found.append(Fault("document.unreadable", "file", path.name, {}, str(path)))
        return ()
    except InputError as error:
        faults.found.extend(error.faults)
        return ()
    times_s, wrong = _times(text, horizon_s)
    faults.found.extend(fault.in_file(str(path)) for fault in wrong)
    return tuple(times_s)


def _times(text: str, horizon_s: float) -> tuple[list[float], list[Fault]]:
    times_s: list[float] = []
    faults: list[Fault] = []
    latest_s = 0.0
    for row, cells in enumerate(_rows(text), 1):
        if not any(cells) or (row == 1 and _is_header(cells)):
            continue
        time_s = _number(cells)
        code = _code(time_s, latest_s, horizon_s)
        if code:
            values = {"earlier": f"{latest_s:g}", "horizon_s": f"{horizon_s:g}"}
            faults.append(Fault(code, f"row {row}", ",".join(cells)[:80], values))
        if len(faults) >= MOST_FAULTS:
            break
        if not code:
            times_s.append(time_s)
            latest_s = time_s
    return times_s, faults


def _rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row; the last one is a row too long to be one, if there is such."""
    try:
        yield from csv.reader(StringIO(text))
    except csv.Error as error:
        yield [str(error)]


def _code(time_s: float, latest_s: float, horizon_s: float) -> str:
    if not math.isfinite(time_s) or time_s < 0:
        return "scenario.times_number"
    if time_s >= horizon_s:
        return "scenario.times_late"
    return "scenario.times_order" if time_s < latest_s else ""


def _number(cells: list[str]) -> float:
    """Return the number of a row of one cell, else nan."""
    try:
        return float(cells[0]) if len(cells) == 1 else math.nan
    except ValueError:
        return math.nan


def _is_header(cells: list[str]) -> bool:
    """Tell whether a row is a name: what begins with a figure is a mistyped time."""
    name = cells[0].strip().lower()
    return len(cells) == 1 and name[:1].isalpha() and name not in _NOT_FINITE
