"""Programmes about staying in grade: who must and may change, fewest changes, nearest shares."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.grades import GradeRule
from engine.optimisation.grade_forms import bound_forms, changes_under, found_forms
from engine.optimisation.grade_programme import (
    fewest_program,
    narrowed,
    nearest_program,
    outlook,
    shares_of,
)
from engine.optimisation.nest import nest_of
from engine.optimisation.rules import AdmissibleSet, RuleKind
from engine.optimisation.solver import CBC, HIGHS, SolverChoice, solve

EACH = pytest.mark.parametrize("choice", [HIGHS, CBC], ids=lambda c: c.name)
RULE = GradeRule((60.0,), ("A", "B"))
# Case grades-7x2: the second agent reaches the cut-off at every admissible weight set.
SEVEN = np.array([[80, 50], [50, 70], [66, 58], [90, 45], [40, 75], [61, 61], [58, 61]], float)
BEFORE = RULE.ranks(SEVEN @ [0.7, 0.3])


def test_outlook_says_who_must_who_may_and_who_cannot(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    seen = outlook(bound_forms(SEVEN, BEFORE, RULE), box_of([0.3, 0.5], [0.5, 0.7]))

    assert seen.must.tolist() == [False, True, False, False, False, False, False]
    assert seen.open.tolist() == [True, False, False, True, True, False, True]
    assert seen.of(np.array([1, 2])).must.tolist() == [True, False]


def test_outlook_is_exact_where_rules_are_not_nested(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    """w0 >= w1 makes the score at least 65; bounds alone would allow 30."""
    crossed = box_of([0] * 3, [1, 1, 0], (RuleKind.ORDER, (0, 1), (1.0, -1.0), 0.0))
    forms = bound_forms(np.array([[100.0, 30.0, 0.0]]), np.array([0]), RULE)

    assert nest_of(crossed) is None
    assert not outlook(forms, crossed).open.any()
    assert outlook(forms, crossed, exact=False).open.all()


@EACH
@pytest.mark.parametrize("grid", [None, 0.05])
def test_fewest_programme_proves_the_one_change_that_is_open(
    box_of: Callable[..., AdmissibleSet], choice: SolverChoice, grid: float | None
) -> None:
    admissible = box_of([0.3, 0.5], [0.5, 0.7], grid=grid)
    forms = found_forms(SEVEN, BEFORE, RULE)
    seen = outlook(forms, admissible)
    may = np.flatnonzero(seen.open)

    solution = solve(fewest_program(forms.of(may), seen.of(may), admissible), chain=[choice])
    shares = shares_of(solution.point, admissible)

    assert solution.record.proven
    assert solution.record.objective == 0
    assert changes_under(SEVEN, shares, RULE, BEFORE) == 1


def test_relaxed_programme_costs_no_more_than_the_whole(team_of: Callable[..., Any]) -> None:
    team = team_of(1, 60)
    forms = bound_forms(team.table.scores, team.before, team.rule)
    seen = outlook(forms, team.admissible)
    may = np.flatnonzero(seen.open)
    given = forms.of(may), seen.of(may), team.admissible

    relaxed, whole = (solve(fewest_program(*given, whole=one)).record for one in (False, True))

    assert relaxed.proven
    assert relaxed.objective <= whole.bound + 1e-7


@EACH
def test_nearest_shares_keep_whoever_is_to_stay(
    box_of: Callable[..., AdmissibleSet], choice: SolverChoice
) -> None:
    """The fifth agent stays below 60 for w0 > 3/7: with the margin 35 w0 >= 15.0001."""
    admissible = box_of([0.3, 0.5], [0.5, 0.7])
    target = np.array([0.4, 0.6])
    stays = found_forms(SEVEN, BEFORE, RULE).of(np.array([4]))

    free = solve(nearest_program(target, admissible), chain=[choice])
    held = solve(nearest_program(target, admissible, stays), chain=[choice])

    assert shares_of(free.point, admissible) == pytest.approx(target, abs=1e-7)
    assert shares_of(held.point, admissible)[0] == pytest.approx(15.0001 / 35, abs=1e-7)


def test_nearest_shares_on_a_grid_are_steps(box_of: Callable[..., AdmissibleSet]) -> None:
    admissible = box_of([0.3, 0.5], [0.5, 0.7], grid=0.05)

    solution = solve(nearest_program(np.array([0.41, 0.59]), admissible))

    assert shares_of(solution.point, admissible).tolist() == [0.4, 0.6]


def test_a_narrowed_set_is_still_nested(box_of: Callable[..., AdmissibleSet]) -> None:
    admissible = box_of([0.1] * 3, [0.6] * 3, (RuleKind.GROUP_FIXED, (0, 1), (), 0.5))

    nest = nest_of(narrowed(admissible, np.full(3, 0.2), np.full(3, 0.9)))

    assert nest is not None
    assert nest.lower.tolist() == [0.2] * 3
    assert nest.upper.tolist() == [0.6] * 3
