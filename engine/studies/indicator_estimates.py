"""How far one agent's figure may lie from what more contacts would show."""

import re
from dataclasses import dataclass

import numpy as np

from engine.domain.metric_report import IndicatorNote
from engine.domain.tables import MetricTable
from engine.metrics.definition import Kind, Limits
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.intervals import estimate
from engine.metrics.notices import SMALL_SAMPLE

EXPORTED = "agent_days"
ANYTHING: Limits = (-np.inf, np.inf)
_UNSAMPLED = (Kind.TOTAL, Kind.RECORD)


@dataclass(frozen=True, slots=True)
class AgentEstimate:
    """An agent's figure; ``standard_error``, ``low`` and ``high`` are nan where it has none.

    ``small`` marks a sample below :data:`engine.metrics.notices.SMALL_SAMPLE`; a record or a
    total is no sample.
    """

    value: float
    size: int
    standard_error: float
    low: float
    high: float
    small: bool


def agent_estimate(
    note: IndicatorNote | None, table: MetricTable, row: int, column: int
) -> AgentEstimate:
    """Return a cell of a metric table with its 95 % interval, by the kind of the indicator."""
    value = float(table.values[row, column])
    size = int(table.sample_sizes[row, column])
    error = float(table.standard_errors[row, column])
    kind = kind_of(table.indicators[column], "" if note is None else note.origin)
    found = estimate(value, size, error, kind, limits_of(table.indicators[column]))
    return AgentEstimate(value, size, error, found.low, found.high, is_small(kind, value, size))


def limits_of(indicator: str) -> Limits:
    """Return what an indicator of a report can be; of one that only an export knows, anything."""
    definition = DEFINITIONS.get(re.split(r"[:@]", indicator)[0])
    return ANYTHING if definition is None else definition.limits


def kind_of(indicator: str, origin: str) -> Kind:
    """Return how an indicator of a report was made, and with it which interval it has.

    What a platform exported by days varies as its days do, whatever it is a share of.
    """
    definition = DEFINITIONS.get(re.split(r"[:@]", indicator)[0])
    if definition is None:
        return Kind.RECORD
    by_days = origin.startswith(EXPORTED) and definition.kind not in _UNSAMPLED
    return Kind.MEAN if by_days else definition.kind


def is_small(kind: Kind, value: float, size: int) -> bool:
    """Tell whether a figure has a sample, yet one that says little."""
    return kind not in _UNSAMPLED and 0 < size < SMALL_SAMPLE and not np.isnan(value)
