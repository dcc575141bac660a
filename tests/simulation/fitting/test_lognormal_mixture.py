"""Mixtures of lognormal durations."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import lognorm

from engine.simulation.fitting.lognormal_mixture import (
    LognormalMixture,
    double_starts,
    fitted_mixture,
    grouped,
    in_cells,
    single_start,
    step_of,
)

ONE = LognormalMixture(np.array([1.0]), np.array([5.0]), np.array([0.8]))
TWO = LognormalMixture(np.array([0.2, 0.8]), np.array([1.5, 5.0]), np.array([0.5, 0.8]))


def test_moments_and_distribution_agree_with_scipy() -> None:
    law = lognorm(0.8, scale=np.exp(5.0))
    times_s = np.array([10.0, 100.0, 1000.0])

    assert ONE.mean_s == pytest.approx(law.mean(), rel=1e-12)
    assert ONE.cv == pytest.approx(law.std() / law.mean(), rel=1e-12)
    assert ONE.cdf(times_s) == pytest.approx(law.cdf(times_s), rel=1e-12)
    assert ONE.mean_up_to(times_s)[1] == pytest.approx(law.expect(ub=100.0), rel=1e-8)


@given(st.floats(0.001, 0.999))
def test_quantiles_invert_the_distribution(chance: float) -> None:
    times_s = TWO.quantiles(np.array([chance]))

    assert TWO.cdf(times_s)[0] == pytest.approx(chance, abs=1e-9)


@pytest.mark.parametrize(
    ("values", "step"),
    [(np.arange(30) * 60.0, 60.0), (np.arange(30) + 3.0, 1.0), (np.arange(30) + 0.5, 0.0)],
)
def test_the_unit_of_the_records_is_told(values: np.ndarray, step: float) -> None:
    assert step_of(values) == step


def test_a_single_law_of_exact_records_has_the_moments_of_their_logarithms() -> None:
    times_s = ONE.draws(4_000, np.random.default_rng(1))
    cells = in_cells(grouped(times_s))

    found, _ = fitted_mixture(cells, single_start(cells))

    assert found.mu[0] == pytest.approx(np.log(times_s).mean(), abs=1e-4)
    assert found.sigma[0] == pytest.approx(np.log(times_s).std(), rel=1e-3)


@pytest.mark.parametrize("step_s", [1.0, 60.0])
def test_rounding_is_undone(step_s: float) -> None:
    """Mean of the logarithms within 4 standard errors (0.05): false alarm 6e-5 a case."""
    times_s = ONE.draws(4_000, np.random.default_rng(2))
    cells = in_cells(grouped(np.round(times_s / step_s) * step_s))

    found, _ = fitted_mixture(cells, single_start(cells))

    assert found.mu[0] == pytest.approx(5.0, abs=0.05)
    assert found.sigma[0] == pytest.approx(0.8, abs=0.04)


def test_two_laws_are_told_apart() -> None:
    """Weights within 0.03 (4 standard errors), false alarm 6e-5."""
    times_s = np.round(TWO.draws(6_000, np.random.default_rng(3)))
    cells = in_cells(grouped(times_s))

    found, _ = max((fitted_mixture(cells, s) for s in double_starts(cells)), key=lambda f: f[1])

    order = np.argsort(found.mu)
    assert found.weights[order] == pytest.approx([0.2, 0.8], abs=0.03)
    assert found.mu[order] == pytest.approx([1.5, 5.0], abs=0.1)


def test_likelihood_never_falls() -> None:
    cells = in_cells(grouped(np.round(TWO.draws(500, np.random.default_rng(4)))))
    start = double_starts(cells)[0]

    reached = [fitted_mixture(cells, start, rounds)[1] for rounds in range(1, 15)]

    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(reached))
