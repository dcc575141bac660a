"""Least values over boxes, many convex problems at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize

from engine.errors import InternalError
from engine.optimisation.box_minimum import GAP, Box, Oracle, box_minima
from tests.optimisation.examples import examples


def sum_of_exponentials(matrix: np.ndarray) -> Oracle:
    """Return x -> ln sum exp(matrix x): smooth, convex, flat far away."""

    def oracle(x: np.ndarray, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        powers = x @ matrix.T
        shares = np.exp(powers - powers.max(axis=1, keepdims=True))
        totals = shares.sum(axis=1, keepdims=True)
        shares = shares / totals
        values = powers.max(axis=1) + np.log(totals[:, 0])
        gradients = shares @ matrix
        bends = np.einsum("mr,ri,rj->mij", shares, matrix, matrix)
        bends -= gradients[:, :, None] * gradients[:, None, :]
        each = np.arange(len(x))[:, None, None]
        return values, gradients, bends[each, positions[:, :, None], positions[:, None, :]]

    return oracle


SQUARE = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])


def test_a_free_minimum_is_found() -> None:
    box = Box(np.full(2, -3.0), np.full(2, 3.0))

    least = box_minima(
        sum_of_exponentials(SQUARE), np.array([[2.0, -1.0]]), np.array([[0, 1]]), box
    )

    assert_allclose(least.points, 0, atol=1e-5)
    assert least.values[0] == pytest.approx(np.log(4), abs=GAP)


def test_a_bound_holds_the_minimum() -> None:
    box = Box(np.array([0.5, -3.0]), np.array([3.0, 3.0]))

    least = box_minima(
        sum_of_exponentials(SQUARE), np.array([[2.0, -1.0]]), np.array([[0, 1]]), box
    )

    assert least.points[0, 0] == 0.5
    assert least.values[0] == pytest.approx(np.log(2 * np.cosh(0.5) + 2), abs=GAP)


def test_what_may_not_move_stays_even_outside_the_box() -> None:
    box = Box(np.full(2, -1.0), np.full(2, 1.0))
    start = np.array([[5.0, 0.7], [0.7, 5.0]])

    least = box_minima(sum_of_exponentials(SQUARE), start, np.array([[1], [0]]), box)

    assert least.points[0, 0] == 5.0
    assert least.points[1, 1] == 5.0
    assert_allclose([least.points[0, 1], least.points[1, 0]], 0, atol=1e-3)


def test_nothing_moves_when_no_position_may() -> None:
    box = Box(np.full(2, -1.0), np.full(2, 1.0))
    start = np.array([[5.0, 0.7]])

    least = box_minima(sum_of_exponentials(SQUARE), start, np.zeros((1, 0), dtype=np.intp), box)

    assert_allclose(least.points, start, rtol=0)


def test_a_problem_is_left_as_soon_as_it_is_low_enough() -> None:
    box = Box(np.full(2, -3.0), np.full(2, 3.0))

    least = box_minima(
        sum_of_exponentials(SQUARE), np.array([[2.0, 2.0]]), np.array([[0, 1]]), box, enough=10.0
    )

    assert_allclose(least.points, 2.0)


def test_a_function_without_a_certificate_is_refused() -> None:
    def broken(x: np.ndarray, positions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        count, k = positions.shape
        return np.full(count, np.nan), np.full(x.shape, np.nan), np.tile(np.eye(k), (count, 1, 1))

    box = Box(np.full(2, -3.0), np.full(2, 3.0))
    with pytest.raises(InternalError, match="not_minimised"):
        box_minima(broken, np.zeros((1, 2)), np.array([[0, 1]]), box)


@examples(8, 40)
@given(st.integers(0, 2**32 - 1))
def test_it_agrees_with_a_general_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = int(rng.integers(2, 6))
    matrix = rng.normal(0, 1.5, (p + 3, p))
    oracle = sum_of_exponentials(matrix)
    box = Box(rng.uniform(-2, 0, p), rng.uniform(0, 2, p))
    start = rng.uniform(-2, 2, (5, p))
    everywhere = np.tile(np.arange(p), (5, 1))

    least = box_minima(oracle, start, everywhere, box)

    def value(x: np.ndarray) -> tuple[float, np.ndarray]:
        values, gradients, _ = oracle(x[None, :], everywhere[:1])
        return float(values[0]), gradients[0]

    bounds = list(zip(box.lower, box.upper, strict=True))
    other = minimize(
        value, np.zeros(p), jac=True, method="L-BFGS-B", bounds=bounds,
        options={"ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip
    assert_allclose(least.values, other.fun, atol=1e-8)
    assert (least.values <= other.fun + 1e-9).all()
    assert ((least.points >= box.lower) & (least.points <= box.upper)).all()
