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


class SkippedError(Exception):
    """A contender is not installed here; the message says which."""


@dataclass(frozen=True, slots=True)
class Duel:
    """What is compared: ``prepare`` makes the input once, both contenders take it.

    ``least_ratio`` is what must be reached: the other's time over ours. ``other_seconds`` reads
    the time from the other's answer when it runs, and times itself, in a process of its own.
    Without ``rounds`` the run whose answers are compared is the one that is timed: for what takes
    most of a minute.
    """

    name: str
    prepare: Callable[[], Any]
    ours: Callable[[Any], Any]
    other: Callable[[Any], Any]
    same: Callable[[Any, Any], bool]
    rounds: int = ROUNDS
    least_ratio: float = 0.0
    other_seconds: Callable[[Any], float] | None = None


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
    """Check the answers, then time both in turns, and the ratio if one is promised."""
    given = entry.prepare()
    other_s, answer = _timed(entry.other, given)
    ours_s, ours = _timed(entry.ours, given)
    if not entry.same(ours, answer):
        raise AssertionError(f"{entry.name}: the two answers differ")
    if entry.rounds:
        ours_s, other_s = _medians(entry, given)
    if entry.other_seconds is not None:
        other_s = entry.other_seconds(answer)
    outcome = Outcome(entry.name, ours_s, other_s)
    if outcome.ratio < entry.least_ratio:
        raise AssertionError(f"{entry.name}: {outcome.ratio:.2f} x, {entry.least_ratio:.2f} is due")
    return outcome


def _medians(entry: Duel, given: Any) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(entry.rounds):
        for contender, spent in zip((entry.ours, entry.other), times, strict=True):
            spent.append(_timed(contender, given)[0])
    return median(times[0]), median(times[1])


def _timed(contender: Callable[[Any], Any], given: Any) -> tuple[float, Any]:
    start = perf_counter()
    answer = contender(given)
    return perf_counter() - start, answer
