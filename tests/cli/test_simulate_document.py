"""The JSON document of ``heng simulate``: the keys of the contract, figures with their spread."""

import json
import math

import pytest

from engine.cli.output import emit
from engine.cli.simulate_document import INTERVAL_MEASURES, findings_document
from engine.domain.targets import Comparison, Target
from engine.services.simulations import SimulationFindings
from engine.simulation.comparison import paired_difference
from engine.simulation.findings import findings_of
from engine.simulation.replications import simulate
from engine.simulation.verdicts import verdicts
from tests.simulation.desks import HOUR_S, desk, kind, team

SCENARIO = desk(
    kinds=[kind(rate_per_h=40.0), kind("never", rate_per_h=0.0)],
    groups=[team(agents=2)],
    horizon_s=2 * HOUR_S,
    targets=[Target("reply_rate", Comparison.AT_LEAST, 0.5, probability=0.9)],
)


@pytest.fixture(scope="module")
def found() -> SimulationFindings:
    result = simulate(SCENARIO, 1, 4)
    judged = verdicts(result, SCENARIO.targets)
    differences = (paired_difference(result, result, "day", "frt_mean_s"),)
    return SimulationFindings(
        result, findings_of(result), judged, None, result, judged, differences
    )


def test_document_has_the_keys_of_the_contract(found: SimulationFindings) -> None:
    document = findings_document(found)

    assert {"measures", "intervals", "targets", "replications", "attempts"} <= set(document)
    assert {"engine", "findings", "fidelity", "generated", "against", "differences"} <= set(
        document
    )
    assert document["replications"] == 4
    assert document["attempts"] == found.result.attempts


def test_each_measure_stands_with_its_interval_its_quantiles_and_pooled(
    found: SimulationFindings,
) -> None:
    measures = findings_document(found)["measures"]

    assert isinstance(measures, dict)
    assert set(measures) == {
        "day", "day/class:chat", "day/class:never", "day/channel:chat", "day/group:team",
    }  # fmt: skip
    assert set(measures["day"]["arrived"]) == {
        "mean", "half_width", "sd", "p05", "p50", "p95", "n", "pooled", "pooled_half_width",
    }  # fmt: skip


def test_intervals_hold_means_that_add_up_to_the_day(found: SimulationFindings) -> None:
    document = findings_document(found)
    intervals = document["intervals"]

    assert isinstance(intervals, list)
    assert [row["start_s"] for row in intervals] == [0.0, 1_800.0, 3_600.0, 5_400.0]
    assert set(intervals[0]) == {"start_s", "end_s", "capacity_per_h", *INTERVAL_MEASURES}
    arrived = sum(row["arrived"] for row in intervals)
    assert arrived == pytest.approx(found.result.estimate("day", "arrived").mean)


def test_targets_hold_what_was_asked_and_what_was_seen(found: SimulationFindings) -> None:
    (target,) = findings_document(found)["targets"]  # type: ignore[misc]  # a list of one

    assert (target["measure"], target["scope"], target["required"]) == ("reply_rate", "day", 0.9)
    assert (target["probability"], target["verdict"], target["further"]) == (1.0, "undecided", 96)


def test_what_could_not_be_measured_is_null(
    found: SimulationFindings, capsys: pytest.CaptureFixture[str]
) -> None:
    emit(findings_document(found), str, as_json=True)

    never = json.loads(capsys.readouterr().out)["measures"]["day/class:never"]["frt_mean_s"]
    assert never["mean"] is never["pooled"] is None
    assert never["n"] == 0
    assert math.isnan(found.result.estimate("day/class:never", "frt_mean_s").mean)
