"""Odd worlds for the tests that compare the two engines: random desks, and random scenarios.

``odd_desk(seed)`` draws desk and customers row by row, ``odd_scenario(seed)`` a scenario that the
simulation's own sampling plays. Both have every feature of the model with a fair chance. Times lie
on a grid of a second or of ten for two seeds in three, so that arrivals, ends, patience, overflow,
breaks and replies meet at the same instants.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.staffing import (
    AgentGroup,
    Break,
    Inbox,
    LearningStep,
    Shift,
    Skill,
    StaffingPlan,
)
from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    Channel,
    ContactClass,
    Dispatch,
    Offline,
    OnPatience,
    Patience,
    Repeat,
    Retry,
    Transfer,
    Turns,
    Until,
)
from engine.simulation.desk import Desk, Records
from engine.simulation.desk_plan import desk_of
from engine.simulation.sampled import SampledContacts
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import NAME
from tests.simulation.kernel.drawn_desks import Drawing

World = tuple[Desk, SampledContacts]
GRIDS_S = (0.0, 1.0, 10.0)
ATTEMPTS = (1, 2, 3, 15)


# --- desks and customers, row by row --------------------------------------------------------------


class OddDrawing(Drawing):
    """A drawn desk with what real ones rarely have: empty groups, 15 attempts, nothing takes time.

    ``grid_s`` is the grid of all times; 0 is none.
    """

    def __init__(self, seed: int, customers: int, grid_s: float) -> None:
        self.grid_s = grid_s
        super().__init__(seed, customers, whole=grid_s > 0)

    def rounded(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(values / self.grid_s) * self.grid_s if self.grid_s else values

    def desk(self) -> Desk:
        desk, rng = super().desk(), self.rng
        most = desk.speed.shape[1] - 1
        if rng.random() < 0.5:  # any curve, not only even sharing
            steps = rng.choice([0.5, 1.0], (self.groups, most)) if self.whole else 0
            steps = steps if self.whole else rng.uniform(0.6, 1.0, (self.groups, most))
            desk.speed[:, 1:] = np.cumprod(steps, axis=1)
        together = self.chance(0.3, desk.routes.size)  # two groups open at the same time
        if self.groups > 2:
            desk.route_opens_s[together, 2] = desk.route_opens_s[together, 1]
        desk.pressure[:, 1:] = rng.uniform(0.2, 1.0, (self.groups, most))
        if self.groups > 1 and rng.random() < 0.3:  # a group without agents
            desk.agents["group"][desk.agents["group"] == self.groups - 1] = 0
        return desk._replace(max_attempts=int(rng.choice(ATTEMPTS)))

    def sampled(self) -> SampledContacts:
        sampled, rng = super().sampled(), self.rng
        early = sampled.customers["arrival_s"][: self.customers // 50]
        if rng.random() < 0.5:
            early[:] = 0.0
        nothing = self.chance(0.2, sampled.rounds.size)
        sampled.rounds["think_s"][nothing] = 0.0
        instant = self.chance(0.1, sampled.rounds.size)
        sampled.rounds["reply_s"][instant] = 0.0
        return sampled

    def draws(self, count: int) -> Records:
        draws = super().draws(count)
        if self.rng.random() < 0.5:
            draws["patience_s"][self.chance(0.15, count)] = 0.0
        tiny = self.chance(0.1 * (self.rng.random() < 0.4), count)
        draws["work_s"][tiny], draws["reply_s"][tiny] = 1e-9, 0.0
        whole_work = self.chance(0.2, count)
        draws["reply_s"][whole_work] = draws["work_s"][whole_work]
        if self.rng.random() < 0.3:  # unsolved and back, again and again
            draws["returns"], draws["retries"] = True, True
            draws["solved"] = np.maximum(draws["solved"], self.rng.random(count))
        return draws


def odd_desk(seed: int, customers: int = 500) -> World:
    """Return a desk and its customers, drawn row by row."""
    drawing = OddDrawing(seed, customers, GRIDS_S[seed % len(GRIDS_S)])
    desk = drawing.desk()
    drawing.desk_turns = desk.classes["turns"]
    return desk, drawing.sampled()


# --- scenarios, sampled and rostered as every other ----------------------------------------------


class ScenarioDrawing:
    """A random scenario of about ``customers`` customers."""

    def __init__(self, seed: int, customers: int) -> None:
        self.rng = np.random.default_rng((seed, 5))
        self.grid_s = GRIDS_S[seed % len(GRIDS_S)]
        self.horizon_s = 1_800.0
        self.classes = int(self.rng.integers(1, 4))
        self.names = [f"group-{number}" for number in range(int(self.rng.integers(1, 4)))]
        self.customers = customers // self.classes
        self.work_s = 30.0 * len(self.names) * self.horizon_s / (6.0 * customers)

    def maybe(self, chance: float) -> bool:
        return bool(self.rng.random() < chance)

    def one_of(self, *values: Any) -> Any:
        return values[int(self.rng.integers(len(values)))]

    def chance(self) -> float:
        return float(self.one_of(0.0, 0.3, 0.6))

    def duration(self, mean_s: float) -> Duration:
        if self.grid_s:
            values = self.grid_s * np.round(self.rng.exponential(mean_s, 4) / self.grid_s)
            return Duration.empirical((*values.tolist(), self.grid_s))
        shape = self.one_of(Shape.EXPONENTIAL, Shape.LOGNORMAL, Shape.GAMMA)
        return Duration(shape, mean_s, 1.0 if shape is Shape.EXPONENTIAL else 0.7)

    def scenario(self) -> Scenario:
        groups = tuple(self.group(name) for name in self.names)
        classes = tuple(self.kind(f"kind-{number}") for number in range(self.classes))
        return Scenario(
            id="odd", name=NAME, horizon_s=self.horizon_s, classes=classes,
            staffing=StaffingPlan(groups, self.one_of(0.0, 0.2)), targets=(),
            fidelity=self.one_of(Fidelity.RATE, Fidelity.TURNS),
            max_attempts=self.one_of(*ATTEMPTS), interval_s=300.0,
        )  # fmt: skip

    def group(self, name: str) -> AgentGroup:
        slots = int(self.rng.integers(1, 4))
        cap = self.one_of(None, slots + 2)
        most = slots if cap is None else cap
        curve = tuple(self.one_of(1.0, 0.5, 0.25) / number for number in range(1, most + 1))
        skills = tuple(
            Skill(f"kind-{number}", self.one_of(0.5, 1.0, 2.0), self.one_of(0.5, 1.0))
            for number in range(self.classes)
            if self.maybe(0.4)
        )
        learning = (LearningStep(0.0, 0.5, 0.8), LearningStep(4.0, 1.0)) if self.maybe(0.3) else ()
        return AgentGroup(
            name, NAME, slots, curve, tuple(self.shifts()), efficiency=self.one_of(1.0, 0.5),
            push_cap=cap, inbox=self.one_of(*Inbox), skills=skills, learning=learning,
            pressure=self.one_of((), tuple(np.linspace(1.0, 0.4, most).tolist())),
        )  # fmt: skip

    def shifts(self) -> Sequence[Shift]:
        """Shifts that meet, leave a gap, or outlast the horizon, with and without breaks."""
        opens_s = self.one_of(0.0, 0.0, 60.0)
        meet_s, gap_s = self.one_of(600.0, 900.0), self.one_of(0.0, 0.0, 120.0)
        breaks = (Break(opens_s + 200.0, opens_s + 260.0),) if self.maybe(0.5) else ()
        agents = [int(number) for number in self.rng.integers(0, 4, 2)]
        first = Shift(opens_s, meet_s, agents[0], breaks, self.one_of(None, 1.0))
        return first, Shift(meet_s + gap_s, self.one_of(1_700.0, 5_000.0), agents[1])

    def kind(self, name: str) -> ContactClass:
        order = [self.names[number] for number in self.rng.permutation(len(self.names))]
        groups = order[: int(self.rng.integers(1, len(order) + 1))]
        opens = (0.0, *np.cumsum(self.rng.choice([0.0, 10.0, 30.0], len(groups) - 1)).tolist())
        to = self.one_of(*self.names)
        passed_on = (Transfer(to, self.one_of(0.2, 0.5)),) if self.maybe(0.5) else ()
        chats = Turns(
            Rounds(RoundsShape.GEOMETRIC, 2.5), self.duration(15.0), self.duration(self.work_s / 3),
        )  # fmt: skip
        return ContactClass(
            id=name, name=NAME, channel=self.one_of(Channel.CHAT, Channel.CHAT, Channel.PHONE),
            arrivals=self.arrivals(), work=self.work(),
            reply_work=self.one_of(None, self.duration(10.0)), patience=self.patience(),
            groups=tuple(groups), opens_after_s=opens, priority=int(self.rng.integers(0, 3)),
            retry=Retry(self.chance(), self.duration(60.0)),
            repeat=Repeat(self.one_of(0.3, 0.8), self.chance(), self.duration(100.0)),
            bot=self.bot(), wrap_up=self.one_of(None, self.duration(10.0)), turns=chats,
            waiting_room=self.one_of(None, None, 0, 5), dispatch=self.one_of(*Dispatch),
            latest_agent_first=self.maybe(0.5), offline=self.one_of(*Offline), transfers=passed_on,
        )  # fmt: skip

    def arrivals(self) -> ArrivalProfile:
        if not self.grid_s:
            return ArrivalProfile(self.horizon_s, (self.customers * 3_600.0 / self.horizon_s,))
        times_s = self.rng.uniform(0, self.horizon_s, self.customers)
        on_grid = np.sort(self.grid_s * np.floor(times_s / self.grid_s))
        return ArrivalProfile(self.horizon_s, (0.0,), tuple(on_grid.tolist()))

    def work(self) -> Duration:
        return Duration.empirical((10.0, 20.0, 40.0)) if self.grid_s else self.duration(self.work_s)

    def patience(self) -> Patience:
        duration = self.one_of(None, self.duration(40.0), self.duration(40.0))
        after_s = self.one_of(None, None, 20.0)
        return Patience(
            duration, self.one_of(*OnPatience), self.duration(5.0), self.one_of(*Until), after_s
        )

    def bot(self) -> Bot:
        if self.maybe(0.6):
            return Bot()
        again = Repeat(0.5, 0.6, self.duration(90.0))
        return Bot(0.3, self.one_of(None, self.duration(10.0)), again)


def odd_scenario(seed: int, customers: int = 500) -> Scenario:
    """Return a random scenario with about so many customers."""
    return ScenarioDrawing(seed, customers).scenario()


def sampled_world(seed: int, customers: int = 500) -> World:
    """Return the desk and the customers of replication 0 of a random scenario."""
    scenario = odd_scenario(seed, customers)
    desk = desk_of(scenario, seed=seed, replication=0)
    return desk, sampled_contacts(scenario, seed=seed, replication=0)


def world(seed: int, customers: int = 500) -> World:
    """Return a drawn world: three desks row by row, then one from a scenario."""
    return (sampled_world if seed % 4 == 3 else odd_desk)(seed, customers)
