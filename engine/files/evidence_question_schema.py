"""What a question to the data may say, in case files and specification files alike.

What contradicts what in a question is left to :mod:`engine.files.evidence_question_checks`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from engine.domain.case import ContactLayout
from engine.domain.evidence_plan import ColumnRole
from engine.domain.specification import (
    Assignment,
    BandQuestion,
    ErrorDefinition,
    Family,
    Role,
    RowFilter,
    Specification,
    Term,
    Transform,
)
from engine.domain.texts import Text
from engine.files.schemas import FilledText, Id, TableModel, TextModel

MOST_VALUE_CNY = 1_000  # profit of one more outcome, not its price
MOST_POWER = 10
LARGEST = 1e9
Column = Annotated[str, Field(min_length=1, max_length=100)]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Edges = Annotated[
    tuple[Annotated[float, Field(ge=-100_000, le=100_000)], ...],
    Field(min_length=2, max_length=30),
]

_NO_ROLES: Mapping[str, ColumnRole] = MappingProxyType({})


def _listed(value: object) -> object:
    """Return one column's name as a list of it; anything else as it is."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value) if isinstance(value, list) else value


def _both(value: object) -> object:
    """Return a name that is one text as the same text in both languages."""
    return {"zh": value, "en": value} if isinstance(value, str) else value


def _worded(value: object) -> object:
    """Return a filter's values as texts: true, 3 and 2.5 are taken for what they look like."""
    if not isinstance(value, list | tuple):
        return value
    return tuple(str(each).lower() if isinstance(each, bool) else _text(each) for each in value)


def _text(value: object) -> object:
    return f"{value:.15g}" if isinstance(value, int | float) else value


Clusters = Annotated[
    tuple[Column, ...],
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
    Field(max_length=2),
]
Name = Annotated[TextModel, BeforeValidator(_both, json_schema_input_type=str | TextModel)]


class RangeTable(TableModel):
    """Least and greatest possible value of a column; rows outside are listed and set aside."""

    least: float | None = None
    greatest: float | None = None


class LayoutTable(TableModel):
    """How the user's columns and values map to Heng's."""

    timezone: FilledText = "Asia/Shanghai"
    columns: dict[str, Column] = Field(default_factory=dict)
    ranges: dict[str, RangeTable] = Field(default_factory=dict)

    def layout(self) -> ContactLayout:
        """Return the domain's noun."""
        ranges = {name: (limits.least, limits.greatest) for name, limits in self.ranges.items()}
        return ContactLayout(self.columns, ranges, self.timezone)


class TermTable(TableModel):
    """One column of the data in a model; its role may stand among the file's columns instead."""

    column: Column
    role: Role | None = None
    transform: Transform | None = None
    floor: Annotated[float, Field(gt=0, le=1_000)] = 1.0
    shift: Number = 0.0
    unit: Annotated[float, Field(gt=0, le=LARGEST)] = 1.0
    power: Annotated[int, Field(ge=2, le=MOST_POWER)] = 2
    knots: Annotated[tuple[Number, ...], Field(max_length=20)] = ()
    edges: Annotated[tuple[Number, ...], Field(max_length=50)] = ()
    reference: str = ""
    indicator: str = ""


class FilterTable(TableModel):
    """Keep rows whose column equals one of the values."""

    column: Column
    values: Annotated[tuple[str, ...], BeforeValidator(_worded), Field(min_length=1)]


class QuestionTable(TableModel):
    """One question to the data; ``levers`` and ``confounders`` are terms as the columns hold."""

    id: Id
    name: Name | None = None
    outcome: Column
    outcome_at_least: Number | None = None
    family: Family = Family.LOGIT
    cluster: Clusters = ()
    errors: ErrorDefinition | None = None
    terms: Annotated[tuple[TermTable, ...], Field(max_length=60)] = ()
    levers: Annotated[tuple[Column, ...], Field(max_length=40)] = ()
    confounders: Annotated[tuple[Column, ...], Field(max_length=40)] = ()
    interactions: Annotated[tuple[tuple[Column, Column], ...], Field(max_length=40)] = ()
    fixed_effects: Annotated[tuple[Column, ...], Field(max_length=5)] = ()
    filters: tuple[FilterTable, ...] = ()
    trials: str = ""
    exposure: str = ""
    duration: str = ""
    periods: Annotated[
        tuple[Annotated[float, Field(gt=0, le=LARGEST)], ...], Field(max_length=400)
    ] = ()
    ties: Literal["efron", "breslow"] = "efron"
    value_cny: Annotated[float, Field(ge=-MOST_VALUE_CNY, le=MOST_VALUE_CNY)] = 0.0
    withhold: str = ""
    truth: str = ""
    assignment: Assignment = Assignment.OBSERVED
    time: str = ""
    unseen: str = ""
    promotion: str = ""
    counted: bool = False

    def specification(self, roles: Mapping[str, ColumnRole] = _NO_ROLES) -> Specification:
        """Return the domain's noun; ``roles`` by column stand in where a term states none."""
        cluster, second_cluster = (*self.cluster, "", "")[:2]
        return Specification(
            id=self.id,
            name=self.name.text() if self.name else Text(self.id, self.id),
            outcome=self.outcome,
            outcome_at_least=self.outcome_at_least,
            family=self.family,
            terms=tuple(_term(each, roles) for each in self.stated_terms),
            cluster=cluster,
            second_cluster=second_cluster,
            errors=self.errors,
            interactions=self.interactions,
            fixed_effects=self.fixed_effects,
            filters=tuple(RowFilter(each.column, each.values) for each in self.filters),
            trials=self.trials,
            exposure=self.exposure,
            duration=self.duration,
            periods=self.periods,
            ties=self.ties,
            value_cny=self.value_cny,
            withhold=self.withhold,
            truth=self.truth,
            assignment=self.assignment,
            time=self.time,
            unseen=self.unseen,
            promotion=self.promotion,
            counted=self.counted,
        )

    @property
    def stated_terms(self) -> tuple[TermTable, ...]:
        """Every term: the tables first, then the short lists of levers and confounders."""
        levers = (TermTable(column=each, role=Role.LEVER) for each in self.levers)
        confounders = (TermTable(column=each, role=Role.CONFOUNDER) for each in self.confounders)
        return (*self.terms, *levers, *confounders)


class BandTable(TableModel):
    """An outcome by bands of a metric."""

    id: Id
    name: Name | None = None
    outcome: Column
    metric: Column
    cluster: Column
    unit: Column
    edges: Edges

    def question(self) -> BandQuestion:
        """Return the domain's noun."""
        return BandQuestion(
            id=self.id,
            name=self.name.text() if self.name else Text(self.id, self.id),
            outcome=self.outcome,
            metric=self.metric,
            edges=self.edges,
            cluster=self.cluster,
            unit=self.unit,
        )


def _term(table: TermTable, roles: Mapping[str, ColumnRole]) -> Term:
    """Return a term; that some role is stated was checked before."""
    stated = roles.get(table.column)
    role = table.role or (stated.role if stated else Role.CONFOUNDER)
    return Term(
        column=table.column,
        role=role,
        transform=table.transform or Transform.IDENTITY,
        floor=table.floor,
        shift=table.shift,
        unit=table.unit,
        reference=table.reference,
        indicator=table.indicator or (stated.indicator if stated else ""),
        power=table.power,
        knots=table.knots,
        edges=table.edges,
        as_held=table.transform is None,
    )
