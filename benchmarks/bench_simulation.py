"""Simulation: the general kernel on the Erlang A queue against programs for that queue alone."""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from benchmarks.peers_simulation import (
    needs_ciw,
    needs_compiler,
    with_c,
    with_ciw,
    with_simpy,
)
from benchmarks.simulation_desks import ErlangA, erlang_a, waits_s
from engine.simulation.kernel import contact_log

NEAR_S = 1e-6  # Ciw adds up its dates in another order


def _kernel(queue: ErlangA) -> np.ndarray:
    return waits_s(contact_log(*queue.day))


def _queue(customers: int, needs: Callable[[], None] = lambda: None) -> Callable[[], ErlangA]:
    def prepare() -> ErlangA:
        needs()
        return erlang_a(customers)

    return prepare


def _same(ours: Any, other: Any) -> bool:
    return bool(np.array_equal(ours, other))


def _near(ours: Any, other: Any) -> bool:
    return bool(np.abs(ours - other).max() <= NEAR_S)


for name, customers, needs, other, same, rounds, least_ratio in (
    ("plain SimPy", 50_000, lambda: None, with_simpy, _same, 5, 30.0),
    ("Ciw", 10_000, needs_ciw, with_ciw, _near, 3, 80.0),
    ("C by hand", 200_000, needs_compiler, with_c, _same, 9, 1 / 3),
):
    duel(
        Duel(
            f"Erlang A, {customers:,} customers: {name} / kernel",
            _queue(customers, needs),
            _kernel,
            other,
            same,
            rounds=rounds,
            least_ratio=least_ratio,
        )
    )
