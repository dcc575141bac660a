"""The completion of least lambda_max, against slopes, brute force and a closed form."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.minimum_lambda import _Gaps, _lengths, minimum_lambda
from engine.ahp.scales import SAATY_VALUES
from engine.errors import InternalError

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
Matrix = NDArray[np.float64]
SCALE = np.array(SAATY_VALUES)


def lambda_max(values: Matrix) -> float:
    return float(np.linalg.eigvals(values).real.max())


def judged(entries: Matrix, answered: NDArray[np.bool_]) -> Matrix:
    """Return a matrix from ratios of which the upper triangle counts, and who answered."""
    upper = np.triu(np.log(entries), 1)
    kept = np.triu(answered, 1)
    linked = kept | kept.T | np.eye(len(entries), dtype=np.bool_)
    return np.where(linked, np.exp(upper - upper.T), np.nan)


def is_connected(values: Matrix) -> bool:
    links = (~np.isnan(values)).astype(float)
    return bool((np.linalg.matrix_power(links, len(links)) > 0).all())


def slopes(values: Matrix, whole: Matrix) -> Matrix:
    """Return the derivatives of lambda_max in the log gaps, by a general eigenvalue solver."""
    found, right = np.linalg.eig(whole)
    others, left = np.linalg.eig(whole.T)
    r, l_ = right[:, found.real.argmax()].real, left[:, others.real.argmax()].real
    flows = l_[:, None] * whole * r / (l_ @ r)
    return np.asarray((flows - flows.T)[np.isnan(values)])


@given(
    entries=arrays(np.float64, (6, 6), elements=st.sampled_from(SAATY_VALUES)),
    answered=arrays(np.bool_, (6, 6)),
)
@settings(derandomize=True, deadline=None, max_examples=50)
def test_no_slope_is_left_at_the_minimum(entries: Matrix, answered: NDArray[np.bool_]) -> None:
    values = judged(entries, answered)
    assume(is_connected(values))

    found = minimum_lambda(values)

    assert_allclose(slopes(values, found), 0, atol=1e-11)
    assert_allclose(found * found.T, 1, rtol=1e-13)
    assert_allclose(found[~np.isnan(values)], values[~np.isnan(values)], rtol=0)


@given(entries=arrays(np.float64, (4, 4), elements=st.sampled_from(SAATY_VALUES)))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_one_gap_of_four_items_is_the_geometric_mean_of_its_two_detours(entries: Matrix) -> None:
    values = judged(entries, np.ones((4, 4), dtype=np.bool_))
    values[2, 3] = values[3, 2] = np.nan

    found = minimum_lambda(values)[2, 3]

    detours = values[2, :2] * values[:2, 3]
    assert found == pytest.approx(np.sqrt(detours.prod()), rel=1e-11)


def test_the_gap_of_bozoki_fulop_and_ronyai_has_a_closed_form() -> None:
    values = np.array(CASES["inc-bfr-4"]["input"]["matrix"], dtype=np.float64)

    assert minimum_lambda(values)[2, 3] == pytest.approx(np.sqrt(8 / 15), rel=1e-14)


def test_two_gaps_are_where_a_search_finds_them() -> None:
    rng = np.random.default_rng(1)
    values = judged(rng.choice(SCALE, (5, 5)), np.ones((5, 5), dtype=np.bool_))
    values[0, 3] = values[3, 0] = values[2, 4] = values[4, 2] = np.nan

    found = minimum_lambda(values)

    for first in (-1e-3, 0, 1e-3):
        for second in (-1e-3, 0, 1e-3):
            moved = found.copy()
            moved[0, 3], moved[3, 0] = found[0, 3] * np.exp(first), found[3, 0] * np.exp(-first)
            moved[2, 4], moved[4, 2] = found[2, 4] * np.exp(second), found[4, 2] * np.exp(-second)
            assert lambda_max(moved) >= lambda_max(found) - 1e-12


def test_a_stack_gives_what_each_of_its_matrices_gives() -> None:
    rng = np.random.default_rng(2)
    complete = np.ones((5, 5), dtype=np.bool_)
    stack = np.array([judged(rng.choice(SCALE, (5, 5)), complete) for _ in range(12)])
    for values, other in zip(stack, [2, 3, 4] * 4, strict=True):
        values[0, 1] = values[1, 0] = values[1, other] = values[other, 1] = np.nan

    found = minimum_lambda(stack)

    assert_allclose(found, [minimum_lambda(each) for each in stack], rtol=1e-12)


def test_thirty_items_with_two_hundred_gaps_are_completed() -> None:
    rng = np.random.default_rng(3)
    answered = np.ones((30, 30), dtype=np.bool_)
    rows, columns = np.triu_indices(30, 1)
    gaps = rng.permutation(len(rows))[:200]
    answered[rows[gaps], columns[gaps]] = False
    values = judged(rng.choice(SCALE, (30, 30)), answered)

    found = minimum_lambda(values)

    assert_allclose(slopes(values, found), 0, atol=1e-11)


@pytest.mark.parametrize("greatest", [1e2, 1e3])
def test_ratios_far_beyond_the_scale_are_completed(greatest: float) -> None:
    rng = np.random.default_rng(4)
    answered = np.ones((6, 6), dtype=np.bool_)
    answered[0, 5] = answered[1, 3] = answered[2, 4] = False
    values = judged(rng.choice([1 / greatest, 1, greatest], (6, 6)), answered)

    found = minimum_lambda(values)

    assert_allclose(slopes(values, found), 0, atol=1e-11 * lambda_max(found))


def test_a_step_too_long_is_halved_until_lambda_max_falls() -> None:
    # one gap at twice its best value, and a step of seven times the way back
    values = np.array(CASES["inc-bfr-4"]["input"]["matrix"], dtype=np.float64)[None]
    best = np.log(8 / 15) / 2
    gaps = _Gaps.of(values)
    start, step = np.array([[best + np.log(2)]]), np.array([[-7 * np.log(2)]])
    before = gaps.filled(values, start)

    found = _lengths(before, gaps, (start, step), (np.array([lambda_max(before[0])]), np.zeros(1)))

    assert found.tolist() == [1 / 4]


def test_a_minimum_out_of_reach_is_said_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.ahp.minimum_lambda.MOST_STEPS", 1)
    values = np.array(CASES["inc-survey-5"]["input"]["matrix"], dtype=np.float64)

    with pytest.raises(InternalError, match="completion_not_certified"):
        minimum_lambda(values)
