"""On the grid: the least objective of all admissible points, and one answer among ties."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.policy import Norm, OrderRule, PolicyGroup, RatioRule
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import Aim, closest_weights, least_distance
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CBC, HIGHS
from tests.optimisation.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
PARTS = 10


def admissible_points(admissible: AdmissibleSet) -> np.ndarray:
    """Every admissible point (n, k) in steps of a tenth, by trying all."""
    k = len(admissible.leaves)
    every = np.array(
        [steps for steps in product(range(PARTS + 1), repeat=k) if sum(steps) == PARTS]
    )
    excess = every / PARTS @ admissible.rows.T - admissible.limits
    senses = np.array([str(sense) for sense in admissible.senses])
    broken = np.where(senses == ">=", -excess, np.where(senses == "<=", excess, np.abs(excess)))
    return every[(broken <= 1e-9).all(axis=1)]


def distance(points: np.ndarray, aims: tuple[Aim, ...], norm: Norm) -> np.ndarray:
    total = np.zeros(len(points))
    for aim in aims:
        deviations = np.abs(points / PARTS - aim.weights.shares)
        each = deviations.sum(axis=1) if norm is Norm.L1 else deviations.max(axis=1)
        total += aim.trust * each
    return total


def in_order(points: np.ndarray, aims: tuple[Aim, ...], norm: Norm, exact: Any) -> np.ndarray:
    """Points by distance, nearness to the exact shares, evenness, and the order of the file."""
    deviations = points - np.rint(exact * PARTS * 1e6) / 1e6
    keys = [*(-points.T[::-1]), (deviations**2).sum(axis=1).round(5)]
    keys += [np.abs(deviations).sum(axis=1).round(6), distance(points, aims, norm).round(7)]
    return points[np.lexsort(keys)]


RULES: tuple[dict[str, Any], ...] = (
    {"floors": {"a": 0.1}, "caps": {"b": 0.4}, "group_shares": {"A": (0.25, 0.75)}},
    {"orders": (OrderRule("a", "c", 0.1),), "ratios": (RatioRule("B", "b", 1.5),)},
    {
        "groups": (PolicyGroup("X", Text("x", "x"), ("b", "c")),),
        "group_shares": {"A": (0.3, 0.7), "X": (0.2, 0.5)},
        "red_lines": ("d",),
    },
)


@examples(10, 40)
@given(SEEDS, st.sampled_from(RULES), st.sampled_from(list(Norm)), st.integers(1, 3))
def test_brute_force_finds_the_same_point(
    tree_of: Any, weights_of: Any, admissible_of: Any, seed: int, rules: Any, norm: Norm, count: int
) -> None:
    rng = np.random.default_rng(seed)
    tree = tree_of([("A", "ab"), ("B", "cd")])
    admissible = admissible_of(tree, grid=0.1, **rules)
    # twentieths: half steps, so that many points are equally good
    drawn = [rng.multinomial(20, rng.dirichlet(np.ones(4))) / 20 for _ in range(count)]
    aims = tuple(Aim(weights_of(tree, each), 1 / (1 + i)) for i, each in enumerate(drawn))

    found = least_distance(aims, norm, admissible)

    best = in_order(admissible_points(admissible), aims, norm, found.unrounded)[0]
    assert (found.weights.shares * PARTS).round().astype(int).tolist() == best.tolist()
    assert found.record.proven
    assert found.record.objective == pytest.approx(distance(best[None], aims, norm)[0], abs=1e-9)
    assert found.record.bound == pytest.approx(found.record.objective, abs=1e-7)


@examples(6, 25)
@given(SEEDS, st.sampled_from(list(Norm)))
def test_any_target_gets_the_least_distance_of_all_points(
    tree_of: Any, weights_of: Any, admissible_of: Any, seed: int, norm: Norm
) -> None:
    tree = tree_of([("A", "ab"), ("B", "cd")])
    aims = (Aim(weights_of(tree, np.random.default_rng(seed).dirichlet(np.ones(4)))),)
    admissible = admissible_of(tree, grid=0.1, **RULES[seed % 3])

    found = least_distance(aims, norm, admissible)

    least = distance(admissible_points(admissible), aims, norm).min()
    assert found.record.objective == pytest.approx(least, abs=1e-9)


def test_equal_claims_go_to_the_earlier_in_the_file(tree_of: Any, admissible_of: Any) -> None:
    """A quarter each in tenths: two get three, and nothing but the file says which."""
    tree = tree_of([("A", "ab"), ("B", "cd")])

    found = closest_weights(_even(tree), admissible_of(tree, grid=0.1))

    assert found.weights.shares == pytest.approx([0.3, 0.3, 0.2, 0.2], abs=1e-12)


def test_a_group_keeps_its_share_in_whole_steps(tree_of: Any, admissible_of: Any) -> None:
    tree = tree_of([("A", "ab"), ("B", "cd")])

    found = closest_weights(
        _even(tree), admissible_of(tree, grid=0.1, group_shares={"A": (0.4, 0.4)})
    )

    assert found.weights.shares == pytest.approx([0.2, 0.2, 0.3, 0.3], abs=1e-12)


def test_the_remainder_is_spread_where_one_indicator_is_held(
    tree_of: Any, weights_of: Any, admissible_of: Any
) -> None:
    """Decision 0003 saw a solver pile what a cap takes away on any one indicator."""
    tree = tree_of([("A", "abcdef")])
    target = weights_of(tree, [0.4, 0.12, 0.12, 0.12, 0.12, 0.12])

    found = closest_weights(target, admissible_of(tree, grid=0.005, caps={"a": 0.3}))

    assert found.weights.shares == pytest.approx([0.3, *[0.14] * 5], abs=1e-12)


def test_sums_are_exact_whatever_the_grid(
    tree_of: Any, weights_of: Any, admissible_of: Any
) -> None:
    tree = tree_of([("A", "abcdefghijkl")])
    target = weights_of(tree, np.random.default_rng(1).dirichlet(np.ones(12)))

    for grid, steps in ((0.005, 200), (0.01, 100), (1 / 3, 3)):
        shares = closest_weights(target, admissible_of(tree, grid=grid)).weights.shares
        counts = shares * steps
        assert counts.tolist() == np.rint(counts).tolist()
        assert int(np.rint(counts).sum()) == steps


@pytest.mark.parametrize("chain", [(HIGHS,), (CBC,)], ids=["HiGHS", "CBC"])
def test_either_solver_alone_finds_the_point(instance_of: Callable[[int], Any], chain: Any) -> None:
    one = instance_of(3)
    policy = replace(one.policy, group_shares={}, grid=0.01)
    admissible = admissible_set(policy, one.tree, one.incumbent)

    found = closest_weights(one.target, admissible, chain=chain)

    default = closest_weights(one.target, admissible)
    assert found.weights.shares.tolist() == default.weights.shares.tolist()


def _even(tree: Any) -> Any:
    k = len(tree.leaf_ids)
    return WeightSet(Origin.JUDGED, tree.leaf_ids, np.full(k, 1 / k))
