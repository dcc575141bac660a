"""What a reader of an agent-period table should know before believing it."""

from collections.abc import Iterator

import numpy as np

from engine.domain.tables import ColumnTable, MetricTable
from engine.domain.texts import Finding, Sentence
from engine.metrics.quality_values import targeted_count

SMALL_SAMPLE = 30  # contacts a month; the smallest sample on which a share means anything
_CONTACT_COUNT = "throughput"
_RATED_LEAST = 0.30  # of invited customers: below it, raters may be unlike the others
_RATING_RATE = "rating_rate"


def table_findings(table: MetricTable, samples: ColumnTable | None = None) -> tuple[Finding, ...]:
    """Return what limits a table: targeted samples left out, tiny samples, few raters."""
    return tuple(_findings(table, samples))


def small_samples(table: MetricTable, least: int = SMALL_SAMPLE) -> tuple[str, ...]:
    """Return the agents whose largest sample of any indicator is below ``least``."""
    largest = table.sample_sizes.max(axis=1, initial=0)
    return tuple(agent for agent, n in zip(table.agents, largest, strict=True) if n < least)


def _findings(table: MetricTable, samples: ColumnTable | None) -> Iterator[Finding]:
    if samples is not None and (targeted := targeted_count(samples, table.period)):
        yield _finding("note", "targeted_samples", targeted=targeted)
    if small := small_samples(table):
        yield _finding("caution", "small_samples", agents=", ".join(small), least=SMALL_SAMPLE)
    if _RATING_RATE in table.indicators:
        rates = table.column(_RATING_RATE)
        sizes = table.sample_sizes[:, table.indicators.index(_RATING_RATE)]
        rated = float(np.nansum(rates * sizes) / max(int(sizes.sum()), 1))
        if rated < _RATED_LEAST:
            yield _finding("caution", "few_raters", rated=100 * rated)


def _finding(severity: str, name: str, **values: str | float | int) -> Finding:
    sentence = Sentence(f"finding.metrics.{name}", values)
    return Finding("note" if severity == "note" else "caution", sentence)
