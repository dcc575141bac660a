"""Days that lack data: none at all, far too few, a last day cut, people on duty without work."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.metrics.doubts import Doubt, doubts_of, listed, numbered
from engine.metrics.records import OpenRecords, quoted

# A day is thin below a quarter of the days around it and of the same day of other weeks. From 40
# expected on, a Poisson day falls below a quarter by chance less than once in 10^9 days.
THIN, LEAST_EXPECTED = 0.25, 40
# A run of empty days is reported when a shop of that many rows a day (Poisson) would have any
# such run in the whole period less than once in ten thousand periods.
BY_CHANCE = 1e-4
NEIGHBOURS = 3  # days on either side
CUT_HOURS = 4.0  # that the last day may end earlier than days usually do
LEAST_DAYS = 5
WEEK = 7
LEAST_WEEKS = 2  # of the same weekday, to say that the shop is closed on it
# Tables in which a shop that is open writes every day.
_DAILY = (TableKind.CONTACTS, TableKind.MESSAGES, TableKind.ORDERS, TableKind.AGENT_DAYS)
_ON_DUTY_DAYS = 2  # scheduled, and no contact: one day may be training


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    rows: int  # customers where the rows are messages
    last_h: float


def coverage_doubts(
    records: OpenRecords,
    bounds: tuple[datetime, datetime] | None = None,
    now: datetime | None = None,
) -> Iterator[Doubt]:
    """Yield days without data, thin days, cut last days and people on duty without contacts.

    ``bounds`` are the first instant of the period and the first after it; None: the first and
    last day of each table. Days from ``now`` on are not over yet.
    """
    if bounds is not None and now is not None:
        bounds = bounds[0], min(bounds[1], now)
    for kind in _DAILY:
        column = TABLES[kind].dated
        if numbered(records, kind, column) and TABLES[kind].columns[column].type is ColumnType.TIME:
            days = _days(records, kind, column)
            if days:
                yield from _empty_days(kind, column, days, bounds)
            if days and kind is not TableKind.AGENT_DAYS:  # its rows are figures, not events
                yield from _thin_days(records, kind, column, days)
                yield from _cut(kind, column, days)
    yield from _absent_agents(records)


def _days(records: OpenRecords, kind: TableKind, column: str) -> list[_Day]:
    # messages come in chats, a dozen at once: customers come one by one
    chats = kind is TableKind.MESSAGES and records.has(kind, "customer_id")
    counted = "count(DISTINCT customer_id)" if chats else "count(*)"
    rows = records.connection.execute(
        f"""SELECT {column}::DATE AS day, {counted},
          epoch(max({column}) - min({column})::DATE) / 3600
        FROM {quoted(kind)} WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 1"""  # noqa: S608 (quoted names)
    ).fetchall()
    return [_Day(*row) for row in rows]


def _empty_days(
    kind: TableKind,
    column: str,
    days: Sequence[_Day],
    bounds: tuple[datetime, datetime] | None,
) -> Iterator[Doubt]:
    """Yield the days of the period on which nothing is written.

    Days before the first and after the last row, and weekdays on which there never is one, are a
    note: the shop may not have been open. Days in between are missing.
    """
    first, last = days[0].day, days[-1].day
    if bounds is not None:
        first, last = bounds[0].date(), (bounds[1] - timedelta(seconds=1)).date()
    there = {each.day for each in days}
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    inside = sum(each.rows for each in days if first <= each.day <= last)
    if not inside:
        return
    surprising = math.log(len(every) / BY_CHANCE) * len(every) / inside
    absent = [day for run in _runs(every, there) if len(run) >= surprising for day in run]
    closed = {day for day in absent if not days[0].day < day < days[-1].day}
    closed |= _never_open(absent, there)
    missing = [day for day in absent if day not in closed]
    for severity, among in (("caution", missing), ("note", sorted(closed))):
        if among:
            yield Doubt(
                "empty_days",
                severity,
                kind,
                column,
                of=len(every),
                values={"days": listed([str(day) for day in among]), "count": len(among)},
            )


def _never_open(absent: Sequence[date], there: set[date]) -> set[date]:
    """Return the absent days of weekdays on which the shop never writes anything."""
    opened = {day.weekday() for day in there}
    weekdays = [day.weekday() for day in absent]
    return {
        day
        for day in absent
        if day.weekday() not in opened and weekdays.count(day.weekday()) >= LEAST_WEEKS
    }


def _runs(every: Sequence[date], there: set[date]) -> Iterator[list[date]]:
    """Yield the runs of consecutive days that are absent."""
    run: list[date] = []
    for day in every:
        if day not in there:
            run.append(day)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _thin_days(
    records: OpenRecords, kind: TableKind, column: str, days: Sequence[_Day]
) -> Iterator[Doubt]:
    """Yield days with far fewer rows than the days around them."""
    thin = []
    for place, each in enumerate(days):
        around = [*days[max(place - NEIGHBOURS, 0) : place], *days[place + 1 :][:NEIGHBOURS]]
        expected = sorted(other.rows for other in around)[len(around) // 2] if around else 0
        same = [other.rows for other in days if other is not each and _same_weekday(other, each)]
        if len(same) >= LEAST_WEEKS:
            expected = min(expected, sorted(same)[len(same) // 2])
        if expected >= LEAST_EXPECTED and each.rows < THIN * expected:
            thin.append(str(each.day))
    if thin:
        among = ", ".join(f"DATE '{day}'" for day in thin)
        touched = (
            f"SELECT source_file, source_row FROM {quoted(kind)} "  # noqa: S608 (quoted names)
            f"WHERE {column}::DATE IN ({among})"
        )
        doubt = Doubt("thin_days", "caution", kind, column, values={"days": listed(thin)})
        yield from doubts_of(records, doubt, touched)


def _same_weekday(one: _Day, other: _Day) -> bool:
    return (one.day - other.day).days % WEEK == 0


def _cut(kind: TableKind, column: str, days: Sequence[_Day]) -> Iterator[Doubt]:
    """Yield a table whose last day ends hours before days usually end."""
    if len(days) < LEAST_DAYS or days[-1].rows == 0:
        return
    full = [each for each in days if each.rows >= LEAST_EXPECTED]
    if len(full) < LEAST_DAYS:
        return
    usual = sorted(each.last_h for each in full)[len(full) // 2]
    if usual - days[-1].last_h >= CUT_HOURS:
        yield Doubt(
            "last_day_cut",
            "caution",
            kind,
            column,
            rows=days[-1].rows,
            of=sum(each.rows for each in days),
            values={"day": str(days[-1].day), "ends_h": days[-1].last_h, "usual_h": usual},
        )


def _absent_agents(records: OpenRecords) -> Iterator[Doubt]:
    """Yield staff rows of people on duty in a month of the contacts who have no contact in it."""
    needs = ("month", "agent", "scheduled_days")
    if not numbered(records, "staff", *needs) or not records.has("contacts", "agent", "started"):
        return
    touched = f"""WITH months AS (
          SELECT strftime(started, '%Y-%m') AS month, agent, count(*) AS n FROM contacts
          WHERE agent IS NOT NULL GROUP BY ALL
        )
        SELECT source_file, source_row FROM staff
        WHERE coalesce(worked_days_or_scheduled, 0) >= {_ON_DUTY_DAYS}
          AND month IN (SELECT month FROM months)
          AND (month, agent) NOT IN (SELECT (month, agent) FROM months)"""  # noqa: S608 (our own numbers)
    worked = "worked_days" if records.has("staff", "worked_days") else "scheduled_days"
    touched = touched.replace("worked_days_or_scheduled", worked)
    yield from doubts_of(
        records, Doubt("on_duty_without_contacts", "caution", "staff", "agent"), touched
    )
