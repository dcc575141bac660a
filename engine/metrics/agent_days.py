"""Indicators of a period from agent-day exports, by agent: sums, ratios of sums, weighted means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Population
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError
from engine.metrics.agent_day_figures import Figure, Key, Method, figures
from engine.metrics.periods import period_bounds
from engine.metrics.records import OpenRecords

VIEW = "agent_days"
EVERYBODY = "shop"
LEAST_DAYS = 2

_HOUR_S = 3600.0
_IN_HOURS = frozenset({"online_time"})  # the catalogue's unit; exports are read in seconds
_SHOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class ExportTable:
    """What the export of one layout says of a period.

    Parameters
    ----------
    layout
        Id of the header map; the origin of its figures is ``agent_days:<layout>``.
    table
        Agents by indicator or ``indicator:variant``. A sample size is the count that a rate is
        over; for sums and means of days the number of days.
    shop
        The same over everybody, one row.
    figures
        How each value was made, by name.
    days
        Days of all agents that were used.
    findings
        What limits the figures.
    """

    layout: str
    table: MetricTable
    shop: MetricTable
    figures: Mapping[str, Figure]
    days: int
    findings: tuple[Finding, ...]

    @property
    def origin(self) -> str:
        """Where the figures come from, as notes on indicators say it."""
        return f"{VIEW}:{self.layout}"


@dataclass(frozen=True, slots=True, eq=False)
class Reconciliation:
    """An indicator from logs beside the platform's own, agent by agent.

    ``differences`` (agents,) are the logs' value less the export's, nan where one of them is
    absent; ``sizes`` (agents,) the logs' sample sizes. ``largest`` is the greatest absolute
    difference, nan without any; ``agents_alone`` are those whom only one of the two knows.
    """

    indicator: str
    stated_as: str
    layout: str
    agents: tuple[str, ...]
    differences: NDArray[np.float64]
    sizes: NDArray[np.int64]
    largest: float
    agents_alone: tuple[str, ...]


def agent_day_tables(records: OpenRecords, period: str) -> tuple[ExportTable, ...]:
    """Return the indicators of a period for each layout of export there is.

    Parameters
    ----------
    records
        With the view ``agent_days`` in its long form; without it there is no table.
    period
        Any text of :func:`engine.metrics.periods.period_bounds`.

    Returns
    -------
    tuple of ExportTable
        In order of layout. Exports of several layouts are never mixed.

    Raises
    ------
    InputError
        ``metrics.period``; ``agent_days.conflict`` where two files say different things of an
        agent's day, or the days of two rows overlap.
    """
    start, end = period_bounds(period)
    if not records.has(VIEW, "agent", "date", "layout", "indicator", "role", "value"):
        return ()
    layouts = records.connection.execute(
        f"SELECT DISTINCT layout FROM {VIEW} ORDER BY layout"  # noqa: S608 (our own name)
    ).fetchall()
    tables = (_export_table(records, str(layout), period, (start, end)) for (layout,) in layouts)
    return tuple(table for table in tables if table is not None)


def reconciled(computed: MetricTable, export: ExportTable) -> tuple[Reconciliation, ...]:
    """Return the indicators that both logs and an export give, each variant of the export."""
    found = []
    for place, name in enumerate(export.table.indicators):
        indicator = export.figures[name].indicator
        if indicator in computed.indicators:
            stated = dict(zip(export.table.agents, export.table.values[:, place], strict=True))
            found.append(_beside(computed, indicator, name, export.layout, stated))
    return tuple(found)


def _beside(
    computed: MetricTable, indicator: str, name: str, layout: str, stated: Mapping[str, float]
) -> Reconciliation:
    place = computed.indicators.index(indicator)
    other = np.array([stated.get(agent, np.nan) for agent in computed.agents], dtype=np.float64)
    differences = computed.values[:, place] - other
    known = ~np.isnan(differences)
    return Reconciliation(
        indicator,
        name,
        layout,
        computed.agents,
        differences,
        computed.sample_sizes[:, place],
        float(np.abs(differences[known]).max()) if known.any() else float("nan"),
        tuple(sorted(set(computed.agents) ^ set(stated))),
    )


# --- one layout ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """The agent-days of a layout: (days,) agents by number, and (days,) values by column."""

    agents: tuple[str, ...]
    groups: tuple[str, ...]
    agent: NDArray[np.int64]
    columns: Mapping[Key, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class _Estimates:
    """(agents,) values, sample sizes and standard errors."""

    values: NDArray[np.float64]
    sizes: NDArray[np.int64]
    errors: NDArray[np.float64]


def _export_table(
    records: OpenRecords, layout: str, period: str, bounds: tuple[datetime, datetime]
) -> ExportTable | None:
    _refuse_conflicts(records, layout)
    days = _days(records, layout, bounds)
    if not days.agents:
        return None
    made = {figure.name: figure for figure in figures(days.columns)}
    everybody = _Days((EVERYBODY,), ("",), np.zeros_like(days.agent), days.columns)
    return ExportTable(
        layout,
        _metric_table(days, made, period),
        _metric_table(everybody, made, period),
        made,
        len(days.agent),
        tuple(_findings(layout, made, _straddling(records, layout, bounds))),
    )


def _metric_table(days: _Days, made: Mapping[str, Figure], period: str) -> MetricTable:
    columns = [_estimates(figure, days) for figure in made.values()]
    shape = (len(days.agents), len(columns))
    return MetricTable(
        period,
        days.agents,
        days.groups,
        (Population.ALL.value,) * len(days.agents),
        tuple(made),
        np.array([c.values for c in columns], dtype=np.float64).T.reshape(shape),
        np.array([c.sizes for c in columns], dtype=np.int64).T.reshape(shape),
        np.array([c.errors for c in columns], dtype=np.float64).T.reshape(shape),
    )


def _estimates(figure: Figure, days: _Days) -> _Estimates:
    n = len(days.agents)
    above = _combined(figure.above, days)
    if figure.method in {Method.SUMMED, Method.GREATEST}:
        return _recorded(figure, above, days.agent, n)
    below = np.ones_like(above)
    if figure.below:
        below = _combined(tuple((column, 1.0) for column in figure.below), days)
    if figure.method is Method.WEIGHTED:
        above = np.where(below == 0, 0.0, above * below)
    known = ~np.isnan(above) & ~np.isnan(below)
    values, sizes, errors = ratio_estimates(above[known], below[known], days.agent[known], n)
    if figure.complement:
        values = 1 - values
    return _Estimates(values, sizes, errors)


def _combined(columns: Sequence[tuple[Key, float]], days: _Days) -> NDArray[np.float64]:
    """Return the sum of columns by their factors, (days,); nan where one of them is missing."""
    total = np.zeros(len(days.agent))
    for column, factor in columns:
        total = total + factor * days.columns[column]
    return total


def _recorded(
    figure: Figure, values: NDArray[np.float64], agent: NDArray[np.int64], n: int
) -> _Estimates:
    """Return sums or greatest values: records of what was, without sampling error."""
    known = ~np.isnan(values)
    sizes = np.bincount(agent[known], minlength=n)
    totals = np.full(n, -np.inf if figure.method is Method.GREATEST else 0.0)
    joined = np.maximum if figure.method is Method.GREATEST else np.add
    joined.at(totals, agent[known], values[known])
    totals[sizes == 0] = np.nan
    if figure.indicator in _IN_HOURS:
        totals = totals / _HOUR_S
    return _Estimates(totals, sizes.astype(np.int64), np.full(n, np.nan))


def ratio_estimates(
    y: NDArray[np.float64], x: NDArray[np.float64], cluster: NDArray[np.int64], n: int
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return ratios of sums by cluster, with the sums below and the standard errors.

    Parameters
    ----------
    y, x
        (units,), the two sides of the ratio on each unit, a day.
    cluster
        (units,), 0 to n - 1: whose unit it is.
    n
        How many clusters there are.

    Returns
    -------
    tuple of numpy.ndarray
        (n,) each: R = sum y / sum x, nan where sum x is 0; sum x as a whole number; the standard
        error sqrt(m sum (y - R x)^2 / (m - 1)) / sum x with the m units of the cluster on which
        x or y is not 0, nan for fewer than two.

    Notes
    -----
    Days are taken as a sample of many such days: no finite population correction.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., section 6.4, eq. 6.9 with f = 0.
    """
    used = (x != 0) | (y != 0)
    y, x, cluster = y[used], x[used], cluster[used]
    units = np.bincount(cluster, minlength=n)
    above, below = np.bincount(cluster, y, minlength=n), np.bincount(cluster, x, minlength=n)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.where(below > 0, above / below, np.nan)
        residuals = np.bincount(cluster, (y - ratios[cluster] * x) ** 2, minlength=n)
        errors = np.sqrt(units * residuals / (units - 1)) / below
    errors = np.where(units >= LEAST_DAYS, errors, np.nan)
    return ratios, np.round(below).astype(np.int64), errors


