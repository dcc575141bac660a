"""A metric report cut to what fits a screen: the files hold the rest, and that is said."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.domain.metric_report import MetricReport
from engine.domain.tables import MetricTable

MOST_INDICATORS = 14  # side by side in two tables of seven
LEADING = (
    "throughput", "frt", "frt_attainment", "fcr", "csat_rate", "complaint", "conversion",
    "art", "aht", "resolution", "repeat", "aov", "sales", "qa_session",
)  # fmt: skip
"""What an operations manager looks at first; a scheme's own indicators go before."""


def on_screen(report: MetricReport) -> MetricReport:
    """Return the report without indicators that have no value, its tables cut to the leading ones.

    All indicators of the shop stay; where there are more than :data:`MOST_INDICATORS`, agents,
    groups and parts are shown with the leading ones, filled up in the report's order.
    """
    known = [note for note in report.indicators if np.isfinite(note.shop.value)]
    chosen = leading([note.indicator for note in known])
    cut = None if report.by_cut is None else with_indicators(report.by_cut, chosen)
    return replace(
        report,
        indicators=tuple(known),
        by_agent=with_indicators(report.by_agent, chosen),
        by_group=with_indicators(report.by_group, chosen),
        by_cut=cut,
    )


def leading(indicators: Sequence[str]) -> tuple[str, ...]:
    """Return at most :data:`MOST_INDICATORS`, all of them in their order where they fit."""
    if len(indicators) <= MOST_INDICATORS:
        return tuple(indicators)
    first = [id_ for id_ in LEADING if id_ in indicators]
    others = [id_ for id_ in indicators if id_ not in first]
    return tuple([*first, *others][:MOST_INDICATORS])


def without_value(report: MetricReport) -> tuple[str, ...]:
    """Return the indicators that could be computed, yet found nothing to count."""
    return tuple(n.indicator for n in report.indicators if not np.isfinite(n.shop.value))


def with_indicators(table: MetricTable, indicators: Sequence[str]) -> MetricTable:
    """Return a table's columns of these indicators as far as it has them, in their order."""
    chosen = [id_ for id_ in indicators if id_ in table.indicators]
    places = np.array([table.indicators.index(id_) for id_ in chosen], dtype=np.int64)
    return replace(
        table,
        indicators=tuple(chosen),
        values=table.values[:, places],
        sample_sizes=table.sample_sizes[:, places],
        standard_errors=table.standard_errors[:, places],
    )
