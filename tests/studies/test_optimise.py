"""The whole report: complete with all sources, honest with few, explained without room."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.domain.policy import Objective
from engine.domain.weights_report import WeightsReport
from engine.studies.optimise import optimise
from engine.studies.weights_inputs import OptimiseOptions
from tests.studies.weight_inputs_samples import LEAVES, inputs, policy


def report(**changes: Any) -> WeightsReport:
    return optimise(inputs(**changes), np.random.default_rng(618))


def timeless(found: WeightsReport) -> WeightsReport:
    """Return a report without the seconds of its solvers."""
    assert found.solver is not None
    still = found.grades and replace(found.grades, solver=replace(found.grades.solver, seconds=0.0))
    return replace(found, solver=replace(found.solver, seconds=0.0), grades=still)


@pytest.fixture(scope="module")
def whole() -> WeightsReport:
    return report()


def test_all_sources_fill_every_part(whole: WeightsReport) -> None:
    found = whole

    assert found.feasible
    assert [row.indicator for row in found.indicators] == list(LEAVES)
    assert found.frontier is not None
    assert {row.kind for row in found.robust} == {"worst-case", "max-min", "regret"}
    assert [row.id for row in found.emphases] == ["raised", "too-much"]
    assert found.grades is not None
    assert found.acceptability is not None
    assert found.preference is not None
    assert len(found.stability) == len(LEAVES)
    assert found.summary
    assert found.conflict is None


@pytest.mark.parametrize("objective", [each for each in Objective if each is not Objective.BLEND])
def test_every_objective_gives_a_whole_report(objective: Objective) -> None:
    light = OptimiseOptions(draws=50, node_limit=5, other_emphases=False)

    found = report(policy=policy(objective=objective), options=light)

    assert found.objective == objective.value
    assert sum(row.recommended.value for row in found.indicators) == pytest.approx(1.0)
    if objective is Objective.FEWEST_CHANGES:
        assert found.grades is not None
        assert found.grades.changes == found.grades.recommended_changes


def test_the_same_question_gives_the_same_report(whole: WeightsReport) -> None:
    assert timeless(report()) == timeless(whole)


def test_parts_that_lack_their_input_are_absent() -> None:
    found = report(evidence=None, scores=None)

    assert found.feasible
    for part in (found.frontier, found.grades, found.acceptability, found.preference):
        assert part is None
    assert found.stability == ()


def test_a_policy_without_room_names_the_clash_and_recommends_nothing() -> None:
    """Floors of 0.6 and 0.2 in a group of at most 0.7."""
    found = report(policy=policy(floors={"frt": 0.6, "fcr": 0.2}, largest_move=None, emphases=()))

    assert not found.feasible
    assert found.indicators == ()
    assert found.solver is None
    assert found.conflict is not None
    assert found.conflict.least_total_violation == pytest.approx(0.1, abs=1e-9)
    assert found.summary


def test_an_emphasis_that_was_asked_for_and_leaves_no_room_is_the_answer() -> None:
    found = report(emphasis="too-much")

    assert not found.feasible
    assert [row.id for row in found.emphases] == ["too-much"]
    assert found.conflict is not None


def test_an_emphasis_without_room_leaves_the_rest_standing(whole: WeightsReport) -> None:
    assert whole.feasible
    assert whole.emphases[1].conflict is not None


def test_an_emphasis_that_is_asked_for_moves_the_recommended_set() -> None:
    light = OptimiseOptions(draws=50, node_limit=5, other_emphases=False)

    found = report(emphasis="raised", options=light)

    assert found.emphasis == "raised"
    assert found.indicators[0].recommended.value >= 0.36 - 1e-9
