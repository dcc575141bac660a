"""Priorities: the laws every method keeps, and published figures of each method."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.perron import row_geometric_means
from engine.ahp.priorities import (
    Method,
    batched_priorities,
    column_mean,
    geometric_mean,
    least_absolute_errors,
    principal_eigenvector,
    priorities,
)
from engine.errors import InputError

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
Matrix = NDArray[np.float64]


def reciprocal(logs: Matrix) -> Matrix:
    upper = np.triu(logs, 1)
    return np.asarray(np.exp(upper - upper.T))


@st.composite
def judgements(draw: st.DrawFn) -> Matrix:
    n = draw(st.integers(1, 9))
    return reciprocal(draw(arrays(np.float64, (n, n), elements=st.floats(-2.2, 2.2))))


@st.composite
def simplex_points(draw: st.DrawFn) -> Matrix:
    n = draw(st.integers(1, 12))
    parts = draw(arrays(np.float64, n, elements=st.floats(0.01, 1.0)))
    return np.asarray(parts / parts.sum())


@pytest.mark.parametrize("method", list(Method))
@given(weights=simplex_points())
@settings(derandomize=True, deadline=None)
def test_a_consistent_matrix_gives_back_its_weights(method: Method, weights: Matrix) -> None:
    values = weights[:, None] / weights[None, :]

    found = priorities(values, method)

    assert_allclose(found.weights, weights, rtol=1e-12)
    assert found.lambda_max == pytest.approx(len(weights), rel=1e-13)
    assert found.method is method


@pytest.mark.parametrize("method", list(Method))
@given(values=judgements(), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None)
def test_relabelling_items_permutes_weights(method: Method, values: Matrix, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(values))

    permuted = priorities(values[np.ix_(order, order)], method).weights

    assert_allclose(permuted, priorities(values, method).weights[order], rtol=1e-11)


@pytest.mark.parametrize("method", list(Method))
@given(values=judgements())
@settings(derandomize=True, deadline=None)
def test_weights_lie_on_the_simplex_and_lambda_max_is_at_least_n(
    method: Method, values: Matrix
) -> None:
    found = priorities(values, method)

    assert (found.weights > 0).all()
    assert found.weights.sum() == pytest.approx(1, abs=1e-14)
    assert found.lambda_max >= len(values) * (1 - 1e-14)


@given(values=judgements())
@settings(derandomize=True, deadline=None)
def test_transposing_inverts_the_geometric_means(values: Matrix) -> None:
    inverse = 1 / geometric_mean(values).weights

    transposed = geometric_mean(values.T.copy()).weights

    assert_allclose(transposed, inverse / inverse.sum(), rtol=1e-12)


@given(values=judgements())
@settings(derandomize=True, deadline=None)
def test_transposing_keeps_lambda_max(values: Matrix) -> None:
    there, back = principal_eigenvector(values), principal_eigenvector(values.T.copy())

    assert there.lambda_max == pytest.approx(back.lambda_max, rel=1e-12)


@given(values=judgements())
@settings(derandomize=True, deadline=None)
def test_eigenvector_agrees_with_a_general_eigenvalue_solver(values: Matrix) -> None:
    roots, vectors = np.linalg.eig(values)
    largest = roots.real.argmax()
    vector = np.abs(vectors[:, largest].real)

    found = principal_eigenvector(values)

    assert found.lambda_max == pytest.approx(roots[largest].real, rel=1e-9)
    assert_allclose(found.weights, vector / vector.sum(), rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("n", [1, 2, 3, 9])
def test_a_stack_gives_each_matrix_its_own_answer(method: Method, n: int) -> None:
    rng = np.random.default_rng(20260522)
    stack = np.array([[reciprocal(rng.normal(0, 1, (n, n))) for _ in range(3)] for _ in range(2)])

    weights, lambda_max = batched_priorities(stack, method)

    assert weights.shape == (2, 3, n)
    for position in np.ndindex(2, 3):
        alone = priorities(stack[position], method)
        assert_allclose(weights[position], alone.weights, rtol=1e-12)
        assert lambda_max[position] == pytest.approx(alone.lambda_max, rel=1e-12)


@pytest.mark.parametrize("method", list(Method))
def test_an_empty_stack_has_no_weights(method: Method) -> None:
    weights, lambda_max = batched_priorities(np.ones((0, 4, 4)), method)

    assert weights.shape == (0, 4)
    assert lambda_max.shape == (0,)


def test_a_stack_with_one_unusable_matrix_is_refused() -> None:
    stack = np.ones((2, 3, 3))
    stack[1, 0, 1] = 3.0

    with pytest.raises(InputError, match=r"ahp\.stack_invalid") as refused:
        batched_priorities(stack, Method.COLUMN_MEAN)

    assert [fault.place for fault in refused.value.faults] == ["[1, 0, 1]"]


def test_a_stack_is_not_taken_for_one_matrix() -> None:
    with pytest.raises(InputError, match=r"ahp\.not_square"):
        priorities(np.ones((2, 3, 3)))


def test_one_wild_judgement_does_not_move_the_least_absolute_weights() -> None:
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    values = weights[:, None] / weights
    values[0, 3], values[3, 0] = 1 / 9, 9.0

    found = least_absolute_errors(values)

    assert_allclose(found.weights, weights, rtol=1e-12)


def test_eigenvector_of_a_violent_circle_is_found() -> None:
    # a beats b a million times, b beats c, c beats a: by symmetry all weights are equal and
    # lambda_max = 1 + x + 1/x; the second eigenvalue is as large in size to six digits
    x = 1e6
    circle = np.array([[1, x, 1 / x], [1 / x, 1, x], [x, 1 / x, 1]])

    found = principal_eigenvector(circle)

    assert_allclose(found.weights, 1 / 3, rtol=1e-12)
    assert found.lambda_max == pytest.approx(1 + x + 1 / x, rel=1e-12)


def test_one_dominating_item_has_the_weight_of_ana_one_dominates() -> None:
    case = CASES["ana-one-dominates"]

    for (n, x), expected in zip(case["input"]["cases"], case["expected"]["w1"], strict=True):
        values = np.ones((n, n))
        values[0, 1:], values[1:, 0] = x, 1 / x
        found = principal_eigenvector(values).weights[0]
        assert found == pytest.approx(expected, abs=case["tolerance"]["w1"])


def test_all_methods_agree_on_any_consistent_3() -> None:
    case = CASES["any-consistent-3"]
    values = np.array(case["input"]["matrix"])

    for method in Method:
        found = priorities(values, method).weights
        assert_allclose(found, case["expected"]["weights"], atol=case["tolerance"]["weights"])


@pytest.mark.parametrize("id_", ["mean-zh-3", "mean-flood-9"])
def test_column_mean_gives_the_published_weights(id_: str) -> None:
    case = CASES[id_]
    values = np.array(case["input"]["matrix"], dtype=np.float64)
    found = column_mean(values).weights

    assert_allclose(found, case["expected"]["weights"], atol=case["tolerance"]["weights"])


def test_column_mean_reports_its_own_lambda_max() -> None:
    case = CASES["mean-zh-3"]

    found = column_mean(np.array(case["input"]["matrix"]))

    expected = case["expected"]["lambda_max"]
    assert found.lambda_max == pytest.approx(expected, abs=case["tolerance"]["lambda_max"])


def test_geometric_mean_gives_the_published_weights_of_multi_pyanp_4() -> None:
    case = CASES["multi-pyanp-4"]

    found = geometric_mean(np.array(case["input"]["matrix"])).weights

    tolerance = case["tolerance"]["geometric"]
    assert_allclose(found, case["expected"]["geometric"], atol=tolerance)


def test_row_geometric_means_are_scaled_to_one() -> None:
    values = np.array([[1.0, 4.0], [0.25, 1.0]])

    assert_allclose(row_geometric_means(values), [0.8, 0.2], rtol=1e-15)
