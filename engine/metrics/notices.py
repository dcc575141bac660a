"""What a reader of a metric table should know before believing it."""

from collections.abc import Iterator

import numpy as np

from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence
from engine.metrics.definition import Kind, Table
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.periods import period_bounds
from engine.metrics.records import OpenRecords
from engine.metrics.table_queries import TableView, period_rows

SMALL_SAMPLE = 30  # the smallest sample on which a share means anything
_RATED_LEAST = 0.30  # of invited customers: below it, raters may be unlike the others
_RATING_RATE = "rating_rate"
_UNSAMPLED = (Kind.TOTAL, Kind.RECORD)


def table_findings(table: MetricTable, records: OpenRecords | None = None) -> tuple[Finding, ...]:
    """Return what limits a table: samples left out, red lines, tiny samples, few raters."""
    return tuple(_findings(table, records))


def small_samples(table: MetricTable, least: int = SMALL_SAMPLE) -> tuple[str, ...]:
    """Return the agents whose largest sample of any indicator is below ``least``.

    Totals and records are no samples, and who has nothing else has none that is too small.
    """
    sampled = [
        id_ in DEFINITIONS and DEFINITIONS[id_].kind not in _UNSAMPLED for id_ in table.indicators
    ]
    largest = table.sample_sizes[:, sampled].max(axis=1, initial=0)
    return tuple(agent for agent, n in zip(table.agents, largest, strict=True) if 0 < n < least)


def targeted_samples(records: OpenRecords, period: str) -> int:
    """Return how many quality samples of a period were targeted and so do not count."""
    return _samples(records, period, "targeted")


def unweighted_samples(records: OpenRecords, period: str) -> int:
    """Return how many random samples lack the chance of being drawn that others state.

    Nobody knows how many conversations each stands for, so they count in no score.
    """
    unknown = "targeted IS NOT TRUE AND coalesce(inclusion_probability, 0) = 0"
    return _samples(records, period, unknown)


def vetoed_samples(records: OpenRecords, period: str) -> int:
    """Return how many random samples crossed a red line and yet have a score above 0."""
    if not records.has(Table.SAMPLES, "red_line", "session_score"):
        return 0
    return _samples(records, period, "targeted IS NOT TRUE AND red_line AND session_score > 0")


def _samples(records: OpenRecords, period: str, condition: str) -> int:
    """Return how many quality samples of a period are so; 0 where none are dated."""
    view = TableView(Table.SAMPLES, records.tables.get(Table.SAMPLES, ()))
    if not records.has(Table.SAMPLES, view.dated):
        return 0
    start, end = period_bounds(period)
    query = f"SELECT count(*) FROM ({period_rows(view)}) WHERE {condition}"  # noqa: S608 (our own names)
    rows = records.connection.execute(query, {"start": start, "end": end}).fetchall()
    return int(rows[0][0])


def _of_samples(records: OpenRecords, period: str) -> Iterator[Finding]:
    if targeted := targeted_samples(records, period):
        yield _finding("note", "targeted_samples", targeted=targeted)
    if unweighted := unweighted_samples(records, period):
        yield _finding("caution", "unweighted_samples", unweighted=unweighted)
    if vetoed := vetoed_samples(records, period):
        yield _finding("note", "vetoed_samples", vetoed=vetoed)


def _findings(table: MetricTable, records: OpenRecords | None) -> Iterator[Finding]:
    if records is not None:
        yield from _of_samples(records, table.period)
    if small := small_samples(table):
        yield _finding("caution", "small_samples", agents=", ".join(small), least=SMALL_SAMPLE)
    if _RATING_RATE in table.indicators:
        rates = table.column(_RATING_RATE)
        sizes = table.sample_sizes[:, table.indicators.index(_RATING_RATE)]
        rated = float(np.nansum(rates * sizes) / max(int(sizes.sum()), 1))
        if sizes.any() and rated < _RATED_LEAST:
            yield _finding("caution", "few_raters", rated=100 * rated)


def _finding(severity: str, name: str, **values: str | float | int) -> Finding:
    sentence = Sentence(f"finding.metrics.{name}", values)
    return Finding("note" if severity == "note" else "caution", sentence)
