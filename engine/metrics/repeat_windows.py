"""First-contact resolution and repeats within each window in use, side by side.

The rates are the definitions ``fcr`` and ``repeat`` of :mod:`engine.metrics.definitions` under
other windows. How many repeats are chance can be told only where the records number problems.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from engine.domain.metric_report import Estimate, RepeatRate, RepeatWindow
from engine.domain.texts import Finding, Sentence, Values
from engine.metrics.computable import lacking, table_view
from engine.metrics.counting import Counting
from engine.metrics.definition import Definition, Table
from engine.metrics.definitions import definition_of
from engine.metrics.intervals import estimate
from engine.metrics.query_parameters import named_parameters, period_parameters
from engine.metrics.records import OpenRecords
from engine.metrics.table_queries import answered_neighbours

WINDOWS_H = (24.0, 72.0, 168.0)
"""The windows in use: a day, three days, a week."""


def repeat_windows(
    records: OpenRecords, period: str, counting: Counting, windows_h: Sequence[float] = WINDOWS_H
) -> tuple[RepeatWindow, ...]:
    """Return both rates by window, the one of ``counting`` among them; empty without contacts.

    Empty too where the contacts lack what tells a further contact: customer, class and id.
    A further contact at exactly the window's end is within it. Contacts that the bot ended are
    nobody's, but one before or after them is still a further one.

    Raises
    ------
    InputError
        ``metrics.period``; ``metrics.repeat_window`` for a window not above 0.
    """
    if lacking(records, definition_of("fcr"), counting):
        return ()
    hours = sorted({*map(float, windows_h), float(counting.repeat_window_h)})
    return tuple(_window(records, period, replace(counting, repeat_window_h=h)) for h in hours)


def window_findings(windows: Sequence[RepeatWindow], window_h: float) -> Iterator[Finding]:
    """Yield what the records cannot tell of one window, and what its repeats hold by chance."""
    for window in windows:
        shop = window.shop
        if window.window_h != window_h:
            continue
        if shop.unended:
            yield _finding("note", "unended", {"hours": window_h, "contacts": shop.unended})
        if shop.chance:
            problems, fcr = shop.fcr.size, shop.fcr.value
            told: Values = {
                "hours": window_h,
                "chance": shop.chance,
                "further": round(problems * (1 - fcr)),
                "fcr": fcr,
                "own": fcr + shop.chance / problems,
            }
            yield _finding("caution", "chance", told)


def _finding(severity: Literal["note", "caution"], name: str, values: Values) -> Finding:
    return Finding(severity, Sentence(f"finding.repeat_windows.{name}", values))


def _window(records: OpenRecords, period: str, counting: Counting) -> RepeatWindow:
    query = _query(records, counting)
    known = named_parameters(query, period_parameters(period, counting))
    rows = records.connection.execute(query, known).fetchall()
    rates = {row[0]: _rate(*row[1:]) for row in rows}
    shop = rates.pop(None)
    agents = {str(agent): rates[agent] for agent in sorted(rates)}
    return RepeatWindow(counting.repeat_window_h, shop, agents)


def _rate(
    problems: int, settled: int, contacts: int, repeated: int, *others: int | None
) -> RepeatRate:
    unended, unknown, chance = others
    return RepeatRate(
        fcr=_share(settled, problems, definition_of("fcr")),
        repeat=_share(repeated, contacts, definition_of("repeat")),
        unended=unended or 0,
        unknown=unknown or 0,
        chance=chance,
    )


def _share(met: int, counted: int, definition: Definition) -> Estimate:
    value = met / counted if counted else float("nan")
    return estimate(value, counted, float("nan"), definition.kind)


def _query(records: OpenRecords, counting: Counting) -> str:
    """Return the query of the counts by agent, and over everybody where the agent is NULL."""
    fcr, repeat = definition_of("fcr"), definition_of("repeat")
    numbered = records.has("contacts", "problem_id")
    # for speed: without numbers no column more is carried through the sort
    next_problem = ("lead(problem_id) OVER neighbours AS next_problem",) if numbered else ()
    chance = f"{fcr.counted} AND followed AND problem_id <> next_problem"
    rows = answered_neighbours(table_view(records.tables, Table.CONTACTS, counting), *next_problem)
    return f"""SELECT agent, {_counts(fcr)}, {_counts(repeat)},
  count(*) FILTER (followed IS NOT NULL AND NOT window_ended),
  count(*) FILTER (followed IS NULL),
  {f"count(*) FILTER ({chance})" if numbered else "NULL"}
FROM (
{rows}
) GROUP BY GROUPING SETS ((agent), ())"""  # noqa: S608 (parts come from DEFINITIONS)


def _counts(share: Definition) -> str:
    """Return the SQL of how many rows a share counts, and of how many of them meet it."""
    return (
        f"count({share.value}) FILTER ({share.counted}), "
        f"count(*) FILTER ({share.counted} AND {share.value})"
    )
