"""Indicators from contacts: one SQL query over the month for all of them at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Population
from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.metrics.agent_values import AgentValues
from engine.metrics.counting import Counting
from engine.metrics.definitions import CLOSE_CONTACTS, Definition, Kind
from engine.metrics.periods import month_bounds
from engine.metrics.sampling_errors import mean_errors, share_errors
from engine.metrics.source import STAND_INS, opened, projection, require_columns

ANSWERED = "NOT bot_ended AND agent IS NOT NULL"

_ALWAYS = ("agent", "started")
_MORE = ("group", "bot_ended", "attempt", "presale")
_MAJORITY = 0.5
_STATISTICS = 6  # columns of the query for each indicator


@dataclass(frozen=True, slots=True, eq=False)
class ContactValues:
    """The agents who answered in the month, in order of id, and their values by indicator."""

    agents: tuple[str, ...]
    groups: tuple[str, ...]
    populations: tuple[str, ...]
    indicators: Mapping[str, AgentValues]


def contact_values(
    source: RecordSource,
    definitions: Sequence[Definition],
    *,
    period: str,
    counting: Counting,
) -> ContactValues:
    """Return the indicators of contacts for every agent who answered in the month.

    Raises
    ------
    InputError
        ``metrics.unknown_columns``; ``metrics.period``; ``metrics.period_empty`` when no answered
        contact lies in the month, naming the first and last day of the file.
    """
    require_columns(source, _needed(definitions))
    start, end = month_bounds(period)
    query = _query(source, definitions)
    values = _parameters(query, start, end, counting)
    with opened(source) as connection:
        rows = connection.execute(query, values).fetchall()
        if not rows:
            first, last = connection.execute(
                "SELECT min(started)::DATE::VARCHAR, max(started)::DATE::VARCHAR FROM source"
            ).fetchall()[0]
            raise InputError("metrics.period_empty", period=period, first=first, last=last)
    agents = tuple(str(row[0]) for row in rows)
    return ContactValues(
        agents,
        groups=tuple(row[1] or "" for row in rows),
        populations=tuple(_population(row[2]) for row in rows),
        indicators={
            definition.id: _values(definition, agents, _statistics(rows, position))
            for position, definition in enumerate(definitions)
        },
    )


def printed_query(source: RecordSource, definitions: Sequence[Definition]) -> str:
    """Return the SQL behind the values, for a team that runs it in its own warehouse.

    ``source`` is the contact table; ``$names`` are the month's bounds and :class:`Counting`.
    """
    require_columns(source, _needed(definitions))
    return _query(source, definitions)


def _needed(definitions: Sequence[Definition]) -> list[str]:
    """Return the columns that must be there: those of the definitions without a stand-in."""
    named = [column for definition in definitions for column in definition.needs]
    return [c for c in dict.fromkeys((*_ALWAYS, *named)) if c not in STAND_INS]


def _query(source: RecordSource, definitions: Sequence[Definition]) -> str:
    """Return the one query: the months' contacts, marked, then a row for each agent."""
    windowed = any(set(CLOSE_CONTACTS) <= set(d.needs) for d in definitions)
    columns = list(dict.fromkeys((*_needed(definitions), *_MORE)))
    statistics = "".join(f",\n  {part}" for d in definitions for part in _aggregates(d))
    group = 'mode("group" ORDER BY "group")' if "group" in source.columns else "NULL"
    presale = "avg(presale::INT)" if "presale" in source.columns else "NULL"
    return f"""WITH marked AS (
{_marked(projection(source, columns)) if windowed else _plain(projection(source, columns))}
), answered AS (
  SELECT * FROM marked WHERE started >= $start AND started < $end AND {ANSWERED}
)
SELECT agent, {group}, {presale}{statistics}
FROM answered GROUP BY agent ORDER BY agent"""  # noqa: S608 (parts come from DEFINITIONS; column names are quoted)


