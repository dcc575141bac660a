"""Small desks and hand-written contacts for the tests of the simulation."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
from engine.domain.targets import Target
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Channel,
    ContactClass,
    Duration,
    OnPatience,
    Patience,
    Shape,
)
from engine.simulation.contact_log import ContactLog
from engine.simulation.reference import contact_log
from engine.simulation.sampling import ATTEMPT, CUSTOMER, SampledContacts, sampled_agents

NAME = Text("名", "name")
HOUR_S = 3_600.0


def exponential(mean_s: float) -> Duration:
    return Duration(Shape.EXPONENTIAL, mean_s)


def fixed(mean_s: float) -> Duration:
    return Duration(Shape.DETERMINISTIC, mean_s, 0.0)


def kind(
    id_: str = "chat",
    *,
    groups: Sequence[str] = ("team",),
    rate_per_h: float = 60.0,
    stays: bool = False,
    patience_s: float | None = None,
    **others: object,
) -> ContactClass:
    patience = None if patience_s is None else exponential(patience_s)
    on_patience = OnPatience.MESSAGE_STAYS if stays else OnPatience.HANGS_UP
    given = {
        "arrivals": ArrivalProfile(HOUR_S, (rate_per_h,)),
        "work": exponential(120.0),
        "reply_work": exponential(20.0),
        "patience": Patience(patience, on_patience, fixed(10.0)),
    }
    return ContactClass(
        id=id_, name=NAME, channel=Channel.CHAT, groups=tuple(groups), **(given | others)
    )


def team(
    id_: str = "team",
    *,
    agents: int = 1,
    slots: int = 1,
    speed: Sequence[float] | None = None,
    shifts: Sequence[tuple[float, float]] = ((0.0, 1e9),),
    efficiency: float = 1.0,
) -> AgentGroup:
    shared = tuple(1 / n for n in range(1, slots + 1)) if speed is None else tuple(speed)
    duty = tuple(Shift(start, end, agents) for start, end in shifts)
    return AgentGroup(id_, NAME, slots, shared, duty, efficiency)


def desk(
    *,
    kinds: Sequence[ContactClass] | None = None,
    groups: Sequence[AgentGroup] | None = None,
    horizon_s: float = HOUR_S,
    absence: float = 0.0,
    targets: Sequence[Target] = (),
    **others: object,
) -> Scenario:
    return Scenario(
        id="desk",
        name=NAME,
        horizon_s=horizon_s,
        classes=tuple(kinds or [kind()]),
        staffing=StaffingPlan(tuple(groups or [team()]), absence),
        targets=tuple(targets),
        **others,
    )


def played(scenario: Scenario, contacts: Sequence[Mapping[str, float | str | bool]]) -> ContactLog:
    """Play contacts written by hand: ``arrival_s`` and whatever differs from the defaults.

    Keys ``again_<name>`` give the second attempt's value.
    """
    numbers = {each.id: number for number, each in enumerate(scenario.classes)}
    each = scenario.max_attempts
    ordered = sorted(contacts, key=lambda contact: float(contact["arrival_s"]))
    customers = np.zeros(len(ordered), CUSTOMER)
    attempts = np.zeros(len(ordered) * each, ATTEMPT)
    attempts["work_s"], attempts["reply_s"], attempts["short_s"] = 60.0, 10.0, 5.0
    attempts["patience_s"], attempts["solved"] = np.inf, True
    for number, contact in enumerate(ordered):
        customers[number] = (contact["arrival_s"], numbers[str(contact.get("of", "chat"))])
        for name, value in contact.items():
            row = number * each + (1 if name.startswith("again_") else 0)
            column = name.removeprefix("again_")
            if column in (ATTEMPT.names or ()):
                attempts[column][row] = value
    agents = sampled_agents(scenario, seed=0, replication=0)
    return contact_log(scenario, SampledContacts(customers, attempts, agents, each))
