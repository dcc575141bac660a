"""Simulation: a promotion day from the file to the verdicts, two threads, and the first start.

``python -m benchmarks.bench_simulation_day`` prints the seconds that 200 such days take.
"""

import shutil
import subprocess
import sys
import tempfile
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from benchmarks.simulation_desks import times_as_many
from engine.domain.scenario import Scenario
from engine.files.locations import scenarios_folder
from engine.files.scenario_file import read_scenario
from engine.simulation.engines import compile_now
from engine.simulation.replications import Machinery, SimulationResult, simulate
from engine.simulation.verdicts import verdicts

CUSTOMERS_TIMES = 1.82  # 14,300 attempts of the shipped day become 26,000
SEED, REPLICATIONS, FEW = 618, 200, 12
START = """
from time import perf_counter
begin = perf_counter()
from engine.simulation.kernel import compile_now
compile_now()
print(perf_counter() - begin)
"""


def promotion_day() -> Scenario:
    """Return the shipped 18 June with 26,000 attempts, at rate level."""
    shipped = read_scenario(scenarios_folder() / "traffic" / "618.toml")
    return times_as_many(shipped, CUSTOMERS_TIMES)


def judged(scenario: Scenario, *, replications: int, workers: int) -> SimulationResult:
    """Return the replications; intervals and verdicts are worked out as for a planner."""
    result = simulate(scenario, SEED, replications, Machinery(workers=workers))
    verdicts(result, scenario.targets)
    for id_ in result.measure_ids:
        result.estimate("day", id_)
    return result


def _table(scenario: Any, *, workers: int) -> np.ndarray:
    return judged(scenario, replications=FEW, workers=workers).table


@cache
def _copy_of_engine() -> tempfile.TemporaryDirectory[str]:
    """Return a folder with a copy of the engine that was never compiled."""
    folder = tempfile.TemporaryDirectory()
    engine = Path(__file__).parents[1] / "engine"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(engine, Path(folder.name) / "engine", ignore=ignored)
    return folder


def _started(*, cold: bool) -> float:
    """Return the seconds in which a new process gets the kernel ready."""
    folder = Path(_copy_of_engine().name)
    if cold:
        for kept in folder.glob("engine/simulation/kernel/__pycache__/kernel-*"):
            shutil.rmtree(kept)
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=folder, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


duel(
    Duel(
        f"{FEW} promotion days of 26,000 attempts: one thread / two",
        promotion_day,
        partial(_table, workers=2),
        partial(_table, workers=1),
        lambda ours, other: bool(np.array_equal(ours, other, equal_nan=True)),
        rounds=3,
    )
)
duel(
    Duel(
        "first use of the kernel: compiled now / kept on disk",
        _copy_of_engine,
        lambda _: _started(cold=False),
        lambda _: _started(cold=True),
        lambda ours, other: ours < other,
        rounds=1,
        least_ratio=5.0,
    )
)


def main() -> None:
    """Print how long 200 days take on one and on two threads."""
    compile_now()
    scenario = promotion_day()
    for workers in (1, 2):
        begin = perf_counter()
        result = judged(scenario, replications=REPLICATIONS, workers=workers)
        each = result.attempts / REPLICATIONS
        print(f"{workers} threads: {perf_counter() - begin:.1f} s for {each:,.0f} attempts a day")


if __name__ == "__main__":
    main()
