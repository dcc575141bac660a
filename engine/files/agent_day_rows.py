"""The rows of an agent-day table: those of agents, and the platform's own sums and means apart."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.domain.records import SetAsideRow
from engine.files.agent_day_dates import DaySpan, day_span
from engine.files.agent_day_sheets import DayTable
from engine.files.cell_columns import MISSING_CELLS
from engine.files.cell_dates import read_dates
from engine.files.header_maps import folded_header
from engine.files.record_tables import RAGGED
from engine.files.record_workbook import cell_text

TOTAL, MEAN, PEERS = "total", "mean", "peers"
NO_AGENT = "set_aside.no_agent"
NO_DAY = "set_aside.no_day"
HEADER_AGAIN = "set_aside.header_again"
REPEATED = "set_aside.repeated"

_SUMMARIES = {
    **dict.fromkeys(("汇总值", "店铺汇总值", "合计", "总计", "汇总", "总和", "小计"), TOTAL),
    **dict.fromkeys(("total", "grandtotal", "sum"), TOTAL),
    **dict.fromkeys(("平均值", "店铺平均值", "平均", "均值", "average", "mean"), MEAN),
    **dict.fromkeys(("同行", "同行平均", "同行均值", "同行优秀"), PEERS),
}
_SHOWN = 80


@dataclass(frozen=True, slots=True, eq=False)
class DayRow:
    """A row of figures: whose and of which days.

    ``number`` is the row's number in the user's file, from 1; ``summary`` is empty for an agent,
    else ``total``, ``mean`` or ``peers``; ``cells`` are the row's cells by position.
    """

    number: int
    agent: str
    span: DaySpan | None
    group: str
    shop: str
    cells: Sequence[object]
    summary: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SortedRows:
    """The rows of a table by what they are; every row that is not blank stands in one of them."""

    agents: tuple[DayRow, ...]
    summaries: tuple[DayRow, ...]
    set_aside: tuple[SetAsideRow, ...]
    conflicts: tuple[tuple[DayRow, DayRow], ...]


def sorted_rows(table: DayTable, days: DaySpan | None) -> SortedRows:
    """Return the rows of a table: of agents, of the platform's summaries, and those set aside.

    Parameters
    ----------
    table
        With a chosen map that has a column of agents.
    days
        The days that rows without a date are about.

    Returns
    -------
    SortedRows
        A row that says the same of the same agent and days as an earlier one is set aside;
        where it says something else, the two are a conflict.
    """
    reader = _RowReader(table, days)
    agents: dict[tuple[object, ...], DayRow] = {}
    summaries: list[DayRow] = []
    set_aside: list[SetAsideRow] = []
    conflicts: list[tuple[DayRow, DayRow]] = []
    for row in reader.rows():
        if isinstance(row, SetAsideRow):
            set_aside.append(row)
        elif row.summary:
            summaries.append(row)
        elif (first := agents.setdefault(_key(row), row)) is not row:
            if _texts(first.cells) == _texts(row.cells):
                set_aside.append(SetAsideRow(row.number, "", row.agent[:_SHOWN], REPEATED))
            else:
                conflicts.append((first, row))
    return SortedRows(tuple(agents.values()), tuple(summaries), tuple(set_aside), tuple(conflicts))


def summary_kind(text: str) -> str:
    """Return ``total``, ``mean`` or ``peers`` where a text heads such a row, else empty."""
    return _SUMMARIES.get(folded_header(text), "")


def _key(row: DayRow) -> tuple[object, ...]:
    span = row.span
    return row.agent, span and span.first, span and span.until


class _RowReader:
    """Reads one table's rows with the positions of its identity columns."""

    def __init__(self, table: DayTable, days: DaySpan | None) -> None:
        self._table, self._days = table, days
        self._places = {each.target.column: each.position for each in reversed(table.match.matched)}
        self._header = [folded_header(name) for name in table.headers]
        named = [place for place, name in enumerate(table.headers) if name]
        self._width = max(named, default=-1) + 1
        self._spans: dict[str, DaySpan | None] = {}

    def rows(self) -> Iterator[DayRow | SetAsideRow]:
        for offset, cells in enumerate(self._table.sheet.cells[self._table.first :]):
            if any(cell_text(cell).strip() for cell in cells):
                yield self._row(self._table.first + offset + 1, cells)

    def _row(self, number: int, cells: Sequence[object]) -> DayRow | SetAsideRow:
        agent, day = self._text(cells, "agent"), self._cell(cells, "date")
        row = DayRow(
            number,
            agent,
            self._span(day),
            self._text(cells, "group"),
            self._text(cells, "shop"),
            cells,
        )
        if kind := self._summary(cells, agent, day):
            return replace(row, agent=agent or cell_text(day), summary=kind)
        return self._refused(row, day) or row

    def _refused(self, row: DayRow, day: object) -> SetAsideRow | None:
        if self._is_ragged(row.cells):
            column, told, reason = "", ", ".join(_texts(row.cells)), RAGGED
        elif folded_header(row.agent) == self._header[self._places["agent"]].rpartition("/")[2]:
            column, told, reason = "", row.agent, HEADER_AGAIN
        elif row.agent.lower() in MISSING_CELLS:
            column, told, reason = "agent", row.agent, NO_AGENT
        elif row.span is None:
            column, told, reason = "date", cell_text(day), NO_DAY
        else:
            return None
        return SetAsideRow(row.number, column, told[:_SHOWN], reason)

    def _is_ragged(self, cells: Sequence[object]) -> bool:
        """Tell whether a row has too few or too many cells, as of 1,234 without quotes."""
        return len(cells) < self._width or any(_texts(cells[len(self._header) :]))

    def _summary(self, cells: Sequence[object], agent: str, day: object) -> str:
        first = next((text for text in _texts(cells) if text), "")
        told = (agent, cell_text(day), "" if agent else first)
        return next((kind for text in told if (kind := summary_kind(text))), "")

    def _cell(self, cells: Sequence[object], column: str) -> object:
        place = self._places.get(column, len(cells))
        return cells[place] if place < len(cells) else ""

    def _text(self, cells: Sequence[object], column: str) -> str:
        return unicodedata.normalize("NFC", cell_text(self._cell(cells, column))).strip()

    def _span(self, day: object) -> DaySpan | None:
        if "date" not in self._places:
            return self._days
        text = cell_text(day)
        if text not in self._spans:
            self._spans[text] = _read_span(day, text)
        return self._spans[text]


def _read_span(day: object, text: str) -> DaySpan | None:
    """Return the one day of a cell, or the days that its text names: ``2026-05-01~2026-05-07``."""
    moment = read_dates([day], "date").values[0].astype("datetime64[D]").item()
    if isinstance(moment, date):
        return DaySpan(moment, moment + timedelta(days=1), text)
    return day_span(text)


def _texts(cells: Sequence[object]) -> tuple[str, ...]:
    return tuple(cell_text(cell).strip() for cell in cells)