# --- reading the view ----------------------------------------------------------------------------


def _days(records: OpenRecords, layout: str, bounds: tuple[datetime, datetime]) -> _Days:
    """Return the agent-days that lie whole in the period; a figure in two files counts once."""
    until, group = _optional(records)
    rows = records.connection.sql(
        f"""SELECT agent, date, indicator, coalesce(variant, '') AS variant, role,
          any_value(value) AS value, coalesce(max({group}), '') AS "group"
        FROM {VIEW} WHERE layout = $layout AND date >= $start AND {until} <= $end
        GROUP BY ALL ORDER BY agent, date, indicator, variant, role""",  # noqa: S608 (our own columns)
        params={"layout": layout, "start": bounds[0], "end": bounds[1]},
    ).df()
    keyed = rows.groupby(["agent", "date"], sort=True).ngroup().to_numpy()
    first = rows.groupby(["agent", "date"], sort=True).first().reset_index()
    agents, agent = np.unique(first["agent"].to_numpy(dtype=str), return_inverse=True)
    columns: dict[Key, NDArray[np.float64]] = {}
    values = rows["value"].to_numpy(dtype=np.float64)
    for _, part in rows.groupby(["indicator", "variant", "role"], sort=True):
        places = part.index.to_numpy()
        column = np.full(len(first), np.nan)
        column[keyed[places]] = values[places]
        indicator, variant, role = part.iloc[0][["indicator", "variant", "role"]]
        columns[(str(indicator), str(variant), str(role))] = column
    groups = rows.groupby("agent", sort=True)["group"].last()
    return _Days(
        tuple(map(str, agents)),
        tuple(map(str, groups)),
        agent.astype(np.int64),
        columns,
    )


