"""Small desks and hand-written contacts for the tests of the simulation.

``desk(kinds=[kind(...)], groups=[team(...)])`` is a scenario; ``played`` plays contacts written
by hand on it with one of the two engines.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.staffing import AgentGroup, Break, Shift, StaffingPlan
from engine.domain.targets import Target
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Channel,
    ContactClass,
    OnPatience,
    Patience,
    Turns,
    Until,
)
from engine.simulation import reference
from engine.simulation.contact_log import ContactLog
from engine.simulation.desk import Desk, Records
from engine.simulation.desk_plan import desk_of
from engine.simulation.sampled import CUSTOMER, DRAW, PAUSE, POOL, ROUND, SampledContacts

NAME = Text("名", "name")
HOUR_S = 3_600.0
Engine = Callable[[Desk, SampledContacts], ContactLog]
Value = float | str | bool | Sequence[tuple[float, float]]

# how a hand-written contact is unless it says otherwise
USUAL = {"work_s": 60.0, "reply_s": 10.0, "patience_s": np.inf, "short_s": 5.0}
NEVER = 1.0  # as the draw ``solved`` or ``transfer``: below no chance


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
    until: Until = Until.SLOT,
    message_after_s: float | None = None,
    **others: object,
) -> ContactClass:
    """Return a class of chats; ``others`` are any other fields of ``ContactClass``."""
    patience = None if patience_s is None else exponential(patience_s)
    on_patience = OnPatience.MESSAGE_STAYS if stays else OnPatience.HANGS_UP
    given = {
        "arrivals": ArrivalProfile(HOUR_S, (rate_per_h,)),
        "work": exponential(120.0),
        "reply_work": exponential(20.0),
        "channel": Channel.CHAT,
        "patience": Patience(patience, on_patience, fixed(10.0), until, message_after_s),
    }
    return ContactClass(id=id_, name=NAME, groups=tuple(groups), **(given | others))


def turns(
    rounds: float = 3.0, think_s: float = 40.0, reply_s: float = 20.0, first_s: float | None = None
) -> Turns:
    """Return a chat of a geometric number of rounds with exponential times."""
    first = None if first_s is None else exponential(first_s)
    count = Rounds(RoundsShape.GEOMETRIC, rounds)
    return Turns(count, exponential(think_s), exponential(reply_s), first)


def team(
    id_: str = "team",
    *,
    agents: int = 1,
    slots: int = 1,
    speed: Sequence[float] | None = None,
    shifts: Sequence[tuple[float, float]] = ((0.0, 1e9),),
    breaks: Sequence[tuple[float, float]] = (),
    **others: object,
) -> AgentGroup:
    """Return a group, every shift with ``agents`` agents and the same breaks."""
    most = max(slots, int(others.get("push_cap") or 0))  # type: ignore[call-overload]  # an int
    shared = tuple(1 / n for n in range(1, most + 1)) if speed is None else tuple(speed)
    rests = tuple(Break(*rest) for rest in breaks)
    duty = tuple(Shift(start, end, agents, rests) for start, end in shifts)
    return AgentGroup(id_, NAME, slots, shared, duty, **others)


def desk(
    *,
    kinds: Sequence[ContactClass] | None = None,
    groups: Sequence[AgentGroup] | None = None,
    horizon_s: float = HOUR_S,
    absence: float = 0.0,
    targets: Sequence[Target] = (),
    by_turns: bool = False,
    **others: object,
) -> Scenario:
    """Return a scenario of one hour, by default one class served by one agent with one slot."""
    return Scenario(
        id="desk",
        name=NAME,
        horizon_s=horizon_s,
        classes=tuple(kinds or [kind()]),
        staffing=StaffingPlan(tuple(groups or [team()]), absence),
        targets=tuple(targets),
        fidelity=Fidelity.TURNS if by_turns else Fidelity.RATE,
        **others,
    )


def written(scenario: Scenario, contacts: Sequence[Mapping[str, Value]]) -> SampledContacts:
    """Return customers written by hand: ``arrival_s`` and whatever differs from ``USUAL``.

    ``of`` names the class (the first one, if left out). Other keys are fields of ``DRAW`` and
    ``PAUSE``, of the first attempt; ``again_<name>`` is the second attempt's value,
    ``onward_<name>`` that of the first attempt's leg after a transfer. ``rounds`` are pairs of
    think and reply seconds. ``solved`` and ``transfer`` are draws in [0, 1): the default 0 is
    below every chance, ``NEVER`` below none.
    """
    numbers = {each.id: number for number, each in enumerate(scenario.classes)}
    ordered = sorted(contacts, key=lambda contact: float(contact["arrival_s"]))  # type: ignore[arg-type]  # a number
    size = 2 * scenario.max_attempts + 1
    customers, pools = np.zeros(len(ordered), CUSTOMER), np.zeros(len(ordered), POOL)
    first, later = np.zeros(len(ordered), DRAW), np.zeros(len(ordered) * size, DRAW)
    pauses = np.zeros(later.size, PAUSE)
    rounds: list[tuple[float, float]] = [(0.0, 0.0)]
    for rows in (first, later, pauses):
        _fill(rows, USUAL)
    first["rounds"] = later["rounds"] = 1
    for number, contact in enumerate(ordered):
        of = numbers[str(contact.get("of", scenario.classes[0].id))]
        customers[number] = (contact["arrival_s"], of, number, 0)
        pools[number] = (number * size, size)
        row = number * size
        places = {
            "": (first[number : number + 1], pauses[row : row + 1]),
            "onward_": (later[row + 1 : row + 2], pauses[row + 1 : row + 2]),
            "again_": (later[row + 2 : row + 3], pauses[row + 2 : row + 3]),
        }
        for prefix, (draw, pause) in places.items():
            own = _without(prefix, contact)
            if "rounds" in own:
                draw["first_round"], draw["rounds"] = len(rounds), len(own["rounds"])
                rounds += own.pop("rounds")
            _fill(draw, own)
            _fill(pause, own)
    return SampledContacts(customers, first, pools, later, pauses, np.array(rounds, ROUND))


def _without(prefix: str, contact: Mapping[str, Value]) -> dict[str, object]:
    return {
        name.removeprefix(prefix): value
        for name, value in contact.items()
        if name.startswith(prefix)
    }


def _fill(rows: Records, values: Mapping[str, object]) -> None:
    for name in set(values) & set(rows.dtype.names or ()):
        rows[name] = values[name]


def played(
    scenario: Scenario,
    contacts: Sequence[Mapping[str, Value]],
    engine: Engine = reference.contact_log,
) -> ContactLog:
    """Play contacts written by hand (see :func:`written`); nobody is absent by chance of seed 0."""
    return engine(desk_of(scenario, seed=0, replication=0), written(scenario, contacts))
