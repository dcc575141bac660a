"""What a scenario file may hold (``docs/scenario.md``): traffic, staffing, targets, horizon.

The limits refuse slips of unit (milliseconds for seconds, per cent for shares), not unusual desks.
"""

from typing import Annotated, Literal

from pydantic import Field

from engine.domain.scenario import Fidelity
from engine.domain.targets import DEFAULT_PROBABILITY, Comparison
from engine.files.scenario_class_schema import ClassTable
from engine.files.scenario_group_schema import GroupTable
from engine.files.scenario_outcomes import OutcomesTable
from engine.files.scenario_platforms import DEFAULT_PLATFORMS
from engine.files.scenario_time_schema import MOST_HOURS, Minutes, StretchTable
from engine.files.schemas import FileModel, FilledText, Id, TableModel, TextModel

MOST_ATTEMPTS = 30
MOST_SHAPE = 5_000


class WaveTable(StretchTable):
    """A named stretch whose arrival rates are multiplied."""

    id: Id
    name: TextModel
    factor: Annotated[float, Field(ge=0, le=50)]
    classes: tuple[Id, ...] = ()


class ProfileTable(TableModel):
    """How a day's contacts lie over the day: one weight for each step, from midnight."""

    id: Id
    step_min: Minutes
    weights: Annotated[tuple[Annotated[float, Field(ge=0, le=1_000)], ...], Field(min_length=1)]


class TargetTable(TableModel):
    """What is promised."""

    measure: Annotated[str, Field(min_length=1, max_length=100)]
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
    fidelity: Fidelity = Fidelity.RATE
    horizon_h: Annotated[float, Field(gt=0, le=MOST_HOURS)] = 24.0
    warm_up_s: Annotated[float, Field(ge=0)] = 0.0
    interval_min: Annotated[float, Field(ge=1, le=24 * 60)] = 30.0
    factor: Annotated[float, Field(gt=0, le=100)] = 1.0
    busyness_shape: Annotated[float, Field(ge=1, le=MOST_SHAPE)] | None = None
    interval_busyness_shape: Annotated[float, Field(ge=0.25, le=MOST_SHAPE)] | None = None
    max_attempts: Annotated[int, Field(ge=1, le=MOST_ATTEMPTS)] = 3
    absence: Annotated[float, Field(ge=0, lt=1)] = 0.0
    platforms: tuple[FilledText, ...] = DEFAULT_PLATFORMS
    outcomes: OutcomesTable | None = None
    profiles: tuple[ProfileTable, ...] = ()
    waves: tuple[WaveTable, ...] = ()
    groups: Annotated[tuple[GroupTable, ...], Field(min_length=1)]
    classes: Annotated[tuple[ClassTable, ...], Field(min_length=1)]
    targets: tuple[TargetTable, ...] = ()
