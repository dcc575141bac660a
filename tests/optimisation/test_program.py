"""The certificates: violation of a point and bound of a dual vector."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InternalError
from engine.optimisation.program import (
    LinearProgram,
    Sense,
    SparseRows,
    dual_bound,
    entries,
    fractionality,
    sparse,
    stacked,
    violation,
    with_own,
)

INF = np.inf


def textbook() -> LinearProgram:
    """Hillier and Lieberman's Wyndor problem, negated: least cost -36 at (2, 6)."""
    return LinearProgram(
        cost=np.array([-3.0, -5.0]),
        rows=np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 2.0]]),
        senses=(Sense.AT_MOST,) * 3,
        limits=np.array([4.0, 12.0, 18.0]),
        lower=np.zeros(2),
        upper=np.full(2, INF),
        integer=np.zeros(2, dtype=bool),
    )


def test_violation_is_zero_at_a_feasible_point() -> None:
    assert violation(textbook(), np.array([2.0, 6.0])) == 0


def test_violation_is_the_greatest_excess_over_rows_and_bounds() -> None:
    program = textbook()

    broken_row = violation(program, np.array([4.0, 6.0]))
    broken_bound = violation(program, np.array([-0.5, 0.0]))

    assert broken_row == 6.0
    assert broken_bound == 0.5


def test_violation_is_infinite_when_an_entry_is_missing() -> None:
    assert violation(textbook(), np.array([np.nan, 0.0])) == INF


def test_violation_counts_both_sides_of_an_equality() -> None:
    program = LinearProgram(
        np.ones(1), np.ones((1, 1)), (Sense.EQUAL,), np.ones(1),
        np.zeros(1), np.full(1, INF), np.zeros(1, dtype=bool),
    )  # fmt: skip

    assert violation(program, np.array([1.25])) == 0.25
    assert violation(program, np.array([0.25])) == 0.75


def test_fractionality_looks_at_integer_variables_only() -> None:
    program = LinearProgram(
        np.ones(2), np.ones((1, 2)), (Sense.AT_MOST,), np.full(1, 9.0),
        np.zeros(2), np.full(2, INF), np.array([True, False]),
    )  # fmt: skip

    assert fractionality(program, np.array([2.25, 0.5])) == 0.25


def test_optimal_duals_prove_the_optimum() -> None:
    assert dual_bound(textbook(), np.array([0.0, -1.5, -1.0])) == -36.0


def test_bound_is_minus_infinity_when_a_reduced_cost_leans_on_no_bound() -> None:
    assert dual_bound(textbook(), np.zeros(3)) == -INF


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(-10, 10), min_size=3, max_size=3))
def test_any_dual_vector_gives_a_bound_below_the_optimum(duals: list[float]) -> None:
    assert dual_bound(textbook(), np.array(duals)) <= -36.0 + 1e-9


def test_shapes_that_do_not_fit_are_our_mistake() -> None:
    with pytest.raises(InternalError, match="program_shape"):
        LinearProgram(
            np.ones(2), np.ones((1, 3)), (Sense.EQUAL,), np.ones(1),
            np.zeros(3), np.ones(3), np.zeros(3, dtype=bool),
        )  # fmt: skip


def test_every_row_needs_a_sense_and_a_limit() -> None:
    with pytest.raises(InternalError, match="program_shape"):
        LinearProgram(
            np.ones(2), np.ones((1, 2)), (), np.ones(1),
            np.zeros(2), np.ones(2), np.zeros(2, dtype=bool),
        )  # fmt: skip


def sparse_textbook() -> LinearProgram:
    return replace(textbook(), rows=sparse(np.asarray(textbook().rows)))


def test_sparse_rows_are_the_dense_ones() -> None:
    dense = np.array([[0.0, 2.0, 0.0], [1.0, 0.0, -3.0], [0.0, 0.0, 0.0]])
    rows, point = sparse(dense), np.array([1.0, 2.0, 4.0])

    assert (rows @ point).tolist() == (dense @ point).tolist()
    assert (rows.T @ point).tolist() == (dense.T @ point).tolist()
    assert list(entries(rows)) == [([1], [2.0]), ([0, 2], [1.0, -3.0]), ([], [])]
    assert list(entries(dense)) == list(entries(rows))


def test_certificates_of_sparse_rows_are_those_of_the_dense() -> None:
    program = sparse_textbook()

    assert violation(program, np.array([4.0, 6.0])) == 6.0
    assert dual_bound(program, np.array([0.0, -1.5, -1.0])) == -36.0


def test_rows_get_an_own_column_each_and_are_stacked() -> None:
    first = with_own(np.array([[1.0, 2.0]]), np.array([3]), np.array([-1.0]))

    rows = stacked(5, first, sparse(np.eye(2)))

    assert isinstance(rows, SparseRows)
    assert rows.shape == (3, 5)
    assert list(entries(rows)) == [([0, 1, 3], [1.0, 2.0, -1.0]), ([0], [1.0]), ([1], [1.0])]


def test_no_rows_stack_to_none() -> None:
    none = with_own(np.empty((0, 2)), np.empty(0, dtype=np.intp), np.empty(0))

    assert stacked(4, none).shape == (0, 4)
    assert (stacked(4, none) @ np.ones(4)).shape == (0,)
