"""Would the comparison of the engines notice? Each mutant of the kernel breaks one rule.

A mutant runs as plain Python on small worlds until its log first differs from the reference's.
"""

from collections.abc import Callable
from functools import lru_cache
from heapq import heappush
from pathlib import Path

import pytest

from engine.simulation import reference
from engine.simulation.clock import FIRST_PRIORITY, Clock, _Due
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import EventKind
from tests.simulation.broken_rules import EQUIVALENT, EVENT_ORDER, RULES, TIES
from tests.simulation.drawn_scenarios import World, world
from tests.simulation.mutants import Mutant, planted
from tests.simulation.test_agreement import differences

CUSTOMERS = 80
WORLDS = 400  # searched for a difference at most
ALL = [*EVENT_ORDER, *TIES, *RULES]
QUICK = [*EVENT_ORDER, *TIES, *RULES[::4]]


@lru_cache(maxsize=WORLDS)
def small_world(seed: int) -> tuple[World, ContactLog]:
    of = world(seed, CUSTOMERS)
    return of, reference.contact_log(*of)


def noticed_in(
    mutant: Mutant, seeds: list[int], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> int | None:
    """Return the first world in which the mutant gives itself away."""
    with planted(mutant, folder, monkeypatch) as engine:
        for seed in seeds:
            of, log = small_world(seed)
            if differences(log, engine(*of)):
                return seed
    return None


@pytest.mark.parametrize(
    "mutant",
    [pytest.param(each, marks=() if each in QUICK else pytest.mark.full) for each in ALL],
    ids=lambda mutant: mutant.name,
)
def test_a_broken_rule_is_noticed(
    mutant: Mutant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = [mutant.seen_in, *range(WORLDS)]

    assert noticed_in(mutant, seeds, tmp_path, monkeypatch) is not None


@pytest.mark.parametrize("mutant", EQUIVALENT, ids=lambda mutant: mutant.name)
@pytest.mark.parametrize("count", [2, pytest.param(40, marks=pytest.mark.full)])
def test_what_breaks_no_rule_is_not_noticed(
    mutant: Mutant, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert noticed_in(mutant, list(range(count)), tmp_path, monkeypatch) is None


def test_the_kernel_itself_is_not_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy without an error, as plain Python: the compiled one is in ``test_agreement.py``."""
    assert noticed_in(Mutant("no error", ()), list(range(4)), tmp_path, monkeypatch) is None


def test_the_order_of_ties_that_simpy_has_of_its_own_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Simultaneous events in the order in which they were scheduled."""

    def at(
        clock: Clock,
        time_s: float,
        _kind: EventKind,
        _key: int,
        action: Callable[..., object],
        *arguments: object,
    ) -> None:
        clock.scheduled += 1
        due = _Due(clock, action, arguments)
        heappush(clock._queue, (time_s, FIRST_PRIORITY, clock.scheduled, due))

    logs = [small_world(seed) for seed in range(12)]
    monkeypatch.setattr(Clock, "at", at)
    noticed = [bool(differences(log, reference.contact_log(*of))) for of, log in logs]

    assert sum(noticed) > len(noticed) // 2
