"""What doubtful rows do to the figures: the shop's value with and without them, agents moved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.domain.metric_report import Effect
from engine.domain.tables import MetricTable
from engine.errors import InputError
from engine.metrics.aggregate import metric_table
from engine.metrics.computable import computable, made_from
from engine.metrics.counting import Counting
from engine.metrics.definition import Kind
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.doubts import Doubt
from engine.metrics.records import OpenRecords
from engine.metrics.replaced_tables import without_rows
from engine.metrics.table_queries import SHOP

MOST_EFFECTS = 8  # indicators named of each doubt, those that move most
# Columns that decide which rows count, when, and for whom: a doubt about them is one about all.
_OF_EVERY_INDICATOR = frozenset({"", "agent", "started", "month", "contact_id", "opened_at"})
_DEPENDS = {"attempt": ("conversion", "sales"), "presale": ("conversion", "sales")}
_SAME = 1e-12


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
    found = [_effect(indicator, known, agents, shop) for indicator in touched]
    moved = [each for each in found if _moves(each)]
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
    same = abs(effect.with_issue - effect.without_issue) <= _SAME * abs(effect.with_issue)
    return bool(effect.agents_moved) or not same


def _relative(effect: Effect) -> float:
    change = abs(effect.with_issue - effect.without_issue) / max(abs(effect.with_issue), _SAME)
    return change if np.isfinite(change) else float("inf")
