"""What doubtful rows do to the figures: the shop's value with and without them, agents moved.

Rows of contacts are left out of the tables as they are. Orders and messages reach the figures by
the tables made of them: these are made anew without the rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from pyarrow import Table

from engine.domain.metric_report import Effect
from engine.domain.records import RecordSource, TableKind
from engine.domain.tables import MetricTable
from engine.errors import InputError
from engine.metrics.aggregate import metric_table
from engine.metrics.computable import computable, made_from
from engine.metrics.counting import Counting
from engine.metrics.definition import Kind
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.doubts import Doubt
from engine.metrics.records import OpenRecords, opened_records, quoted
from engine.metrics.replaced_tables import without_rows
from engine.metrics.table_queries import SHOP

MOST_EFFECTS = 8  # indicators named of each doubt, those that move most
# Columns that decide which rows count, when, and for whom: a doubt about them is one about all.
_OF_EVERY_INDICATOR = frozenset({"", "agent", "started", "month", "contact_id", "opened_at"})
_DEPENDS = {"attempt": ("conversion", "sales"), "presale": ("conversion", "sales")}
_SAME = 1e-12
# Tables that figures are made of by other tables, and the rows up to which that is done again.
MADE_ANEW = (TableKind.ORDERS, TableKind.MESSAGES)
MOST_ROWS = 1_000_000

Complete = Callable[[OpenRecords], object]


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The figures as they are: of the agents and of the shop, and what they were counted by."""

    agents: MetricTable
    shop: MetricTable
    period: str
    counting: Counting


def figures(records: OpenRecords, period: str, counting: Counting) -> Figures | None:
    """Return every figure that the records can give for a period; None where there is none.

    Quantiles are left out: they are robust against single rows by their nature.
    """
    chosen = [
        id_ for id_ in computable(records, counting) if DEFINITIONS[id_].kind is not Kind.QUANTILE
    ]
    try:
        agents = metric_table(records, chosen, period, counting)
        return Figures(
            agents, metric_table(records, chosen, period, counting, SHOP), period, counting
        )
    except InputError:  # no row in the period, or one agent twice in a month: said elsewhere
        return None


def effects_of(records: OpenRecords, doubt: Doubt, known: Figures) -> tuple[Effect, ...]:
    """Return how the figures move when the touched rows are left out, largest first."""
    touched = _indicators(records, doubt, known)
    if not touched or not doubt.touched:
        return ()
    try:
        with without_rows(records, doubt.table, doubt.touched) as rest:
            agents = metric_table(rest, touched, known.period, known.counting)
            shop = metric_table(rest, touched, known.period, known.counting, SHOP)
    except InputError:  # nothing is left without these rows
        return ()
    return _moved(_effect(indicator, known, agents, shop) for indicator in touched)


@dataclass(frozen=True, slots=True, eq=False)
class Remaking:
    """How figures are made from the files: the sources, and what derives tables from them."""

    sources: Sequence[RecordSource]
    complete: Complete
    period: str
    counting: Counting

    def fits(self, table: str) -> bool:
        """Tell whether rows of this table bear on figures by others, and are not too many."""
        rows = sum(source.rows for source in self.sources if source.kind == table)
        return table in MADE_ANEW and rows <= MOST_ROWS

    def figures(self, left_out: Table | None = None, table: str = "") -> Figures | None:
        """Return the figures of the completed records, without the rows of a table if named."""
        with opened_records(self.sources) as records:
            if left_out is not None:
                records.connection.register("left_out", left_out)
                rest = f"FROM {quoted(table)} ANTI JOIN left_out USING (source_file, source_row)"
                records.define(table, rest)
            try:
                self.complete(records)
            except InputError:  # nothing is left to make a table of
                return None
            return figures(records, self.period, self.counting)


def effects_made_anew(
    records: OpenRecords, doubt: Doubt, remaking: Remaking, known: Figures
) -> tuple[Effect, ...]:
    """Return how the figures move when tables are made without the touched rows, largest first.

    ``known`` are the figures of all rows, made the same way.
    """
    left_out = records.connection.sql(doubt.touched).to_arrow_table()
    without = remaking.figures(left_out, doubt.table)
    if without is None:
        return ()
    there = set(without.agents.indicators)
    return _moved(
        _effect(indicator, known, without.agents, without.shop)
        for indicator in known.agents.indicators
        if indicator in there
    )


def _moved(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    moved = [each for each in effects if _moves(each)]
    moved.sort(key=lambda each: (-each.agents_moved, -_relative(each), each.indicator))
    return tuple(moved[:MOST_EFFECTS])


def _indicators(records: OpenRecords, doubt: Doubt, known: Figures) -> list[str]:
    """Return the indicators that the doubtful column bears on."""
    found = []
    for id_ in known.agents.indicators:
        definition = made_from(records.tables, DEFINITIONS[id_], known.counting)
        if definition.table != doubt.table:
            continue
        bears = doubt.column in _OF_EVERY_INDICATOR or doubt.column in definition.needs
        if bears or id_ in _DEPENDS.get(doubt.column, ()):
            found.append(id_)
    return found


def _effect(indicator: str, known: Figures, agents: MetricTable, shop: MetricTable) -> Effect:
    before = float(known.shop.column(indicator)[0])
    after = float(shop.column(indicator)[0]) if len(shop.agents) else float("nan")
    return Effect(indicator, before, after, _agents_moved(indicator, known.agents, agents))


def _agents_moved(indicator: str, before: MetricTable, after: MetricTable) -> int:
    """Return how many agents move by more than one standard error, or vanish.

    Totals have no sampling error; the square root of a count stands for it.
    """
    position = before.indicators.index(indicator)
    values, errors = before.values[:, position], before.standard_errors[:, position]
    errors = np.where(np.isnan(errors), np.sqrt(np.abs(values)), errors)
    rest = _aligned(before.agents, after, indicator)
    gone = np.isnan(rest) & ~np.isnan(values)
    moved = np.abs(rest - values) > np.maximum(errors, _SAME)
    return int((gone | moved).sum())


def _aligned(
    agents: Sequence[str], table: MetricTable, indicator: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    there = dict(zip(table.agents, table.column(indicator).tolist(), strict=True))
    return np.array([there.get(agent, np.nan) for agent in agents], dtype=np.float64)


def _moves(effect: Effect) -> bool:
    before, after = effect.with_issue, effect.without_issue
    unknown = np.isnan(before) and np.isnan(after)
    same = unknown or abs(before - after) <= _SAME * abs(before)
    return bool(effect.agents_moved) or not same


def _relative(effect: Effect) -> float:
    change = abs(effect.with_issue - effect.without_issue) / max(abs(effect.with_issue), _SAME)
    return change if np.isfinite(change) else float("inf")
