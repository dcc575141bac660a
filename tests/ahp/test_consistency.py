"""Consistency: published ratios and laws, one matrix at a time and in stacks."""

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
    CUSTOMARY_LIMIT,
    circular_triads,
    consistency_index,
    consistency_of,
    consistency_ratio,
    error_ratios,
    geometric_consistency_index,
    geometric_consistency_limit,
)
from engine.ahp.perron import row_geometric_means
from engine.ahp.priorities import priorities
from engine.ahp.random_index import RANDOM_INDICES
from engine.domain.judgements import JudgementMatrix
from engine.errors import InputError
from engine.i18n.translate import LANGUAGES, render_error

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


@pytest.mark.parametrize("n", [3, 4, 9, 30])
def test_a_stack_is_judged_as_each_of_its_matrices_alone(n: int) -> None:
    rng = np.random.default_rng(20260523)
    logs = np.triu(rng.normal(0, 1, (2, 5, n, n)), 1)
    stack = np.exp(logs - np.swapaxes(logs, -1, -2))

    found = consistency_of(stack)

    assert found.weights.shape == (2, 5, n)
    for position in np.ndindex(2, 5):
        alone = priorities(stack[position])
        index = consistency_index(alone.lambda_max, n)
        assert_allclose(found.weights[position], alone.weights, rtol=1e-12)
        assert found.lambda_max[position] == pytest.approx(alone.lambda_max, rel=1e-13)
        assert found.consistency_index[position] == pytest.approx(index, rel=1e-12)
        ratio, gci = found.consistency_ratio[position], found.gci[position]
        assert ratio == pytest.approx(consistency_ratio(stack[position]), rel=1e-12)
        assert gci == pytest.approx(geometric_consistency_index(stack[position]), rel=1e-12)


@pytest.mark.parametrize("n", [1, 2])
def test_a_stack_of_fewer_than_three_items_is_consistent(n: int) -> None:
    pair = np.array([[1.0, 9.0], [1 / 9, 1.0]])[:n, :n]

    found = consistency_of(np.stack([pair, pair.T]), "donegan_dodd")

    for figures in (found.consistency_index, found.consistency_ratio, found.gci):
        assert figures.tolist() == [0.0, 0.0]
    assert_allclose(found.lambda_max, n, rtol=1e-15)


def test_published_ratios_come_from_a_stack_too() -> None:
    case = CASES["eig-city-criteria"]
    values = np.array(case["input"]["matrix"])

    found = consistency_of(np.stack([values, np.ones((5, 5))]), "saaty2005")

    published, tolerance = case["expected"]["CR"]["saaty2005"], case["tolerance"]["CR"]
    assert found.consistency_ratio[0] == pytest.approx(published, abs=tolerance)
    assert found.consistency_ratio[0] < CUSTOMARY_LIMIT
    assert found.consistency_ratio[1] == 0


def test_an_empty_panel_has_no_ratios() -> None:
    assert consistency_of(np.ones((0, 4, 4))).consistency_ratio.shape == (0,)


def test_an_unusable_matrix_of_a_stack_is_named_by_its_place() -> None:
    stack = np.ones((4, 3, 3))
    stack[1, 0, 2] = 3.0
    stack[2, 0, 1] = stack[2, 1, 0] = np.nan
    stack[3, 2, 1] = 0.0

    with pytest.raises(InputError) as refused:
        consistency_of(stack)

    faults = [(fault.code, fault.place) for fault in refused.value.faults]
    assert faults == [
        ("ahp.not_reciprocal", "[1, 0, 2]"),
        ("ahp.not_complete", "[2]"),
        ("ahp.not_positive", "[3, 2, 1]"),
    ]
    assert all(render_error(refused.value, language) for language in LANGUAGES)
