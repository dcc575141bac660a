"""What a scenario file may hold (``docs/scenario.md``): traffic, staffing, targets, horizon.

The limits refuse slips of unit (milliseconds for seconds, per cent for shares), not unusual desks.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from engine.domain.targets import DEFAULT_PROBABILITY, Comparison
from engine.domain.traffic import Channel, OnPatience, Shape
from engine.files.schemas import Clock, FileModel, Id, Share, TableModel, TextModel

MOST_HOURS = 24_000.0
MOST_ATTEMPTS = 30
Hours = Annotated[float, Field(ge=0, le=MOST_HOURS)]
Seconds = Annotated[float, Field(gt=0, le=31 * 86_400)]
Rate = Annotated[float, Field(ge=0, le=1_000_000)]
Minutes = Annotated[float, Field(gt=0, le=MOST_HOURS * 60)]


class DurationTable(TableModel):
    """A random duration: ``{ shape = "lognormal", mean_s = 145, cv = 0.8 }``."""

    shape: Shape
    mean_s: Seconds
    cv: Annotated[float, Field(gt=0, le=10)] | None = None


class StretchTable(TableModel):
    """A stretch of time: by the clock, or in hours from the start of the horizon."""

    start: Clock | None = None
    end: Clock | None = None
    start_h: Hours | None = None
    end_h: Hours | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        clock = (self.start is not None, self.end is not None)
        hours = (self.start_h is not None, self.end_h is not None)
        if {clock, hours} != {(True, True), (False, False)}:
            raise PydanticCustomError("scenario.stretch_form", "one form")
        return self


class WaveTable(StretchTable):
    """A named stretch whose arrival rates are multiplied."""

    id: Id
    name: TextModel
    factor: Annotated[float, Field(ge=0, le=50)]
    classes: tuple[Id, ...] = ()


class ShiftTable(StretchTable):
    """Agents on duty; a shift by the clock is worked on every day of the horizon."""

    agents: Annotated[int, Field(ge=0, le=5_000)]


class ProfileTable(TableModel):
    """How a day's contacts lie over the day: one weight for each step, from midnight."""

    id: Id
    step_min: Minutes
    weights: Annotated[tuple[Annotated[float, Field(ge=0, le=1_000)], ...], Field(min_length=1)]


class PatienceTable(TableModel):
    """How long a customer waits in the human queue; without ``duration``, for ever."""

    duration: DurationTable | None = None
    on_patience: OnPatience = OnPatience.HANGS_UP
    short_work: DurationTable | None = None


class RetryTable(TableModel):
    """Whether a customer who hung up tries again."""

    probability: Share
    delay: DurationTable


class RepeatTable(TableModel):
    """Whether a served contact is solved, and whether an unsolved one comes back."""

    solved_probability: Share
    return_probability: Share = 0.0
    delay: DurationTable | None = None


class BotTable(TableModel):
    """The bot in front of the queue."""

    containment: Share
    duration: DurationTable | None = None
    repeat: RepeatTable | None = None


class ClassTable(TableModel):
    """One class of contacts; arrivals by profile or as rates."""

    id: Id
    name: TextModel
    channel: Channel
    groups: Annotated[tuple[Id, ...], Field(min_length=1)]
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    profile: Id | None = None
    contacts_per_day: Rate | None = None
    step_min: Minutes | None = None
    rates_per_h: Annotated[tuple[Rate, ...], Field(min_length=1)] | None = None
    work: DurationTable
    reply_work: DurationTable | None = None
    wrap_up: DurationTable | None = None
    patience: PatienceTable = PatienceTable()
    retry: RetryTable | None = None
    repeat: RepeatTable | None = None
    bot: BotTable | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        by_profile = (self.profile is not None, self.contacts_per_day is not None)
        by_rate = (self.rates_per_h is not None, self.step_min is not None)
        if {by_profile, by_rate} != {(True, True), (False, False)}:
            raise PydanticCustomError("scenario.arrivals_form", "one form")
        return self


class GroupTable(TableModel):
    """Agents with the same skills."""

    id: Id
    name: TextModel
    slots: Annotated[int, Field(ge=1, le=30)] = 1
    speed: Annotated[tuple[Annotated[float, Field(gt=0, le=3)], ...], Field(min_length=1)] = (1.0,)
    efficiency: Annotated[float, Field(gt=0, le=5)] = 1.0
    shifts: Annotated[tuple[ShiftTable, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _a_speed_for_each_load(self) -> Self:
        if len(self.speed) != self.slots:
            context = {"slots": self.slots, "count": len(self.speed)}
            raise PydanticCustomError("scenario.speed_length", "one speed for each load", context)
        return self


class TargetTable(TableModel):
    """What is promised."""

    measure: Annotated[str, Field(min_length=1, max_length=64)]
    comparison: Comparison
    threshold: Annotated[float, Field(ge=0, le=1_000_000)]
    scope: Annotated[str, Field(min_length=1, max_length=80)] = "day"
    probability: Annotated[float, Field(gt=0, lt=1)] = DEFAULT_PROBABILITY
    contact_class: Id | Literal[""] = ""
    group: Id | Literal[""] = ""


class ScenarioFile(FileModel):
    """A whole scenario."""

    id: Id
    name: TextModel
    generated: bool
    horizon_h: Annotated[float, Field(gt=0, le=MOST_HOURS)] = 24.0
    warm_up_s: Annotated[float, Field(ge=0)] = 0.0
    interval_min: Annotated[float, Field(ge=1, le=24 * 60)] = 30.0
    factor: Annotated[float, Field(gt=0, le=100)] = 1.0
    busyness_shape: Annotated[float, Field(ge=1, le=5_000)] | None = None
    max_attempts: Annotated[int, Field(ge=1, le=MOST_ATTEMPTS)] = 3
    absence: Annotated[float, Field(ge=0, lt=1)] = 0.0
    profiles: tuple[ProfileTable, ...] = ()
    waves: tuple[WaveTable, ...] = ()
    groups: Annotated[tuple[GroupTable, ...], Field(min_length=1)]
    classes: Annotated[tuple[ClassTable, ...], Field(min_length=1)]
    targets: tuple[TargetTable, ...] = ()
