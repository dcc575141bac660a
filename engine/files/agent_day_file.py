"""A platform's agent-day export as one long table: agent, days, indicator, variant, role, value.

Nothing is summed or compared here: the platform's own sums and means are kept beside the agents'
figures, and :mod:`engine.metrics.agent_days` makes values of a period.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from engine.domain.records import ReadingNote, RecordSource, SetAsideRow, TableKind
from engine.errors import Fault, InputError
from engine.files.agent_day_dates import DaySpan, first_span
from engine.files.agent_day_rows import DayRow, SortedRows, sorted_rows
from engine.files.agent_day_sheets import HEADER_ROWS, DayTable, day_table, read_day_sheets
from engine.files.agent_day_totals import StatedFigure, summary_notes
from engine.files.cell_columns import BELOW, CellValues, doubt_faults
from engine.files.cell_values import Reading, read_cells
from engine.files.header_maps import IDENTITIES, HeaderMap, HeaderMatch, MatchedHeader
from engine.files.record_headers import guess_notes
from engine.files.record_workbook import cell_text

_SHOWN = 80
_MAY_BE_NEGATIVE = frozenset({Reading.CNY, Reading.NUMBER, Reading.SCORE})
_TEXTS = ("agent", "group", "shop", "layout", "indicator", "variant", "role", "header")
_OPTIONAL = ("group", "shop")


@dataclass(frozen=True, slots=True, eq=False)
class AgentDayExport:
    """An export as it was understood.

    ``source`` is the long table of the agents; ``matches`` how the headers of each sheet were
    understood, with those unknown; ``stated`` the platform's own sums and means; ``unused`` the
    sheets in which no header was found.
    """

    source: RecordSource
    matches: tuple[HeaderMatch, ...]
    stated: tuple[StatedFigure, ...]
    unused: tuple[str, ...]


def read_agent_days(
    path: Path, maps: Iterable[HeaderMap], folder: Path, days: DaySpan | None = None
) -> AgentDayExport:
    """Return an export of agents' figures by day as a validated long table.

    Parameters
    ----------
    path
        CSV, XLSX, XLS or ODS; titles may stand above the header, which may have two rows; every
        sheet with a known header is read.
    maps
        The shipped maps, or the user's own.
    folder
        Where the Parquet file is written.
    days
        What the figures are about where neither a column, nor a title, nor the file's name says
        so.

    Returns
    -------
    AgentDayExport
        Durations in seconds, shares 0..1, amounts in CNY. Rows and cells that cannot be used are
        listed in the source's ``set_aside``.

    Raises
    ------
    InputError
        ``agent_days.no_header``; ``agent_days.invalid`` with every fault at once: no layout fits
        best, no agents, no day, a header or an agent-day twice, a column that can be read in two
        ways; ``agent_days.nothing``; and as :func:`read_day_sheets` says.
    """
    known = tuple(maps)
    sheets, digest = read_day_sheets(path)
    found = [(sheet, day_table(sheet, known)) for sheet in sheets]
    tables = [table for _, table in found if table]
    if not tables:
        raise InputError("agent_days.no_header", file=path.name, rows=HEADER_ROWS)
    parts = [_Part(table, path, days) for table in tables]
    faults = list(chain.from_iterable(part.faults for part in parts))
    faults += [fault.in_file(path.name) for fault in _twice_over_sheets(parts)]
    if faults:
        raise InputError("agent_days.invalid", faults, file=path.name, count=len(faults))
    source = _written(parts, path, folder / f"{path.stem}-{digest[:12]}.parquet")
    unused = tuple(sheet.name for sheet, table in found if table is None and _filled(sheet.cells))
    stated = tuple(chain.from_iterable(part.stated() for part in parts))
    return AgentDayExport(source, tuple(table.match for table in tables), stated, unused)


class _Part:
    """One table of the export, read; ``faults`` is why it cannot be used, empty when it can."""

    def __init__(self, table: DayTable, path: Path, days: DaySpan | None) -> None:
        self.table, self.match, self.file = table, table.match, path.name
        self.notes = list(guess_notes(table.match, table.first))
        self.set_aside: list[SetAsideRow] = []
        self.columns: list[tuple[MatchedHeader, CellValues]] = []
        self.rows = SortedRows((), (), (), ())
        self.faults = [fault.in_file(path.name) for fault in _header_faults(table)]
        if not self.faults:
            self._read(self._days(path, days))

    @property
    def layout(self) -> str:
        return self.match.chosen.id if self.match.chosen else ""

    @property
    def figures(self) -> Iterator[MatchedHeader]:
        return (each for each in self.match.matched if each.target.column not in IDENTITIES)

    @property
    def _agent_header(self) -> str:
        named = (each.header for each in self.match.matched if each.target.column == "agent")
        return next(named, "agent")

    def _days(self, path: Path, days: DaySpan | None) -> DaySpan | None:
        if any(each.target.column == "date" for each in self.match.matched):
            return None
        named = first_span((*self.table.titles, path.stem))
        span = named or days
        if span is None:
            fault = Fault("agent_days.no_day", f"row {self.table.first}", path.name)
            self.faults.append(fault.in_file(path.name))
        elif named:
            self.notes.append(ReadingNote("date", "reading.date_in_title", 1, named.text[:_SHOWN]))
        return span

    def _read(self, days: DaySpan | None) -> None:
        if self.faults:
            return
        self.rows = sorted_rows(self.table, days)
        self.set_aside += self.rows.set_aside
        for first, again in self.rows.conflicts:
            values = {"agent": again.agent, "first": first.number}
            fault = Fault("agent_days.twice", f"row {again.number}", again.agent, values)
            self.faults.append(fault.in_file(self.file))
        for each in self.figures:
            self._read_column(each)
        self.notes += self._nameless()
        by_header = {each.header: read.values for each, read in self.columns}
        self.notes += summary_notes(self._agent_header, self.rows, tuple(self.stated()), by_header)

    def _nameless(self) -> Iterator[ReadingNote]:
        """Yield a note for each column that holds something below a blank header."""
        for place, header in enumerate(self.table.headers):
            below = [] if header else [cell_text(_cell(r, place)).strip() for r in self.rows.agents]
            if filled := [text for text in below if text]:
                name = f"column {place + 1}"
                first = filled[0][:_SHOWN]
                yield ReadingNote(name, "reading.blank_header", len(filled), first)

    def _read_column(self, each: MatchedHeader) -> None:
        numbers = np.array([row.number for row in self.rows.agents], dtype=np.int64)
        read = _not_below(_cells_read(each, self.rows.agents), each.target.reading)
        self.faults += doubt_faults(read.doubts, each.header, numbers, self.file)
        self.notes += read.notes
        for reason, flags in read.wrong.items():
            for place in np.flatnonzero(flags):
                row = self.rows.agents[place]
                value = cell_text(_cell(row, each.position))[:_SHOWN]
                self.set_aside.append(SetAsideRow(row.number, each.header, value, reason))
        self.columns.append((each, read))

    def stated(self) -> Iterator[StatedFigure]:
        for each in self.figures:
            values = _cells_read(each, self.rows.summaries).values
            for row, value in zip(self.rows.summaries, values, strict=True):
                if not np.isnan(value):
                    target = each.target
                    yield StatedFigure(
                        row.number,
                        row.summary,
                        row.agent,
                        row.span,
                        self.layout,
                        each.header,
                        target.column,
                        target.variant,
                        target.role,
                        float(value),
                    )


def _header_faults(table: DayTable) -> Iterator[Fault]:
    match, place = table.match, f"row {table.first}"
    if match.chosen is None:
        layouts = ", ".join(match.ambiguous)
        yield Fault(
            "agent_days.ambiguous", place, ", ".join(table.headers)[:_SHOWN], {"layouts": layouts}
        )
        return
    if match.missing:  # whose figures they are: the one column there must be
        yield Fault("agent_days.no_agent", place, ", ".join(table.headers)[:_SHOWN])
    for header in match.duplicates:
        yield Fault("agent_days.header_twice", place, header)


def _twice_over_sheets(parts: Sequence[_Part]) -> Iterator[Fault]:
    """Yield a fault for each agent's days that two sheets of one layout give."""
    seen: dict[tuple[object, ...], str] = {}
    for part in parts:
        for row in part.rows.agents:
            span = row.span
            key = (part.layout, row.agent, span and span.first, span and span.until)
            other = seen.setdefault(key, part.table.sheet.name)
            if other != part.table.sheet.name:
                values = {"agent": row.agent, "sheet": part.table.sheet.name, "other": other}
                yield Fault("agent_days.two_sheets", f"row {row.number}", row.agent, values)


