"""From a scenario to the desk of a replication: who serves what, and who is away today (rule M6).

What does not depend on the replication is worked out once for each scenario.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup, Inbox, LearningStep, Shift
from engine.domain.traffic import ContactClass, Dispatch, Offline, OnPatience, Until
from engine.errors import InputError
from engine.simulation.conventions import NOBODY, OfflineRule
from engine.simulation.desk import AGENT, CLASS, DUTY, GROUP, ROUTE, Desk, Records
from engine.simulation.draws import stream
from engine.simulation.itself import Itself

UNLIMITED = np.iinfo(np.int64).max
OFFLINE = {
    Offline.WAITS: OfflineRule.WAITS,
    Offline.MESSAGE: OfflineRule.MESSAGE,
    Offline.CLEARED: OfflineRule.CLEARED,
}


def desk_of(scenario: Scenario, *, seed: int, replication: int) -> Desk:
    """Return the desk of one replication: absence keeps rostered agents away.

    Raises
    ------
    InputError
        ``simulation.seed`` if the seed or the replication is negative; ``transfer.ambiguous`` if
        a group may pass a class on to two others; ``group.skill`` if a skill names no class.
    """
    return desk_plan(scenario).drawn(seed, replication)


def desk_plan(scenario: Scenario) -> "DeskPlan":
    """Return the desk before absence; the same object for the same scenario."""
    return _desk_plan(Itself(scenario))


@dataclass(frozen=True, slots=True, eq=False)
class DeskPlan:
    """The desk with everybody present, and the blocks of agents whose absence is drawn together.

    ``blocks`` gives for each (group, hours) the numbers of its agents: they share a stream, so
    agents who join leave the absence of the others as it is.
    """

    full: Desk
    blocks: tuple[tuple[str, str, NDArray[np.int64]], ...]
    absence: float

    def drawn(self, seed: int, replication: int) -> Desk:
        """Return the desk of one replication."""
        if seed < 0 or replication < 0:
            raise InputError("simulation.seed", seed=seed, replication=replication)
        if self.absence == 0:
            return self.full
        agents = self.full.agents.copy()
        for group, hours, numbers in self.blocks:
            fate = stream(seed, replication, "absence", group, hours).random(numbers.size)
            agents["present"][numbers] = fate >= self.absence
        kept = np.repeat(agents["present"], agents["duties"])
        agents["duties"] *= agents["present"]
        agents["first_duty"] = np.cumsum(agents["duties"]) - agents["duties"]
        return self.full._replace(agents=agents, duties=self.full.duties[kept])


@lru_cache(maxsize=8)
def _desk_plan(of: Itself[Scenario]) -> DeskPlan:
    scenario = of.thing
    groups = scenario.staffing.groups
    passed_on = _transfers(scenario)
    routes, route_groups, route_opens_s = _routes(scenario, passed_on)
    probability, route = _transfer_tables(scenario, passed_on)
    skill, solved_factor = _skills(scenario)
    most = max((group.most_contacts for group in groups), default=1)
    agents, duties = _roster(groups)
    full = Desk(
        classes=_classes(scenario),
        routes=routes,
        route_groups=route_groups,
        route_opens_s=route_opens_s,
        transfer_probability=probability,
        transfer_route=route,
        groups=np.array([(group.inbox is Inbox.FIRST_MESSAGES_FIRST,) for group in groups], GROUP),
        speed=_by_contacts([group.speed for group in groups], most),
        pressure=_by_contacts([group.pressure for group in groups], most),
        skill=skill,
        solved_factor=solved_factor,
        agents=agents,
        duties=duties,
        rank=_rank(sorted({group.slots for group in groups}), most),
        horizon_s=float(scenario.horizon_s),
        max_attempts=int(scenario.max_attempts),
    )
    return DeskPlan(full, _blocks(groups), scenario.staffing.absence)


def _classes(scenario: Scenario) -> Records:
    rows = np.zeros(len(scenario.classes), CLASS)
    for row, kind in zip(rows, scenario.classes, strict=True):
        turns = scenario.by_turns(kind)
        row["solved_probability"] = kind.repeat.solved_probability
        row["offline"] = OFFLINE[kind.offline]
        row["turns"] = turns
        row["stays"] = kind.patience.on_patience is OnPatience.MESSAGE_STAYS
        row["until_reply"] = turns and kind.patience.until is Until.REPLY
        row["push"] = kind.dispatch is Dispatch.PUSH
        row["latest_first"] = kind.latest_agent_first
    return rows


def _routes(
    scenario: Scenario, passed_on: list[tuple[int, int]]
) -> tuple[Records, NDArray[np.int32], NDArray[np.float64]]:
    """Return the queues of the classes, then those of contacts passed on to another group."""
    numbers = _numbers(scenario)
    count = len(scenario.classes)
    widest = max((len(kind.groups) for kind in scenario.classes), default=1)
    rows = np.zeros(count + len(passed_on), ROUTE)
    groups = np.full((rows.size, max(1, widest)), NOBODY, np.int32)
    opens_s = np.zeros(groups.shape)
    for number, kind in enumerate(scenario.classes):
        levels = len(kind.groups)
        room = UNLIMITED if kind.waiting_room is None else kind.waiting_room
        rows[number] = (number, kind.priority, room, levels)
        groups[number, :levels] = [numbers[group] for group in kind.groups]
        opens_s[number, :levels] = kind.opens_after_s or 0.0
    for route, (number, target) in enumerate(passed_on, start=count):
        rows[route] = (number, scenario.classes[number].priority, UNLIMITED, 1)
        groups[route, 0] = target
    return rows, groups, opens_s


def _transfers(scenario: Scenario) -> list[tuple[int, int]]:
    """Return each pair of a class and a group that it may be passed on to."""
    numbers = _numbers(scenario)
    pairs = {
        (number, numbers[transfer.to]): None
        for number, kind in enumerate(scenario.classes)
        for transfer in kind.transfers
    }
    return list(pairs)


def _transfer_tables(
    scenario: Scenario, passed_on: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    numbers = _numbers(scenario)
    probability = np.zeros((len(scenario.classes), len(numbers)))
    route = np.full(probability.shape, NOBODY, np.int32)
    for number, kind in enumerate(scenario.classes):
        for group, to, chance in _chances_to_pass_on(kind, tuple(numbers)):
            if route[number, numbers[group]] != NOBODY:
                raise InputError("transfer.ambiguous", contact_class=kind.id, group=group)
            probability[number, numbers[group]] = chance
            target = passed_on.index((number, numbers[to]))
            route[number, numbers[group]] = len(scenario.classes) + target
    return probability, route


def _chances_to_pass_on(
    kind: ContactClass, groups: tuple[str, ...]
) -> Iterator[tuple[str, str, float]]:
    """Yield from which group to which other one, and the probability."""
    for transfer in kind.transfers:
        for group in transfer.from_groups or groups:
            if group not in groups:
                raise InputError("transfer.unknown_group", contact_class=kind.id, group=group)
            if group != transfer.to:
                yield group, transfer.to, transfer.probability


def _skills(scenario: Scenario) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    classes = {kind.id: number for number, kind in enumerate(scenario.classes)}
    efficiency = np.ones((len(scenario.staffing.groups), len(classes)))
    solved_factor = np.ones(efficiency.shape)
    for number, group in enumerate(scenario.staffing.groups):
        for skill in group.skills:
            if skill.contact_class not in classes:
                raise InputError("group.skill", group=group.id, contact_class=skill.contact_class)
            efficiency[number, classes[skill.contact_class]] = skill.efficiency
            solved_factor[number, classes[skill.contact_class]] = skill.solved_factor
    return efficiency, solved_factor


def _by_contacts(curves: list[tuple[float, ...]], most: int) -> NDArray[np.float64]:
    """Return curves by number of contacts, 0 .. most; beyond its end each keeps its last value."""
    table = np.ones((len(curves), most + 1))
    for row, curve in zip(table, curves, strict=True):
        if curve:
            row[0] = curve[0]
            row[1 : len(curve) + 1] = curve
            row[len(curve) + 1 :] = curve[-1]
    return table


def _rank(slots: list[int], most: int) -> NDArray[np.int32]:
    """Return the order of load / slots: equal fractions of whole numbers divide to equal floats."""
    table = np.zeros((most + 1, most + 1), np.int32)
    shares = np.arange(most + 1) / np.array(slots, float)[:, None]
    _, order = np.unique(shares, return_inverse=True)
    table[slots] = order.reshape(shares.shape)
    return table


def _roster(groups: tuple[AgentGroup, ...]) -> tuple[Records, Records]:
    """Return the agents, group by group and shift by shift, and their times on and off duty."""
    agents, duties = [np.zeros(0, AGENT)], [np.zeros(0, DUTY)]
    for number, group, shift in _shifts(groups):
        block = np.zeros(shift.agents, AGENT)
        step = learnt(group, shift.tenure_weeks)
        block["group"], block["slots"], block["cap"] = number, group.slots, group.most_contacts
        block["efficiency"] = group.efficiency * step.efficiency
        block["solved_factor"] = step.solved_factor
        block["present"] = True
        times = times_on_and_off(shift)
        block["duties"] = times.size
        agents.append(block)
        duties.append(np.tile(times, shift.agents))
    everybody = np.concatenate(agents)
    everybody["first_duty"] = np.cumsum(everybody["duties"]) - everybody["duties"]
    return everybody, np.concatenate(duties)


def times_on_and_off(shift: Shift) -> Records:
    """Return the rows ``DUTY`` of an agent of the shift: on and off in turns."""
    edges = [shift.start_s, *(edge for rest in shift.breaks for edge in (rest.start_s, rest.end_s))]
    edges.append(shift.end_s)
    times = np.zeros(len(edges), DUTY)
    times["time_s"], times["on"] = edges, np.arange(len(edges)) % 2 == 0
    return times


def learnt(group: AgentGroup, tenure_weeks: float | None) -> LearningStep:
    """Return the last step of learning that the tenure has reached, or else the first."""
    steps = group.learning or (LearningStep(0.0, 1.0),)
    reached = [step for step in steps if tenure_weeks is None or step.from_week <= tenure_weeks]
    return reached[-1] if reached else steps[0]


def _blocks(groups: tuple[AgentGroup, ...]) -> tuple[tuple[str, str, NDArray[np.int64]], ...]:
    numbers: dict[tuple[str, str], list[int]] = {}
    before = 0
    for _, group, shift in _shifts(groups):
        hours = f"{float(shift.start_s)!r}-{float(shift.end_s)!r}"
        block = numbers.setdefault((group.id, hours), [])
        block.extend(range(before, before + shift.agents))
        before += shift.agents
    return tuple((*of, np.array(block, np.int64)) for of, block in numbers.items())


def _shifts(groups: tuple[AgentGroup, ...]) -> Iterator[tuple[int, AgentGroup, Shift]]:
    for number, group in enumerate(groups):
        for shift in group.shifts:
            yield number, group, shift


def _numbers(scenario: Scenario) -> dict[str, int]:
    return {group.id: number for number, group in enumerate(scenario.staffing.groups)}
