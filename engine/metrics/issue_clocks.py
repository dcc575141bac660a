"""Clocks that are wrong: stray days, rows out of the file's order, hours of another zone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.metrics.doubts import (
    Doubt,
    RowCheck,
    checked_rows,
    doubts_of,
    materialised,
    numbered,
    rows_where,
)
from engine.metrics.records import OpenRecords, quoted

# A file is taken to be in order of time when 98 of 100 neighbouring rows are: a shuffled one has
# 50, and what is out of place then is the exception, not the rule.
IN_ORDER_FROM = 0.98
# A file sorted by the end of a contact, or by payment, is out of order by its starts by as much.
SORTED_BY_END_H = 2
STRAY_GAP_D = 45  # days without a row between a stray block and the rest; longer than a holiday
STRAY_SHARE = 0.05
# A block of more rows than this is another part of the file (agent by agent, month by month).
MISPLACED = 0.2
HOURS = 24
# Chat desks are quietest between two and seven: a quietest time after nine and before half past
# ten at night is no shop's.
QUIET_HOUR, QUIET_LATEST, QUIET_EARLIEST = 4, 9, 22.5
LEAST_TROUGH = 100  # rows: a quarter of them falls into six hours of a shop without a night
LEAST_PROFILE = 500  # rows: an hour's share then has a standard error below 1 %
ONE_HOUR = 0.9  # of the rows in one hour: dates without a time of day
LAG_GAIN = 0.15  # in correlation: a profile of 500 rows against itself moves by less than 0.05


def clock_doubts(records: OpenRecords, now: datetime | None = None) -> Iterator[Doubt]:
    """Yield times that cannot be or stand out; ``now`` (local) tells which lie in the future."""
    dated = [
        (kind, layout.dated)
        for kind, layout in TABLES.items()
        if layout.dated in layout.columns
        and layout.columns[layout.dated].type is ColumnType.TIME
        and numbered(records, kind, layout.dated)
    ]
    for kind, column in dated:
        if now is not None:
            wrong = f"{column} > TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}'"
            yield from checked_rows(records, [RowCheck("future", kind, column, (column,), wrong)])
        yield from _stray_days(records, kind, column)
        if kind is not TableKind.AGENT_DAYS:
            yield from _out_of_order(records, kind, column)
    yield from _zones(records, [each for each in dated if each[0] in _HOURLY])


_HOURLY = (TableKind.CONTACTS, TableKind.MESSAGES)


def _stray_days(records: OpenRecords, kind: TableKind, column: str) -> Iterator[Doubt]:
    """Yield the few rows that lie far from all others in time."""
    found = f"""WITH days AS (
          SELECT date_trunc('day', {column}) AS day, count(*) AS n FROM {quoted(kind)}
          WHERE {column} IS NOT NULL GROUP BY 1
        ), blocks AS (
          SELECT day, n, sum(begins) OVER (ORDER BY day) AS block FROM (
            SELECT *, coalesce(day - lag(day) OVER (ORDER BY day)
              > INTERVAL {STRAY_GAP_D} DAY, FALSE)::INT AS begins FROM days)
        ), stray AS (
          SELECT day FROM blocks
          QUALIFY sum(n) OVER (PARTITION BY block) < {STRAY_SHARE} * sum(n) OVER ()
        )
        SELECT source_file, source_row FROM {quoted(kind)}
        WHERE date_trunc('day', {column}) IN (SELECT day FROM stray)"""  # noqa: S608 (quoted names)
    found = materialised(records, f"stray_{kind}", found)
    yield from doubts_of(records, Doubt("stray_days", "caution", kind, column), found)


def _out_of_order(records: OpenRecords, kind: TableKind, column: str) -> Iterator[Doubt]:
    """Yield rows that break the order of time of a file that is otherwise in order.

    A row is out of place when it is earlier than one before it or later than one after it; the
    smaller of the two sets is named, since one wrong row makes the whole rest look late. A file
    that is written agent by agent, or part by part, has no such order.
    """
    rows = quoted(kind)
    steps = records.connection.execute(
        f"""SELECT source_file, {rows_where("step > 0")} AS up,
          {rows_where("step < 0")} AS down FROM (
          SELECT source_file, date_diff('microsecond',
            lag({column}) OVER (PARTITION BY source_file ORDER BY source_row), {column}) AS step
          FROM {rows} WHERE {column} IS NOT NULL)
        GROUP BY 1 ORDER BY 1"""  # noqa: S608 (quoted names)
    ).fetchall()
    for file, up, down in steps:
        fewer, more = min(up, down), max(up, down)
        if not fewer or fewer > (1 - IN_ORDER_FROM) * (up + down) or not more:
            continue
        if _agent_by_agent(records, kind, file):
            continue
        yield from _misplaced(records, kind, column, file, descending=down > up)


def _agent_by_agent(records: OpenRecords, kind: TableKind, file: int) -> bool:
    """Tell whether each agent's rows stand together in a file with several agents."""
    if not records.has(kind, "agent"):
        return False
    agents, changes = records.connection.execute(
        f"""SELECT count(DISTINCT agent), {rows_where("agent <> before")} FROM (
          SELECT agent, lag(agent) OVER (ORDER BY source_row) AS before
          FROM {quoted(kind)} WHERE source_file = {file} AND agent IS NOT NULL)"""  # noqa: S608 (quoted names)
    ).fetchall()[0]
    return bool(1 < agents <= changes + 1 < 2 * agents)


