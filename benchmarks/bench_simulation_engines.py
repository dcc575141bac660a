"""Simulation: the kernel against the reference, more agents, two threads."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from benchmarks.harness import Duel, duel
from benchmarks.simulation_desks import Day, day_of, same_log, shop
from engine.domain.scenario import Fidelity
from engine.simulation.contact_log import ContactLog
from engine.simulation.kernel import contact_log as kernel_log
from engine.simulation.reference import contact_log as reference_log

AGENTS = 60
TIMES_AS_MANY = 10
DAYS = 8


def _day(agents: int, level: Fidelity) -> Day:
    return day_of(shop(agents, level))


def _days(level: Fidelity) -> list[Day]:
    return [day_of(shop(AGENTS, level), seed) for seed in range(DAYS)]


def _sizes(level: Fidelity) -> tuple[Day, Day]:
    return _day(TIMES_AS_MANY * AGENTS, level), _day(AGENTS, level)


def _large(days: Any) -> int:
    return kernel_log(*days[0]).contacts.size


def _small_again(days: Any) -> int:
    return sum(kernel_log(*days[1]).contacts.size for _ in range(TIMES_AS_MANY))


def _about_as_many(ours: Any, other: Any) -> bool:
    """Compare attempts: a larger team loses fewer customers, so that fewer try again."""
    return bool(abs(ours - other) <= 0.05 * other)


def _one_after_another(days: Any) -> list[ContactLog]:
    return [kernel_log(*day) for day in days]


def _on_two_threads(days: Any) -> list[ContactLog]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda day: kernel_log(*day), days))


def _same_logs(ours: Any, other: Any) -> bool:
    return all(same_log(*pair) for pair in zip(ours, other, strict=True))


for fidelity in Fidelity:
    duel(
        Duel(
            f"shop day of 40,000, {fidelity}: reference / kernel",
            partial(_day, AGENTS, fidelity),
            lambda day: kernel_log(*day),
            lambda day: reference_log(*day),
            same_log,
            rounds=3,
            least_ratio=45.0,
        )
    )
    duel(
        Duel(
            f"shop, {fidelity}: ten days of 60 agents / one of 600",
            partial(_sizes, fidelity),
            _large,
            _small_again,
            _about_as_many,
            rounds=5,
            least_ratio=1 / 1.5,
        )
    )
    duel(
        Duel(
            f"{DAYS} shop days, {fidelity}: one thread / two",
            partial(_days, fidelity),
            _on_two_threads,
            _one_after_another,
            _same_logs,
            rounds=5,
            least_ratio=1.4,
        )
    )
