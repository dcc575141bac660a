"""Goepel's S*: its two ends, its bounds, values worked by hand, and its laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.consensus import (
    alpha_entropy,
    beta_entropy,
    consensus,
    consensus_2013,
    consensus_word,
    gamma_entropy,
    greatest_gamma_entropy,
    hierarchy_consensus,
    least_alpha_entropy,
)
from engine.ahp.groups import own_weights
from engine.domain.hierarchy import ItemTree
from engine.errors import InputError
from tests.ahp.panel_samples import NODE, histopark

Matrix = NDArray[np.float64]
EQUAL = np.array([0.5, 0.5])


def favouring(items: int, *favoured: int) -> Matrix:
    rows = np.ones((len(favoured), items))
    rows[range(len(favoured)), favoured] = 9.0
    return rows / (items + 8)


@st.composite
def panels(draw: st.DrawFn) -> Matrix:
    k, n = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    raw = draw(arrays(np.float64, (k, n), elements=st.floats(0.1, 1)))
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def test_entropies_of_two_worked_by_hand() -> None:
    weights = np.array([[0.5, 0.5], [0.9, 0.1]])  # H: ln 2 = 0.693147 and 0.325083; mean 0.7, 0.3

    assert alpha_entropy(weights, EQUAL) == pytest.approx(0.509115, abs=1e-6)
    assert gamma_entropy(weights, EQUAL) == pytest.approx(0.610864, abs=1e-6)
    assert beta_entropy(weights, EQUAL) == pytest.approx(0.101749, abs=1e-6)


def test_consensus_of_two_worked_by_hand() -> None:
    weights = np.array([[0.5, 0.5], [0.9, 0.1]])

    found = consensus(weights, np.ones(2))

    # 1 / exp(0.101749) = 0.903256; bound exp(0.325083 - ln 2) = 0.692073
    assert found == pytest.approx((0.903256 - 0.692073) / (1 - 0.692073), abs=1e-5)


def test_bounds_worked_by_hand_for_three_items_and_two_respondents() -> None:
    # 9/11, 1/11, 1/11 and, in the mean of two such respondents, 5/11, 5/11, 1/11
    alpha = 9 / 11 * np.log(11 / 9) + 2 / 11 * np.log(11)
    gamma = 10 / 11 * np.log(11 / 5) + 1 / 11 * np.log(11)

    assert least_alpha_entropy(3, 9) == pytest.approx(alpha, rel=1e-14)
    assert greatest_gamma_entropy(3, 2, 9) == pytest.approx(gamma, rel=1e-14)


@pytest.mark.parametrize("respondents", [4, 5, 40])
def test_gamma_bound_is_level_from_as_many_respondents_as_items(respondents: int) -> None:
    assert greatest_gamma_entropy(4, respondents, 9) == pytest.approx(np.log(4), rel=1e-14)


@pytest.mark.parametrize(
    ("items", "favoured"), [(3, (0, 1)), (3, (0, 1, 2)), (2, (0, 1, 0, 1)), (6, (5, 0, 3, 1))]
)
def test_respondents_who_favour_one_item_each_had_none_in_2013(
    items: int, favoured: tuple[int, ...]
) -> None:
    found = consensus_2013(favouring(items, *favoured), np.ones(len(favoured)))

    assert found == pytest.approx(0, abs=1e-12)


def test_consensus_of_two_about_three_items_worked_by_hand() -> None:
    weights = favouring(3, 0, 1)

    found = consensus(weights, np.ones(2))

    # H_alpha 0.600166, H_gamma of (5, 5, 1) / 11 is 0.934769: 1 / exp(0.334603) = 0.715622;
    # bound exp(0.600166) / 3 = 0.607474
    assert found == pytest.approx((0.715622 - 0.607474) / (1 - 0.607474), abs=1e-5)


@given(row=panels(), size=st.integers(2, 9))
@settings(derandomize=True, deadline=None)
def test_identical_respondents_agree_fully(row: Matrix, size: int) -> None:
    weights = np.repeat(row[:1], size, axis=0)

    assert consensus(weights, np.ones(size)) == pytest.approx(1, abs=1e-12)


@given(weights=panels(), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None)
def test_consensus_keeps_under_relabelling_and_stays_in_its_range(
    weights: Matrix, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    voices = rng.integers(1, 4, len(weights)).astype(float)
    rows, columns = rng.permutation(len(weights)), rng.permutation(weights.shape[1])

    found = consensus(weights, voices)

    assert found is not None
    assert 0 <= found <= 1
    assert found == pytest.approx(consensus(weights[rows][:, columns], voices[rows]), abs=1e-12)


@given(weights=panels())
@settings(derandomize=True, deadline=None)
def test_first_bound_never_gives_more_and_agrees_from_as_many_respondents_as_items(
    weights: Matrix,
) -> None:
    voices = np.ones(len(weights))

    found, first = consensus(weights, voices), consensus_2013(weights, voices)

    assert found is not None
    assert first is not None
    assert first <= found + 1e-12
    if len(weights) >= weights.shape[1]:
        assert first == pytest.approx(found, abs=1e-12)


def test_complementary_sets_of_items_fall_below_the_first_bound_only() -> None:
    weights = np.array([[9, 9, 9, 1, 1, 1], [1, 1, 1, 9, 9, 9]]) / 30
    floor = np.exp(least_alpha_entropy(6, 9)) / 6
    similarity = np.exp(-beta_entropy(weights, EQUAL))

    assert consensus_2013(weights, np.ones(2)) == 0
    expected = (similarity - floor) / (1 - floor)
    assert consensus(weights, np.ones(2)) == pytest.approx(expected, abs=1e-12)


def test_a_respondent_of_weight_zero_is_none() -> None:
    weights = favouring(3, 0, 0, 1)

    assert consensus(weights, np.array([1.0, 1.0, 0.0])) == pytest.approx(1)
    assert consensus(weights[1:], np.array([1.0, 0.0])) is None
    assert consensus_2013(weights[1:], np.array([1.0, 0.0])) is None


def test_three_parties_agree_more_than_with_their_opponent() -> None:
    three = own_weights(histopark("PSOE", "PP", "PAR"), NODE)
    four = own_weights(histopark("PSOE", "PP", "PAR", "NP"), NODE)

    agreed = consensus(three.weights, three.respondent_weights)
    opposed = consensus(four.weights, four.respondent_weights)

    assert agreed is not None
    assert opposed is not None
    assert consensus_word(agreed) == "very_high"
    assert consensus_word(opposed) in ("very_low", "low")


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.0, "very_low"), (0.5, "low"), (0.65, "moderate"), (0.75, "high"), (0.85, "very_high")],
)
def test_each_word_begins_at_its_threshold(value: float, word: str) -> None:
    assert consensus_word(value) == word


def test_consensus_of_a_tree_is_weighted_by_the_nodes_global_weights() -> None:
    tree = ItemTree({"goal": ("x", "y"), "x": ("x1", "x2"), "y": ("y1", "y2")}, {})
    half = {"x1": 0.5, "x2": 0.5}
    local = {"goal": {"x": 0.7, "y": 0.3}, "x": half, "y": {"y1": 0.5, "y2": 0.5}}

    found = hierarchy_consensus(tree, local, {"goal": 0.8, "x": 0.5, "y": None})

    assert found == pytest.approx((1.0 * 0.8 + 0.7 * 0.5) / 1.7)
    assert hierarchy_consensus(tree, local, {}) is None


@pytest.mark.parametrize(
    "weights",
    [
        np.array([[1.0], [1.0]]),
        np.array([0.5, 0.5]),
        np.array([[0.5, 0.5], [0.6, 0.5]]),
        np.array([[0.5, 0.5], [1.5, -0.5]]),
        np.array([[0.5, 0.5], [np.nan, 0.5]]),
    ],
)
def test_what_are_no_weights_is_refused(weights: Matrix) -> None:
    with pytest.raises(InputError, match=r"group\.consensus_"):
        consensus(weights, np.ones(2))


@pytest.mark.parametrize("greatest", [1.0, 0.0, np.nan, np.inf])
def test_a_scale_that_does_not_reach_above_one_is_refused(greatest: float) -> None:
    for measure in (consensus, consensus_2013):
        with pytest.raises(InputError, match=r"group\.scale_end"):
            measure(favouring(3, 0, 1), np.ones(2), greatest)


def test_an_item_without_weight_has_no_entropy() -> None:
    assert_allclose(gamma_entropy(np.array([[1.0, 0.0], [0.0, 1.0]]), EQUAL), np.log(2))
    assert alpha_entropy(np.array([[1.0, 0.0], [0.0, 1.0]]), EQUAL) == 0
