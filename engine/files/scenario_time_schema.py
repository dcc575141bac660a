"""What times, stretches of time, random durations and numbers of rounds look like in a scenario.

The limits refuse slips of unit (milliseconds for seconds), not unusual desks.
"""

from typing import Annotated

from pydantic import Field

from engine.domain.durations import RoundsShape, Shape
from engine.files.schemas import Clock, Share, TableModel

MOST_HOURS = 24_000.0
MOST_VALUES = 2_000
MOST_ROUNDS = 500
_MOST_S = 31 * 86_400

Hours = Annotated[float, Field(ge=0, le=MOST_HOURS)]
Minutes = Annotated[float, Field(gt=0, le=MOST_HOURS * 60)]
Seconds = Annotated[float, Field(gt=0, le=_MOST_S)]
SecondsFromZero = Annotated[float, Field(ge=0, le=_MOST_S)]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]


class DurationTable(TableModel):
    """A random duration: ``{ shape = "lognormal", mean_s = 145, cv = 0.8 }``.

    ``means_s`` and ``chances`` are the phases of a hyperexponential one, ``values_s`` and
    ``weights`` what an empirical one is drawn from. Which keys a shape needs is told in
    :mod:`engine.files.scenario_duration_checks`.
    """

    shape: Shape
    mean_s: Seconds | None = None
    cv: Annotated[float, Field(gt=0, le=10)] | None = None
    means_s: Annotated[tuple[Seconds, ...], Field(min_length=1, max_length=50)] | None = None
    chances: Annotated[tuple[Share, ...], Field(min_length=1, max_length=50)] | None = None
    values_s: Annotated[tuple[Seconds, ...], Field(min_length=1, max_length=MOST_VALUES)] | None = (
        None
    )
    weights: Annotated[tuple[Weight, ...], Field(min_length=1, max_length=MOST_VALUES)] | None = (
        None
    )


class WaitTable(DurationTable):
    """A random duration that may be nothing: deterministic with mean 0, or values of 0."""

    mean_s: SecondsFromZero | None = None
    values_s: (
        Annotated[tuple[SecondsFromZero, ...], Field(min_length=1, max_length=MOST_VALUES)] | None
    ) = None


class RoundsTable(TableModel):
    """A random number of rounds: ``{ shape = "geometric", mean = 6 }``."""

    shape: RoundsShape
    mean: Annotated[float, Field(ge=1, le=MOST_ROUNDS)] | None = None
    weights: Annotated[tuple[Weight, ...], Field(min_length=1, max_length=MOST_ROUNDS)] | None = (
        None
    )


class StretchTable(TableModel):
    """A stretch of time: by the clock, or in hours from the start of the horizon."""

    start: Clock | None = None
    end: Clock | None = None
    start_h: Hours | None = None
    end_h: Hours | None = None

    @property
    def by_clock(self) -> bool:
        """Whether the stretch is told by the clock."""
        return self.start is not None or self.end is not None

    @property
    def has_one_form(self) -> bool:
        """Whether both keys of one form are given and none of the other."""
        clock = (self.start is not None, self.end is not None)
        hours = (self.start_h is not None, self.end_h is not None)
        return {clock, hours} == {(True, True), (False, False)}
