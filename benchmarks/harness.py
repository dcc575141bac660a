"""A duel: two ways to the same answer, timed in turns in one process, told as a ratio.

A benchmark registers itself with :func:`duel`; the harness checks that both contenders give the
same answer, times them interleaved, and prints medians and their ratio. Absolute seconds depend
on the machine and are printed for orientation only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Duel:
    """What is compared: ``prepare`` makes the input once, both contenders take it."""

    name: str
    prepare: Callable[[], Any]
    ours: Callable[[Any], Any]
    other: Callable[[Any], Any]
    same: Callable[[Any, Any], bool]
    rounds: int = ROUNDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians in seconds, and how many times faster ours is."""

    name: str
    ours_s: float
    other_s: float

    @property
    def ratio(self) -> float:
        """How many times longer the other takes."""
        return self.other_s / self.ours_s


DUELS: list[Duel] = []


def duel(entry: Duel) -> Duel:
    """Register a benchmark."""
    DUELS.append(entry)
    return entry


def run(entry: Duel) -> Outcome:
    """Check the answers, then time both in turns."""
    given = entry.prepare()
    if not entry.same(entry.ours(given), entry.other(given)):
        raise AssertionError(f"{entry.name}: the two answers differ")
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(entry.rounds):
        for contender, spent in zip((entry.ours, entry.other), times, strict=True):
            start = perf_counter()
            contender(given)
            spent.append(perf_counter() - start)
    return Outcome(entry.name, median(times[0]), median(times[1]))
