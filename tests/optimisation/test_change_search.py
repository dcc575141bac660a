"""The order of work of a search: what a clock cuts short is told, alike agents end it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.grades import GradeRule
from engine.errors import MethodError
from engine.optimisation.change_search import NEIGHBOURS, REACHES, ChangeOptions, ChangeSearch
from engine.optimisation.grade_changes import fewest_grade_changes
from engine.optimisation.grade_forms import changes_under, found_forms, ranks_under
from engine.optimisation.grade_programme import narrowed, outlook
from engine.optimisation.grade_search import region
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


class Answering:
    """HiGHS with time for so many solves, after which its clock is over before it begins."""

    def __init__(self, solves: int) -> None:
        self.left = solves

    def __call__(self, *limits: Any) -> Any:
        self.left -= 1
        return HIGHS.make(*limits) if self.left >= 0 else HIGHS.make(1e-9, *limits[1:])


@pytest.mark.parametrize("grid", [None, 0.01], ids=["no grid", "grid"])
@pytest.mark.parametrize("solves", [1, 2, 5, 12, 13])
def test_a_step_without_an_answer_leaves_the_best_so_far(
    team_of: Callable[..., Any], solves: int, grid: float | None
) -> None:
    team = team_of(1, 60, grid)
    options = ChangeOptions(lines=20, chain=(SolverChoice("until", Answering(solves)),))

    found = fewest_grade_changes(
        team.table, team.before, team.rule, team.admissible, team.rescaled, options
    )

    recount = changes_under(team.table.scores, found.weights.shares, team.rule, team.before)
    within = region(team.admissible)
    assert (within.rows @ found.weights.shares >= within.limits - 1e-7).all()
    assert found.bound <= found.changes == recount
    assert not found.record.reproducible
    assert found.record.feasible
    assert found.record.why == ("optimal" if found.proven else "limit")


def test_without_an_answer_to_the_first_programme_there_is_none(
    team_of: Callable[..., Any],
) -> None:
    team = team_of(1, 20)
    options = ChangeOptions(chain=(SolverChoice("until", Answering(0)),))

    with pytest.raises(MethodError) as caught:
        fewest_grade_changes(
            team.table, team.before, team.rule, team.admissible, team.rescaled, options
        )

    assert caught.value.code == "solver.no_answer"


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


def test_the_neighbourhood_is_the_widest_with_few_enough_agents(
    team_of: Callable[..., Any],
) -> None:
    team = team_of(4, 400)
    shares = team.rescaled.shares
    search = ChangeSearch(
        team.table.scores, team.before, team.rule, team.admissible, shares, ChangeOptions()
    )
    search.best = shares
    forms = found_forms(team.table.scores, team.before, team.rule)

    near, seen = search._near(forms) or (None, None)

    def opened(reach: float) -> int:
        box = narrowed(team.admissible, shares - reach, shares + reach)
        return int(outlook(forms, box, exact=False).open.sum())

    counts = [opened(reach) for reach in REACHES]
    widest = next(place for place, count in enumerate(counts) if count <= NEIGHBOURS)
    assert counts == sorted(counts, reverse=True)
    assert 0 < widest < len(REACHES)
    assert near is not None
    assert near.rules[-1].limit == pytest.approx(shares[-1] + REACHES[widest], abs=1e-15)
    assert seen is not None
    assert int(seen.open.sum()) == counts[widest]


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
