"""The frontier's corners, ends, knee and trade-offs."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.policy import Norm, OrderRule
from engine.errors import MethodError
from engine.optimisation.closeness import Aim, least_distance
from engine.optimisation.frontier import Frontier, frontier
from engine.optimisation.solver import CBC, HIGHS
from tests.optimisation.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
GROUPS = [("A", "ab"), ("B", "cd")]


def images(found: Frontier) -> np.ndarray:
    return np.array([(each.distance_judged, each.distance_evidence) for each in found.corners])


def test_two_admissible_ends_are_joined_by_a_straight_line(
    tree_of: Any, weights_of: Any, admissible_of: Any
) -> None:
    tree = tree_of(GROUPS)
    judged, evidence = (
        weights_of(tree, [0.4, 0.3, 0.2, 0.1]),
        weights_of(tree, [0.1, 0.2, 0.3, 0.4]),
    )

    found = frontier(judged, evidence, admissible_of(tree))

    assert images(found) == pytest.approx(np.array([[0.0, 0.8], [0.8, 0.0]]), abs=1e-9)
    assert [each.evidence_weight for each in found.corners] == pytest.approx([0.25, 0.75])
    assert not any(each.knee for each in found.corners)
    assert found.proven


def test_an_end_is_as_near_to_evidence_as_the_orders_allow(
    tree_of: Any, weights_of: Any, admissible_of: Any
) -> None:
    """Orders a >= b >= c end at thirds: 4/15 and 2/15 above the evidence, 4/15 below it."""
    tree = tree_of([("A", "ab"), ("B", "c")])
    judged, evidence = weights_of(tree, [0.6, 0.4, 0.0]), weights_of(tree, [0.2, 0.2, 0.6])
    admissible = admissible_of(tree, orders=(OrderRule("b", "c", 0.0), OrderRule("a", "b", 0.0)))

    found = frontier(judged, evidence, admissible)

    assert images(found) == pytest.approx(np.array([[0.0, 1.2], [2 / 3, 8 / 15]]), abs=1e-9)
    assert found.corners[1].weights.shares == pytest.approx([1 / 3] * 3, abs=1e-9)


def test_one_set_that_is_nearest_to_both_is_the_whole_frontier(
    tree_of: Any, weights_of: Any, admissible_of: Any
) -> None:
    tree = tree_of([("A", "ab")])
    judged, evidence = weights_of(tree, [0.9, 0.1]), weights_of(tree, [0.8, 0.2])

    found = frontier(judged, evidence, admissible_of(tree, caps={"a": 0.5}))

    (corner,) = found.corners
    assert corner.weights.shares == pytest.approx([0.5, 0.5])
    assert (corner.least_evidence_weight, corner.greatest_evidence_weight) == (0.0, 1.0)
    assert not corner.knee


@examples(3, 6)
@given(SEEDS)
def test_no_trade_off_finds_a_point_below_the_frontier(
    crossed_of: Callable[[int], Any], seed: int
) -> None:
    one = crossed_of(seed)

    found = frontier(one.target, one.incumbent, one.admissible)

    points = images(found)
    for weight in np.linspace(0.03, 0.97, 5).tolist():
        aims = (Aim(one.target, 1 - weight), Aim(one.incumbent, weight))
        best = least_distance(aims, Norm.L1, one.admissible).record.objective
        assert best == pytest.approx(float((points @ [1 - weight, weight]).min()), abs=1e-8)


@examples(4, 10)
@given(SEEDS)
def test_corners_are_ordered_bend_and_carry_their_own_weights(
    crossed_of: Callable[[int], Any], seed: int
) -> None:
    one = crossed_of(seed)

    found = frontier(one.target, one.incumbent, one.admissible)

    points = images(found)
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    assert all(slope < 0 for slope in slopes)
    assert all(left < right for left, right in pairwise(slopes))
    for corner, point in zip(found.corners, points, strict=True):
        shares = corner.weights.shares
        own = [np.abs(shares - aim.shares).sum() for aim in (one.target, one.incumbent)]
        assert own == pytest.approx(point, abs=1e-7)
    spans = [(c.least_evidence_weight, c.greatest_evidence_weight) for c in found.corners]
    assert (spans[0][0], spans[-1][1]) == (0.0, 1.0)
    assert all(left[1] == right[0] for left, right in pairwise(spans))
    assert sum(corner.knee for corner in found.corners) <= 1


@pytest.mark.parametrize("seed", [1, 2, 6])
def test_either_solver_finds_the_same_corners(crossed_of: Callable[[int], Any], seed: int) -> None:
    one = crossed_of(seed)

    ours, theirs = (
        frontier(one.target, one.incumbent, one.admissible, chain=[each]) for each in (HIGHS, CBC)
    )

    assert images(theirs) == pytest.approx(images(ours), abs=1e-7)


def test_the_grid_is_left_out(tree_of: Any, weights_of: Any, admissible_of: Any) -> None:
    tree = tree_of(GROUPS)
    judged = weights_of(tree, [0.41, 0.29, 0.21, 0.09])

    found = frontier(judged, judged, admissible_of(tree, grid=0.1))

    assert found.corners[0].weights.shares == pytest.approx(judged.shares)


def test_an_empty_set_is_named(tree_of: Any, weights_of: Any, admissible_of: Any) -> None:
    tree = tree_of(GROUPS)
    even = weights_of(tree, [0.25] * 4)

    with pytest.raises(MethodError, match=r"a >= b \+ 0\.5"):
        frontier(
            even, even, admissible_of(tree, caps={"a": 0.4}, orders=(OrderRule("a", "b", 0.5),))
        )


def test_the_knee_is_the_corner_farthest_below_the_chord(crossed_of: Callable[[int], Any]) -> None:
    bent = [
        frontier(one.target, one.incumbent, one.admissible) for one in map(crossed_of, range(6))
    ]

    for found in (each for each in bent if len(each.corners) > 2):
        points = images(found)
        scaled = (points - points.min(axis=0)) / (points.max(axis=0) - points.min(axis=0))
        (knee,) = (place for place, corner in enumerate(found.corners) if corner.knee)
        assert knee == int(scaled.sum(axis=1).argmin())
    assert any(len(each.corners) > 2 for each in bent)
