"""The reference against exact queues: cases erlangC-GMR and erlangA-promo-x3.

Each replication starts empty and is measured after a warm-up of at least four relaxation times.
Means are sharpened by control variates whose means are known exactly: the number of arrivals, the
mean work and patience drawn, and, for Erlang C, the waits of the same customers at ONE server of 50
times the speed (M/M/1: wait exponential given that there is one). The sampler's own laws, on which
the controls rely, are checked in ``test_sampling.py`` of this folder.
"""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.simulation.executors import run_replications
from engine.simulation.measurement import MeasurePlan, measure_plan, measured
from engine.simulation.reference import contact_log
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import desk, exponential, kind, team
from tests.statistical.control_variates import controlled_mean

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[1] / "cases" / "simulation.json").read_text(encoding="utf-8")
    )
}
MINUTE_S = 60.0
# measure of the case -> (measure of Heng, unit of the case in Heng's)
MEASURES = {
    "wait_mean": ("wait_mean_s", MINUTE_S),
    "queue_mean": ("queue_mean", 1.0),
    "p_wait": ("wait_probability", 1.0),
    "p_abandon": ("abandonment", 1.0),
    "occupancy": ("occupancy", 1.0),
}
WAIT_SCALE_S = 20.0  # of the control exp(-wait / scale), which follows the probability of waiting


def queue(case: str, *, measured_min: float, warm_up_min: float) -> Scenario:
    params = CASES[case]["params"]
    patience = params.get("patience")
    horizon_s = MINUTE_S * (measured_min + warm_up_min)
    calls = kind(
        rate_per_h=60 * params["lam"],
        work=exponential(MINUTE_S * params["service"]["mean"]),
        patience_s=patience and MINUTE_S * patience["mean"],
    )
    return desk(
        kinds=[calls],
        groups=[team(agents=params["c"])],
        horizon_s=horizon_s,
        warm_up_s=MINUTE_S * warm_up_min,
        interval_s=horizon_s,
        max_attempts=1,
    )


def replicate(
    scenario: Scenario, plan: MeasurePlan, seed: int, replication: int
) -> tuple[NDArray[np.float64], list[float]]:
    """Return the day's measures and the controls of one replication."""
    sampled = sampled_contacts(scenario, seed=seed, replication=replication)
    day = measured(scenario, plan, contact_log(scenario, sampled))[0]
    arrivals_s, works_s = sampled.customers["arrival_s"], sampled.attempts["work_s"]
    counted = arrivals_s >= scenario.warm_up_s
    controls = [float(counted.sum()), float(works_s[counted].mean())]
    if scenario.classes[0].patience.duration is None:
        agents = scenario.staffing.groups[0].shifts[0].agents
        waits_s = fast_server_waits(arrivals_s, works_s / agents)[counted]
        controls += [float(waits_s.mean()), float(np.exp(-waits_s / WAIT_SCALE_S).mean())]
    else:
        controls.append(float(sampled.attempts["patience_s"][counted].mean()))
    return day, controls


def fast_server_waits(
    arrivals_s: NDArray[np.float64], works_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the waits at one server (Lindley's recursion, solved)."""
    before = np.cumsum(works_s) - works_s
    waits: NDArray[np.float64] = np.maximum.accumulate(arrivals_s - before) + before - arrivals_s
    return waits


def known_means(scenario: Scenario) -> list[float]:
    calls = scenario.classes[0].patience
    rate_per_s = scenario.classes[0].arrivals.rates_per_h[0] / 3_600
    work_s = scenario.classes[0].work.mean_s
    arrivals = rate_per_s * (scenario.horizon_s - scenario.warm_up_s)
    if calls.duration is not None:
        return [arrivals, work_s, calls.duration.mean_s]
    spare = scenario.staffing.groups[0].shifts[0].agents / work_s - rate_per_s
    load = rate_per_s / (spare + rate_per_s)
    # M/M/1: P(wait > x) = load exp(-spare x)
    laplace = 1 - load + load * spare / (spare + 1 / WAIT_SCALE_S)
    return [arrivals, work_s, load / spare, laplace]


def check(
    case: str, scenario: Scenario, *, seed: int, replications: int, false_alarm: float
) -> dict[str, float]:
    """Check every expected value of a case; return the relative half widths."""
    plan = measure_plan(scenario)
    run = partial(replicate, scenario, plan, seed)
    found = run_replications(run, range(replications), workers=2)
    days, controls = np.stack([day for day, _ in found]), np.array([seen for _, seen in found])
    widths = {}
    for name, expected in CASES[case]["expected"].items():
        measure, unit = MEASURES[name]
        values = days[:, plan.ids.index(measure)] / unit
        value = expected["value"]
        if min(abs(value), abs(1 - value)) <= 1e-6:
            assert np.abs(values - value).max() <= 1e-6, name
            continue
        means = np.array(known_means(scenario))
        estimate, half_width = controlled_mean(values, controls, means, false_alarm)
        print(f"{case} {name}: {estimate:.6f} +- {half_width:.6f}, exact {value:.6f}")  # noqa: T201 - the record of the long sample
        assert abs(estimate - value) <= half_width, name
        widths[name] = half_width / value
    return widths


@pytest.mark.statistical
@pytest.mark.slow
def test_erlang_a_at_three_times_the_load() -> None:
    """32 replications of 400 minutes (385,000 customers); false alarm 1e-5 for each value."""
    overload = queue("erlangA-promo-x3", measured_min=400, warm_up_min=50)

    widths = check("erlangA-promo-x3", overload, seed=1, replications=32, false_alarm=1e-5)

    assert max(widths.values()) <= 0.01


@pytest.mark.statistical
@pytest.mark.slow
def test_erlang_c_near_saturation_in_short() -> None:
    """12 replications of 400 minutes (230,000 customers); false alarm 1e-4 for each value.

    Sees an error of the mean wait of about 12 % and more; the long sample sees 1 %.
    """
    busy = queue("erlangC-GMR", measured_min=400, warm_up_min=200)

    widths = check("erlangC-GMR", busy, seed=2, replications=12, false_alarm=1e-4)

    assert max(widths.values()) <= 0.20


@pytest.mark.statistical
@pytest.mark.full
def test_erlang_c_near_saturation() -> None:
    """150 replications of 2,000 minutes (14.4 million customers); false alarm 1e-5 for each."""
    busy = queue("erlangC-GMR", measured_min=2_000, warm_up_min=300)

    widths = check("erlangC-GMR", busy, seed=3, replications=150, false_alarm=1e-5)

    assert max(widths.values()) <= 0.01
