"""What a scenario file may say of the groups of agents and their shifts."""

from typing import Annotated

from pydantic import Field

from engine.domain.staffing import Inbox
from engine.files.scenario_time_schema import StretchTable
from engine.files.schemas import Id, TableModel, TextModel

Efficiency = Annotated[float, Field(gt=0, le=5)]
SolvedFactor = Annotated[float, Field(ge=0, le=5)]
Weeks = Annotated[float, Field(ge=0, le=2_000)]
Yuan = Annotated[float, Field(ge=0, le=100_000)]
MOST_SLOTS = 30


class BreakTable(StretchTable):
    """A stretch inside a shift in which its agents take nothing new."""


class ShiftTable(StretchTable):
    """Agents on duty; a shift by the clock is worked on every day of the horizon."""

    agents: Annotated[int, Field(ge=0, le=5_000)]
    breaks: tuple[BreakTable, ...] = ()
    tenure_weeks: Weeks | None = None


class SkillTable(TableModel):
    """How the group does on one class."""

    class_: Annotated[Id, Field(alias="class")]
    efficiency: Efficiency = 1.0
    solved_factor: SolvedFactor = 1.0


class LearningTable(TableModel):
    """How agents of so many weeks of tenure do."""

    from_week: Weeks
    efficiency: Efficiency
    solved_factor: SolvedFactor = 1.0


class GroupTable(TableModel):
    """Agents with the same skills."""

    id: Id
    name: TextModel
    slots: Annotated[int, Field(ge=1, le=MOST_SLOTS)] = 1
    push_cap: Annotated[int, Field(ge=1, le=MOST_SLOTS)] | None = None
    speed: (
        Annotated[tuple[Annotated[float, Field(gt=0, le=3)], ...], Field(min_length=1)] | None
    ) = None
    efficiency: Efficiency = 1.0
    inbox: Inbox = Inbox.FIRST_MESSAGES_FIRST
    pressure: tuple[SolvedFactor, ...] = ()
    skills: tuple[SkillTable, ...] = ()
    learning: tuple[LearningTable, ...] = ()
    cost_per_h: Yuan = 0.0
    cost_per_contact: Yuan = 0.0
    shifts: Annotated[tuple[ShiftTable, ...], Field(min_length=1)]

    @property
    def most_contacts(self) -> int:
        """Contacts that one agent can hold, those pushed included."""
        return max(self.slots, self.push_cap or 0)

    @property
    def pace(self) -> tuple[float, ...]:
        """The speeds as given, else even sharing of an agent's attention."""
        if self.speed is not None:
            return self.speed
        return tuple(1 / load for load in range(1, self.most_contacts + 1))
