"""Every family of published cases at other loads, laws and thresholds, against its formula.

20 replications each; pooled ratios by t at a false-alarm probability of 1e-5 for each of about 60
figures. ``widest`` is the relative error that the widest figure of a case would show.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np
import pytest

from engine.domain.durations import Duration, Shape
from engine.domain.scenario import Scenario
from engine.domain.targets import Comparison, Target
from engine.domain.traffic import ContactClass, OnPatience, Patience, Repeat, Retry
from engine.queueing.constant_service import mean_wait_constant
from engine.queueing.erlang import blocking, erlang_a, erlang_c
from engine.queueing.feedback import with_repeats
from engine.queueing.general_patience import erlang_general_patience
from engine.queueing.general_service import mean_wait_one_agent
from engine.queueing.open_chats import chat_agent
from engine.queueing.priority import priority_waits, priority_waits_one_agent
from engine.queueing.retrials import with_retrials
from engine.queueing.steady_state import Queue
from engine.queueing.waiting_room import limited_room
from engine.simulation.replications import simulate
from tests.simulation.desks import HOUR_S, desk, exponential, fixed, kind, team
from tests.statistical.intervals import half_width_at

FALSE_ALARM = 1e-5
REPLICATIONS, SEED = 20, 9
Figures = Mapping[str, float]  # by measure, or by class and measure: "second/wait_mean_s"
Case = tuple[Scenario, Figures, float]  # with ``widest``


def steady(
    kinds: list[ContactClass], *, agents: int, hours: float = 40.0, slots: int = 1, **others: object
) -> Scenario:
    """Return a desk in the long run: ``hours`` are measured after a tenth of them as warm-up."""
    speed = others.pop("speed", (1.0,) * slots)
    thresholds = [
        Target(f"service_level_offered_{limit_s}_s", Comparison.AT_LEAST, 0.0)
        for limit_s in (18, 20)
    ]
    return desk(
        kinds=kinds,
        groups=[team(agents=agents, slots=slots, speed=speed)],
        horizon_s=1.1 * hours * HOUR_S,
        warm_up_s=0.1 * hours * HOUR_S,
        interval_s=1.1 * hours * HOUR_S,
        targets=thresholds,
        **({"max_attempts": 1} | others),
    )


def calls(rate_per_h: float, work: Duration, id_: str = "calls", **others: object) -> ContactClass:
    return kind(id_, rate_per_h=rate_per_h, work=work, **({"reply_work": None} | others))


def patient(duration: Duration) -> Patience:
    return Patience(duration, OnPatience.HANGS_UP, fixed(10.0))


def figures(queue: Queue, threshold_s: int = 20) -> dict[str, float]:
    """Return what a formula says, by measure."""
    found = {
        "wait_probability": queue.wait_probability / (1 - queue.blocking),
        "wait_mean_s": queue.wait_mean_s,
        f"service_level_offered_{threshold_s}_s": queue.service_level,
        "abandonment": queue.abandonment,
        "occupancy": queue.occupancy,
        "queue_mean": queue.queue_mean,
        "empty_probability": queue.empty_probability,
        "blocking": queue.blocking,
    }
    return {name: value for name, value in found.items() if value > 1e-4}


def loss() -> Case:
    scenario = steady([calls(240, exponential(90), waiting_room=0)], agents=8)
    lost = blocking(6.0, 8)
    return scenario, {"blocking": lost, "busy_mean": 6 * (1 - lost)}, 0.06


def room() -> Case:
    scenario = steady([calls(150, exponential(90), waiting_room=3)], agents=4)
    return scenario, figures(limited_room(150, 90, 4, room=3, threshold_s=20)), 0.25


def room_with_patience() -> Case:
    traffic = [calls(180, exponential(90), waiting_room=5, patience=patient(exponential(60)))]
    found = limited_room(180, 90, 4, room=5, threshold_s=18, patience_s=60)
    return steady(traffic, agents=4), figures(found, 18), 0.30


def delay() -> Case:
    scenario = steady([calls(200, exponential(180))], agents=13, hours=120)
    return scenario, figures(erlang_c(200, 180, 13, threshold_s=18), 18), 0.30


def abandonment() -> Case:
    scenario = steady([calls(300, exponential(120), patience=patient(exponential(90)))], agents=10)
    found = erlang_a(300, 120, 10, patience_s=90, threshold_s=18)
    return scenario, figures(found, 18), 0.08


def weibull_patience() -> Case:
    patience = Duration(Shape.WEIBULL, 60.0, 1.5)
    scenario = steady([calls(300, exponential(120), patience=patient(patience))], agents=10)
    found = erlang_general_patience(300, 120, 10, patience=patience, threshold_s=20)
    return scenario, figures(found), 0.06


def one_agent(law: Duration) -> Case:
    scenario = steady([calls(12, law)], agents=1, hours=600)
    wait_s = mean_wait_one_agent(12, law.mean_s, law.cv)
    return scenario, {"wait_mean_s": wait_s, "queue_mean": 12 / 3600 * wait_s}, 0.16


def constant_work() -> Case:
    scenario = steady([calls(60, fixed(100))], agents=2, hours=200)
    return scenario, {"wait_mean_s": mean_wait_constant(60, 100, 2)}, 0.20


def three_priorities() -> Case:
    rates = (40.0, 60.0, 70.0)
    names = ("first", "second", "third")
    traffic = [
        calls(rate, exponential(90), name, priority=2 - place)
        for place, (rate, name) in enumerate(zip(rates, names, strict=True))
    ]
    waits_s = priority_waits(rates, 90, 5)
    found = {f"{name}/wait_mean_s": wait for name, wait in zip(names, waits_s, strict=True)}
    return steady(traffic, agents=5, hours=80), found, 0.35


def priorities_of_other_work() -> Case:
    laws = (fixed(60.0), Duration(Shape.GAMMA, 150.0, 0.5))
    traffic = [calls(15, laws[0], "first", priority=1), calls(10, laws[1], "second")]
    waits_s = priority_waits_one_agent((15.0, 10.0), laws)
    found = {"first/wait_mean_s": waits_s[0], "second/wait_mean_s": waits_s[1]}
    return steady(traffic, agents=1, hours=300), found, 0.15


def retrials() -> Case:
    again = Retry(0.6, exponential(150))
    traffic = [calls(300, exponential(90), waiting_room=0, retry=again)]
    found = with_retrials(300, 90, 8, retry_delay_s=150, retry_probability=0.6)
    expected = {
        "all_busy_probability": found.blocking,
        "return_delay_mean": found.orbit_mean,
        "busy_mean": found.busy_mean,
    }
    return steady(traffic, agents=8, max_attempts=30), expected, 0.10


def repeats() -> Case:
    again = Repeat(0.7, 0.5, exponential(1200))
    traffic = [calls(200, exponential(120), repeat=again)]
    found = with_repeats(200, 0.7, return_probability=0.5, delay_s=1200)
    queue = erlang_c(found.arrival_rate_per_h, 120, 11, threshold_s=20)
    expected = {
        **figures(queue),
        "effective_rate_per_h": found.arrival_rate_per_h,
        "contacts_per_customer": found.contacts_per_customer,
        "return_delay_mean": found.returning_mean,
    }
    del expected["empty_probability"]  # 1e-3 of the time: too rare for a short sample
    return steady(traffic, agents=11, hours=60, max_attempts=30), expected, 0.35


def chats() -> Case:
    speeds = (0.8, 0.6, 0.5, 0.4)
    scenario = steady([calls(25, exponential(180))], agents=1, slots=4, speed=speeds, hours=200)
    found = chat_agent(25, 180, speeds, threshold_s=20)
    expected = {
        "wait_probability": found.wait_probability,
        "wait_mean_s": found.wait_mean_s,
        "open_chats_mean": found.open_chats_mean,
        "handle_mean_s": found.handle_mean_s,
        "occupancy": found.occupancy,
        "slot_occupancy": found.slot_occupancy,
        "queue_mean": found.queue_mean,
    }
    return scenario, expected, 0.50


def several_slots() -> Case:
    scenario = steady([calls(300, exponential(200))], agents=6, slots=3, speed=(1.0, 1.0, 1.0))
    queue = erlang_c(300, 200, 18, threshold_s=20)
    expected = figures(queue) | {"slot_occupancy": queue.occupancy}
    return scenario, {name: expected[name] for name in SEVERAL}, 0.40


SEVERAL = ("wait_probability", "wait_mean_s", "service_level_offered_20_s", "slot_occupancy")
CASES: Mapping[str, Callable[[], Case]] = MappingProxyType(
    {
        "loss": loss,
        "waiting room": room,
        "waiting room and patience": room_with_patience,
        "delay": delay,
        "abandonment": abandonment,
        "Weibull patience": weibull_patience,
        "one agent, gamma work": partial(one_agent, Duration(Shape.GAMMA, 200.0, 0.6)),
        "one agent, uniform work": partial(one_agent, Duration(Shape.UNIFORM, 200.0, 0.4)),
        "one agent, two phases": partial(one_agent, Duration(Shape.HYPEREXPONENTIAL, 150.0, 1.5)),
        "constant work": constant_work,
        "three priorities": three_priorities,
        "priorities of other work": priorities_of_other_work,
        "retrials": retrials,
        "repeats": repeats,
        "chats": chats,
        "several slots": several_slots,
    }
)


@pytest.mark.statistical
@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_long_run_is_that_of_the_formula(case: str) -> None:
    scenario, expected, widest = CASES[case]()

    result = simulate(scenario, SEED, REPLICATIONS)

    for name, value in expected.items():
        kind_id, _, measure = name.rpartition("/")
        found = result.pooled(f"day/class:{kind_id}" if kind_id else "day", measure)
        width = half_width_at(FALSE_ALARM, found.half_width, REPLICATIONS)
        assert abs(found.ratio - value) <= width, name
        assert width <= widest * value, name


@pytest.mark.statistical
def test_waits_that_are_served_within_a_fixed_patience_stay_below_it() -> None:
    """Nobody waits longer than the patience, to the last bit; who is served waits less."""
    patience = patient(fixed(30.0))
    scenario = steady([calls(300, exponential(120), patience=patience)], agents=9, hours=5)

    result = simulate(scenario, SEED, 2)

    served = result.values("day", "service_level_offered_30_s")
    assert np.all(served == 1 - result.values("day", "abandonment"))
