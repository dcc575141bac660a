"""The penalised likelihood: its score is its gradient, its maximum that of a general optimiser."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from engine.evidence.firth_likelihood import PenalisedLogit, maximum


def drawn(seed: int, rows: int = 60, columns: int = 3, most: int = 1) -> PenalisedLogit:
    rng = np.random.default_rng(seed)
    matrix = np.column_stack([np.ones(rows), rng.normal(size=(rows, columns - 1))])
    trials = rng.integers(1, most + 1, rows).astype(float)
    rates = expit(matrix @ rng.normal(size=columns))
    return PenalisedLogit(matrix, rng.binomial(trials.astype(int), rates) * 1.0, trials, 0 * trials)


def value(logit: PenalisedLogit, b: NDArray[np.float64]) -> float:
    """Written out with whole matrices, as the definition reads."""
    eta = logit.matrix @ b
    p = expit(eta)
    information = logit.matrix.T @ np.diag(logit.trials * p * (1 - p)) @ logit.matrix
    likelihood = logit.successes @ np.log(p) + (logit.trials - logit.successes) @ np.log(1 - p)
    return float(likelihood + 0.5 * np.linalg.slogdet(information)[1])


@pytest.mark.parametrize("most", [1, 9])
def test_value_and_score_are_those_of_the_definition(most: int) -> None:
    logit, b = drawn(1, most=most), np.array([0.3, -0.2, 0.5])
    steps = 1e-6 * np.eye(3)

    point = logit.at(b)

    assert point is not None
    slopes = [(value(logit, b + h) - value(logit, b - h)) / 2e-6 for h in steps]
    assert point.value == pytest.approx(value(logit, b), rel=1e-12)
    assert logit.score(point) == pytest.approx(slopes, abs=1e-7)
    assert logit.leverages(point).sum() == pytest.approx(3.0, rel=1e-12)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([1, 6]))
def test_maximum_has_no_slope_and_is_found_by_a_general_optimiser(seed: int, most: int) -> None:
    logit = drawn(seed, rows=25, most=most)

    peak = maximum(logit, np.zeros(3))

    general = minimize(lambda b: -value(logit, b), np.zeros(3), method="BFGS", tol=1e-10)
    assert np.abs(peak.solved(logit.score(peak))).max() < 1e-11
    assert peak.value >= -general.fun - 1e-9
    assert peak.coefficients == pytest.approx(general.x, abs=1e-4)


def test_a_held_combination_keeps_its_value_and_the_rest_is_at_its_maximum() -> None:
    logit, held = drawn(3), np.array([0.0, 1.0, -2.0])
    start = np.array([0.0, 0.4, 0.0])

    point = maximum(logit, start, held)

    across = np.linalg.svd(held[None, :])[2][1:]
    assert held @ point.coefficients == pytest.approx(0.4, abs=1e-12)
    assert across @ logit.score(point) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_two_by_two_table_with_an_empty_cell_by_hand() -> None:
    """A saturated table: Firth's logit adds half a case to every cell (Firth 1993, section 3)."""
    matrix = np.array([[1.0, 0.0], [1.0, 1.0]])
    logit = PenalisedLogit(matrix, np.array([4.0, 7.0]), np.array([10.0, 7.0]), np.zeros(2))

    peak = maximum(logit, np.zeros(2))

    first, second = np.log(4.5 / 6.5), np.log(7.5 / 0.5)
    assert peak.coefficients == pytest.approx([first, second - first], abs=1e-11)


def test_an_offset_is_added_to_the_predictor() -> None:
    logit = drawn(5)
    moved = PenalisedLogit(logit.matrix, logit.successes, logit.trials, np.full(60, 0.7))

    gap = maximum(logit, np.zeros(3)).coefficients - maximum(moved, np.zeros(3)).coefficients

    assert gap == pytest.approx([0.7, 0.0, 0.0], abs=1e-11)


def test_complete_separation_beside_another_term_ends() -> None:
    """Plain scoring overstates the curvature along ``x``: it does not end in 250 steps."""
    rng = np.random.default_rng(2)
    split, x = np.arange(600) % 2.0, rng.normal(size=600)
    matrix = np.column_stack([np.ones(600), split - 0.5, x])
    logit = PenalisedLogit(matrix, split, np.ones(600), np.zeros(600))

    peak = maximum(logit, np.zeros(3))

    assert logit.score(peak) == pytest.approx([0.0, 0.0, 0.0], abs=1e-11)
