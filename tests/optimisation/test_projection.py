"""Draws are projected as the linear programmes would, or to the nearest set across groups."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import OrderRule
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, MethodError
from engine.optimisation.closeness import closest_weights
from engine.optimisation.projection import nearest, project_draws
from engine.optimisation.rules import AdmissibleSet
from tests.optimisation.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
TreeOf = Callable[[list[tuple[str, str]]], IndicatorTree]
WeightsOf = Callable[..., WeightSet]
AdmissibleOf = Callable[..., AdmissibleSet]


def drawn(tree: IndicatorTree, draws: np.ndarray) -> WeightSet:
    return WeightSet(Origin.RECOMMENDED, tree.leaf_ids, draws.mean(axis=0), draws)


@examples(10, 50)
@given(SEEDS)
def test_each_draw_agrees_with_the_linear_programmes(
    instance_of: Callable[[int], Any], seed: int
) -> None:
    one = instance_of(seed)
    target = drawn(one.tree, one.target.shares[None, :])

    (projected,) = project_draws(target, one.admissible)

    found = closest_weights(one.target, one.admissible)
    assert projected == pytest.approx(found.weights.shares, abs=1e-9)


@examples(10, 40)
@given(SEEDS)
def test_projecting_twice_changes_nothing(instance_of: Callable[[int], Any], seed: int) -> None:
    one = instance_of(seed)
    draws = np.random.default_rng(seed).dirichlet(np.ones(len(one.tree.leaf_ids)), size=5)

    once = project_draws(drawn(one.tree, draws), one.admissible)
    twice = project_draws(drawn(one.tree, once), one.admissible)

    assert twice == pytest.approx(once, abs=1e-12)


def test_a_binding_group_range_shifts_its_own_leaves(
    tree_of: TreeOf, admissible_of: AdmissibleOf
) -> None:
    tree = tree_of([("A", "ab"), ("B", "cd")])
    target = drawn(tree, np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]]))

    projected = project_draws(target, admissible_of(tree, group_shares={"A": (0.5, 0.6)}))

    expected = [[0.35, 0.25, 0.25, 0.15], [0.2, 0.3, 0.2, 0.3]]
    assert projected == pytest.approx(np.array(expected), abs=1e-12)


def test_the_grid_does_not_round_draws(tree_of: TreeOf, admissible_of: AdmissibleOf) -> None:
    tree = tree_of([("A", "ab")])
    target = drawn(tree, np.array([[0.123, 0.877]]))

    projected = project_draws(target, admissible_of(tree, grid=0.1))

    assert projected == pytest.approx(np.array([[0.123, 0.877]]))


def test_infeasible_policy_is_named(tree_of: TreeOf, admissible_of: AdmissibleOf) -> None:
    tree = tree_of([("A", "ab"), ("B", "c")])
    admissible = admissible_of(tree, floors={"a": 0.5, "b": 0.3}, group_shares={"A": (0.2, 0.6)})

    with pytest.raises(MethodError, match=r"policy\.infeasible.*a >= 0\.5; b >= 0\.3; A <= 0\.6"):
        project_draws(drawn(tree, np.full((1, 3), 1 / 3)), admissible)


def test_a_cap_below_what_the_largest_move_allows_is_infeasible(
    tree_of: TreeOf, admissible_of: AdmissibleOf
) -> None:
    tree = tree_of([("A", "ab"), ("B", "c")])
    admissible = admissible_of(tree, [0.4, 0.3, 0.3], caps={"a": 0.2}, largest_move=0.1)

    with pytest.raises(MethodError, match=r"a <= 0\.2; a >= 0\.3"):
        project_draws(drawn(tree, np.full((1, 3), 1 / 3)), admissible)


def test_a_target_without_draws_is_refused(
    tree_of: TreeOf, weights_of: WeightsOf, admissible_of: AdmissibleOf
) -> None:
    tree = tree_of([("A", "ab")])
    target = weights_of(tree, [0.5, 0.5])

    with pytest.raises(InputError, match=r"projection\.no_draws"):
        project_draws(target, admissible_of(tree))


def test_two_hundred_draws_take_less_than_two_seconds(
    tree_of: TreeOf, admissible_of: AdmissibleOf
) -> None:
    tree = tree_of([("A", "abcdefg"), ("B", "hijklmn"), ("C", "opqrst")])
    draws = np.random.default_rng(5).dirichlet(np.ones(20), size=200)
    admissible = admissible_of(tree, default_floor=0.01, default_cap=0.2, largest_move=0.1,
                               group_shares={"A": (0.4, 0.5), "B": (0.2, 0.3)})  # fmt: skip

    begun = perf_counter()
    projected = project_draws(drawn(tree, draws), admissible)

    assert perf_counter() - begun < 2
    assert projected.sum(axis=1) == pytest.approx(np.ones(200))


class TestRulesAcrossGroups:
    @examples(10, 40)
    @given(SEEDS)
    def test_the_dual_route_equals_water_filling_where_both_apply(
        self, instance_of: Callable[[int], Any], seed: int
    ) -> None:
        one = instance_of(seed)
        draws = np.random.default_rng(seed).dirichlet(np.ones(len(one.tree.leaf_ids)), size=8)

        projected = project_draws(drawn(one.tree, draws), one.admissible)

        assert nearest(draws, one.admissible) == pytest.approx(projected, abs=1e-9)

    @examples(10, 40)
    @given(SEEDS)
    def test_no_admissible_direction_leads_nearer(
        self, crossed_of: Callable[[int], Any], seed: int
    ) -> None:
        """The projection p of t onto a convex set has (t - p)(w - p) <= 0 for each w of the set."""
        one = crossed_of(seed)
        rng = np.random.default_rng(seed)
        draws = rng.dirichlet(np.ones(len(one.tree.leaf_ids)), size=6)

        projected = project_draws(drawn(one.tree, draws), one.admissible)

        others = np.vstack([projected, one.inside.shares])
        slopes = (draws - projected)[:, None, :] * (others[None] - projected[:, None])
        assert float(slopes.sum(axis=2).max()) <= 1e-8
        excess = projected @ one.admissible.rows.T - one.admissible.limits
        for rule, own in zip(one.admissible.rules, excess.T, strict=True):
            assert rule.sense.value == ">=" or float(own.max()) <= 1e-8
            assert rule.sense.value == "<=" or float(own.min()) >= -1e-8
        assert projected.sum(axis=1) == pytest.approx(np.ones(6), abs=1e-8)

    def test_it_is_the_nearest_by_an_independent_route(
        self, crossed_of: Callable[[int], Any]
    ) -> None:
        one = crossed_of(4)
        draws = np.random.default_rng(4).dirichlet(np.ones(len(one.tree.leaf_ids)), size=3)

        projected = project_draws(drawn(one.tree, draws), one.admissible)

        for draw, own in zip(draws, projected, strict=True):
            found = quadratic_optimum(draw, one.admissible, one.inside.shares)
            ours, theirs = (float(((each - draw) ** 2).sum()) for each in (own, found))
            assert ours <= theirs + 1e-9
            assert own == pytest.approx(found, abs=1e-4)

    def test_an_order_shares_the_shortfall_between_both_leaves(
        self, tree_of: TreeOf, admissible_of: AdmissibleOf
    ) -> None:
        """0.2 >= 0.3 is 0.1 short: half from each."""
        admissible = admissible_of(
            tree_of([("A", "ab"), ("B", "c")]), orders=(OrderRule("a", "b"),)
        )

        (projected,) = nearest(np.array([[0.2, 0.3, 0.5]]), admissible)

        assert projected == pytest.approx([0.25, 0.25, 0.5], abs=1e-9)

    def test_a_clash_across_groups_is_named(
        self, tree_of: TreeOf, admissible_of: AdmissibleOf
    ) -> None:
        tree = tree_of([("A", "ab"), ("B", "c")])
        admissible = admissible_of(tree, caps={"a": 0.3}, orders=(OrderRule("a", "b", 0.35),))

        with pytest.raises(MethodError, match=r"policy\.infeasible.*a >= b \+ 0\.35"):
            project_draws(drawn(tree, np.full((2, 3), 1 / 3)), admissible)


def quadratic_optimum(draw: Any, admissible: AdmissibleSet, start: Any) -> Any:
    rows, limits = admissible.rows, admissible.limits
    signs = np.array([-1.0 if sense == "<=" else 1.0 for sense in admissible.senses])
    equal = np.array([sense == "=" for sense in admissible.senses], dtype=bool)
    below = signs[~equal, None] * rows[~equal], signs[~equal] * limits[~equal]
    even = np.vstack([rows[equal], np.ones(len(draw))]), np.append(limits[equal], 1.0)
    found = minimize(
        lambda w: ((w - draw) ** 2).sum(),
        start,
        jac=lambda w: 2 * (w - draw),
        method="SLSQP",
        bounds=[(0, 1)] * len(draw),
        constraints=[
            {"type": "ineq", "fun": lambda w: below[0] @ w - below[1], "jac": lambda _: below[0]},
            {"type": "eq", "fun": lambda w: even[0] @ w - even[1], "jac": lambda _: even[0]},
        ],
        options={"ftol": 1e-14, "maxiter": 500},
    )
    return found.x
