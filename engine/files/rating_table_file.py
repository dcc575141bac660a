"""Tables of what raters said of the same items: rows are items, columns raters."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Fault, InputError
from engine.files.json_document import JsonFile, loaded
from engine.files.spreadsheet import Sheet, read_sheet

TWO = 2
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


@dataclass(frozen=True, slots=True, eq=False)
class RatingTable:
    """What is known of raters' agreement: their ratings, or only how often they agreed.

    ``ratings`` (items, raters) holds numbers, or the places of ``categories``; nan where a
    rater did not rate. ``categories`` is empty where the ratings are points. ``cross`` is two
    raters' cross table of counts, ``counts`` (items, categories) how many raters chose each.
    Exactly one of the three is there.
    """

    items: tuple[str, ...] = ()
    raters: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    ratings: NDArray[np.float64] | None = None
    cross: NDArray[np.int64] | None = None
    counts: NDArray[np.int64] | None = None


def read_rating_table(path: Path, categories: tuple[str, ...] = ()) -> RatingTable:
    """Return the ratings of a table, or the counts of a JSON file.

    Parameters
    ----------
    path
        CSV, XLSX: the first column names the items, every further one is a rater. JSON: an
        object with ``ratings`` ([[..]], items in rows, null not rated), ``table`` (two raters'
        cross table) or ``counts`` (items by categories).
    categories
        In ascending order where cells are words; without, they are ordered by their letters,
        and weighted agreement has no meaning. A number is the same however it is written.

    Raises
    ------
    InputError
        ``rating_table.categories`` for a category that is blank or given twice;
        ``rating_table.invalid`` with every fault at once: no rater but one, an item twice, a
        cell that is none of the categories, a table that is ragged or holds no counts; as
        :func:`engine.files.spreadsheet.read_sheet`.
    """
    _check_categories(categories)
    if path.suffix.lower() == ".json":
        return _from_json(path)
    sheet = read_sheet(path)
    faults = list(_shape_faults(sheet, path.name))
    texts = [cells[1:] for _, cells in sheet.rows]
    words = sorted({cell for row in texts for cell in row if cell})
    points = not categories and all(_NUMBER.fullmatch(word) for word in words)
    order = categories or (() if points else tuple(words))
    if not categories and not points and any(_NUMBER.fullmatch(word) for word in words):
        faults += _mixed(sheet)  # a word among points would quietly make categories of them
    places = {_written(word): place for place, word in enumerate(order)}
    ratings = np.full((len(texts), len(sheet.header) - 1), np.nan)
    for k, row in enumerate(texts):
        for j, cell in enumerate(row):
            if cell and order and _written(cell) not in places:
                place = f"row {sheet.rows[k][0]}, column {sheet.header[1 + j]}"
                values = {"known": ", ".join(order)}
                faults.append(Fault("rating_table.category", place, cell, values, path.name))
            elif cell:
                ratings[k, j] = places[_written(cell)] if order else float(cell)
    if faults:
        raise InputError("rating_table.invalid", faults, file=path.name, count=len(faults))
    return RatingTable(tuple(cells[0] for _, cells in sheet.rows), sheet.header[1:], order, ratings)


def _check_categories(categories: tuple[str, ...]) -> None:
    if len({_written(each) for each in categories} - {""}) < len(categories):
        raise InputError("rating_table.categories", categories=", ".join(categories))


def _written(cell: str) -> str:
    """Return a cell as it is compared: 1.0 is 1."""
    return f"{float(cell):g}" if _NUMBER.fullmatch(cell) else cell


def _mixed(sheet: Sheet) -> Iterator[Fault]:
    for row, cells in sheet.rows:
        for rater, cell in zip(sheet.header[1:], cells[1:], strict=True):
            if cell and not _NUMBER.fullmatch(cell):
                place = f"row {row}, column {rater}"
                yield Fault("rating_table.mixed", place, cell, {}, sheet.file)


def _shape_faults(sheet: Sheet, file: str) -> Iterator[Fault]:
    raters = sheet.header[1:]
    if len(raters) < TWO or not sheet.rows:
        yield Fault("rating_table.raters", "row 1", ", ".join(raters), {}, file)
    seen = {""}
    for row, cells in sheet.rows:
        if cells[0] in seen:
            yield Fault(
                "rating_table.item", f"row {row}, column {sheet.header[0]}", cells[0], {}, file
            )
        seen.add(cells[0])


def _from_json(path: Path) -> RatingTable:
    file = JsonFile(path.name, "ratio")
    document = loaded(path, file)
    if file.faults:
        raise file.error()
    keys = [key for key in ("ratings", "table", "counts") if key in document]
    if len(keys) != 1:
        raise _refused(path, "rating_table.keys", "file", ", ".join(document))
    key = keys[0]
    values = _matrix(document[key], path, key)
    if key == "ratings":
        _check_finite(values, path, key)
        items = tuple(str(k + 1) for k in range(len(values)))
        raters = tuple(str(k + 1) for k in range(values.shape[1]))
        return RatingTable(items, raters, (), values)
    if not (
        np.isfinite(values).all() and (values >= 0).all() and (values == np.rint(values)).all()
    ):
        raise _refused(path, "rating_table.counts", key, "")
    whole = values.astype(np.int64)
    return RatingTable(cross=whole) if key == "table" else RatingTable(counts=whole)


def _matrix(rows: Any, path: Path, key: str) -> NDArray[np.float64]:
    """Return a list of lists as an array, null as nan; all of one length, at least two wide."""
    lists = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
    if not lists or not rows or len({len(row) for row in rows}) > 1 or len(rows[0]) < TWO:
        raise _refused(path, "rating_table.ragged", key, "")
    cells = [cell for row in rows for cell in row]
    if not all(_is_number(cell) for cell in cells):
        wrong = next(cell for cell in cells if not _is_number(cell))
        raise _refused(path, "rating_table.number", key, str(wrong))
    return np.array([[math.nan if c is None else float(c) for c in row] for row in rows])


def _is_number(cell: object) -> bool:
    return cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool))


def _check_finite(values: NDArray[np.float64], path: Path, key: str) -> None:
    if np.isinf(values).any():
        raise _refused(path, "rating_table.number", key, "inf")


def _refused(path: Path, code: str, place: str, value: str) -> InputError:
    fault = Fault(code, place, value, {}, path.name)
    return InputError("rating_table.invalid", [fault], file=path.name, count=1)
