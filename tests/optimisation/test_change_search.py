"""The order of work of a search: what a clock cuts short is told, alike agents end it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.domain.grades import GradeRule
from engine.optimisation.change_search import ChangeOptions, ChangeSearch
from engine.optimisation.grade_changes import fewest_grade_changes
from engine.optimisation.grade_forms import ranks_under
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import HIGHS, HIGHS_INTERIOR_POINT, SolverChoice


def test_a_clock_that_ended_a_solve_is_told(team_of: Callable[..., Any]) -> None:
    """The first link of the chain gives up by its clock, the second answers."""
    team = team_of(1, 30)
    gives_up = SolverChoice("gives up", lambda *_: HIGHS.make(1e-9), for_integer=False)
    options = ChangeOptions(lines=10, chain=(gives_up, HIGHS_INTERIOR_POINT, HIGHS))

    found = fewest_grade_changes(
        team.table, team.before, team.rule, team.admissible, team.rescaled, options
    )

    assert not found.record.reproducible
    assert found.record.why == ("optimal" if found.proven else "limit")


def test_many_alike_agents_at_a_cut_off_leave_no_neighbourhood(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    """At w0 = 0.5 all (80, 60) and all (60, 80) score 70: whichever way, one half drops."""
    scores = np.repeat([[80.0, 60.0], [60.0, 80.0]], 70, axis=0)
    rule = GradeRule((70.0,), ("A", "B"))
    before = np.repeat([0, 1], 70)
    options = ChangeOptions(lines=100)
    search = ChangeSearch(
        scores, before, rule, box_of([0, 0], [1, 1]), np.array([0.5, 0.5]), options
    )

    must = search.run()

    assert not must.any()
    assert search.fewest == 0
    assert ranks_under(scores, search.best, rule).tolist() == before.tolist()


def test_a_given_start_outside_is_moved_inside(box_of: Callable[..., AdmissibleSet]) -> None:
    """Of (90, 40) with a cut-off 70 the start keeps the grade; its nearest set does not."""
    options = ChangeOptions(starts=(np.array([0.9, 0.1]), np.array([0.3, 0.7])))
    search = ChangeSearch(
        np.array([[90.0, 40.0]]), np.array([0]), GradeRule((70.0,), ("A", "B")),
        box_of([0, 0], [0.4, 1]), np.array([0.2, 0.8]), options,
    )  # fmt: skip

    search.run()

    assert [start.tolist() for start in search._given()][1] == [0.3, 0.7]
    assert search._given()[0].tolist() == [0.4, 0.6]
    assert search.fewest == 1


def test_bounds_off_the_steps_do_not_weaken_who_must_change(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    """In steps of a half the cap 0.64 leaves w0 = 0.5: (100, 0) scores 50 and cannot keep an A."""
    search = ChangeSearch(
        np.array([[100.0, 0.0]]), np.array([0]), GradeRule((60.0,), ("A", "B")),
        box_of([0.4, 0], [0.64, 1], grid=0.5), np.array([0.5, 0.5]), ChangeOptions(),
    )  # fmt: skip

    assert search.run().tolist() == [True]
    assert (search.fewest, search.bound) == (1, 1)
