"""The data quality report: everything wrong or doubtful in the records, worst first.

Nothing is dropped or repaired here: each issue says where it is and what it does to the figures.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from engine.domain.metric_report import DataIssue, Effect
from engine.domain.records import RecordSource, TableKind
from engine.metrics.counting import Counting
from engine.metrics.doubts import Doubt
from engine.metrics.issue_agents import agent_doubts
from engine.metrics.issue_clocks import clock_doubts
from engine.metrics.issue_coverage import coverage_doubts
from engine.metrics.issue_duplicates import duplicate_doubts
from engine.metrics.issue_effects import (
    Complete,
    Figures,
    Remaking,
    effects_made_anew,
    effects_of,
    figures,
)
from engine.metrics.issue_lags import lag_doubts
from engine.metrics.issue_links import link_doubts
from engine.metrics.issue_missing import missing_doubts
from engine.metrics.issue_mixtures import mixture_doubts
from engine.metrics.issue_relations import relation_doubts
from engine.metrics.issue_scales import scale_doubts
from engine.metrics.issue_sources import source_doubts
from engine.metrics.issue_texts import text_doubts
from engine.metrics.issue_totals import total_doubts
from engine.metrics.periods import period_bounds
from engine.metrics.records import OpenRecords

SEVERITIES = ("alarm", "caution", "note")
MOST_EFFECTS = 12  # issues whose effect is computed, worst first: each reads the records twice
MOST_MADE_ANEW = 4  # of them those for which tables are made anew


def data_issues(
    records: OpenRecords,
    sources: Sequence[RecordSource],
    period: str | None = None,
    counting: Counting | None = None,
    *,
    now: datetime | None = None,
    complete: Complete | None = None,
) -> tuple[DataIssue, ...]:
    """Return what is wrong or doubtful in the records, worst first, with its effect.

    Parameters
    ----------
    records
        The tables, opened from ``sources``; derived ones may be among them.
    sources
        The files, in the order in which they were opened: they know what was set aside.
    period
        The period of the figures; None: no effects, and coverage is judged by each table's own
        first and last day. Everything else is judged on all rows.
    counting
        What counts as what; the defaults of :class:`Counting` if None.
    now
        Local time, by which rows lie in the future; None: that is not judged.
    complete
        Derives the tables that the figures need from those of the sources; with it the effects
        of rows of orders and messages are told. None: only those of the other tables are.

    Returns
    -------
    tuple of DataIssue
        Alarms, cautions, notes; within each those that move most agents, then those that touch
        most rows. Effects are those of the first :data:`MOST_EFFECTS` issues with rows to blame.
    """
    counting = counting or Counting()
    bounds = None if period is None else period_bounds(period)
    doubts = sorted(
        [*source_doubts(sources), *_doubts(records, counting, bounds, now)], key=_weight
    )
    effects: dict[int, tuple[Effect, ...]] = {}
    if period is not None:
        remaking = None if complete is None else Remaking(sources, complete, period, counting)
        effects = _effects(records, doubts, figures(records, period, counting), remaking)
    issues = [_issue(doubt, sources, effects.get(place, ())) for place, doubt in enumerate(doubts)]
    return tuple(sorted(issues, key=_order))


def _effects(
    records: OpenRecords,
    doubts: Sequence[Doubt],
    known: Figures | None,
    remaking: Remaking | None,
) -> dict[int, tuple[Effect, ...]]:
    """Return the effects of the first doubts by place; few of them need tables made anew."""
    touching = [place for place, doubt in enumerate(doubts) if doubt.touched][:MOST_EFFECTS]
    anew = [p for p in touching if remaking is not None and remaking.fits(doubts[p].table)]
    found = {}
    if known is not None:
        others = [place for place in touching if place not in anew]
        found = {place: effects_of(records, doubts[place], known) for place in others}
    whole = remaking.figures() if remaking is not None and anew else None
    if remaking is not None and whole is not None:
        for place in anew[:MOST_MADE_ANEW]:
            found[place] = effects_made_anew(records, doubts[place], remaking, whole)
    return found


def _doubts(
    records: OpenRecords,
    counting: Counting,
    bounds: tuple[datetime, datetime] | None,
    now: datetime | None,
) -> Iterator[Doubt]:
    yield from missing_doubts(records)
    yield from duplicate_doubts(records)
    yield from relation_doubts(records)
    yield from lag_doubts(records)
    yield from clock_doubts(records, now)
    yield from scale_doubts(records)
    yield from mixture_doubts(records)
    yield from agent_doubts(records)
    yield from coverage_doubts(records, bounds, now)
    yield from text_doubts(records)
    yield from link_doubts(records)
    yield from total_doubts(records, counting, bounds)


def _weight(doubt: Doubt) -> tuple[int, float, str, str, str, int]:
    share = doubt.rows / doubt.of if doubt.of else 0.0
    severity = SEVERITIES.index(doubt.severity)
    return severity, -share, doubt.code, doubt.table, doubt.column, doubt.file


def _order(issue: DataIssue) -> tuple[int, int, float]:
    moved = max((effect.agents_moved for effect in issue.effects), default=0)
    share = issue.rows / issue.of if issue.of else 0.0
    return SEVERITIES.index(issue.severity), -moved, -share


def _issue(doubt: Doubt, sources: Sequence[RecordSource], effects: tuple[Effect, ...]) -> DataIssue:
    """Return a doubt as the report shows it, with the file's name and all its values."""
    kinds = {source.kind for source in sources}
    table = doubt.table if doubt.table in kinds else TableKind.MESSAGES  # contacts made of chats
    names = [source.file or source.path.name for source in sources if source.kind == table]
    file = names[doubt.file] if 0 <= doubt.file < len(names) else ", ".join(names)
    values = {
        **doubt.values,
        "rows": doubt.rows,
        "of": doubt.of,
        "file": file,
        "table": str(doubt.table),
        "column": doubt.column,
    }
    return DataIssue(
        code=doubt.code,
        severity=doubt.severity,
        file=file,
        table=str(doubt.table),
        column=doubt.column,
        rows=doubt.rows,
        of=doubt.of,
        places=doubt.places,
        treatment=doubt.treatment,
        values=values,
        effects=effects,
    )