def _misplaced(
    records: OpenRecords, kind: TableKind, column: str, file: int, *, descending: bool
) -> Iterator[Doubt]:
    order = "DESC" if descending else "ASC"
    base = materialised(
        records,
        f"order_{kind}_{file}",
        f"""SELECT source_file, source_row,
          {column} + INTERVAL {SORTED_BY_END_H} HOUR < max({column}) OVER before AS late,
          {column} - INTERVAL {SORTED_BY_END_H} HOUR > min({column}) OVER after AS early
        FROM {quoted(kind)} WHERE source_file = {file} AND {column} IS NOT NULL
        WINDOW before AS (ORDER BY source_row {order} ROWS UNBOUNDED PRECEDING),
          after AS (ORDER BY source_row {order} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        """,  # noqa: S608 (quoted names)
    )
    late, early = (_count(records, f"{base} WHERE {which}") for which in ("late", "early"))
    which = "late" if 0 < late <= early or not early else "early"
    doubt = Doubt("out_of_file_order", "", kind, column)
    for each in doubts_of(records, doubt, f"{base} WHERE {which}"):
        if each.rows <= MISPLACED * each.of:
            # order is a habit of exports: breaking it is a hint and proves nothing
            yield replace(each, severity="caution" if each.severity == "alarm" else each.severity)


def _count(records: OpenRecords, query: str) -> int:
    return int(records.connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0])  # noqa: S608 (our own query)


def _zones(records: OpenRecords, dated: Sequence[tuple[TableKind, str]]) -> Iterator[Doubt]:
    """Yield files whose hours of the day are another zone's."""
    profiles = [
        (kind, column, file, hours)
        for kind, column in dated
        for file, hours in _profiles(records, kind, column)
        if hours.sum() >= LEAST_TROUGH
    ]
    for kind, column, file, hours in profiles:
        others = sum((h for k, _, f, h in profiles if (k, f) != (kind, file)), np.zeros(HOURS))
        code, severity, offset = _offset(hours, others)
        if offset:
            rows, values = int(hours.sum()), {"offset": f"{offset:+d}"}
            yield Doubt(code, severity, kind, column, file, rows, rows, values=values)


def _profiles(
    records: OpenRecords, kind: TableKind, column: str
) -> Iterator[tuple[int, NDArray[np.float64]]]:
    rows = records.connection.execute(
        f"SELECT source_file, hour({column}), count(*) FROM {quoted(kind)} "  # noqa: S608 (quoted names)
        f"WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for file in dict.fromkeys(row[0] for row in rows):
        hours = np.zeros(HOURS)
        for _, hour, n in (row for row in rows if row[0] == file):
            hours[hour] = n
        if hours.max() < ONE_HOUR * hours.sum():
            yield file, hours


def _offset(hours: NDArray[np.float64], others: NDArray[np.float64]) -> tuple[str, str, int]:
    """Return what to say, and the hours to add to a file's times; 0 where nothing is odd.

    Of two files that differ the one quiet by day is doubted. Alone it may be a shop that works at
    night: that is for its owner to confirm.
    """
    own = daytime_trough(hours)
    unlike = 0
    if min(hours.sum(), others.sum()) >= LEAST_PROFILE and not daytime_trough(others):
        unlike = _lag(hours, others)
    if unlike:
        return "zone_differs", "alarm", unlike
    return "zone_doubtful", "caution", own


def daytime_trough(hours: NDArray[np.float64]) -> int:
    """Return the hours to add so that the quietest six hours lie at night; 0 where they do."""
    six = np.array([np.roll(hours, -start)[:6].sum() for start in range(HOURS)])
    if six.min() > 0.5 * six.mean():  # a flat day has no quiet time to go by
        return 0
    centre = _middle(np.flatnonzero(six <= six.min() + 3 * np.sqrt(six.min() + 1)))
    if not QUIET_LATEST < centre < QUIET_EARLIEST:
        return 0
    ahead = round(QUIET_HOUR - centre) % HOURS
    return ahead - HOURS if ahead > HOURS / 2 else ahead


def _middle(starts: NDArray[np.int64]) -> float:
    """Return the mean direction on the clock of stretches of six hours, their middle."""
    angle = 2 * np.pi * (starts + 3) / HOURS
    mean = np.arctan2(np.sin(angle).mean(), np.cos(angle).mean())
    return float(mean / (2 * np.pi) * HOURS % HOURS)


def _lag(hours: NDArray[np.float64], others: NDArray[np.float64]) -> int:
    """Return the hours to add so that a profile fits the others'; 0 where it fits as it is."""
    fits = np.array([np.corrcoef(np.roll(hours, lag), others)[0, 1] for lag in range(HOURS)])
    best = int(np.argmax(fits))
    if min(best, HOURS - best) <= 1 or fits[best] - fits[0] < LAG_GAIN:
        return 0
    return best - HOURS if best > HOURS / 2 else best
