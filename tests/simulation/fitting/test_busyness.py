"""Gamma factors of days and intervals."""

import numpy as np
import pytest

from engine.errors import MethodError
from engine.simulation.fitting.busyness import fitted_busyness, interval_dispersion

GROUPS = np.repeat(["a", "b", "c", "d", "e"], 8)


def counts_of(variance: float, rng: np.random.Generator) -> np.ndarray:
    means = np.repeat([300.0, 320.0, 500.0, 280.0, 150.0], 8)
    return rng.poisson(means * rng.gamma(1 / variance, variance, means.size))


def test_variance_comes_back_on_average_and_within_its_interval() -> None:
    """Cover 87 % or more in 100 samples (chance of less: 5e-4); their mean errs by 4 %."""
    rng = np.random.default_rng(1)
    found = [fitted_busyness(counts_of(0.02, rng), GROUPS) for _ in range(100)]

    assert np.mean([each.variance for each in found]) == pytest.approx(0.02, rel=0.16)
    assert np.mean([each.variance_by_moments for each in found]) == pytest.approx(0.02, rel=0.16)
    assert np.mean([each.low <= 0.02 <= each.high for each in found]) >= 0.87


def test_poisson_days_have_no_busyness() -> None:
    rng = np.random.default_rng(2)
    found = [fitted_busyness(rng.poisson(300, 40), GROUPS) for _ in range(50)]

    assert np.median([each.variance for each in found]) < 1e-3
    assert all(each.low < 2e-3 for each in found)
    assert np.mean([each.p < 0.05 for each in found]) < 0.2


def test_days_of_the_same_count_have_no_variance_at_all() -> None:
    found = fitted_busyness(np.full(10, 100), np.full(10, "a"))

    assert found.variance == 0
    assert found.shape is None


def test_days_without_their_like_say_nothing() -> None:
    with pytest.raises(MethodError, match=r"fit\.few_days"):
        fitted_busyness(np.array([10, 20]), np.array(["a", "b"]))
    with pytest.raises(MethodError, match=r"fit\.few_days"):
        interval_dispersion([np.ones((1, 48), np.int64)])


def test_intervals_of_a_day_have_a_busyness_of_their_own() -> None:
    """40 days of 48 intervals: variance within 25 % (4 standard errors), false alarm 6e-5."""
    rng = np.random.default_rng(3)
    day = rng.gamma(50, 1 / 50, (40, 1))
    factors = rng.gamma(25, 1 / 25, (40, 48))

    found = interval_dispersion([rng.poisson(60 * day * factors)])
    calm = interval_dispersion([rng.poisson(60 * day * np.ones((40, 48)))])

    assert found.variance == pytest.approx(0.04, rel=0.25)
    assert found.low < 0.04 < found.high
    assert calm.variance < 0.004


def test_intervals_steadier_than_chance_have_an_interval_from_0_upwards() -> None:
    found = interval_dispersion([np.full((10, 48), 60)])

    assert found.variance == found.low == 0
    assert found.high >= 0
