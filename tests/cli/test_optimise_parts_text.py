"""The sections beside the recommended weights."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine.cli.optimise_parts_text import (
    acceptability_lines,
    emphasis_lines,
    frontier_lines,
    grade_lines,
    robust_lines,
    stability_lines,
)
from engine.domain.texts import Language
from engine.domain.weights_report import FrontierPart, FrontierPoint, WeightsReport
from tests.cli.weight_reports import full_report

EMPTY = replace(
    full_report(),
    frontier=None,
    robust=(),
    stability=(),
    grades=None,
    acceptability=None,
    preference=None,
    emphases=(),
)
Section = Callable[[WeightsReport, Language], Iterator[str]]


@pytest.mark.parametrize(
    "section",
    [
        acceptability_lines,
        emphasis_lines,
        frontier_lines,
        grade_lines,
        robust_lines,
        stability_lines,
    ],
)
def test_a_part_without_input_says_nothing_and_one_with_it_does(section: Section) -> None:
    assert list(section(EMPTY, "en")) == []
    assert list(section(full_report(), "zh"))
    assert list(section(full_report(), "en"))


def test_the_frontier_marks_the_recommended_set() -> None:
    lines = list(frontier_lines(full_report(), "en"))

    assert sum("recommended" in line for line in lines) == 1


def test_a_corner_nearer_to_both_sources_is_told() -> None:
    frontier = full_report().frontier
    assert frontier is not None
    corner, chosen = replace(frontier.points[0], recommended=False), frontier.points[0]
    far = replace(chosen, recommended=True, distance_judged=1.0, distance_evidence=1.0)
    near = replace(corner, distance_judged=0.5, distance_evidence=0.5)

    def told(*points: FrontierPoint) -> str:
        part = FrontierPart(points, proven=True)
        return " ".join(frontier_lines(replace(full_report(), frontier=part), "en"))

    assert "nearer to both" in told(near, far)
    assert "nearer to both" not in told(replace(near, distance_evidence=1.0), far)


def test_an_outline_is_called_so() -> None:
    frontier = full_report().frontier
    assert frontier is not None

    told = frontier_lines(replace(full_report(), frontier=replace(frontier, proven=False)), "en")

    assert "outline" in " ".join(told)


def test_a_search_that_a_clock_ended_is_called_so() -> None:
    grades = full_report().grades
    assert grades is not None
    stopped = replace(grades, solver=replace(grades.solver, reproducible=False))

    told = " ".join(grade_lines(replace(full_report(), grades=stopped), "en"))

    assert "clock" in told


def test_many_agents_are_cut_with_their_number() -> None:
    part = full_report().acceptability
    assert part is not None
    many = replace(part, agents=part.agents * 5)

    told = " ".join(acceptability_lines(replace(full_report(), acceptability=many), "en"))

    assert "and 13 more" in told


def test_pairs_that_could_not_be_decided_are_told() -> None:
    part = full_report().preference
    assert part is not None
    doubtful = replace(full_report(), preference=replace(part, undecided=5))

    told = " ".join(" ".join(acceptability_lines(doubtful, "en")).split())

    assert "at least" in told
    assert "5 could not be decided" in told


def test_an_emphasis_without_room_names_its_rules() -> None:
    told = "\n".join(emphasis_lines(full_report(), "en"))

    assert "Too much: no weight set is left." in told
    assert "frt >= 0.9" in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recommended_changes": 0}, "nobody's grade changes (5 agents)"),
        ({"rescaled_changes": 0}, "would change nobody's"),
        ({"certain": 0}, "No agent's grade is certain"),
        ({"changes": 0, "bound": 0, "proven": True}, "There is an allowed set under which nobody"),
        ({"changes": 2, "bound": 0, "proven": False}, "fewer, even none, is not ruled out"),
        ({"changes": 2, "bound": 1, "proven": False}, "at least 1 must change"),
    ],
)
def test_a_count_of_nobody_is_said_in_words(changes: dict[str, Any], said: str) -> None:
    grades = full_report().grades
    assert grades is not None
    told = grade_lines(replace(full_report(), grades=replace(grades, **changes)), "en")

    assert said in " ".join(told)


def test_an_emphasis_that_moves_nothing_says_so() -> None:
    still = replace(full_report().emphases[0], moves={})

    told = "\n".join(emphasis_lines(replace(full_report(), emphases=(still,)), "en"))

    assert "Raised: the recommendation is the same as without it." in told
