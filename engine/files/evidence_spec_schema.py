"""What a specification file of ``heng evidence`` may say; its meaning is left to the domain."""

from typing import Annotated

from pydantic import Field

from engine.domain.evidence_plan import (
    Claim,
    ClaimKind,
    ClaimScale,
    ColumnRole,
    DispatchQuestion,
)
from engine.domain.specification import Role, RowFilter
from engine.domain.texts import Text
from engine.files.evidence_question_schema import (
    BandTable,
    Column,
    FilterTable,
    LayoutTable,
    Name,
    Number,
    QuestionTable,
)
from engine.files.schemas import FileModel, Id, TableModel, TextModel

MOST_BOOTSTRAPS = 20_000
MINUTES_OF_A_DAY = 1_440
DEFAULT_LEVEL = 0.95
DEFAULT_BOOTSTRAPS = 1_000
DEFAULT_MINUTES = 15.0


class RoleTable(TableModel):
    """What a column is, said before any regression."""

    column: Column
    role: Role
    indicator: str = ""

    def noun(self) -> ColumnRole:
        """Return the domain's noun."""
        return ColumnRole(self.column, self.role, self.indicator)


class ClaimTable(TableModel):
    """A stated effect to test; ``evidence`` is the id of the question that answers."""

    id: Id
    name: Name | None = None
    evidence: Id
    metric: Column
    by: Number
    change: Number
    scale: ClaimScale
    kind: ClaimKind = ClaimKind.ABOUT
    margin: Annotated[float, Field(gt=0, le=1e9)] | None = None
    low: Number | None = None
    high: Number | None = None

    def noun(self) -> Claim:
        """Return the domain's noun."""
        return Claim(
            id=self.id,
            name=named(self.name, self.id),
            specification=self.evidence,
            metric=self.metric,
            by=self.by,
            change=self.change,
            scale=self.scale,
            kind=self.kind,
            margin=self.margin,
            low=self.low,
            high=self.high,
        )


class DispatchTable(TableModel):
    """Whether contacts were dealt to agents as if at random."""

    id: Id
    name: Name | None = None
    agent: Column
    pools: Annotated[tuple[Column, ...], Field(max_length=5)] = ()
    time: Column
    minutes: Annotated[float, Field(gt=0, le=MINUTES_OF_A_DAY)] = DEFAULT_MINUTES
    weight: str = ""
    balance: Annotated[tuple[Column, ...], Field(min_length=1, max_length=20)]
    outcomes: Annotated[tuple[Column, ...], Field(max_length=10)] = ()
    response: str = ""
    congestion: str = ""
    customer: str = ""
    filters: tuple[FilterTable, ...] = ()

    def noun(self) -> DispatchQuestion:
        """Return the domain's noun."""
        return DispatchQuestion(
            id=self.id,
            name=named(self.name, self.id),
            agent=self.agent,
            pools=self.pools,
            time=self.time,
            minutes=self.minutes,
            weight=self.weight,
            balance=self.balance,
            outcomes=self.outcomes,
            response=self.response,
            congestion=self.congestion,
            customer=self.customer,
            filters=tuple(RowFilter(each.column, each.values) for each in self.filters),
        )


class EvidenceFile(FileModel):
    """A whole specification file; at least one question, band, claim or dispatch is asked."""

    id: Id = "evidence"
    name: Name | None = None
    scheme: str = ""
    level: Annotated[float, Field(gt=0.5, lt=1)] = DEFAULT_LEVEL
    bootstraps: Annotated[int, Field(ge=0, le=MOST_BOOTSTRAPS)] = DEFAULT_BOOTSTRAPS
    drop_repeated: bool = False
    caution: TextModel | None = None
    layout: LayoutTable | None = None
    columns: tuple[RoleTable, ...] = ()
    evidence: Annotated[tuple[QuestionTable, ...], Field(max_length=50)] = ()
    bands: Annotated[tuple[BandTable, ...], Field(max_length=50)] = ()
    claims: Annotated[tuple[ClaimTable, ...], Field(max_length=50)] = ()
    dispatch: Annotated[tuple[DispatchTable, ...], Field(max_length=10)] = ()


def named(name: TextModel | None, id_: str) -> Text:
    """Return a name in both languages; what has none is called by its id."""
    return name.text() if name else Text(id_, id_)
