"""Log least squares with gaps, against graphs whose answers are known."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.log_least_squares import (
    implied_by_the_others,
    log_covariance,
    log_least_squares,
    resistances,
)

Matrix = NDArray[np.float64]
GAP = np.nan
LOGS = arrays(np.float64, (5, 5), elements=st.floats(-2.2, 2.2))
ANSWERED = arrays(np.bool_, (5, 5))


def judged(logs: Matrix, answered: NDArray[np.bool_]) -> Matrix:
    upper = np.triu(logs, 1)
    kept = np.triu(answered, 1)
    linked = kept | kept.T | np.eye(len(logs), dtype=np.bool_)
    return np.where(linked, np.exp(upper - upper.T), GAP)


def is_connected(values: Matrix) -> bool:
    links = (~np.isnan(values)).astype(float)
    return bool((np.linalg.matrix_power(links, len(links)) > 0).all())


def resistance_of(answered: NDArray[np.bool_]) -> Matrix:
    return resistances(log_covariance(answered))


def test_a_chain_gives_back_its_answers() -> None:
    values = np.array([[1, 2, GAP], [0.5, 1, 4], [GAP, 0.25, 1]])

    assert_allclose(log_least_squares(values), np.array([8, 4, 1]) / 13, rtol=1e-14)


def test_without_gaps_the_weights_are_the_row_geometric_means() -> None:
    values = np.array([[1, 2, 9], [0.5, 1, 4], [1 / 9, 0.25, 1]])

    means = values.prod(axis=1) ** (1 / 3)

    assert_allclose(log_least_squares(values), means / means.sum(), rtol=1e-14)


@given(logs=LOGS, answered=ANSWERED)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_the_slopes_of_the_squared_errors_vanish(logs: Matrix, answered: NDArray[np.bool_]) -> None:
    values = judged(logs, answered)
    assume(is_connected(values))

    weights = log_least_squares(values)

    errors = np.nan_to_num(np.log(values * weights / weights[:, None]))
    assert_allclose(errors.sum(axis=1), 0, atol=1e-12)


def test_a_stack_gives_what_each_of_its_matrices_gives() -> None:
    first = np.array([[1, 2, GAP], [0.5, 1, 4], [GAP, 0.25, 1]])
    second = np.array([[1, GAP, 3], [GAP, 1, 4], [1 / 3, 0.25, 1]])

    found = log_least_squares(np.array([first, second]))

    assert_allclose(found, [log_least_squares(first), log_least_squares(second)], rtol=1e-14)


def test_resistances_in_a_chain_add_up() -> None:
    answered = np.eye(4, k=1) + np.eye(4, k=-1) > 0

    places = np.arange(4)
    assert_allclose(resistance_of(answered), np.abs(places[:, None] - places), atol=1e-12)


def test_resistances_round_a_circle_are_parallel() -> None:
    step = np.abs(np.arange(5)[:, None] - np.arange(5))

    found = resistance_of((step == 1) | (step == 4))

    assert_allclose(found, step * (5 - step) / 5, atol=1e-12)


def test_resistances_without_gaps_are_two_over_the_number_of_items() -> None:
    found = resistance_of(np.ones((6, 6), dtype=np.bool_))

    assert_allclose(found, np.where(np.eye(6), 0, 2 / 6), atol=1e-12)


@given(logs=LOGS)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_without_gaps_the_others_imply_the_mean_of_the_detours(logs: Matrix) -> None:
    values = judged(logs, np.ones((5, 5), dtype=np.bool_))

    found = implied_by_the_others(values)

    detours = [values[0, k] * values[k, 1] for k in (2, 3, 4)]
    assert_allclose(found[0, 1], np.prod(detours) ** (1 / 3), rtol=1e-10)
    assert_allclose(found * found.T, 1, rtol=1e-10)


@given(logs=LOGS, answered=ANSWERED)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_the_others_imply_what_they_say_without_the_pair(
    logs: Matrix, answered: NDArray[np.bool_]
) -> None:
    values = judged(logs, answered)
    assume(is_connected(values))

    found = implied_by_the_others(values)

    for i, j in np.argwhere(np.triu(~np.isnan(values), 1)):
        without = values.copy()
        without[i, j] = without[j, i] = GAP
        if is_connected(without):
            weights = log_least_squares(without)
            assert_allclose(found[i, j], weights[i] / weights[j], rtol=1e-9)
        else:
            assert np.isnan(found[i, j])
    assert np.isnan(found[np.isnan(values)]).all()


@pytest.mark.parametrize("n", [9, 10, 11, 20, 30])
def test_rounding_of_the_zero_eigenvalue_is_no_eigenvalue(n: int) -> None:
    # one gap among n items: L+ = (I - J / n) / n, and Sherman-Morrison for the missing answer
    gap = np.zeros(n)
    gap[[0, n - 1]] = 1, -1
    answered = np.outer(gap, gap) != -1

    found = log_covariance(answered)

    complete = (np.eye(n) - 1 / n) / n
    assert_allclose(found, complete + np.outer(gap, gap) / n**2 / (1 - 2 / n), atol=1e-14)
    chain = np.eye(n, k=1, dtype=np.bool_) | np.eye(n, k=-1, dtype=np.bool_)
    assert resistance_of(chain)[0, n - 1] == pytest.approx(n - 1, rel=1e-10)
