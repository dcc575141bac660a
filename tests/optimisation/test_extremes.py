"""Extremes of forms and scores: greedy, programmes and ratios against an independent solver."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.errors import MethodError
from engine.optimisation.admissible import admissible_set
from engine.optimisation.extremes import cheapest_shares, extremes, in_steps, score_extremes
from engine.optimisation.nest import nest_of
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, RuleKind
from engine.optimisation.solver import CBC, HIGHS, SolverChoice

EACH = pytest.mark.parametrize("choice", [HIGHS, CBC], ids=lambda c: c.name)
ORDER = (RuleKind.ORDER, (0, 1), (1.0, -1.0), 0.05)


def independent_least(form: NDArray[np.float64], admissible: AdmissibleSet) -> float:
    k = len(admissible.leaves)
    senses = np.array(admissible.senses, dtype=str)
    equal = senses == Sense.EQUAL
    signs = np.where(senses == Sense.AT_MOST, 1.0, -1.0)[~equal]
    answer = linprog(
        form,
        A_ub=signs[:, None] * admissible.rows[~equal],
        b_ub=signs * admissible.limits[~equal],
        A_eq=np.vstack([np.ones((1, k)), admissible.rows[equal]]),
        b_eq=np.concatenate([[1.0], admissible.limits[equal]]),
    )
    return float(answer.fun)


def test_reference_difference_of_two_agents(box_of: Callable[..., AdmissibleSet]) -> None:
    """Case necessary-2: least 1.0 and greatest 4.2."""
    found = extremes(np.array([[10.0, -4.0, 0.0]]), box_of([0.3, 0.2, 0.2], [0.5, 0.5, 0.5]))

    assert found.least == pytest.approx([1.0], abs=1e-12)
    assert found.greatest == pytest.approx([4.2], abs=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_nested_or_not_extremes_are_those_of_another_solver(
    instance_of: Callable[[int], Any], crossed_of: Callable[[int], Any], seed: int
) -> None:
    drawn = (instance_of if seed % 2 else crossed_of)(seed)
    admissible = admissible_set(drawn.policy, drawn.tree, drawn.incumbent)
    forms = np.random.default_rng(seed).normal(0, 10, (6, len(admissible.leaves)))

    found = extremes(forms, admissible)

    assert found.least == pytest.approx([independent_least(f, admissible) for f in forms], abs=1e-8)
    greatest = [-independent_least(-form, admissible) for form in forms]
    assert found.greatest == pytest.approx(greatest, abs=1e-8)


@EACH
def test_an_order_rule_is_met_by_each_solver(
    box_of: Callable[..., AdmissibleSet], choice: SolverChoice
) -> None:
    """w0 >= w1 + 0.05 and both at most 0.6: the least of w0 is 0.05 with w1 = 0, w2 = 0.95."""
    found = extremes(np.array([[1.0, 0, 0]]), box_of([0] * 3, [1] * 3, ORDER), chain=[choice])

    assert found.least == pytest.approx([0.05], abs=1e-7)
    assert found.greatest == pytest.approx([1.0], abs=1e-7)


def test_only_open_forms_are_asked_of_a_solver(box_of: Callable[..., AdmissibleSet]) -> None:
    admissible = box_of([0] * 3, [1] * 3, ORDER)
    forms = np.array([[1.0, 0, 0], [2.0, 1, 1]])

    found = extremes(forms, admissible, is_open=lambda least, _: np.asarray(least > 0.5))

    assert found.least == pytest.approx([0.0, 1.05], abs=1e-9)  # the first is an outer bound


def test_a_score_with_a_gap_is_a_ratio(box_of: Callable[..., AdmissibleSet]) -> None:
    """(90 w0 + 50 w1) / (w0 + w1) with 0.2 <= w0, w1 <= 0.6: from 60 at (.2, .6) to 80."""
    scores = np.array([[90.0, 50.0, np.nan], [70.0, 70.0, 70.0]])

    found = score_extremes(scores, box_of([0.2, 0.2, 0], [0.6, 0.6, 1]))

    assert found.least == pytest.approx([60.0, 70.0], abs=1e-10)
    assert found.greatest == pytest.approx([80.0, 70.0], abs=1e-10)


@pytest.mark.parametrize("crossed", [False, True])
def test_ratio_extremes_bound_the_scores_of_all_corners_and_are_met(
    box_of: Callable[..., AdmissibleSet], *, crossed: bool
) -> None:
    rng = np.random.default_rng(5)
    admissible = box_of([0.05] * 5, [0.5] * 5, *([ORDER] if crossed else []))
    assert (nest_of(admissible) is None) == crossed
    scores = np.where(rng.random((10, 5)) < 0.3, np.nan, rng.uniform(0, 100, (10, 5)))
    scores[:, 2] = rng.uniform(0, 100, 10)
    cheapest = cheapest_shares(admissible)
    corners = cheapest(rng.normal(size=(300, 5)))
    available = ~np.isnan(scores)
    of_corners = (corners @ np.nan_to_num(scores).T) / (corners @ available.T)

    found = score_extremes(scores, admissible)

    assert (of_corners >= found.least - 1e-9).all()
    assert (of_corners <= found.greatest + 1e-9).all()
    assert of_corners.max(axis=0) == pytest.approx(found.greatest, abs=1e-6)
    assert of_corners.min(axis=0) == pytest.approx(found.least, abs=1e-6)


def test_an_agent_without_any_weighted_leaf_has_no_extremes(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    scores = np.array([[np.nan, np.nan, np.nan], [np.nan, np.nan, 40.0], [np.nan, 30.0, 50.0]])

    found = score_extremes(scores, box_of([0, 0, 0], [1, 1, 0]))

    assert np.isnan(found.least).tolist() == [True, True, False]
    assert found.greatest[2] == 30.0


@pytest.mark.parametrize("further", [(), (ORDER,)])
def test_an_empty_set_is_named(
    box_of: Callable[..., AdmissibleSet], further: tuple[Any, ...]
) -> None:
    empty = box_of([0.5, 0.5, 0.2], [1, 1, 1], *further)

    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        extremes(np.eye(3), empty)
    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        cheapest_shares(empty)(np.eye(3))


def test_a_set_that_is_empty_only_for_the_solver_is_named(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    empty = box_of([0, 0, 0.5], [0.5, 1, 1], (RuleKind.ORDER, (0, 2), (1.0, -1.0), 0.1))

    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        extremes(np.eye(3), empty)


def test_no_forms_have_no_extremes(box_of: Callable[..., AdmissibleSet]) -> None:
    for further in ([], [ORDER]):
        assert extremes(np.empty((0, 3)), box_of([0] * 3, [1] * 3, *further)).least.shape == (0,)


def test_an_unproven_extreme_is_no_extreme(box_of: Callable[..., AdmissibleSet]) -> None:
    stopped = SolverChoice("stopped", lambda _: HIGHS.make(1e-9))

    with pytest.raises(MethodError):
        extremes(np.eye(3), box_of([0] * 3, [1] * 3, ORDER), chain=[stopped])


@pytest.mark.parametrize("seed", range(6))
def test_extremes_of_nested_rules_in_steps_are_those_of_all_grid_points(
    box_of: Callable[..., AdmissibleSet], seed: int
) -> None:
    """Bounds and a group range off the steps of 0.1; the second form lacks a leaf."""
    rng = np.random.default_rng(seed)
    lower, upper = rng.uniform(0, 0.15, 4), rng.uniform(0.35, 0.9, 4)
    group = [(RuleKind.GROUP_LEAST, (0, 1), (), 0.33), (RuleKind.GROUP_GREATEST, (0, 1), (), 0.61)]
    admissible = box_of(lower, upper, *group, grid=0.1)
    points = np.array([p for p in product(range(11), repeat=4) if sum(p) == 10]) / 10
    sums = points @ admissible.rows.T
    senses = np.array(admissible.senses, dtype=str)
    over = np.where(senses == Sense.AT_MOST, sums - admissible.limits, admissible.limits - sums)
    points = points[(over <= 1e-9).all(axis=1)]
    scores = rng.uniform(0, 100, (2, 4))
    scores[1, 2] = np.nan
    weighed = points @ (~np.isnan(scores)).T
    reached = points @ np.nan_to_num(scores).T / weighed

    found = score_extremes(scores, in_steps(admissible))

    assert found.least == pytest.approx(reached.min(axis=0), abs=1e-9)
    assert found.greatest == pytest.approx(reached.max(axis=0), abs=1e-9)


def test_limits_move_inwards_to_whole_steps_only_where_the_left_side_takes_them(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    ratio, order = (RuleKind.RATIO, (0, 1), (1.0, -0.7), 0.0), (RuleKind.ORDER, (0, 1), (1.0, -1.0))
    moved = in_steps(box_of([0.012, 0.02], [0.987, 0.98], ratio, (*order, 0.004), grid=0.01))

    assert moved.limits == pytest.approx([0.02, 0.98, 0.02, 0.98, 0.0, 0.01], abs=1e-15)
    free = box_of([0.012, 0.02], [0.987, 0.98])
    assert in_steps(free) is free


def test_dust_of_weight_is_no_weight(box_of: Callable[..., AdmissibleSet]) -> None:
    found = score_extremes(np.array([[90.0, np.nan]]), box_of([0, 0], [1e-12, 1]))

    assert np.isnan([found.least[0], found.greatest[0]]).all()
