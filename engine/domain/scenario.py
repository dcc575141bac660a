"""A scenario: traffic, staffing, targets and the horizon they are played over."""

import math
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.outcomes import Outcomes
from engine.domain.platform import PlatformRule
from engine.domain.staffing import StaffingPlan
from engine.domain.targets import Target
from engine.domain.texts import Text
from engine.domain.traffic import Channel, ContactClass, Wave
from engine.errors import Fault, InputError


class Fidelity(StrEnum):
    """How finely a chat is played (rule M5); phone and tickets are always at rate level."""

    RATE = "rate"
    TURNS = "turns"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is simulated.

    Parameters
    ----------
    horizon_s, warm_up_s
        Seconds simulated (arrivals stop at the end, open work is finished) and seconds from the
        start whose contacts are left out of the measures.
    factor
        The planner's multiple of all arrival rates.
    busyness_shape
        Shape of the gamma factor (mean 1) common to all arrivals of a day; None for no forecast
        uncertainty.
    max_attempts
        Greatest number of attempts of one customer (first contact, retries, repeats).
    generated
        Whether the traffic is invented or derived from generated data: shown wherever it appears.
    fidelity
        Rate level, or chats by rounds (then every chat class has ``turns``).
    interval_busyness_shape
        Shape of a further gamma factor (mean 1) of each interval of ``interval_s``; None for none.
    platform_rules
        The rules by which platform rates are counted.
    outcomes
        What customers do afterwards; None: not modelled.
    """

    id: str
    name: Text
    horizon_s: float
    classes: tuple[ContactClass, ...]
    staffing: StaffingPlan
    targets: tuple[Target, ...]
    interval_s: float = 1800.0
    warm_up_s: float = 0.0
    factor: float = 1.0
    waves: tuple[Wave, ...] = ()
    busyness_shape: float | None = None
    max_attempts: int = 3
    generated: bool = True
    fidelity: Fidelity = Fidelity.RATE
    interval_busyness_shape: float | None = None
    platform_rules: tuple[PlatformRule, ...] = ()
    outcomes: Outcomes | None = None

    def by_turns(self, kind: ContactClass) -> bool:
        """Tell whether a class is played round by round."""
        return self.fidelity is Fidelity.TURNS and kind.channel is Channel.CHAT

    @property
    def agents_rostered(self) -> int:
        """Agents on duty at some time before the horizon, shift by shift, absent ones included."""
        shifts = (shift for group in self.staffing.groups for shift in group.shifts)
        return sum(shift.agents for shift in shifts if shift.start_s < self.horizon_s)

    def __post_init__(self) -> None:
        groups = {group.id for group in self.staffing.groups}
        faults = [
            Fault("scenario.unknown_group", f"classes.{kind.id}.groups", group, {"group": group})
            for kind in self.classes
            for group in (*kind.groups, *(transfer.to for transfer in kind.transfers))
            if group not in groups
        ]
        faults += [
            Fault("scenario.turns_missing", f"classes.{kind.id}.turns")
            for kind in self.classes
            if self.by_turns(kind) and kind.turns is None
        ]
        ids = [kind.id for kind in self.classes]
        faults += [
            Fault("scenario.duplicate_class", f"classes.{id_}", id_)
            for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1})
        ]
        faults += [
            Fault("scenario.amount", name, f"{amount:g}")
            for name, amount in self._amounts().items()
            if not 0 < amount < math.inf and (name, amount) != ("factor", 0)
        ]
        if not 0 <= self.warm_up_s < self.horizon_s:
            faults.append(Fault("scenario.warm_up", "warm_up_s", f"{self.warm_up_s:g}"))
        if faults:
            raise InputError("scenario.invalid", faults, scenario=self.id)

    def _amounts(self) -> dict[str, float]:
        """Return what must be a number above 0; the factor may be 0."""
        given = {
            "horizon_s": self.horizon_s,
            "interval_s": self.interval_s,
            "factor": self.factor,
            "busyness_shape": self.busyness_shape,
            "interval_busyness_shape": self.interval_busyness_shape,
            "max_attempts": self.max_attempts,
        }
        return {name: amount for name, amount in given.items() if amount is not None}
