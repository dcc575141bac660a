"""Simulation: replications of an ordinary day on two processes against one."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.files.locations import scenarios_folder
from engine.files.scenario_file import read_scenario
from engine.simulation.replications import simulate

REPLICATIONS = 16


def _daily() -> Any:
    return read_scenario(scenarios_folder() / "traffic" / "daily.toml")


def _table(scenario: Any, *, workers: int) -> np.ndarray:
    return simulate(scenario, 1, REPLICATIONS, workers).table


duel(
    Duel(
        f"{REPLICATIONS} ordinary days: two processes / one",
        _daily,
        partial(_table, workers=2),
        partial(_table, workers=1),
        lambda ours, other: bool(np.array_equal(ours, other, equal_nan=True)),
        rounds=3,
    )
)
