"""Where the header of a user's table stands, which table it is, and what is wrong with it.

The names themselves are :mod:`engine.files.header_maps`'s; similar names are never used, only
suggested.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.domain.records import TABLES, ReadingNote, TableKind
from engine.domain.texts import Text
from engine.errors import Fault
from engine.files.file_faults import refused
from engine.files.header_maps import HeaderMap, HeaderMatch, match_headers
from engine.files.header_suggestions import Suggestion, suggestions
from engine.files.record_tables import RawTable
from engine.files.schema_faults import shortened

HEADER_WITHIN = 11  # rows; titles, filters and dates of an export stand above its header


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its row, counted from 1, its cells, and how they are understood.

    ``suggested`` are known names like the headers that no map knows.
    """

    row: int
    cells: tuple[str, ...]
    match: HeaderMatch
    suggested: tuple[Suggestion, ...] = ()
    notes: tuple[ReadingNote, ...] = ()

    @property
    def kind(self) -> TableKind:
        """The table; of a header that was accepted."""
        if self.match.chosen is None:
            raise ValueError(self.cells)
        return self.match.chosen.kind

    @property
    def nameless(self) -> tuple[int, ...]:
        """The places of blank headers, from 0: the columns below must be empty."""
        return tuple(place for place, cell in enumerate(self.cells) if not cell)


def own_maps(kinds: Sequence[TableKind] = tuple(TABLES)) -> tuple[HeaderMap, ...]:
    """Return maps that know Heng's own column names only, one for each table."""
    return tuple(
        HeaderMap(f"heng-{kind}", kind, Text(zh=str(kind), en=str(kind)), Text("", ""), {})
        for kind in kinds
        if kind is not TableKind.AGENT_DAYS
    )


def recognised(cells: Sequence[str], maps: Sequence[HeaderMap]) -> int:
    """Return how many cells of a row the map that knows most of them knows."""
    named = [cell for cell in cells if cell.strip()]
    return max((sum(each.target(cell) is not None for cell in named) for each in maps), default=0)


def table_of(cells: Sequence[str], maps: Sequence[HeaderMap]) -> TableKind | None:
    """Return the table that a row of headers shows, None where it shows none or several.

    One known name is not enough: a list of anything may have a column "group".
    """
    match = match_headers(cells, maps)
    return match.chosen.kind if match.chosen and len(match.matched) > 1 else None


def is_agent_days(raw: RawTable, maps: Sequence[HeaderMap]) -> bool:
    """Tell whether a table's header fits agent-day exports best, and no table of records."""
    kinds = {each.id: each.kind for each in maps}
    match = match_headers(raw.head[_header_row(raw, maps) - 1], maps) if raw.head else None
    if match is None or (match.chosen is None and not match.ambiguous):
        return set(kinds.values()) == {TableKind.AGENT_DAYS}
    fitting = [match.chosen.id] if match.chosen else match.ambiguous
    return all(kinds[id_] is TableKind.AGENT_DAYS for id_ in fitting)


def header_of(raw: RawTable, maps: Sequence[HeaderMap]) -> Header:
    """Return the header of a table, right or not: the one of its first rows known best."""
    row = _header_row(raw, maps)
    cells = tuple(cell.strip().lstrip("\ufeff") for cell in raw.head[row - 1])
    match = match_headers(cells, maps)
    return Header(row, cells, match, suggestions(match, maps), tuple(_notes(raw, row, match)))


def refuse_faults(header: Header, file: str) -> None:
    """Refuse a header that does not make one table.

    Raises
    ------
    InputError
        ``records.refused`` with every fault of the header at once: ``records.unknown_table``,
        ``records.ambiguous``, ``records.missing_column``, ``records.duplicate_header``.
    """
    faults = list(_faults(header))
    if faults:
        raise refused(file, *faults)


def _header_row(raw: RawTable, maps: Sequence[HeaderMap]) -> int:
    rows = raw.head[:HEADER_WITHIN]
    known = [recognised(cells, maps) for cells in rows]
    if any(known):
        return known.index(max(known)) + 1
    return next((i for i, cells in enumerate(rows, 1) if any(map(str.strip, cells))), 1)


def _faults(header: Header) -> Iterator[Fault]:
    match, place = header.match, f"row {header.row}"
    if match.chosen is None:
        value = shortened(", ".join(filter(None, header.cells)))
        several = max(match.evidence.values(), default=0) > 1  # one name says nothing of a table
        values = {"maps": ", ".join(match.ambiguous)} if several else {}
        yield Fault(f"records.{'ambiguous' if several else 'unknown_table'}", place, value, values)
        return
    for name in match.duplicates:
        yield Fault("records.duplicate_header", place, name)
    for column in match.missing:
        values = {"column": column, "table": str(match.chosen.kind), "nearest": ""}
        near = [each for each in suggestions(match, [match.chosen]) if each.target.column == column]
        values["nearest"] = ", ".join(dict.fromkeys(each.header for each in near)) or "-"
        yield Fault("records.missing_column", place, column, values)


def guess_notes(match: HeaderMatch, row: int) -> Iterator[ReadingNote]:
    """Yield a note naming the headers of a row whose meaning nobody confirmed, if any."""
    if names := match.guessed:
        yield ReadingNote(
            f"row {row}", "reading.guessed_headers", len(names), shortened(", ".join(names))
        )


def _notes(raw: RawTable, row: int, match: HeaderMatch) -> Iterator[ReadingNote]:
    yield from raw.notes
    yield from guess_notes(match, row)
    above = [cell for cells in raw.head[: row - 1] for cell in cells if cell.strip()]
    if row > 1:
        yield ReadingNote(
            f"row {row}", "reading.title_rows", row - 1, shortened("".join(above[:1]))
        )
