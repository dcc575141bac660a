"""Do 95 % intervals cover? An Erlang A desk whose steady state is known, run many times over.

Ten agents at load 10, patience as long as the work: the number in the system is that of a desk
with agents enough for all. Time averages are unbiased, so a miss is the interval's own.
"""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import bdtr

from engine.domain.scenario import Scenario
from engine.queueing.erlang import erlang_a
from engine.simulation.estimates import estimate, pooled
from engine.simulation.precision import Precision, simulate_until_precise
from engine.simulation.replications import Machinery, SimulationResult, simulate
from tests.simulation.desks import desk, exponential, kind, team

MINUTE_S = 60.0
AGENTS, RATE_PER_H, WORK_S = 10, 600.0, 60.0
IN_A_RUN = 10  # replications of one run
LEVEL = 0.95
FALSE_ALARM = 1e-4
TWO = Machinery(workers=2)


def erlang_a_desk() -> Scenario:
    """Return a desk of which 20 minutes are measured after a warm-up of 10 (ten services)."""
    calls = kind(rate_per_h=RATE_PER_H, work=exponential(WORK_S), patience_s=WORK_S)
    return desk(
        kinds=[calls],
        groups=[team(agents=AGENTS)],
        horizon_s=30 * MINUTE_S,
        warm_up_s=10 * MINUTE_S,
        interval_s=30 * MINUTE_S,
        max_attempts=1,
    )


EXACT = erlang_a(RATE_PER_H, WORK_S, AGENTS, patience_s=WORK_S, threshold_s=0.0)


@cache
def long_result(runs: int) -> SimulationResult:
    return simulate(erlang_a_desk(), 21, runs * IN_A_RUN, TWO)


def covered_by_means(result: SimulationResult) -> int:
    """Return how many runs have an interval of the mean queue that covers the exact one."""
    runs = result.values("day", "queue_mean").reshape(-1, IN_A_RUN)
    found = [estimate(values) for values in runs]
    return sum(abs(each.mean - EXACT.queue_mean) <= each.half_width for each in found)


def covered_by_ratios(result: SimulationResult) -> int:
    """Return how many runs have an interval of the long-run abandonment that covers it."""
    tops, bottoms = (each.reshape(-1, IN_A_RUN) for each in parts(result, "abandonment"))
    found = [pooled(*each) for each in zip(tops, bottoms, strict=True)]
    return sum(abs(each.ratio - EXACT.abandonment) <= each.half_width for each in found)


def parts(result: SimulationResult, measure: str) -> NDArray[np.float64]:
    found: NDArray[np.float64] = result.tables.parts[:, :, 0, result.measure_ids.index(measure)].T
    return found


@pytest.mark.statistical
@pytest.mark.slow
def test_intervals_cover_in_short() -> None:
    """80 runs: between 80 % and 100 % cover, false alarm 1e-4; the long sample is sharper."""
    least = binomial_floor(80)

    assert covered_by_means(long_result(80)) >= least
    assert covered_by_ratios(long_result(80)) >= least


@pytest.mark.statistical
@pytest.mark.full
def test_intervals_of_the_mean_cover_in_92_5_to_97_5_per_cent() -> None:
    """1,000 runs of 10 replications; at exactly 95 % a false alarm has probability 3e-4."""
    covered = covered_by_means(long_result(1_000))

    assert 925 <= covered <= 975


@pytest.mark.statistical
@pytest.mark.full
def test_intervals_of_ratios_cover_in_92_5_to_97_5_per_cent() -> None:
    """1,000 runs of 10 replications: the delta method is a little narrow with 9 degrees."""
    covered = covered_by_ratios(long_result(1_000))

    assert 925 <= covered <= 975


@pytest.mark.statistical
@pytest.mark.full
def test_stopping_when_precise_covers_at_least_as_often_as_it_says() -> None:
    """200 runs that stop at 25, 50, 100 or 200 replications; false alarm 1e-4 at exactly 95 %."""
    runs = 200
    wanted = Precision("queue_mean", 0.25, most=200)

    found = [
        simulate_until_precise(simulate(erlang_a_desk(), seed, 1), wanted, TWO)
        for seed in range(100, 100 + runs)
    ]

    assert len({each.looks for each in found}) >= 3
    covered = sum(abs(each.mean - EXACT.queue_mean) <= each.half_width for each in found)
    assert covered >= binomial_floor(runs)


def binomial_floor(runs: int) -> int:
    """Return the least count that is no false alarm: P(below it) <= 1e-4 at 95 % each."""
    return next(count for count in range(runs + 1) if bdtr(count, runs, LEVEL) > FALSE_ALARM)
