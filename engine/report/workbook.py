"""The tables of a pack as a workbook: figures as numbers, texts as texts, never a live formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.domain.pack import DecisionPack
from engine.domain.texts import Language
from engine.formats.cells import safe_cell
from engine.report.contents import all_tables
from engine.report.labels import word
from engine.report.review_tables import movers_table
from engine.report.tables import Cell, Column, Table

MOST_SHEET_NAME = 31  # what a workbook allows
FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LEAST_WIDTH, MOST_WIDTH, WIDE_FROM = 9, 60, 0x1100
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def workbook(pack: DecisionPack, language: Language) -> bytes:
    """Return the content of ``tables.xlsx``: one sheet for each table of the pack.

    Every text passes :func:`engine.formats.cells.safe_cell`; the writer is told not to read
    formulas, links or numbers into texts.
    """
    tables = _tables(pack, language)
    return sheets([(sheet_title(table.id, pack, language), table) for table in tables])


def sheets(titled: Iterable[tuple[str, Table]]) -> bytes:
    """Return the content of a workbook: a sheet for each titled table, in their order."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SAFE) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        names: set[str] = set()
        for title, table in titled:
            sheet = book.add_worksheet(sheet_name(title, names))
            formats = [
                book.add_format({"num_format": c.number_format} if c.number_format else {})
                for c in table.columns
            ]
            _write_table(sheet, table, heading, formats)
    return buffer.getvalue()


def sheet_title(table: str, pack: DecisionPack, language: Language) -> str:
    """Return what a table's sheet is called: short, with the name of its part.

    Where a name of its kind is too long, all of the kind have their ids instead.
    """
    for kind, parts in (
        ("effects", pack.evidence),
        ("bands", pack.bands),
        ("verdicts", pack.scenarios),
        ("measures", pack.scenarios),
    ):
        tables = [f"{kind}_{part.id}" for part in parts]
        if table in tables:
            names = [part.name.in_language(language) for part in parts]
            titles = [word(f"sheet.{kind}", language, name=name) for name in names]
            if max(map(len, titles)) > MOST_SHEET_NAME:
                titles = [word(f"sheet.{kind}", language, name=part.id) for part in parts]
            return titles[tables.index(table)]
    return word(f"sheet.{table}", language)


def _tables(pack: DecisionPack, language: Language) -> Iterable[Table]:
    """Yield the pack's tables; those of agents hold all agents."""
    for table in all_tables(pack, language):
        if table.id == "movers" and pack.review is not None:
            yield movers_table(pack.review, language, everyone=True)
        else:
            yield table


def sheet_name(title: str, taken: set[str]) -> str:
    """Return a name no other sheet has, within the length and signs a workbook allows."""
    allowed = title.translate(FORBIDDEN_IN_SHEET_NAME).strip()[:MOST_SHEET_NAME] or "-"
    name, number = allowed, 2
    while name.lower() in taken:
        suffix = f" {number}"
        name, number = allowed[: MOST_SHEET_NAME - len(suffix)] + suffix, number + 1
    taken.add(name.lower())
    return name


def _write_table(
    sheet: Worksheet, table: Table, heading: Format, formats: Sequence[Format]
) -> None:
    """Write title, subtitle, headings and rows, then the notes."""
    _write(sheet, 0, 0, table.title, heading)
    _write(sheet, 1, 0, table.subtitle)
    headings = [name for column in table.columns for name in _headings(column)]
    for place, name in enumerate(headings):
        _write(sheet, 2, place, name, heading)
    for row, cells in enumerate(table.rows, start=3):
        for place, (value, style) in enumerate(_values(cells, table.columns, formats)):
            _write(sheet, row, place, value, style)
    for row, note in enumerate(table.notes, start=4 + len(table.rows)):
        _write(sheet, row, 0, note)
    sheet.freeze_panes(3, 1)
    for place, width in enumerate(_widths(table, headings)):
        sheet.set_column(place, place, width)


def _headings(column: Column) -> Iterable[str]:
    yield column.name
    yield from (f"{column.name} ({part})" for part in column.parts)


def _values(
    cells: Sequence[Cell], columns: Sequence[Column], formats: Sequence[Format]
) -> Iterable[tuple[float | int | str | None, Format]]:
    for cell, column, style in zip(cells, columns, formats, strict=True):
        wanted = 1 + len(column.parts)
        padded = (*cell.values, *[None] * wanted)[:wanted]
        yield from ((value, style) for value in padded)


def _write(
    sheet: Worksheet,
    row: int,
    place: int,
    value: float | int | str | None,
    style: Format | None = None,
) -> None:
    if value is None:
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, place, str(safe_cell(value)), style)
    else:
        sheet.write_number(row, place, value, style)


def _widths(table: Table, headings: Sequence[str]) -> list[int]:
    """Return each column's width in characters; a Chinese character counts twice."""
    rows = [[str(v) for v, _ in _texts(cells, table.columns)] for cells in table.rows]
    return [
        min(MOST_WIDTH, max(LEAST_WIDTH, *(_width(row[place]) for row in [list(headings), *rows])))
        for place in range(len(headings))
    ]


def _texts(
    cells: Sequence[Cell], columns: Sequence[Column]
) -> Iterable[tuple[float | int | str, None]]:
    for cell, column in zip(cells, columns, strict=True):
        wanted = 1 + len(column.parts)
        for value in (*cell.values, *[None] * wanted)[:wanted]:
            yield (round(value, 4) if isinstance(value, float) else value or "", None)


def _width(text: str) -> int:
    return 2 + sum(2 if ord(character) >= WIDE_FROM else 1 for character in text)
