"""The principal eigenvector: exact where a form is known, certified for whatever is asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.perron import perron, row_geometric_means
from engine.errors import MethodError

Matrix = NDArray[np.float64]
SCALE = np.array([*(1 / np.arange(9.0, 1.0, -1.0)), *np.arange(1.0, 10.0)])


def reciprocal(upper: Matrix) -> Matrix:
    logs = np.triu(np.log(upper), 1)
    return np.asarray(np.exp(logs - np.swapaxes(logs, -1, -2)))


def residuals(values: Matrix, weights: Matrix, lambda_max: Matrix) -> Matrix:
    """Return the largest |(A w)_i / (lambda_max w_i) - 1| of each matrix."""
    grown = (values @ weights[..., None])[..., 0] / weights
    return np.asarray(np.abs(grown / lambda_max[..., None] - 1).max(axis=-1))


@pytest.mark.parametrize("n", [3, 4, 9, 15, 30])
def test_judgements_drawn_at_random_from_the_scale_are_solved(n: int) -> None:
    rng = np.random.default_rng(20260524)
    values = reciprocal(rng.choice(SCALE, (60, n, n)))

    weights, lambda_max = perron(values)

    assert (residuals(values, weights, lambda_max) < 1e-13).all()
    roots = np.linalg.eigvals(values).real.max(axis=-1)
    assert_allclose(lambda_max, roots, rtol=1e-11)


@pytest.mark.parametrize("n", [3, 4, 5, 8, 9, 12, 30])
@pytest.mark.parametrize("x", [1e2, 1e9])
def test_a_circle_of_equal_strength_has_equal_weights(n: int, x: float) -> None:
    # each item beats its successor x times, all else is equal: a circulant matrix, whose row
    # sums agree; its other eigenvalues are nearly as large, at the n-th roots of unity
    values = np.ones((n, n))
    ahead = np.roll(np.eye(n, dtype=bool), 1, axis=1)
    values[ahead], values[ahead.T] = x, 1 / x

    weights, lambda_max = perron(values)

    assert_allclose(weights, 1 / n, rtol=1e-12)
    assert lambda_max == pytest.approx(n - 2 + x + 1 / x, rel=1e-13)


@given(seed=st.integers(0, 10_000), n=st.integers(3, 30), spread=st.floats(0.0, 20.0))
@settings(derandomize=True, deadline=None)
def test_ratios_up_to_a_thousand_million_are_solved(seed: int, n: int, spread: float) -> None:
    logs = np.random.default_rng(seed).uniform(-spread, spread, (n, n))
    values = reciprocal(np.exp(logs))

    weights, lambda_max = perron(values)

    assert residuals(values, weights, lambda_max) < 1e-12
    assert weights.sum() == pytest.approx(1, abs=1e-14)


@given(seed=st.integers(0, 10_000), spread=st.floats(0.0, 20.0))
@settings(derandomize=True, deadline=None)
def test_three_items_have_the_row_geometric_means_and_the_known_eigenvalue(
    seed: int, spread: float
) -> None:
    values = reciprocal(np.exp(np.random.default_rng(seed).uniform(-spread, spread, (3, 3))))
    misfit = np.cbrt(values[0, 1] * values[1, 2] * values[2, 0])

    weights, lambda_max = perron(values)

    assert_allclose(weights, row_geometric_means(values), rtol=1e-12)
    assert lambda_max == pytest.approx(1 + misfit + 1 / misfit, rel=1e-12)


def test_a_matrix_of_a_stack_is_solved_as_if_alone() -> None:
    # matrices that need no round, one round and several stand side by side
    rng = np.random.default_rng(20260525)
    circle = np.where(np.roll(np.eye(4), 1, axis=1) > 0, 1e8, 1.0)
    stack = np.stack(
        [np.ones((4, 4)), reciprocal(rng.choice(SCALE, (4, 4))), circle / circle.T]
    ).reshape(3, 1, 4, 4)

    weights, lambda_max = perron(stack)

    assert lambda_max.shape == (3, 1)
    for position in np.ndindex(3, 1):
        alone, root = perron(stack[position])
        assert_allclose(weights[position], alone, rtol=1e-13)
        assert lambda_max[position] == pytest.approx(float(root), rel=1e-13)


def test_an_empty_stack_has_no_eigenvectors() -> None:
    weights, lambda_max = perron(np.ones((0, 5, 5)))

    assert weights.shape == (0, 5)
    assert lambda_max.shape == (0,)


def test_nearly_cyclic_contradictions_of_1e5_are_still_certified() -> None:
    rng = np.random.default_rng(20261122)
    s = 1e5
    stack = np.stack([reciprocal(rng.choice([1 / s, 1.0, s], (6, 6))) for _ in range(300)])

    weights, lambda_max = perron(stack)

    assert (residuals(stack, weights, lambda_max) < 1e-10).all()


def test_an_eigenvalue_that_cannot_be_certified_is_not_told() -> None:
    not_positive = np.array([[1.0, np.inf], [0.0, 1.0]])

    with (
        np.errstate(all="ignore"),
        pytest.raises(MethodError, match=r"ahp\.not_certified"),
    ):
        perron(not_positive)
