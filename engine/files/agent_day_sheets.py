"""The tables of an agent-day export: their cells, their header rows, and the titles above."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from engine.domain.records import TableKind
from engine.files.file_faults import unreadable
from engine.files.header_maps import (
    BLOCK_SIGN,
    HeaderMap,
    HeaderMatch,
    folded_header,
    match_headers,
)
from engine.files.record_text import delimiter_of, opened_text
from engine.files.record_workbook import BOOK_ENDINGS, MOST_BOOK_BYTES, cell_text, opened_book
from engine.formats.limits import check_size

HEADER_ROWS = 11
"""A header stands in one of the first rows; titles and notes may stand above it."""
LEAST_KNOWN = 2

Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class DaySheet:
    """A table's cells as they stand there; ``name`` is empty for a CSV file.

    ``merged`` are the areas of merged cells, None where the format does not tell.
    """

    name: str
    cells: Sequence[Sequence[object]]
    merged: Sequence[Area] | None


@dataclass(frozen=True, slots=True, eq=False)
class DayTable:
    """A sheet whose header was found.

    ``headers`` are by position, the two rows of a double header joined; ``first`` is the number
    of the first row below it, from 0; ``titles`` are the texts above the header, then the
    sheet's name.
    """

    sheet: DaySheet
    match: HeaderMatch
    headers: tuple[str, ...]
    first: int
    titles: tuple[str, ...]


def read_day_sheets(path: Path) -> tuple[tuple[DaySheet, ...], str]:
    """Return every sheet of a workbook or the table of a CSV file, and a digest of the file.

    Raises
    ------
    InputError
        As :func:`engine.files.record_text.opened_text` and
        :func:`engine.files.record_workbook.opened_book` say.
    """
    if path.suffix.lower() in BOOK_ENDINGS:
        digest = opened_book(path, len).digest  # refuses what must not be opened
        return _book_sheets(path), digest
    try:
        check_size(path.stat().st_size, path.name, MOST_BOOK_BYTES)
    except OSError as wrong:
        raise unreadable(wrong, path.name) from wrong
    text = opened_text(path)
    content = "".join(text.characters())
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter_of(text.head()))
    try:
        cells = list(reader)
    except csv.Error as wrong:
        raise unreadable(wrong, path.name) from wrong
    return (DaySheet("", cells, None),), hashlib.sha256(content.encode()).hexdigest()


def day_table(sheet: DaySheet, maps: Iterable[HeaderMap]) -> DayTable | None:
    """Return a sheet with the header row, or pair of rows, that most of the maps' names are in.

    None where no row holds :data:`LEAST_KNOWN` different known names. Of equals the first row
    is the header, and one row goes before two.
    """
    agent_maps = [each for each in maps if each.kind is TableKind.AGENT_DAYS]
    best: DayTable | None = None
    most = LEAST_KNOWN - 1
    rows = range(min(HEADER_ROWS, len(sheet.cells)))
    for depth, row in ((depth, row) for depth in (1, 2) for row in rows):
        headers = _headers(sheet, row, depth, agent_maps)
        known = max((_known(headers, each) for each in agent_maps), default=0)
        if known > most:
            match = match_headers(headers, agent_maps)
            titles = (*_titles(sheet, row), sheet.name)
            best = DayTable(sheet, match, headers, row + depth, titles)
            most = known
    return best


def agent_day_tables(path: Path, maps: Iterable[HeaderMap]) -> tuple[DayTable, ...]:
    """Return the tables of a file that look like an agent-day export; empty for another file.

    Raises
    ------
    InputError
        As :func:`read_day_sheets`.
    """
    known = tuple(maps)
    sheets, _ = read_day_sheets(path)
    return tuple(table for sheet in sheets if (table := day_table(sheet, known)))


def _known(headers: Iterable[str], header_map: HeaderMap) -> int:
    """Return how many different headers a map knows."""
    return len({folded_header(header) for header in headers if header_map.target(header)})


def _book_sheets(path: Path) -> tuple[DaySheet, ...]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return tuple(
            DaySheet(sheet.name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges)
            for sheet in sheets
        )
    except (CalamineError, OSError) as wrong:
        raise unreadable(wrong, path.name) from wrong


def _titles(sheet: DaySheet, row: int) -> Iterable[str]:
    return (
        text for line in sheet.cells[:row] for cell in line if (text := cell_text(cell).strip())
    )


def _headers(sheet: DaySheet, row: int, depth: int, maps: Sequence[HeaderMap]) -> tuple[str, ...]:
    upper = [cell_text(cell).strip() for cell in sheet.cells[row]]
    if depth == 1:
        return tuple(upper)
    if row + 1 >= min(HEADER_ROWS, len(sheet.cells)):
        return ()
    lower = [cell_text(cell).strip() for cell in sheet.cells[row + 1]]
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    groups = _filled(upper, lower, row, sheet.merged)
    return tuple(
        _joined(group, name, lower, maps) for group, name in zip(groups, lower, strict=True)
    )


def _filled(
    upper: Sequence[str], lower: Sequence[str], row: int, merged: Sequence[Area] | None
) -> list[str]:
    """Return the group of each column: a merged cell's text stands in its first column only.

    Where no cells are merged, as in CSV, a group reaches as far as there are names below blanks.
    """
    groups = list(upper)
    areas = [(left, right) for (top, left), (_, right) in merged or () if top == row]
    for left, right in areas:
        groups[left : right + 1] = [upper[left]] * len(groups[left : right + 1])
    if areas:
        return groups
    group = ""
    for place, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above or (group if below else "")
        groups[place] = group
    return groups


def _joined(group: str, name: str, names: Sequence[str], maps: Sequence[HeaderMap]) -> str:
    """Return a header of two rows as one; the group is left out where it tells nothing apart."""
    if not group or not name or folded_header(group) == folded_header(name):
        return name or group
    whole = f"{group}{BLOCK_SIGN}{name}"
    told_apart = names.count(name) > 1 or any(each.target(whole) for each in maps)
    return whole if told_apart else name
