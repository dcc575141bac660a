"""Sampling: drawing the customers of a day must not cost more than playing it compiled."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
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
    Turns,
)
from engine.simulation.desk import Desk
from engine.simulation.desk_plan import desk_of
from engine.simulation.kernel import contact_log
from engine.simulation.sampled import SampledContacts
from engine.simulation.sampling import sampled_contacts

CLASSES = 13
NAME = Text("店", "shop")
SLOTS = 4


def shop(fidelity: Fidelity) -> Scenario:
    """Return a day of 26,000 customers in 13 classes, 60 agents at any time."""
    groups = tuple(
        AgentGroup(
            name,
            NAME,
            SLOTS,
            tuple(1 / n for n in range(1, SLOTS + 1)),
            tuple(Shift(28_800.0 * day, 28_800.0 * (day + 1), 30) for day in range(3)),
        )
        for name in ("one", "two")
    )
    return Scenario(
        id="shop",
        name=NAME,
        horizon_s=86_400.0,
        classes=tuple(_kind(number) for number in range(CLASSES)),
        staffing=StaffingPlan(groups, 0.05),
        targets=(),
        busyness_shape=30.0,
        fidelity=fidelity,
    )


def _kind(number: int) -> ContactClass:
    rates = 26_000 / 24 / CLASSES * (1 + 0.8 * np.sin(np.arange(48) / 48 * 2 * np.pi))
    stays = number % 2 == 0
    return ContactClass(
        id=f"class {number}",
        name=NAME,
        channel=Channel.CHAT,
        arrivals=ArrivalProfile(1_800.0, tuple(rates.tolist())),
        work=_lognormal(140.0, 0.9),
        reply_work=_lognormal(25.0, 0.5),
        patience=Patience(
            _lognormal(300.0, 1.0),
            OnPatience.MESSAGE_STAYS if stays else OnPatience.HANGS_UP,
            _lognormal(10.0, 0.5),
        ),
        groups=("one", "two"),
        retry=Retry() if stays else Retry(0.3, _exponential(300.0)),
        repeat=Repeat(0.85, 0.3, _exponential(3_600.0)),
        bot=Bot(0.3, _exponential(30.0), Repeat(0.7, 0.4, _exponential(600.0))),
        wrap_up=_exponential(20.0),
        turns=Turns(
            Rounds(RoundsShape.GEOMETRIC, 3.7), _lognormal(40.0, 1.0), _lognormal(20.0, 0.7)
        ),
    )


def _lognormal(mean_s: float, cv: float) -> Duration:
    return Duration(Shape.LOGNORMAL, mean_s, cv)


def _exponential(mean_s: float) -> Duration:
    return Duration(Shape.EXPONENTIAL, mean_s)


def _day(fidelity: Fidelity) -> tuple[Scenario, Desk, SampledContacts]:
    scenario = shop(fidelity)
    return (
        scenario,
        desk_of(scenario, seed=1, replication=0),
        sampled_contacts(scenario, seed=1, replication=0),
    )


def _sampled(day: Any) -> np.ndarray:
    return sampled_contacts(day[0], seed=1, replication=0).customers["arrival_s"]


def _played(day: Any) -> np.ndarray:
    contacts = contact_log(day[1], day[2]).contacts
    return contacts["arrival_s"][contacts["attempt"] == 0]


for level in Fidelity:
    duel(
        Duel(
            f"a day of 26,000 customers, {level}: sampling / kernel",
            partial(_day, level),
            _sampled,
            _played,
            lambda ours, other: bool(np.array_equal(ours, other)),
            rounds=15,
            least_ratio=1.0,
        )
    )
