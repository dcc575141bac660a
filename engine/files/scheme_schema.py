"""What a scheme file may hold: groups that list their children, indicators with every field.

A group names its children, so that an indicator deleted, cut off or misspelt is noticed; the
plausible range of a curve's values follows from the unit and, for indicators of the catalogue,
from :data:`PLAUSIBLE`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from engine.domain.grades import BEST_SCORE
from engine.domain.indicators import Controllability, Direction, Population, Source
from engine.domain.targets import Comparison
from engine.files.schemas import FileModel, FilledText, Id, Share, TableModel, TextModel

Unit = Literal["s", "h", "share", "points", "count", "CNY"]
Window = Literal["session", "24h", "72h", "7d", "30d", "90d", "month", "quarter", "year"]
Score = Annotated[float, Field(ge=0, le=BEST_SCORE)]
Point = tuple[float, Score]

# Least and greatest value that any desk of people could have, by unit
UNIT_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "s": (0, 1_209_600),  # two weeks, for problems that wait on a supplier
        "h": (0, 744),  # a month of 31 days
        "share": (0, 1),
        "points": (0, 100),
        "count": (0, 20_000),
        "CNY": (0, 2_000_000),
    }
)

# Narrower where the indicator is known: an error of unit (ms for s, per cent for a share, fen
# for yuan) leaves these ranges, an unusual desk does not
PLAUSIBLE: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "frt": (0, 3_600),
        "art": (0, 3_600),
        "aht": (0, 7_200),
        "resolution_time": (0, 604_800),
        "ticket_time": (0, 604_800),
        "refund_time": (0, 1_209_600),
        "csat_score": (1, 5),
        "nps": (-100, 100),
        "slow": (0, 1_000),
        "aov": (0, 5_000),
        "sales": (0, 2_000_000),
        "qa_cost": (0, 500),
        "compliance": (0, 100),
        "discipline": (0, 31),
        "throughput": (0, 15_000),
        "workload": (0, 15_000),
        "concurrency": (0, 50),
        "online_time": (0, 744),
    }
)


class TargetTable(TableModel):
    """What the scheme promises of one indicator; ``threshold_high`` closes a stated range."""

    comparison: Comparison
    threshold: float
    threshold_high: float | None = None


class IndicatorTable(TableModel):
    """One leaf; ``weight`` is its share of the whole scheme, for every leaf or for none."""

    id: Id
    name: TextModel
    unit: Unit
    direction: Direction
    population: Population
    window: Window
    controllability: Controllability
    source: Source
    origin: Literal["source", "ours"]
    weight: Share | None = None
    curve: Annotated[tuple[Point, ...], Field(min_length=2, max_length=20)]
    target: TargetTable | None = None
    gaming_risk: TextModel
    counter_indicators: tuple[Id, ...]


class GroupTable(TableModel):
    """A group of the tree; ``children`` are ids of groups or indicators, in order."""

    id: Id
    name: TextModel
    children: Annotated[tuple[Id, ...], Field(min_length=1, max_length=30)]


class RaterTable(TableModel):
    """Who rates the rated leaves."""

    id: Id
    name: TextModel
    share: Share


class GradeTable(TableModel):
    """Cut-offs descend; one label more than cut-offs."""

    cutoffs: Annotated[
        tuple[Annotated[float, Field(gt=0, le=BEST_SCORE)], ...], Field(min_length=1, max_length=9)
    ]
    labels: Annotated[tuple[FilledText, ...], Field(min_length=2, max_length=10)]


class PayTable(TableModel):
    """The factor on a month's base pay by grade, and the floor no cut goes below, in CNY."""

    floor_cny: Annotated[float, Field(ge=0, le=50_000)]
    coefficient: dict[str, Annotated[float, Field(ge=0.5, le=2)]]


class SchemeFile(FileModel):
    """A scheme file; ``children`` are the top-level groups."""

    id: Id
    name: TextModel
    note: TextModel
    published: bool
    children: Annotated[tuple[Id, ...], Field(min_length=1, max_length=30)]
    grades: GradeTable
    raters: tuple[RaterTable, ...]
    pay: PayTable | None = None
    groups: Annotated[tuple[GroupTable, ...], Field(min_length=1, max_length=60)]
    indicators: Annotated[tuple[IndicatorTable, ...], Field(min_length=1, max_length=120)]


def plausible_range(indicator: str, unit: str) -> tuple[float, float]:
    """Return the least and greatest value that an indicator of this id and unit can have."""
    return PLAUSIBLE.get(indicator, UNIT_RANGES[unit])
