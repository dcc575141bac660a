"""Header maps of quality sheets: the maps of records, and what a form and raters' roles add."""

from collections.abc import Sequence
from dataclasses import replace

from engine.domain.quality import QualityForm
from engine.domain.records import TABLES, ColumnSpec, ColumnType, TableKind
from engine.files.cell_values import Reading
from engine.files.header_maps import SEEN, HeaderMap, HeaderTarget, folded_header
from engine.files.record_file import known_maps

RATING = "rating_"
KINDS = (TableKind.SAMPLES, TableKind.RATINGS, TableKind.STAFF)
ITEM = "item"
"""The unit of a form's columns: how often it occurred, or whether it did."""


def quality_maps(form: QualityForm, confirmed: Sequence[HeaderMap] = ()) -> tuple[HeaderMap, ...]:
    """Return the maps of samples, ratings and staff.

    Parameters
    ----------
    form
        Whose items and red lines are columns of samples, by id or by name, zh or en; they go
        before the maps' own words.
    confirmed
        Maps that the user wrote or confirmed; they go before the shipped ones.
    """
    maps = tuple(each for each in known_maps(confirmed) if each.kind in KINDS)
    items = {
        word: HeaderTarget(id_, Reading.COUNT, status=SEEN)
        for id_, name in form.names.items()
        for word in (id_, name.zh, name.en)
    }
    return _with_headers(maps, TableKind.SAMPLES, items)


def with_roles(maps: Sequence[HeaderMap], head: Sequence[Sequence[str]]) -> tuple[HeaderMap, ...]:
    """Return the maps with every column ``rating_<role>`` of a table's first rows."""
    cells = {folded_header(cell) for row in head for cell in row}
    roles = {
        cell: HeaderTarget(cell, Reading.SCORE, status=SEEN)
        for cell in cells
        if cell.startswith(RATING) and cell != RATING
    }
    return _with_headers(maps, TableKind.STAFF, roles)


def column_spec(name: str, kind: TableKind, form: QualityForm) -> ColumnSpec | None:
    """Return what a column must be; None for one that nobody knows."""
    if kind is TableKind.SAMPLES and name in form.names:
        return ColumnSpec(name, ColumnType.NUMBER, ITEM, 0, None)
    if kind is TableKind.STAFF and name.startswith(RATING):
        return ColumnSpec(name, ColumnType.NUMBER, "points", 0, 100)
    return TABLES[kind].columns.get(name)


def _with_headers(
    maps: Sequence[HeaderMap], kind: TableKind, headers: dict[str, HeaderTarget]
) -> tuple[HeaderMap, ...]:
    return tuple(
        replace(each, headers={**each.headers, **headers}) if each.kind is kind else each
        for each in maps
    )