def _cell(row: DayRow, position: int) -> object:
    return row.cells[position] if position < len(row.cells) else ""


def _cells_read(each: MatchedHeader, rows: Sequence[DayRow]) -> CellValues:
    cells = [_cell(row, each.position) for row in rows]
    return read_cells(cells, each.target.reading, each.header)


def _not_below(read: CellValues, reading: Reading) -> CellValues:
    """Return the values with negative counts and durations named as impossible."""
    below = read.values < 0
    if reading in _MAY_BE_NEGATIVE or not below.any():
        return read
    values = np.where(below, np.nan, read.values)
    return CellValues(values, {**read.wrong, BELOW: below}, read.notes, read.doubts)


def _written(parts: Sequence[_Part], path: Path, made: Path) -> RecordSource:
    table = _without_empty(pa.concat_tables([_long(part) for part in parts]))
    set_aside = tuple(sorted(chain.from_iterable(p.set_aside for p in parts), key=lambda r: r.row))
    if not len(table):
        raise InputError("agent_days.nothing", file=path.name, rows=len(set_aside))
    made.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, made, compression="zstd", compression_level=1)
    return RecordSource(
        made,
        tuple(table.column_names),
        len(table),
        set_aside,
        TableKind.AGENT_DAYS,
        path.name,
        tuple(chain.from_iterable(part.notes for part in parts)),
    )


