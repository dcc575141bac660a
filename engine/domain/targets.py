"""A target: a measure, a comparison, a threshold and the stretch of time it is judged over."""

from dataclasses import dataclass
from enum import StrEnum

DEFAULT_PROBABILITY = 0.95


class Comparison(StrEnum):
    """How a measure is compared with its threshold."""

    AT_LEAST = ">="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised.

    Parameters
    ----------
    measure
        Id of an indicator (schemes) or of a measure of ``docs/measures.md`` (scenarios).
    threshold
        In the measure's unit; shares are 0..1.
    threshold_high
        Upper end where the source states a range (fcr 70 to 75 %); the target is the lower end.
    scope
        ``day``, ``hour``, ``wave:<id>``, ``month``, ``30d``, ``quarter``: what must meet it.
    probability
        With which probability the scope must meet it (planner's choice).
    contact_class, group
        Restrict the measure; empty means all.
    """

    measure: str
    comparison: Comparison
    threshold: float
    scope: str = "day"
    probability: float = DEFAULT_PROBABILITY
    contact_class: str = ""
    group: str = ""
    threshold_high: float | None = None

    def is_met_by(self, value: float) -> bool:
        """Tell whether a value of the measure meets the target; a missing value (nan) does not."""
        if self.comparison is Comparison.AT_LEAST:
            return value >= self.threshold
        return value <= self.threshold
