"""The closed formula is generalised least squares, and the weights attain it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evidence.rollout import parallel_starts, staggered_starts, treated
from engine.evidence.rollout_variance import (
    effect_weights,
    hussey_hughes_variance,
    normal_power,
)


def least_squares_variance(on: np.ndarray, cell: float, team: float) -> float:
    """Return the variance by matrices, from the mixed model as it is written down."""
    teams, weeks = on.shape
    block = cell * np.eye(weeks) + team * np.ones((weeks, weeks))
    covariance = np.kron(np.eye(teams), block)
    columns = np.column_stack([np.kron(np.ones((teams, 1)), np.eye(weeks)), on.ravel()])
    return float(np.linalg.inv(columns.T @ np.linalg.solve(covariance, columns))[-1, -1])


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    teams=st.integers(3, 9),
    weeks=st.integers(3, 8),
    cell=st.floats(0.01, 5),
    team=st.floats(0, 5),
)
def test_formula_is_generalised_least_squares(
    teams: int, weeks: int, cell: float, team: float
) -> None:
    for starts in (staggered_starts(teams, weeks), parallel_starts(teams, weeks)):
        on = treated(starts, weeks)

        assert hussey_hughes_variance(on, cell, team) == pytest.approx(
            least_squares_variance(on, cell, team), rel=1e-8
        )


def test_the_weights_are_unbiased_and_have_the_formulas_variance() -> None:
    on = treated(staggered_starts(5, 7), 7)
    block = 0.3 * np.eye(7) + 0.8 * np.ones((7, 7))

    weights = effect_weights(on, 0.3, 0.8)

    assert (weights * on).sum() == pytest.approx(1)
    assert weights.sum(axis=0) == pytest.approx(np.zeros(7))
    variance = sum(row @ block @ row for row in weights)
    assert variance == pytest.approx(hussey_hughes_variance(on, 0.3, 0.8), rel=1e-10)


def test_a_rollout_of_all_at_once_has_no_variance_to_speak_of() -> None:
    assert hussey_hughes_variance(treated(np.array([1, 1, 1]), 3), 1.0, 1.0) == np.inf


def test_power_without_effect_is_the_false_alarm() -> None:
    assert normal_power(0.0, 2.0, 0.05) == pytest.approx(0.05)
    assert normal_power(2.8015852, 1.0, 0.05) == pytest.approx(0.80, abs=1e-4)
