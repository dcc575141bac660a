"""A scenario: traffic, staffing, targets and the horizon they are played over."""

from dataclasses import dataclass

from engine.domain.staffing import StaffingPlan
from engine.domain.targets import Target
from engine.domain.texts import Text
from engine.domain.traffic import ContactClass, Wave
from engine.errors import Fault, InputError


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
            for group in kind.groups
            if group not in groups
        ]
        ids = [kind.id for kind in self.classes]
        faults += [
            Fault("scenario.duplicate_class", f"classes.{id_}", id_)
            for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1})
        ]
        if not 0 <= self.warm_up_s < self.horizon_s:
            faults.append(Fault("scenario.warm_up", "warm_up_s", f"{self.warm_up_s:g}"))
        if faults:
            raise InputError("scenario.invalid", faults, scenario=self.id)
