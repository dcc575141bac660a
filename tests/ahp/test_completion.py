"""The three completions, against published cases and their own laws."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.completion import Completion, filled, harker_completion
from engine.ahp.log_least_squares import log_least_squares
from engine.ahp.perron import row_geometric_means

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
Matrix = NDArray[np.float64]
LOGS = arrays(np.float64, (5, 5), elements=st.floats(-2.2, 2.2))
ANSWERED = arrays(np.bool_, (5, 5))


def with_gaps(values: Matrix, answered: NDArray[np.bool_]) -> Matrix:
    """Return the matrix with gaps; assume that what is left links all items."""
    kept = np.triu(answered, 1)
    linked = kept | kept.T | np.eye(len(values), dtype=np.bool_)
    assume((np.linalg.matrix_power(linked.astype(float), len(linked)) > 0).all())
    return np.where(linked, values, np.nan)


def reciprocal(logs: Matrix) -> Matrix:
    upper = np.triu(logs, 1)
    return np.asarray(np.exp(upper - upper.T))


def case_matrix(id_: str) -> Matrix:
    return np.array(CASES[id_]["input"]["matrix"], dtype=np.float64)


@pytest.mark.parametrize("completion", Completion)
@given(parts=arrays(np.float64, 5, elements=st.floats(0.05, 1)), answered=ANSWERED)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_completing_a_consistent_matrix_with_gaps_is_exact(
    completion: Completion, parts: Matrix, answered: NDArray[np.bool_]
) -> None:
    whole = parts[:, None] / parts

    found = filled(with_gaps(whole, answered), completion)

    assert_allclose(found, whole, rtol=1e-10)


@pytest.mark.parametrize("completion", Completion)
@given(logs=LOGS, answered=ANSWERED, order=st.permutations(range(5)))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_relabelling_permutes_what_is_filled(
    completion: Completion, logs: Matrix, answered: NDArray[np.bool_], order: list[int]
) -> None:
    values = with_gaps(reciprocal(logs), answered)
    permuted = np.ix_(order, order)

    found = filled(values, completion)

    assert_allclose(filled(values[permuted], completion), found[permuted], rtol=1e-9)
    assert_allclose(found * found.T, 1, rtol=1e-12)


@given(logs=LOGS, answered=ANSWERED)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_row_means_of_the_least_squares_completion_are_the_least_squares_weights(
    logs: Matrix, answered: NDArray[np.bool_]
) -> None:
    values = with_gaps(reciprocal(logs), answered)

    means = row_geometric_means(filled(values, Completion.LOG_LEAST_SQUARES))

    assert_allclose(means, log_least_squares(values), rtol=1e-10)


@given(logs=LOGS, answered=ANSWERED)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_harkers_matrix_and_the_completed_one_share_the_eigenvector(
    logs: Matrix, answered: NDArray[np.bool_]
) -> None:
    values = with_gaps(reciprocal(logs), answered)

    whole = harker_completion(values)

    gaps = np.isnan(values)
    harker = np.where(gaps, 0, values) + np.diag(gaps.sum(axis=1))
    eigenvalues, vectors = np.linalg.eig(harker)
    weights = np.abs(vectors[:, eigenvalues.real.argmax()].real)
    assert_allclose(whole[gaps], (weights[:, None] / weights)[gaps], rtol=1e-9)
    assert_allclose(whole @ weights, eigenvalues.real.max() * weights, rtol=1e-9)


def test_harker_fills_what_the_survey_package_prints() -> None:
    case = CASES["inc-survey-5"]
    values = case_matrix("inc-survey-5")

    exact = filled(values, Completion.HARKER)
    rounded = filled(values, Completion.HARKER, rounded=True)

    assert exact[2, 4] == pytest.approx(case["recomputed"]["imputed[2,4]"][0], rel=1e-12)
    assert rounded[2, 4] == case["expected"]["imputed"]["2,4"]
    assert rounded[4, 2] == 1


def test_completions_of_contradicting_answers_differ() -> None:
    values = case_matrix("inc-survey-5")

    found = [filled(values, completion)[2, 4] for completion in Completion]

    assert_allclose(found, [1.17710, 1.14471, 1.08152], atol=1e-5)


def test_a_tie_is_rounded_alike_on_both_sides() -> None:
    # a : c is exactly the square root of 2, as far from 1 as from 2
    chain = np.array([[1, 2**0.5, np.nan], [2**-0.5, 1, 1], [np.nan, 1, 1]])

    found = filled(chain, Completion.LOG_LEAST_SQUARES, rounded=True)

    assert found[0, 2] * found[2, 0] == 1
    assert found[0, 1] == 2**0.5


@pytest.mark.parametrize("completion", Completion)
def test_a_matrix_without_gaps_is_left_as_it_is(completion: Completion) -> None:
    values = reciprocal(np.array([[0, 0.3, 1.7], [0, 0, 0.9], [0, 0, 0]]))

    assert filled(values, completion, rounded=True) is values
