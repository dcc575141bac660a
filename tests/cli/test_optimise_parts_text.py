"""The sections beside the recommended weights."""

from collections.abc import Callable, Iterator
from dataclasses import replace

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
from engine.domain.weights_report import WeightsReport
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


def test_an_emphasis_without_room_names_its_rules() -> None:
    told = "\n".join(emphasis_lines(full_report(), "en"))

    assert "Too much: no weight set is left." in told
    assert "frt >= 0.9" in told
