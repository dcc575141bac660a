"""Who serves: groups of agents, their shifts, their windows, and how sharing slows them."""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from engine.domain.texts import Text
from engine.errors import InputError


@dataclass(frozen=True, slots=True)
class Break:
    """A stretch inside a shift in which its agents take nothing new (open chats go on)."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of duty, in seconds from the start of the horizon, for ``agents`` agents.

    ``breaks`` are ascending, apart from each other and inside the shift. ``tenure_weeks`` is how
    long these agents have been there; None: as long as the group's learning curve goes.
    """

    start_s: float
    end_s: float
    agents: int
    breaks: tuple[Break, ...] = ()
    tenure_weeks: float | None = None

    def __post_init__(self) -> None:
        edges = [
            self.start_s,
            *(edge for rest in self.breaks for edge in (rest.start_s, rest.end_s)),
        ]
        edges.append(self.end_s)
        ascending = all(earlier < later for earlier, later in pairwise(edges))
        if not 0 <= self.start_s < self.end_s or self.agents < 0 or not ascending:
            raise InputError("shift.invalid", start_s=self.start_s, end_s=self.end_s)


class Inbox(StrEnum):
    """Which message an agent answers next at turn level (rule M5)."""

    FIRST_MESSAGES_FIRST = "first_messages_first"
    FIRST_COME = "first_come"


@dataclass(frozen=True, slots=True)
class Skill:
    """How a group does on one class: multiples of its efficiency and of the chance to solve."""

    contact_class: str
    efficiency: float = 1.0
    solved_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class LearningStep:
    """From week ``from_week`` of tenure on: multiples of efficiency and of the chance to solve."""

    from_week: float
    efficiency: float
    solved_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class AgentGroup:
    """Agents with the same skills.

    Parameters
    ----------
    slots
        Contacts that one agent holds at once.
    speed
        ``speed[n - 1]`` is the rate at which an agent with n taken slots works on each contact
        (1/n is processor sharing), one entry for each n up to ``most_contacts``.
    efficiency
        Multiplies the rate (rate level), divides the seconds of a reply (turn level).
    push_cap
        Contacts up to which classes that push are given to one agent; None: ``slots``.
    inbox
        Order of answers at turn level.
    pressure
        ``pressure[n - 1]`` multiplies the chance to solve a contact that ends while its agent has
        n open contacts, itself included; empty: no effect; else one entry for each n.
    learning
        By weeks of tenure, ascending; before the first step its values hold as well.
    cost_per_h, cost_per_contact
        CNY for each hour on duty and for each contact answered.
    """

    id: str
    name: Text
    slots: int
    speed: tuple[float, ...]
    shifts: tuple[Shift, ...]
    efficiency: float = 1.0
    push_cap: int | None = None
    inbox: Inbox = Inbox.FIRST_MESSAGES_FIRST
    pressure: tuple[float, ...] = ()
    skills: tuple[Skill, ...] = ()
    learning: tuple[LearningStep, ...] = ()
    cost_per_h: float = 0.0
    cost_per_contact: float = 0.0

    @property
    def most_contacts(self) -> int:
        """Contacts that one agent can hold, those pushed included."""
        return self.slots if self.push_cap is None else max(self.slots, self.push_cap)

    def __post_init__(self) -> None:
        positive = all(0 < speed < math.inf for speed in self.speed)
        if self.slots < 1 or len(self.speed) != self.most_contacts or not positive:
            raise InputError("group.slots", group=self.id, slots=self.slots)
        full = len(self.pressure) in (0, self.most_contacts)
        if not full or not all(0 <= factor < math.inf for factor in self.pressure):
            raise InputError("group.pressure", group=self.id, count=len(self.pressure))
        steps: list[Skill | LearningStep] = [*self.skills, *self.learning]
        paces = (self.efficiency, *(step.efficiency for step in steps))
        amounts = (self.cost_per_h, self.cost_per_contact, *(step.solved_factor for step in steps))
        paced = all(0 < pace < math.inf for pace in paces)
        if not paced or not all(0 <= amount < math.inf for amount in amounts):
            raise InputError("group.amount", group=self.id)
        weeks = [step.from_week for step in self.learning]
        if not all(earlier < later for earlier, later in pairwise(weeks)):
            raise InputError("group.learning", group=self.id)


@dataclass(frozen=True, slots=True)
class StaffingPlan:
    """All groups, and the probability that a rostered agent is away for the day."""

    groups: tuple[AgentGroup, ...]
    absence: float = 0.0

    def __post_init__(self) -> None:
        ids = [group.id for group in self.groups]
        if len(set(ids)) != len(ids) or not 0 <= self.absence < 1:
            raise InputError("staffing.invalid", groups=", ".join(ids), absence=self.absence)
