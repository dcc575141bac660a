"""The table of a period: indicators by agent, group, day ..., with sizes and standard errors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import MetricTable
from engine.errors import InputError
from engine.metrics.agent_values import AgentValues
from engine.metrics.aggregates import QUANTILE_POINTS
from engine.metrics.computable import computable, lacking, made_from, required, table_view
from engine.metrics.counting import Counting
from engine.metrics.definition import Definition
from engine.metrics.period_agents import PeriodAgents, define_agent_groups, period_agents
from engine.metrics.query_parameters import named_parameters, period_parameters
from engine.metrics.records import OpenRecords
from engine.metrics.statistics import agent_values
from engine.metrics.table_queries import AGENT, TableView, period_query, query_groups, require_key

__all__ = ["computable", "lacking", "made_from", "metric_table"]

_NOTHING_GIVEN: Mapping[str, AgentValues] = {}


def metric_table(
    records: OpenRecords,
    indicators: Sequence[str],
    period: str,
    counting: Counting | None = None,
    by: str = AGENT,
    given: Mapping[str, AgentValues] = _NOTHING_GIVEN,
) -> MetricTable:
    """Return indicators over a period, a row for each agent (group, day ...) in order of name.

    Parameters
    ----------
    records
        The tables; a row counts when it lies in the period by its table's own date: contacts
        and problems by their start, tickets by their opening, sales by when they are credited.
        Agent months and quality samples count when their month lies wholly inside.
    indicators
        Ids of :data:`engine.metrics.definitions.DEFINITIONS`.
    period
        As :func:`engine.metrics.periods.period_bounds`.
    counting
        What counts as what; the defaults of :class:`Counting` if None.
    by
        One of :data:`engine.metrics.table_queries.KEYS`. Contacts that the bot ended belong to
        no agent.
    given
        Indicators computed elsewhere (platform rates, raters' scores), by id.

    Returns
    -------
    MetricTable
        Everybody with a row that counts; by agent also those with an agent month. An agent with
        few contacts stays, with its sample size. ``groups`` and ``populations`` are the agents'.

    Raises
    ------
    InputError
        ``metrics.not_computable`` with a fault for every indicator whose table or columns are
        absent; ``metrics.unknown_indicator``; ``metrics.unknown_key``; ``metrics.period``;
        ``metrics.period_empty``; ``metrics.duplicate_agent_month``.
    """
    counting = counting or Counting()
    require_key(by)
    own = [indicator for indicator in indicators if indicator not in given]
    chosen = required(records.tables, own, counting, by)
    known = period_parameters(period, counting)
    people = period_agents(records, period)
    if by == "group":
        define_agent_groups(records, people)
    values = _with_nothing_sold({**given, **_computed(records, chosen, known, counting, by)})
    rows = _row_names(values.values(), people if by == AGENT else None)
    if not rows:
        raise _empty(records, chosen, period)
    return _table(period, rows, [values[indicator] for indicator in indicators], indicators, people)


def _computed(
    records: OpenRecords,
    definitions: Sequence[Definition],
    known: Mapping[str, object],
    counting: Counting,
    by: str,
) -> dict[str, AgentValues]:
    """Run one query for each table."""
    values = {}
    for wanted in query_groups(definitions):
        view = table_view(records.tables, wanted[0].table, counting)
        query = period_query(view, wanted, by)
        parameters = named_parameters(query, known)
        found = records.connection.execute(query, parameters).fetchnumpy()
        keys = tuple(str(key) for key in found["key"])
        for definition in wanted:
            prefix = f"{definition.id}."
            numbers = {
                name.removeprefix(prefix): _filled(column, len(keys))
                for name, column in found.items()
                if name.startswith(prefix)
            }
            values[definition.id] = agent_values(definition, keys, numbers)
    return values


def _with_nothing_sold(values: dict[str, AgentValues]) -> dict[str, AgentValues]:
    """Return the values with sales of 0 for whoever had enquiries and no order of them."""
    asked, sold = values.get("conversion"), values.get("sales")
    if asked is None or sold is None:
        return values
    names = tuple(dict.fromkeys((*sold.agents, *asked.agents)))
    told = sold.aligned(names)
    nothing = (told.sizes == 0) & (asked.aligned(names).sizes > 0)
    amounts = np.where(nothing, 0.0, told.values)
    return {**values, "sales": replace(told, values=amounts)}


def _filled(column: Any, rows: int) -> NDArray[np.float64]:
    """Return numbers as float64 with nan where missing; lists of quantiles as (rows, points)."""
    if column.dtype == object:
        empty = [np.nan] * len(QUANTILE_POINTS)
        masked = np.ma.getmaskarray(column)
        lists = [
            empty if gone else each
            for each, gone in zip(np.ma.getdata(column), masked, strict=True)
        ]
        return np.array(lists, dtype=np.float64).reshape(rows, len(QUANTILE_POINTS))
    return np.ma.filled(column.astype(np.float64), np.nan)


def _row_names(values: Iterable[AgentValues], people: PeriodAgents | None) -> tuple[str, ...]:
    """Return everybody with something counted, and by agent those with an agent month."""
    names: set[str] = set() if people is None else set(people.recorded)
    for each in values:
        counted = each.sizes > 0
        names |= {name for name, some in zip(each.agents, counted.tolist(), strict=True) if some}
    return tuple(sorted(names))


def _empty(records: OpenRecords, definitions: Sequence[Definition], period: str) -> InputError:
    """Return the error of a period without a row, naming the days there are."""
    first, last = "-", "-"
    if definitions:
        table = definitions[0].table
        dated = TableView(table, records.tables[table]).dated
        query = (
            f"SELECT left(min({dated})::VARCHAR, 10), left(max({dated})::VARCHAR, 10) FROM {table}"  # noqa: S608 (our own names)
        )
        first, last = records.connection.execute(query).fetchall()[0]
    return InputError("metrics.period_empty", period=period, first=first, last=last)


def _table(
    period: str,
    rows: tuple[str, ...],
    values: Sequence[AgentValues],
    indicators: Sequence[str],
    people: PeriodAgents,
) -> MetricTable:
    columns = [each.aligned(rows) for each in values]
    shape = (len(rows), len(columns))
    return MetricTable(
        period=period,
        agents=rows,
        groups=tuple(people.groups.get(row, "") for row in rows),
        populations=tuple(people.population(row) for row in rows),
        indicators=tuple(indicators),
        values=np.array([c.values for c in columns], dtype=np.float64).T.reshape(shape),
        sample_sizes=np.array([c.sizes for c in columns], dtype=np.int64).T.reshape(shape),
        standard_errors=np.array([c.errors for c in columns], dtype=np.float64).T.reshape(shape),
    )
