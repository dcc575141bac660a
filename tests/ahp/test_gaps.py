"""Gaps: connectivity, completion, and what must not be concluded."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.completion import Completion
from engine.ahp.gaps import completed, connected_groups, own_priorities
from engine.ahp.priorities import Method
from engine.domain.judgements import JudgementMatrix
from engine.errors import MethodError

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
Matrix = NDArray[np.float64]
GAP = np.nan


def named(values: Matrix) -> JudgementMatrix:
    return JudgementMatrix(tuple("abcdefghijkl"[: len(values)]), values)


def with_gaps(values: Matrix, answered: NDArray[np.bool_]) -> Matrix:
    kept = np.triu(answered, 1)
    return np.asarray(np.where(kept | kept.T | np.eye(len(values), dtype=bool), values, np.nan))


@given(
    parts=arrays(np.float64, 6, elements=st.floats(0.05, 1)),
    answered=arrays(np.bool_, (6, 6)),
)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_completing_a_consistent_matrix_with_gaps_is_exact(
    parts: Matrix, answered: NDArray[np.bool_]
) -> None:
    whole = parts[:, None] / parts
    matrix = named(with_gaps(whole, answered))
    assume(len(connected_groups(matrix)) == 1)

    found = completed(matrix)

    assert_allclose(found.matrix.values, whole, rtol=1e-10)
    assert len(found.filled) == matrix.missing


def test_unconnected_answers_are_refused_and_their_groups_named() -> None:
    values = np.full((4, 4), GAP)
    np.fill_diagonal(values, 1.0)
    values[0, 2], values[2, 0], values[1, 3], values[3, 1] = 3, 1 / 3, 2, 1 / 2
    matrix = named(values)

    assert connected_groups(matrix) == (("a", "c"), ("b", "d"))
    with pytest.raises(MethodError, match=r"a, c \| b, d"):
        completed(matrix)


def test_a_chain_of_answers_connects_all_items() -> None:
    values = np.array([[1, 2, GAP], [0.5, 1, 4], [GAP, 0.25, 1]])

    found = own_priorities(named(values))

    assert_allclose(found.weights, np.array([8, 4, 1]) / 13, rtol=1e-13)


def test_completed_value_of_inc_bfr_4_is_the_published_one() -> None:
    case = CASES["inc-bfr-4"]
    values = np.array(case["input"]["matrix"], dtype=np.float64)

    found = completed(named(values)).matrix.values
    weights = own_priorities(named(values)).weights

    assert found[2, 3] == pytest.approx(case["expected"]["missing"]["2,3"], abs=1e-6)
    assert_allclose(weights, case["expected"]["weights"], atol=case["tolerance"]["weights"])


def test_a_matrix_without_gaps_is_left_as_it_is() -> None:
    values = np.array([[1, 2, 9], [0.5, 1, 4], [1 / 9, 0.25, 1]])

    found = completed(named(values))

    assert found.filled == ()
    assert found.matrix.values.tolist() == values.tolist()
    assert own_priorities(named(values), Method.COLUMN_MEAN).method is Method.COLUMN_MEAN


def test_the_completed_matrix_says_how_it_was_completed() -> None:
    values = np.array([[1, 2, GAP], [0.5, 1, 4.4], [GAP, 1 / 4.4, 1]])

    found = completed(named(values), Completion.HARKER, rounded=True)

    assert (found.completion, found.rounded) == (Completion.HARKER, True)
    assert found.filled == (("a", "c"),)
    assert found.matrix.values[0].tolist() == [1, 2, 9]


def test_the_geometric_mean_of_a_least_squares_completion_fits_the_answers_best() -> None:
    values = np.array([[1, 2, 3, 1], [0.5, 1, 4, GAP], [1 / 3, 0.25, 1, 1], [1, GAP, 1, 1]])

    weights = own_priorities(
        named(values), Method.GEOMETRIC_MEAN, Completion.LOG_LEAST_SQUARES
    ).weights

    errors = np.nan_to_num(np.log(values * weights / weights[:, None]))
    assert_allclose(errors.sum(axis=1), 0, atol=1e-13)
