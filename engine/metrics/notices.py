"""What a reader of a metric table should know before believing it."""

from collections.abc import Iterator

import numpy as np

from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence
from engine.metrics.definition import Table
from engine.metrics.periods import period_bounds
from engine.metrics.records import OpenRecords
from engine.metrics.table_queries import TableView, in_period

SMALL_SAMPLE = 30  # contacts a month; the smallest sample on which a share means anything
_RATED_LEAST = 0.30  # of invited customers: below it, raters may be unlike the others
_RATING_RATE = "rating_rate"


def table_findings(table: MetricTable, records: OpenRecords | None = None) -> tuple[Finding, ...]:
    """Return what limits a table: targeted samples left out, tiny samples, few raters."""
    return tuple(_findings(table, records))


def small_samples(table: MetricTable, least: int = SMALL_SAMPLE) -> tuple[str, ...]:
    """Return the agents whose largest sample of any indicator is below ``least``."""
    largest = table.sample_sizes.max(axis=1, initial=0)
    return tuple(agent for agent, n in zip(table.agents, largest, strict=True) if n < least)


def targeted_samples(records: OpenRecords, period: str) -> int:
    """Return how many quality samples of a period were targeted and so do not count."""
    view = TableView(Table.SAMPLES, records.tables.get(Table.SAMPLES, ()))
    if not records.has(Table.SAMPLES, view.dated, "targeted"):
        return 0
    start, end = period_bounds(period)
    query = f"SELECT count(*) FROM samples WHERE targeted AND {in_period(view)}"  # noqa: S608 (our own names)
    rows = records.connection.execute(query, {"start": start, "end": end}).fetchall()
    return int(rows[0][0])


def _findings(table: MetricTable, records: OpenRecords | None) -> Iterator[Finding]:
    if records is not None and (targeted := targeted_samples(records, table.period)):
        yield _finding("note", "targeted_samples", targeted=targeted)
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
