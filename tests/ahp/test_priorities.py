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

from engine.ahp.priorities import (
    Method,
    checked_judgements,
    column_mean,
    geometric_mean,
    perron,
    principal_eigenvector,
    priorities,
    row_geometric_means,
)
from engine.errors import InputError, InternalError

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


@pytest.mark.parametrize("n", [3, 9, 30])
def test_a_stack_gives_each_matrix_its_own_answer(n: int) -> None:
    rng = np.random.default_rng(20260522)
    stack = np.stack([reciprocal(rng.normal(0, 1, (n, n))) for _ in range(20)])

    weights, lambda_max = perron(stack)

    for values, row, root in zip(stack, weights, lambda_max, strict=True):
        alone = principal_eigenvector(values)
        assert_allclose(row, alone.weights, rtol=1e-12)
        assert root == pytest.approx(alone.lambda_max, rel=1e-12)


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


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([[1.0, 2.0]], "ahp.not_square"),
        ([[1.0, np.nan], [np.nan, 1.0]], "ahp.not_complete"),
        ([[1.0, -2.0], [-0.5, 1.0]], "ahp.not_positive"),
        ([[1.0, 1e10], [1e-10, 1.0]], "ahp.not_positive"),
        ([[1.0, 2.0], [0.4, 1.0]], "ahp.not_reciprocal"),
    ],
)
def test_what_is_not_a_complete_judgement_matrix_is_refused(
    values: list[list[float]], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        checked_judgements(np.array(values))

    assert refused.value.code == code


def test_an_eigenvalue_that_cannot_be_certified_is_our_mistake() -> None:
    not_positive = np.array([[1.0, np.inf], [0.0, 1.0]])

    with (
        np.errstate(all="ignore"),
        pytest.raises(InternalError, match=r"ahp\.not_certified"),
    ):
        perron(not_positive)
