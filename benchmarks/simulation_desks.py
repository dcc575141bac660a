"""What the simulation benchmarks play: the Erlang A queue, and a promotion day of a shop."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.staffing import AgentGroup, Break, Shift, StaffingPlan
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    Channel,
    ContactClass,
    OnPatience,
    Patience,
    Repeat,
    Retry,
    Transfer,
    Turns,
)
from engine.simulation.contact_log import ContactLog
from engine.simulation.desk import Desk, Records
from engine.simulation.desk_plan import desk_of
from engine.simulation.sampled import SampledContacts
from engine.simulation.sampling import sampled_contacts

NAME = Text("台", "desk")
HOUR_S = 3_600.0


class Day(NamedTuple):
    """What an engine reads of one replication."""

    desk: Desk
    sampled: SampledContacts


def day_of(scenario: Scenario, seed: int = 1) -> Day:
    """Return the first replication of a scenario."""
    return Day(
        desk_of(scenario, seed=seed, replication=0),
        sampled_contacts(scenario, seed=seed, replication=0),
    )


# --- Erlang A: 50 agents, offered load 50 -------------------------------------------------------

AGENTS, WORK_S, PATIENCE_S = 50, 300.0, 180.0


class ErlangA(NamedTuple):
    """A day of one queue, and the same numbers as plain columns for other programs."""

    day: Day
    gaps_s: np.ndarray
    arrivals_s: np.ndarray
    works_s: np.ndarray
    patiences_s: np.ndarray


def erlang_a(customers: int) -> ErlangA:
    """Return so many customers of the queue M/M/50 + M at load 1.

    The last bit counts: arrivals are the running sum of the gaps, as a program that waits for the
    next customer adds them up.
    """
    horizon_s = 1.5 * customers * WORK_S / AGENTS
    call = ContactClass(
        id="call",
        name=NAME,
        channel=Channel.PHONE,
        arrivals=ArrivalProfile(horizon_s, (HOUR_S * AGENTS / WORK_S,)),
        work=_exponential(WORK_S),
        reply_work=None,
        patience=Patience(_exponential(PATIENCE_S), OnPatience.HANGS_UP),
        groups=("team",),
    )
    team = AgentGroup("team", NAME, 1, (1.0,), (Shift(0.0, 2 * horizon_s, AGENTS),))
    scenario = Scenario("erlang-a", NAME, horizon_s, (call,), StaffingPlan((team,)), ())
    day = day_of(scenario)
    people, first = day.sampled.customers[:customers].copy(), day.sampled.first[:customers]
    gaps_s = np.diff(people["arrival_s"], prepend=0.0)
    people["arrival_s"] = np.cumsum(gaps_s)
    sampled = day.sampled._replace(customers=people, first=first)
    return ErlangA(
        Day(day.desk, sampled),
        gaps_s,
        people["arrival_s"].copy(),
        first["work_s"].copy(),
        first["patience_s"].copy(),
    )


def waits_s(log: ContactLog) -> np.ndarray:
    """Return how long each customer waited, for an agent or until hanging up."""
    contacts = log.contacts
    began = np.isfinite(contacts["start_s"])
    return np.where(began, contacts["start_s"], contacts["end_s"]) - contacts["entry_s"]


# --- a promotion day of a shop ------------------------------------------------------------------

SLOTS, CLASSES, GROUPS = 4, 6, ("one", "two", "three")
SPEED = (1.0, 0.75, 0.6, 0.5)
OPEN_H = 12
ROUNDS, CUSTOMERS_PER_AGENT, LOAD = 6.0, 667, 0.95


def shop(agents: int, fidelity: Fidelity) -> Scenario:
    """Return 12 hours with a peak: 6 classes, 3 groups with overflow, bot, breaks, transfers."""
    each = agents // len(GROUPS)
    work_s = LOAD * 8.75 * HOUR_S / CUSTOMERS_PER_AGENT / 1.05
    return Scenario(
        id="shop",
        name=NAME,
        horizon_s=OPEN_H * HOUR_S,
        classes=tuple(
            _shop_class(number, agents * CUSTOMERS_PER_AGENT / CLASSES, work_s)
            for number in range(CLASSES)
        ),
        staffing=StaffingPlan(
            tuple(AgentGroup(name, NAME, SLOTS, SPEED, _shifts(each)) for name in GROUPS)
        ),
        targets=(),
        fidelity=fidelity,
    )


def _shifts(agents: int) -> tuple[Shift, ...]:
    """Return early and late shifts whose breaks are spread over two hours."""
    shifts = []
    for late_s in (0.0, 2 * HOUR_S):
        for turn in range(5):
            rest_s = late_s + 3 * HOUR_S + turn * 0.5 * HOUR_S
            rest = Break(rest_s, rest_s + 0.75 * HOUR_S)
            shifts.append(Shift(late_s, late_s + 9.5 * HOUR_S, agents // 10, (rest,)))
    return tuple(shifts)


def _shop_class(number: int, customers: float, work_s: float) -> ContactClass:
    hours = (np.arange(4 * OPEN_H) + 0.5) / (4 * OPEN_H)
    peak = 1 + 2 * np.exp(-(((hours - 0.45) / 0.08) ** 2))
    stays = number % 3 == 0
    first, second = GROUPS[number % 3], GROUPS[(number + 1) % 3]
    return ContactClass(
        id=f"class {number}",
        name=NAME,
        channel=Channel.CHAT,
        arrivals=ArrivalProfile(
            HOUR_S / 4, tuple((customers / OPEN_H * peak / peak.mean()).tolist())
        ),
        work=_lognormal(work_s, 0.9),
        reply_work=_lognormal(work_s / 3, 0.6),
        patience=Patience(
            Duration(Shape.WEIBULL, 270.0, 1.26),
            OnPatience.MESSAGE_STAYS if stays else OnPatience.HANGS_UP,
            Duration(Shape.DETERMINISTIC, 10.0, 0.0),
        ),
        groups=(first, second),
        opens_after_s=(0.0, 60.0),
        priority=number % 2,
        retry=Retry(0.35, _exponential(600.0)),
        repeat=Repeat(0.85, 0.8, _exponential(7_200.0)),
        bot=Bot(0.2, _exponential(15.0), Repeat(0.7, 0.5, _exponential(7_200.0))),
        wrap_up=Duration.empirical((0.0, 15.0), (0.7, 0.3)),
        turns=Turns(
            Rounds(RoundsShape.POISSON, ROUNDS),
            _exponential(30.0),
            _lognormal(work_s / ROUNDS, 0.66),
        ),
        transfers=(Transfer(second, 0.06, (first,)), Transfer(first, 0.06, (second,))),
    )


def _lognormal(mean_s: float, cv: float) -> Duration:
    return Duration(Shape.LOGNORMAL, mean_s, cv)


def _exponential(mean_s: float) -> Duration:
    return Duration(Shape.EXPONENTIAL, mean_s)


def times_as_many(scenario: Scenario, factor: float) -> Scenario:
    """Return a scenario with ``factor`` times the customers and the agents of every shift."""
    groups = tuple(
        replace(
            group,
            shifts=tuple(
                replace(shift, agents=round(factor * shift.agents)) for shift in group.shifts
            ),
        )
        for group in scenario.staffing.groups
    )
    staffing = replace(scenario.staffing, groups=groups)
    return replace(scenario, factor=factor * scenario.factor, staffing=staffing)


# --- what is compared ---------------------------------------------------------------------------


def same_log(one: ContactLog, other: ContactLog) -> bool:
    """Tell whether two logs are the same to the last bit, the number of events included."""
    pairs = zip(one[:-1], other[:-1], strict=True)
    return one.events == other.events and all(_same_rows(*pair) for pair in pairs)


def _same_rows(one: Records, other: Records) -> bool:
    return one.shape == other.shape and all(
        _same(one[name], other[name]) for name in one.dtype.names or ()
    )


def _same(one: Any, other: Any) -> bool:
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