def _plain(columns: str) -> str:
    return f"  SELECT {columns} FROM source WHERE started >= $start AND started < $end"  # noqa: S608 (quoted names)


def _marked(columns: str) -> str:
    """Return the contacts near the month, marked by what came before and after them."""
    return f"""  SELECT *,
    previous IS NULL OR previous < started - $window AS starts_problem,
    next IS NOT NULL AND next <= started + $window AS followed,
    started + $window <= (SELECT max(started) FROM source) AS window_ended
  FROM (
    SELECT {columns}, lag(started) OVER neighbours AS previous,
      lead(started) OVER neighbours AS next
    FROM source WHERE started >= $start - $window AND started < $end + $window
    WINDOW neighbours AS (
      PARTITION BY customer_id, contact_class ORDER BY started, contact_id)
  )"""  # noqa: S608 (quoted names)


def _aggregates(definition: Definition) -> list[str]:
    """Return the six numbers of an indicator: n, sums, variances, covariance.

    x is the value and y what it is counted per; the variances are DuckDB's (one pass, stable).
    """
    x, y = f"({definition.value})::DOUBLE", f"({definition.per})::DOUBLE"
    simple = definition.per == "1"
    known = f"{x} IS NOT NULL" if simple else f"{x} IS NOT NULL AND {y} IS NOT NULL"
    keep = f"FILTER (WHERE {definition.counted} AND {known})"
    return [
        f"count(*) {keep}",
        f"sum({x}) {keep}",
        f"count(*) {keep}" if simple else f"sum({y}) {keep}",
        f"var_samp({x}) {keep}",
        "0" if simple else f"var_samp({y}) {keep}",
        "0" if simple else f"covar_samp({x}, {y}) {keep}",
    ]


def _parameters(
    query: str, start: datetime, end: datetime, counting: Counting
) -> dict[str, object]:
    known: dict[str, object] = {
        "start": start,
        "end": end,
        "window": timedelta(hours=counting.repeat_window_h),
        "attainment_s": counting.attainment_s,
        "slow_s": counting.slow_s,
        "satisfied_from": counting.satisfied_from,
        "dissatisfied_to": counting.dissatisfied_to,
    }
    return {name: known[name] for name in set(re.findall(r"\$(\w+)", query))}


def _statistics(rows: Sequence[tuple[Any, ...]], position: int) -> NDArray[np.float64]:
    """Return an indicator's six numbers, (6, agents), missing ones nan."""
    first = 3 + position * _STATISTICS
    block = [row[first : first + _STATISTICS] for row in rows]
    return np.array(block, dtype=np.float64).T


def _values(
    definition: Definition, agents: tuple[str, ...], statistics: NDArray[np.float64]
) -> AgentValues:
    """Return values and standard errors from counts, sums and variances.

    The error of a ratio R of sums is that of a mean of x - R y (Cochran 1977, eq. 6.9), divided
    by the mean of y; with y = 1 it is the plain standard error of a mean.
    """
    counts, sum_x, sum_y, var_x, var_y, cov = statistics
    sizes = counts.astype(np.int64)
    if definition.kind is Kind.TOTAL:
        totals = np.where(sizes > 0, sum_x, np.nan)
        return AgentValues(agents, totals, sizes, np.full(len(agents), np.nan))
    ratio = sum_x / np.where(sum_y > 0, sum_y, np.nan)
    if definition.kind is Kind.SHARE:
        return AgentValues(agents, ratio, sizes, share_errors(ratio, sizes))
    residual = var_x - 2 * ratio * cov + ratio**2 * var_y
    mean_y = sum_y / np.where(sizes > 0, sizes, np.nan)
    return AgentValues(agents, ratio, sizes, mean_errors(residual, sizes) / mean_y)


def _population(presale_share: float | None) -> str:
    if presale_share is None:
        return Population.ALL.value
    presale = presale_share > _MAJORITY
    return (Population.PRESALE if presale else Population.AFTERSALE).value