def _optional(records: OpenRecords) -> tuple[str, str]:
    """Return the SQL of the first day after a row's days, and of its group."""
    until = "date + INTERVAL 1 DAY"
    if records.has(VIEW, "until"):
        until = f"coalesce(until, {until})"
    return until, '"group"' if records.has(VIEW, "group") else "NULL::VARCHAR"


def _refuse_conflicts(records: OpenRecords, layout: str) -> None:
    """Raise when an agent's days are said twice: two values, or days that overlap."""
    until, _ = _optional(records)
    rows = records.connection.execute(
        f"""WITH day AS (
          SELECT agent, date, {until} AS until, indicator, coalesce(variant, '') AS variant, role,
            count(DISTINCT value) AS different
          FROM {VIEW} WHERE layout = $layout GROUP BY ALL),
        followed AS (
          SELECT *, lead(date) OVER (
            PARTITION BY agent, indicator, variant, role ORDER BY date, until) AS next_date
          FROM day)
        SELECT agent, strftime(date, '%Y-%m-%d'), min(indicator), max(different) > 1
        FROM followed WHERE different > 1 OR next_date < until
        GROUP BY agent, date ORDER BY agent, date""",  # noqa: S608 (our own columns)
        {"layout": layout},
    ).fetchall()
    if rows:
        faults = [
            Fault(
                "agent_days.differs" if differs else "agent_days.overlap",
                f"{agent}, {day}",
                indicator,
                {"agent": agent, "day": day, "indicator": indicator},
            )
            for agent, day, indicator, differs in rows[:_SHOWN]
        ]
        raise InputError("agent_days.conflict", faults, layout=layout, count=len(rows))


def _straddling(records: OpenRecords, layout: str, bounds: tuple[datetime, datetime]) -> int:
    """Return how many rows of several days lie partly outside the period."""
    until, _ = _optional(records)
    rows = records.connection.execute(
        f"""SELECT count(DISTINCT (agent, date)) FROM {VIEW} WHERE layout = $layout
        AND date < $end AND {until} > $start
        AND (date < $start OR {until} > $end)""",  # noqa: S608 (our own columns)
        {"layout": layout, "start": bounds[0], "end": bounds[1]},
    ).fetchall()
    return int(rows[0][0])


def _findings(layout: str, made: Mapping[str, Figure], straddling: int) -> list[Finding]:
    found = []
    if straddling:
        found.append(_finding("caution", "straddling", layout=layout, rows=straddling))
    plain = [name for name, figure in made.items() if figure.method is Method.MEAN_OF_DAYS]
    if plain:
        found.append(_finding("caution", "mean_of_days", layout=layout, names=", ".join(plain)))
    by_weight: dict[str, list[str]] = {}
    for name, figure in made.items():
        if figure.method is Method.WEIGHTED:
            indicator, variant, _ = figure.below[0]
            weight = f"{indicator}:{variant}" if variant else indicator
            by_weight.setdefault(weight, []).append(name)
    for weight, names in by_weight.items():
        found.append(
            _finding("note", "weighted", layout=layout, names=", ".join(names), weight=weight)
        )
    return found


def _finding(severity: str, name: str, **values: str | int) -> Finding:
    sentence = Sentence(f"finding.agent_days.{name}", values)
    return Finding("caution" if severity == "caution" else "note", sentence)
