"""What a policy file may hold; whether its rules can hold together is left to other modules.

Every key but ``schema_version``, ``id`` and ``name`` has a default: a policy is written in as few
lines as it has rules.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from engine.domain.policy import Norm, Objective
from engine.domain.texts import Text
from engine.files.schemas import (
    FileModel,
    FilledText,
    Id,
    RelativePath,
    Share,
    TableModel,
    TextModel,
)
from engine.files.scheme_schema import GradeTable

NO_LIMIT = 1.0  # no share can move further
DEFAULT_EVIDENCE_SHARE = 0.5  # halfway: neither source is believed more than the other
LARGEST_GRID = 0.25  # 0.5 and 1 are 0.5 and 1 per cent written as per cent
LARGEST_FACTOR = 20  # a factor of 130 is 1.3 written as per cent
MOST_ENTRIES = 120

Factor = Annotated[float, Field(gt=0, le=LARGEST_FACTOR)]
Shift = Annotated[float, Field(ge=-1, le=1)]
Subject = FilledText  # a leaf or a group: the items of a judgement file are named freely
Subjects = Annotated[tuple[Subject, ...], Field(max_length=MOST_ENTRIES)]


class NamedTable(TableModel):
    """Something with an id; without a name it is called by its id."""

    id: Subject
    name: TextModel | None = None

    @property
    def text(self) -> Text:
        """What it is called in both languages."""
        return self.name.text() if self.name else Text(self.id, self.id)


def _as_table(entry: object) -> object:
    return {"id": entry} if isinstance(entry, str) else entry


class IndicatorName(NamedTable):
    """A leaf of a policy without a scheme: an id alone, or id and name."""


Leaf = Annotated[IndicatorName, BeforeValidator(_as_table, json_schema_input_type=str | dict)]


class GroupTable(NamedTable):
    """A group of leaves beside those of the scheme's tree; groups may overlap."""

    members: Annotated[tuple[Subject, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class OrderTable(TableModel):
    """The share of ``higher`` is at least that of ``lower`` plus ``gap``."""

    higher: Subject
    lower: Subject
    gap: Share = 0.0


class RatioTable(TableModel):
    """The share of ``higher`` is at least ``ratio`` times that of ``lower``."""

    higher: Subject
    lower: Subject
    ratio: Factor


class EmphasisTable(NamedTable):
    """What a business phase stresses, by ``heng optimise --emphasis ID``."""

    id: Id
    multipliers: dict[str, Factor] = Field(default_factory=dict)
    at_least_incumbent: dict[str, Factor] = Field(default_factory=dict)
    group_shifts: dict[str, Shift] = Field(default_factory=dict)
    first: Subjects = ()


class TriggerTable(NamedTable):
    """When an indicator's rate calls for other weights; ``release`` is the threshold if absent."""

    id: Id
    indicator: Subject
    comparison: Literal[">=", "<="] = ">="
    threshold: Share
    release: Share | None = None
    window_days: Annotated[int, Field(ge=1, le=366)] = 30
    alpha: Annotated[float, Field(gt=0, le=0.5)] = 0.01
    raises: Annotated[dict[str, Annotated[float, Field(gt=0, le=1)]], Field(min_length=1)]
    cap: Share = 1.0
    cool_down_months: Annotated[int, Field(ge=0, le=60)] = 2


class DistanceTable(TableModel):
    """What a unit of distance to each source weighs; a source that is not named counts nothing."""

    judged: Annotated[float, Field(ge=0)] = 0.0
    evidence: Annotated[float, Field(ge=0)] = 0.0
    incumbent: Annotated[float, Field(ge=0)] = 0.0


class PolicyFile(FileModel):
    """A policy file; leaves come from ``scheme``, from ``indicators`` or from the weight files.

    ``largest_move = 1`` sets no limit, ``grid = 0`` publishes unrounded shares.
    """

    id: Id
    name: TextModel
    scheme: RelativePath = ""
    indicators: Annotated[tuple[Leaf, ...], Field(max_length=MOST_ENTRIES)] = ()
    objective: Objective = Objective.BLEND
    norm: Norm = Norm.L1
    budget: Annotated[float, Field(ge=0)] | None = None
    evidence_share: Share = DEFAULT_EVIDENCE_SHARE
    distances: DistanceTable | None = None
    default_floor: Share = 0.0
    default_cap: Share = 1.0
    largest_move: Annotated[float, Field(gt=0, le=1)] = NO_LIMIT
    grid: Annotated[float, Field(ge=0, le=LARGEST_GRID)] = 0.0
    ring_fenced: Subjects = ()
    red_lines: Subjects = ()
    floors: dict[str, Share] = Field(default_factory=dict)
    caps: dict[str, Share] = Field(default_factory=dict)
    largest_moves: dict[str, Share] = Field(default_factory=dict)
    group_shares: dict[str, tuple[Share, Share]] = Field(default_factory=dict)
    groups: Annotated[tuple[GroupTable, ...], Field(max_length=MOST_ENTRIES)] = ()
    orders: tuple[OrderTable, ...] = ()
    ratios: tuple[RatioTable, ...] = ()
    emphases: tuple[EmphasisTable, ...] = ()
    triggers: tuple[TriggerTable, ...] = ()
    grades: GradeTable | None = None
