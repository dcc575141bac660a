"""Who serves: groups of agents, their shifts, their windows, and how sharing slows them."""

from dataclasses import dataclass

from engine.domain.texts import Text
from engine.errors import InputError


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of duty, in seconds from the start of the horizon, for ``agents`` agents."""

    start_s: float
    end_s: float
    agents: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_s < self.end_s or self.agents < 0:
            raise InputError("shift.invalid", start_s=self.start_s, end_s=self.end_s)


@dataclass(frozen=True, slots=True)
class AgentGroup:
    """Agents with the same skills.

    ``slots`` is how many contacts one agent holds at once; ``speed[n - 1]`` the rate at which an
    agent with n open contacts works on each of them (1/n is processor sharing), one entry for
    each n up to ``slots``; ``efficiency`` multiplies it.
    """

    id: str
    name: Text
    slots: int
    speed: tuple[float, ...]
    shifts: tuple[Shift, ...]
    efficiency: float = 1.0

    def __post_init__(self) -> None:
        if self.slots < 1 or len(self.speed) != self.slots or min(self.speed) <= 0:
            raise InputError("group.slots", group=self.id, slots=self.slots)


@dataclass(frozen=True, slots=True)
class StaffingPlan:
    """All groups, and the probability that a rostered agent is away for the day."""

    groups: tuple[AgentGroup, ...]
    absence: float = 0.0

    def __post_init__(self) -> None:
        ids = [group.id for group in self.groups]
        if len(set(ids)) != len(ids) or not 0 <= self.absence < 1:
            raise InputError("staffing.invalid", groups=", ".join(ids), absence=self.absence)
