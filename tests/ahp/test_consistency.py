"""Consistency: published ratios, laws, and what to ask again."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.consistency import (
    RANDOM_INDICES,
    circular_triads,
    consistency_index,
    consistency_ratio,
    error_ratios,
    geometric_consistency_index,
    geometric_consistency_limit,
    implied_by_the_others,
    revisions,
)
from engine.ahp.gaps import log_least_squares
from engine.ahp.priorities import row_geometric_means
from engine.domain.judgements import JudgementMatrix

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
Matrix = NDArray[np.float64]


@st.composite
def judgements(draw: st.DrawFn) -> Matrix:
    n = draw(st.integers(3, 8))
    logs = np.triu(draw(arrays(np.float64, (n, n), elements=st.floats(-2.2, 2.2))), 1)
    return np.asarray(np.exp(logs - logs.T))


def named(values: Matrix) -> JudgementMatrix:
    return JudgementMatrix(tuple("abcdefghijkl"[: len(values)]), values)


@pytest.mark.parametrize("name", list(RANDOM_INDICES))
def test_ratio_is_zero_for_a_consistent_matrix(name: str) -> None:
    weights = np.array([0.5, 0.3, 0.15, 0.05])

    assert consistency_ratio(weights[:, None] / weights, random_index=name) < 1e-14


def test_ratio_is_zero_and_never_nan_for_fewer_than_three_items() -> None:
    assert consistency_ratio(np.array([[1.0, 9.0], [1 / 9, 1.0]])) == 0
    assert consistency_ratio(np.ones((1, 1))) == 0
    assert consistency_index(1.0, 1) == 0


@given(values=judgements(), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None)
def test_ratio_does_not_depend_on_the_order_of_the_items(values: Matrix, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(values))

    permuted = consistency_ratio(values[np.ix_(order, order)])

    assert permuted == pytest.approx(consistency_ratio(values), abs=1e-12)


@pytest.mark.parametrize("id_", ["PSOE", "PP", "PAR", "NP"])
def test_geometric_consistency_index_is_as_published(id_: str) -> None:
    case = CASES["grp-histopark-individual"]
    values = np.array(case["input"]["matrices"][id_])

    expected = case["expected"]["GCI"][id_]

    assert geometric_consistency_index(values) == pytest.approx(expected, abs=5.1e-4)


def test_geometric_consistency_index_is_zero_for_two_items() -> None:
    assert geometric_consistency_index(np.array([[1.0, 3.0], [1 / 3, 1.0]])) == 0


def test_geometric_consistency_limits_are_the_published_ones() -> None:
    assert [geometric_consistency_limit(n) for n in (3, 4, 5, 9)] == [0.3147, 0.3526, 0.37, 0.37]


@given(values=judgements())
@settings(derandomize=True, deadline=None)
def test_error_ratios_are_symmetric_and_at_least_one(values: Matrix) -> None:
    errors = error_ratios(values, row_geometric_means(values))

    assert (errors >= 1).all()
    assert_allclose(errors, errors.T, rtol=1e-12)


def test_a_circle_of_three_is_named_from_its_first_item() -> None:
    values = np.array([[1.0, 1 / 3, 5.0], [3.0, 1.0, 1 / 2], [1 / 5, 2.0, 1.0]])

    assert circular_triads(named(values)) == (("a", "c", "b"),)


def test_equal_and_missing_judgements_make_no_circle() -> None:
    equal = np.array([[1.0, 3.0, 1.0], [1 / 3, 1.0, 3.0], [1.0, 1 / 3, 1.0]])
    missing = np.array([[1.0, 3.0, np.nan], [1 / 3, 1.0, 3.0], [np.nan, 1 / 3, 1.0]])

    assert circular_triads(named(equal)) == ()
    assert circular_triads(named(missing)) == ()


def test_a_regular_tournament_of_five_has_five_circles() -> None:
    # each item beats the two after it: n (n^2 - 1) / 24 = 5 circles, the most for n = 5
    ahead = (np.arange(5)[None, :] - np.arange(5)[:, None]) % 5
    values = np.where(ahead == 0, 1.0, np.where(ahead <= 2, 3.0, 1 / 3))

    assert len(circular_triads(named(values))) == 5


@given(values=judgements())
@settings(derandomize=True, deadline=None)
def test_implied_ratio_is_the_least_squares_fit_without_the_pair(values: Matrix) -> None:
    without = values.copy()
    without[0, 1] = without[1, 0] = np.nan

    weights = log_least_squares(without)

    assert implied_by_the_others(values)[0, 1] == pytest.approx(weights[0] / weights[1], rel=1e-10)


def test_the_planted_contradiction_is_revised_first() -> None:
    # weights 8 : 4 : 2 : 1, but a over d was answered 1/2 instead of 8
    weights = np.array([8.0, 4.0, 2.0, 1.0])
    values = weights[:, None] / weights
    values[0, 3], values[3, 0] = 1 / 2, 2.0

    first = revisions(named(values))[0]

    assert (first.first, first.second) == ("a", "d")
    assert first.implied == pytest.approx(8)
    assert first.suggested == 8
    assert first.ratio_after == pytest.approx(0, abs=1e-12)


def test_three_revisions_come_in_the_order_of_their_use() -> None:
    values = np.array(CASES["eig-city-criteria"]["input"]["matrix"])

    found = revisions(named(values))

    after = [revision.ratio_after for revision in found]
    assert len(found) == 3
    assert after == sorted(after)
    assert after[-1] < consistency_ratio(values)


def test_ratio_after_is_the_ratio_of_the_revised_matrix() -> None:
    values = np.array(CASES["eig-city-criteria"]["input"]["matrix"])
    first = revisions(named(values), "saaty2005")[0]
    i, j = "abcde".index(first.first), "abcde".index(first.second)
    revised = values.copy()
    revised[i, j], revised[j, i] = first.suggested, 1 / first.suggested

    expected = consistency_ratio(revised, "saaty2005")

    assert first.ratio_after == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize("n", [2, 4])
def test_a_consistent_matrix_needs_no_revision(n: int) -> None:
    weights = np.array([8.0, 4.0, 2.0, 1.0])[:n]

    assert revisions(named(weights[:, None] / weights)) == ()
