"""Weights from business goals: an example by hand, and the laws of the mapping."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.goal_mapping import goal_shares
from engine.domain.elicitation import GoalMapping


def mapping(goals: NDArray[np.float64], scores: NDArray[np.float64]) -> GoalMapping:
    k, m = scores.shape
    items, names = tuple(f"i{i}" for i in range(k)), tuple(f"g{g}" for g in range(m))
    return GoalMapping(items, names, tuple(goals), tuple(map(tuple, scores)))


def test_each_goal_shares_out_its_own_weight() -> None:
    # repurchase 0.6 by 9 : 3 : 0 of 12, fewer returns 0.4 by 0 : 1 : 3 of 4:
    # response 0.6 * 3/4, resolution 0.6 * 1/4 + 0.4 * 1/4, quality 0.4 * 3/4
    scores = np.array([[9.0, 0.0], [3.0, 1.0], [0.0, 3.0]])

    found = goal_shares(mapping(np.array([0.6, 0.4]), scores))

    assert_allclose(found.weights, [0.45, 0.25, 0.30], rtol=1e-14)
    assert_allclose(found.contributions, [[0.45, 0.0], [0.15, 0.10], [0.0, 0.30]], rtol=1e-14)


def test_a_goal_without_weight_gives_nothing() -> None:
    found = goal_shares(mapping(np.array([2.0, 0.0]), np.array([[1.0, 0.0], [1.0, 0.0]])))

    assert_allclose(found.weights, [0.5, 0.5])
    assert_allclose(found.goals, [1, 0])


@given(
    goals=arrays(np.float64, 3, elements=st.floats(0.1, 9)),
    scores=arrays(np.float64, (4, 3), elements=st.floats(0.1, 9)),
    factors=arrays(np.float64, 3, elements=st.floats(0.1, 9)),
)
@settings(derandomize=True, deadline=None)
def test_a_goal_scored_on_a_longer_scale_counts_no_more(
    goals: NDArray[np.float64], scores: NDArray[np.float64], factors: NDArray[np.float64]
) -> None:
    found = goal_shares(mapping(goals, scores))
    rescaled = goal_shares(mapping(5 * goals, scores * factors))

    assert_allclose(rescaled.weights, found.weights, rtol=1e-12)
    assert_allclose(found.contributions.sum(axis=0), goals / goals.sum(), rtol=1e-12)
    assert found.weights.sum() == pytest.approx(1, abs=1e-14)
