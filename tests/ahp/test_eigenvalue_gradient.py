"""The logarithm of lambda_max, its gradient and second derivatives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.ahp.eigenvalue_gradient import log_principal_eigenvalue, matrices_of

SEEDS = st.integers(0, 2**32 - 1)
STEP = 1e-5


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return log judgements (4, p) of 3 to 8 items and every position for each."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    pairs = n * (n - 1) // 2
    return rng.normal(0, 1, (4, pairs)), np.tile(np.arange(pairs), (4, 1))


def test_judgements_stand_row_by_row_above_the_diagonal() -> None:
    (matrix,) = matrices_of(np.log([[2.0, 3.0, 5.0]]))

    assert_allclose(matrix, [[1, 2, 3], [1 / 2, 1, 5], [1 / 3, 1 / 5, 1]], rtol=1e-15)


def test_a_consistent_matrix_has_the_logarithm_of_n_and_a_flat_gradient() -> None:
    weights = np.array([4.0, 2.0, 1.0, 1.0])
    rows, columns = np.triu_indices(4, 1)
    logs = np.log(weights[rows] / weights[columns])[None, :]

    value, gradient, _ = log_principal_eigenvalue(logs, np.zeros((1, 0), dtype=np.intp))

    assert value[0] == pytest.approx(np.log(4), abs=1e-14)
    assert_allclose(gradient, 0, atol=1e-15)


def test_three_items_follow_the_closed_formula() -> None:
    # n = 3: lambda_max = 1 + e^(d/3) + e^(-d/3) with d = ln(a12 a23 / a13), by hand from the
    # characteristic polynomial
    logs = np.log([[9.0, 2.0, 3.0]])
    d = np.log(9 * 3 / 2)

    value, gradient, _ = log_principal_eigenvalue(logs, np.zeros((1, 0), dtype=np.intp))

    lambda_max = 1 + 2 * np.cosh(d / 3)
    slope = 2 / 3 * np.sinh(d / 3) / lambda_max
    assert value[0] == pytest.approx(np.log(lambda_max), abs=1e-14)
    assert_allclose(gradient[0], [slope, -slope, slope], rtol=1e-12)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(SEEDS)
def test_derivatives_agree_with_differences(seed: int) -> None:
    logs, positions = drawn(seed)

    _, gradient, bends = log_principal_eigenvalue(logs, positions)

    for k, unit in enumerate(np.eye(logs.shape[1])):
        up, slope_up, _ = log_principal_eigenvalue(logs + STEP * unit, positions)
        down, slope_down, _ = log_principal_eigenvalue(logs - STEP * unit, positions)
        assert_allclose(gradient[:, k], (up - down) / (2 * STEP), atol=1e-8)
        assert_allclose(bends[:, k], (slope_up - slope_down) / (2 * STEP), atol=1e-8)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(SEEDS)
def test_it_is_convex(seed: int) -> None:
    logs, positions = drawn(seed)

    value, gradient, bends = log_principal_eigenvalue(logs, positions)

    tangent = value[0] + (logs - logs[0]) @ gradient[0]
    assert (value >= tangent - 1e-12).all()
    assert np.linalg.eigvalsh(bends).min() >= -1e-12


@settings(derandomize=True, deadline=None, max_examples=25)
@given(SEEDS)
def test_it_is_the_eigenvalue_that_lapack_finds(seed: int) -> None:
    logs, positions = drawn(seed)

    value, _, _ = log_principal_eigenvalue(logs, positions)

    largest = np.linalg.eigvals(matrices_of(logs)).real.max(axis=1)
    assert_allclose(np.exp(value), largest, rtol=1e-12)


def test_second_derivatives_come_for_the_positions_asked_for() -> None:
    logs, positions = drawn(7)
    asked = np.array([[0, 2], [1, 2], [2, 0], [2, 1]])

    _, _, whole = log_principal_eigenvalue(logs, positions)
    _, _, part = log_principal_eigenvalue(logs, asked)

    for k, (first, second) in enumerate(asked):
        assert_allclose(part[k], whole[k][np.ix_([first, second], [first, second])], atol=1e-14)
