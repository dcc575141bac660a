"""Searches along lines: exact on each line, never worse, always admissible."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.grades import GradeRule
from engine.optimisation.admissible import admissible_set
from engine.optimisation.grade_forms import changes_under, found_forms
from engine.optimisation.grade_search import _directions, _fullest, region, searched
from engine.optimisation.rules import AdmissibleSet, RuleKind

RULE = GradeRule((70.0,), ("A", "B"))
TIMES = st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 15)), min_size=1, max_size=12)


@pytest.mark.parametrize("grid", [None, 1.0])
@settings(derandomize=True, deadline=None)
@given(TIMES, st.integers(0, 5))
def test_no_point_of_a_line_lies_in_more_intervals(
    grid: float | None, drawn: list[tuple[int, int]], turn: int
) -> None:
    firsts = np.array([first / 4 for first, _ in drawn])
    lasts = firsts + [length / 4 for _, length in drawn]

    step, most = _fullest(firsts, lasts, grid, turn)
    points = np.arange(-30, 61) / (4 if grid is None else 1)
    holding = ((firsts <= points[:, None]) & (points[:, None] <= lasts)).sum(axis=1)

    assert most == holding.max()
    assert most == 0 or ((firsts <= step) & (step <= lasts)).sum() == most
    assert grid is None or step == round(step)


@pytest.mark.parametrize("seed", range(4))
def test_directions_keep_equalities_and_spans_stay_inside(
    instance_of: Callable[[int], Any], seed: int
) -> None:
    drawn = instance_of(seed)
    within = region(admissible_set(drawn.policy, drawn.tree, drawn.incumbent))
    point = drawn.inside.shares

    for direction in islice(_directions(within), 100):
        low, high = within.span(point, direction)
        ends = point + np.array([[low], [high]]) * direction
        assert low <= 0 <= high
        assert np.abs(ends @ within.equal.T - point @ within.equal.T).max() < 1e-9
        assert (ends @ within.rows.T >= within.limits - 1e-9).all()


def test_search_lessens_changes_and_repeats_itself(team_of: Callable[..., Any]) -> None:
    team = team_of(3, 300)
    forms = found_forms(team.table.scores, team.before, team.rule)
    within, start = region(team.admissible), team.rescaled.shares

    found = searched(forms, start, within, 400)
    again = searched(forms, start, within, 400)

    def changes(shares: np.ndarray) -> int:
        return changes_under(team.table.scores, shares, team.rule, team.before)

    assert changes(found) <= 0.7 * changes(start)
    assert found.tobytes() == again.tobytes()
    assert abs(found.sum() - 1) < 1e-12


def test_search_on_a_grid_takes_whole_steps(box_of: Callable[..., AdmissibleSet]) -> None:
    within = region(box_of([0] * 4, [0.6] * 4, (RuleKind.GROUP_FIXED, (0, 1), (), 0.5), grid=0.05))
    rng = np.random.default_rng(1)
    scores, start = rng.uniform(40, 100, (30, 4)), np.array([0.25, 0.25, 0.25, 0.25])
    rule_forms = found_forms(scores, np.zeros(30, dtype=np.int64), RULE)

    found = searched(rule_forms, start, within, 200)

    assert np.abs(found / 0.05 - np.round(found / 0.05)).max() < 1e-9
    assert found[:2].sum() == pytest.approx(0.5)
    assert changes_under(scores, found, RULE, np.zeros(30, dtype=np.int64)) <= changes_under(
        scores, start, RULE, np.zeros(30, dtype=np.int64)
    )


def test_a_set_of_one_point_stays_where_it_is(box_of: Callable[..., AdmissibleSet]) -> None:
    point = np.array([0.25, 0.75])
    forms = found_forms(np.array([[90.0, 40.0]]), np.array([0]), RULE)

    for grid in (None, 0.25):
        assert searched(forms, point, region(box_of(point, point, grid=grid)), 50).tolist() == [
            0.25, 0.75,
        ]  # fmt: skip
