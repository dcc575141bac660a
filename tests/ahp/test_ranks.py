"""What draws say: every figure worked by hand, and the laws of ranks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

from engine.ahp.ranks import bands, indistinguishable, pairwise_above, rank_probabilities
from engine.errors import InputError

DRAWS = np.array([[0.5, 0.3, 0.2], [0.3, 0.5, 0.2], [0.4, 0.4, 0.2], [0.2, 0.2, 0.6]])
tables = arrays(np.float64, (7, 4), elements=st.sampled_from([0.1, 0.2, 0.3, 0.4]))


def test_ranks_are_counted_and_ties_shared() -> None:
    # rank 1: the first item holds it once, half of it once; likewise the second; the third once
    assert_allclose(
        rank_probabilities(DRAWS),
        [[0.375, 0.5, 0.125], [0.375, 0.5, 0.125], [0.25, 0, 0.75]],
        rtol=1e-15,
    )


def test_shares_that_differ_by_rounding_alone_tie() -> None:
    draws = np.array([[1 / 3, 1 / 3 + 1e-15, 1 / 3 - 1e-15]])

    assert_allclose(rank_probabilities(draws), np.full((3, 3), 1 / 3), rtol=1e-15)
    assert_array_equal(pairwise_above(draws), np.zeros((3, 3)))


def test_one_above_another_is_counted_without_ties() -> None:
    assert_array_equal(pairwise_above(DRAWS), [[0, 0.25, 0.75], [0.25, 0, 0.75], [0.25, 0.25, 0]])


def test_pairs_that_no_level_settles_are_named() -> None:
    assert indistinguishable(DRAWS, 0.9) == ((0, 1), (0, 2), (1, 2))
    assert indistinguishable(DRAWS, 0.75) == ((0, 1),)


def test_a_band_leaves_the_tails_evenly() -> None:
    draws = np.arange(101.0)[:, None] / [[100, 50]]

    low, high = bands(draws, 0.9)

    assert_allclose(low, [0.05, 0.1], rtol=1e-13)
    assert_allclose(high, [0.95, 1.9], rtol=1e-13)


@given(tables)
def test_every_item_holds_a_rank_and_every_rank_is_held(draws: NDArray[np.float64]) -> None:
    ranks = rank_probabilities(draws)

    assert (ranks >= 0).all()
    assert_allclose(ranks.sum(axis=0), 1, rtol=1e-12)
    assert_allclose(ranks.sum(axis=1), 1, rtol=1e-12)


@given(tables, st.permutations(range(4)))
def test_relabelling_permutes(draws: NDArray[np.float64], order: list[int]) -> None:
    assert_allclose(rank_probabilities(draws[:, order]), rank_probabilities(draws)[order])
    assert_array_equal(pairwise_above(draws[:, order]), pairwise_above(draws)[np.ix_(order, order)])


@given(tables)
def test_the_mean_rank_is_what_stands_above_and_half_the_ties(draws: NDArray[np.float64]) -> None:
    above = pairwise_above(draws)
    ties = 1 - above - above.T - np.eye(4)

    mean_rank = rank_probabilities(draws) @ np.arange(4)

    assert_allclose(mean_rank, above.sum(axis=0) + ties.sum(axis=0) / 2, atol=1e-12)


def test_a_single_item_is_always_first() -> None:
    assert_array_equal(rank_probabilities(np.ones((5, 1))), [[1]])


@pytest.mark.parametrize(
    "draws", [np.ones(3), np.ones((0, 3)), np.array([[0.5, np.nan]])], ids=["row", "none", "nan"]
)
def test_what_are_no_draws_is_refused(draws: NDArray[np.float64]) -> None:
    with pytest.raises(InputError, match=r"uncertainty\.draws"):
        rank_probabilities(draws)


@pytest.mark.parametrize("level", [0.0, 1.0, 90.0, np.nan])
def test_a_level_that_is_no_share_is_refused(level: float) -> None:
    with pytest.raises(InputError, match=r"uncertainty\.level"):
        bands(DRAWS, level)
    with pytest.raises(InputError, match=r"uncertainty\.level"):
        indistinguishable(DRAWS, level)
