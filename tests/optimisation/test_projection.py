"""Water-filling finds the same weights as the linear programmes, for many draws at once."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, MethodError
from engine.optimisation.closeness import closest_weights
from engine.optimisation.projection import project_draws

SEEDS = st.integers(0, 2**32 - 1)
TreeOf = Callable[[list[tuple[str, str]]], IndicatorTree]
PolicyOf = Callable[..., WeightPolicy]
WeightsOf = Callable[..., WeightSet]


def drawn(tree: IndicatorTree, draws: np.ndarray) -> WeightSet:
    return WeightSet(Origin.RECOMMENDED, tree.leaf_ids, draws.mean(axis=0), draws)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(SEEDS)
def test_each_draw_agrees_with_the_linear_programmes(
    instance_of: Callable[[int], Any], seed: int
) -> None:
    one = instance_of(seed)
    target = drawn(one.tree, one.target.shares[None, :])

    (projected,) = project_draws(target, one.policy, one.tree, one.incumbent)

    found = closest_weights(one.target, one.policy, one.tree, one.incumbent)
    assert projected == pytest.approx(found.weights.shares, abs=1e-9)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(SEEDS)
def test_projecting_twice_changes_nothing(instance_of: Callable[[int], Any], seed: int) -> None:
    one = instance_of(seed)
    draws = np.random.default_rng(seed).dirichlet(np.ones(len(one.tree.leaf_ids)), size=5)

    once = project_draws(drawn(one.tree, draws), one.policy, one.tree, one.incumbent)
    twice = project_draws(drawn(one.tree, once), one.policy, one.tree, one.incumbent)

    assert twice == pytest.approx(once, abs=1e-12)


def test_a_binding_group_range_shifts_its_own_leaves(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of([("A", "ab"), ("B", "cd")])
    target = drawn(tree, np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]]))

    projected = project_draws(
        target, policy_of(group_shares={"A": (0.5, 0.6)}), tree, weights_of(tree, [0.25] * 4)
    )

    expected = [[0.35, 0.25, 0.25, 0.15], [0.2, 0.3, 0.2, 0.3]]
    assert projected == pytest.approx(np.array(expected), abs=1e-12)


def test_the_grid_does_not_round_draws(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of([("A", "ab")])
    target = drawn(tree, np.array([[0.123, 0.877]]))

    projected = project_draws(target, policy_of(grid=0.1), tree, weights_of(tree, [0.5, 0.5]))

    assert projected == pytest.approx(np.array([[0.123, 0.877]]))


def test_infeasible_policy_is_named(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of([("A", "ab"), ("B", "c")])
    policy = policy_of(floors={"a": 0.5, "b": 0.3}, group_shares={"A": (0.2, 0.6)})

    with pytest.raises(MethodError, match=r"policy\.infeasible.*a >= 0\.5; b >= 0\.3; A <= 0\.6"):
        project_draws(
            drawn(tree, np.full((1, 3), 1 / 3)), policy, tree, weights_of(tree, [0.4, 0.3, 0.3])
        )


def test_a_cap_below_what_the_largest_move_allows_is_infeasible(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of([("A", "ab"), ("B", "c")])
    policy = policy_of(caps={"a": 0.2}, largest_move=0.1)

    with pytest.raises(MethodError, match=r"a <= 0\.2; a >= 0\.3"):
        project_draws(
            drawn(tree, np.full((1, 3), 1 / 3)), policy, tree, weights_of(tree, [0.4, 0.3, 0.3])
        )


def test_a_target_without_draws_is_refused(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of([("A", "ab")])
    target = weights_of(tree, [0.5, 0.5])

    with pytest.raises(InputError, match=r"projection\.no_draws"):
        project_draws(target, policy_of(), tree, target)


def test_two_hundred_draws_take_less_than_two_seconds(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of([("A", "abcdefg"), ("B", "hijklmn"), ("C", "opqrst")])
    draws = np.random.default_rng(5).dirichlet(np.ones(20), size=200)
    policy = policy_of(default_floor=0.01, default_cap=0.2, largest_move=0.1,
                       group_shares={"A": (0.4, 0.5), "B": (0.2, 0.3)})  # fmt: skip
    incumbent = weights_of(tree, [0.05] * 20)

    begun = perf_counter()
    projected = project_draws(drawn(tree, draws), policy, tree, incumbent)

    assert perf_counter() - begun < 2
    assert projected.sum(axis=1) == pytest.approx(np.ones(200))
