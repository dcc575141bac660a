"""Ranks with their intervals, and ties as chains of unproven steps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evidence.ranks import rank_intervals, ranks, ties


def test_largest_has_rank_one() -> None:
    assert ranks(np.array([0.2, 0.5, 0.3])).tolist() == [3, 1, 2]
    assert ranks(np.array([[0.1, 0.9], [0.6, 0.4]])).tolist() == [[2, 1], [1, 2]]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
@settings(derandomize=True, deadline=None)
def test_ranks_are_a_permutation(values: list[float]) -> None:
    assert sorted(ranks(np.array(values)).tolist()) == list(range(1, len(values) + 1))


def test_rank_interval_holds_the_draws() -> None:
    draws = np.tile([0.6, 0.3, 0.1], (100, 1))
    draws[:20] = [0.3, 0.6, 0.1]

    low, high = rank_intervals(draws, 0.90)

    assert low.tolist() == [1, 1, 3]
    assert high.tolist() == [2, 2, 3]


def test_steps_that_no_draw_reverses_separate() -> None:
    draws = np.random.default_rng(1).normal([0.1, 0.6, 0.3], 0.01, size=(1000, 3))

    assert ties(np.array([0.1, 0.6, 0.3]), draws, 0.95).tolist() == [3, 1, 2]


def test_steps_within_the_noise_tie_in_a_chain() -> None:
    values = np.array([0.34, 0.33, 0.32, 0.01])
    draws = np.random.default_rng(2).normal(values, 0.02, size=(1000, 4))

    assert ties(values, draws, 0.95).tolist() == [1, 1, 1, 2]


def test_single_importance_is_alone() -> None:
    assert ties(np.array([1.0]), np.ones((50, 1)), 0.95).tolist() == [1]


@pytest.mark.parametrize("count", [2, 12])
def test_false_separations_hold_their_rate(count: int) -> None:
    """Equal importances: of 400 samples at most 35 prove any step at 5 %.

    With two, 5 % is the rate itself and Binomial(400, 0.05) exceeds 35 with probability 5e-4;
    with twelve the steps of ordered noise are small and the rate lies near 0.
    """
    rng = np.random.default_rng(11)
    proven = 0
    for _ in range(400):
        values = rng.normal(0, 1, count)
        draws = values + rng.normal(0, 1, (400, count))
        proven += int(ties(values, draws, 0.95).max() > 1)

    assert proven <= 35


@pytest.mark.parametrize("seed", range(3))
def test_ties_number_in_order_of_rank(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random(6)
    numbers = ties(values, rng.normal(values, 0.05, (500, 6)), 0.95)

    assert (np.diff(numbers[np.argsort(-values)]) >= 0).all()