def _without_empty(table: pa.Table) -> pa.Table:
    """Return the table without groups and shops where no row names one: the export has none."""
    empty = [name for name in _OPTIONAL if table[name].null_count == len(table)]
    return table.drop_columns(empty)


def _long(part: _Part) -> pa.Table:
    """Return the figures of a table, one a row, those missing left out."""
    rows = part.rows.agents
    spans = [row.span for row in rows]
    by_row = {
        "agent": _objects([row.agent for row in rows]),
        "group": _objects([row.group or None for row in rows]),
        "shop": _objects([row.shop or None for row in rows]),
        "date": np.array([s and s.first for s in spans], dtype="datetime64[us]"),
        "until": np.array([s and s.until for s in spans], dtype="datetime64[us]"),
        "source_row": np.array([row.number for row in rows], dtype=np.int64),
    }
    return pa.concat_tables([_schema().empty_table(), *_stacked(part, by_row)])


def _stacked(part: _Part, by_row: dict[str, NDArray[np.generic]]) -> Iterator[pa.Table]:
    for each, read in part.columns:
        known = ~np.isnan(read.values)
        target = each.target
        columns = {name: pa.array(column[known]) for name, column in by_row.items()}
        constants = {
            "layout": part.layout,
            "indicator": target.column,
            "variant": target.variant,
            "role": target.role,
            "header": each.header,
        }
        for name, text in constants.items():
            columns[name] = pa.array([text] * int(known.sum()), pa.string())
        columns["value"] = pa.array(read.values[known])
        schema = _schema()
        yield pa.table({name: columns[name].cast(schema.field(name).type) for name in schema.names})


def _schema() -> pa.Schema:
    texts = [(name, pa.string()) for name in _TEXTS]
    times = [(name, pa.timestamp("us")) for name in ("date", "until")]
    return pa.schema([*texts, *times, ("value", pa.float64()), ("source_row", pa.int64())])


def _objects(texts: Sequence[str | None]) -> NDArray[np.object_]:
    column = np.empty(len(texts), dtype=np.object_)
    column[:] = texts
    return column


def _filled(cells: Sequence[Sequence[object]]) -> bool:
    return any(cell_text(cell).strip() for row in cells for cell in row)
