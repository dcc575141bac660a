"""The published cases, each as a scenario file through ``heng simulate``, in short.

Every value stands at a false-alarm probability of 1e-3 / 68 under a fresh seed; ``WIDTHS`` says
how small an error each case would show. The long samples are in ``test_long_samples.py``.
"""

import json
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from engine.cli import main
from engine.files.scenario_file import read_scenario
from engine.simulation.estimates import pooled
from engine.simulation.measuring.measurement import measure_plan, measured_parts
from engine.simulation.replications import replication_log
from tests.statistical.case_figures import CASES, CLOSE, FALSE_ALARM, FOLDER, Figure, figures
from tests.statistical.intervals import half_width_at, standard_error

SEED = 5
MEASURED = (0, 1)  # exit codes: a target of the file may be missed
# case -> replications
QUICK = MappingProxyType(
    {
        "erlangB-10-10": 30,
        "erlangC-GMR": 12,
        "mm3-gross-harris": 30,
        "call-center-tools-40": 15,
        "erlangA-promo-x3": 15,
        "mmcG-det": 15,
        "mmcG-lognormal": 15,
        "mg1-lognormal": 30,
        "mdc-5": 20,
        "priority-2class": 20,
        "fcr-feedback": 20,
        "retrial-mm10": 15,
        "chat-1agent-k3": 40,
        "chat-no-slowdown": 20,
        "skills-N-model": 20,
    }
)
# case -> relative half width of its widest figure: smaller errors would not show
WIDTHS = MappingProxyType(
    {
        "erlangB-10-10": 0.04,
        "erlangC-GMR": 0.50,
        "mm3-gross-harris": 0.15,
        "call-center-tools-40": 0.30,
        "erlangA-promo-x3": 0.03,
        "mmcG-det": 0.15,
        "mmcG-lognormal": 0.12,
        "mg1-lognormal": 0.25,
        "mdc-5": 0.20,
        "priority-2class": 0.25,
        "fcr-feedback": 0.60,
        "retrial-mm10": 0.25,
        "chat-1agent-k3": 0.04,
        "chat-no-slowdown": 0.35,
        "skills-N-model": 0.10,
    }
)
PUBLISHED = MappingProxyType({"CC-MMC": 300, "CC-Telethon": 300})


def simulated(case_id: str, replications: int) -> Mapping[str, Any]:
    """Return what ``heng simulate`` prints for a case's scenario file."""
    file = str(FOLDER / f"{case_id}.toml")
    with redirect_stdout(StringIO()) as printed:
        code = main(
            ["simulate", file, "--json", "--seed", f"{SEED}", "--replications", f"{replications}"]
        )
    assert code in MEASURED
    found: Mapping[str, Any] = json.loads(printed.getvalue())
    return found


def estimated(found: Mapping[str, Any], figure: Figure) -> tuple[float, float, int]:
    """Return the long-run ratio, the half width of its 95 % interval and the replications."""
    measure = found["measures"][figure.scope][figure.measure]
    width = measure["pooled_half_width"] / figure.unit
    return measure["pooled"] / figure.unit, width, measure["n"]


def test_every_case_has_a_scenario_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(CASES)
    assert {*QUICK, *PUBLISHED, "CC-SimpleMSK", "gamma-busyness"} == set(CASES)


@pytest.mark.statistical
@pytest.mark.slow
@pytest.mark.parametrize(("case_id", "replications"), QUICK.items())
def test_exact_case_is_covered(case_id: str, replications: int) -> None:
    found = simulated(case_id, replications)

    for figure in figures(case_id):
        value, width, n = estimated(found, figure)
        allowed = half_width_at(FALSE_ALARM, width, n)
        assert abs(value - figure.value) <= max(allowed, CLOSE), figure.name
        assert allowed <= WIDTHS[case_id] * figure.value, figure.name


@pytest.mark.statistical
@pytest.mark.slow
@pytest.mark.parametrize(("case_id", "replications"), PUBLISHED.items())
def test_published_simulation_is_met(case_id: str, replications: int) -> None:
    """By the rule of the case file: 3 standard errors of both programs together.

    False alarm 3e-3 for each of 10 figures under a fresh seed, most of them of the same days.
    """
    found = simulated(case_id, replications)

    for figure in figures(case_id):
        value, width, n = estimated(found, figure)
        assert_agrees(value, standard_error(width, n), figure)


def assert_agrees(value: float, error: float, figure: Figure) -> None:
    assert figure.published_half_width is not None
    both = (figure.published_half_width**2 / 3.84 + error**2) ** 0.5
    assert abs(value - figure.value) <= 3 * both, figure.name


@pytest.mark.statistical
@pytest.mark.slow
def test_published_simulation_with_busyness_is_met() -> None:
    """150 days; as above, false alarm 3e-3 for each of four figures.

    The published occupancy runs to the last departure, the measure to the end of the horizon: it
    is taken from the logs here.
    """
    found = simulated("CC-SimpleMSK", 150)

    for figure in figures("CC-SimpleMSK"):
        if figure.name == "occupancy_group0":
            worked, there = np.array([seconds_to_the_end(day) for day in range(150)]).T
            together = pooled(worked, there)
            value, width, n = together.ratio, together.half_width, worked.size
        else:
            value, width, n = estimated(found, figure)
        assert_agrees(value, standard_error(width, n), figure)


def seconds_to_the_end(day: int) -> tuple[float, float]:
    """Return what group g0 worked and was there from opening to the last departure, in seconds."""
    scenario = read_scenario(FOLDER / "CC-SimpleMSK.toml")
    log = replication_log(scenario, SEED, day)
    end_s = float(np.nanmax(log.contacts["end_s"]))
    agents = log.agents["group"][log.legs["agent"]] == 0
    worked = float((log.legs["released_s"] - log.legs["start_s"])[agents].sum())
    plan = measure_plan(scenario)
    parts = measured_parts(scenario, plan, log, seed=SEED, replication=day)
    scope = [each.key for each in plan.scopes].index("day/group:g0")
    staffed_s = float(parts.denominators[scope, plan.ids.index("occupancy")])
    agents_after_closing = CASES["CC-SimpleMSK"]["params"]["agents"][0][-1]
    return worked, staffed_s + agents_after_closing * (end_s - scenario.horizon_s)


@pytest.mark.statistical
@pytest.mark.slow
def test_counts_of_days_have_the_moments_of_the_mixed_poisson_law() -> None:
    """400 days: sees 4 % in the mean and 32 % in the variance.

    Mean by t; variance by its own standard error from the fourth moment of the gamma law,
    sqrt((2 + 6 / shape) / n); the coefficient of variation moves with both at most.
    """
    case = CASES["gamma-busyness"]
    expected = {name: each["value"] for name, each in case["expected"].items()}
    days = 400

    arrived = simulated("gamma-busyness", days)["measures"]["day"]["arrived"]

    width = half_width_at(FALSE_ALARM, arrived["half_width"], days)
    assert abs(arrived["mean"] - expected["count_mean"]) <= width
    variance = arrived["sd"] ** 2
    relative = -ndtri(FALSE_ALARM / 2) * ((2 + 6 / case["params"]["gamma_shape"]) / days) ** 0.5
    assert abs(variance / expected["count_var"] - 1) <= relative
    cv = variance**0.5 / arrived["mean"]
    assert abs(cv / expected["cv"] - 1) <= relative / 2 + width / expected["count_mean"]
