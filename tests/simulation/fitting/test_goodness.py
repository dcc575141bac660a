"""Goodness of fit."""

import numpy as np
import pytest
from scipy.stats import kstest, lognorm

from engine.simulation.fitting.goodness import adjusted_p, distance, quantile_pairs
from engine.simulation.fitting.lognormal_mixture import (
    GroupedTimes,
    LognormalMixture,
    fitted_mixture,
    grouped,
    in_cells,
    single_start,
)

LAW = LognormalMixture(np.array([1.0]), np.array([4.0]), np.array([1.0]))


def refitted(times: GroupedTimes) -> LognormalMixture:
    return fitted_mixture(in_cells(times), single_start(in_cells(times)))[0]


def test_distance_of_exact_records_is_kolmogorovs() -> None:
    times_s = LAW.draws(200, np.random.default_rng(1))

    expected = kstest(times_s, lognorm(1.0, scale=np.exp(4.0)).cdf).statistic

    assert distance(grouped(times_s), LAW.cdf) == pytest.approx(expected, rel=1e-9)


def test_rounding_alone_makes_no_distance() -> None:
    times_s = LAW.quantiles((np.arange(100_000) + 0.5) / 100_000)

    assert distance(grouped(np.round(times_s)), LAW.cdf) < 1e-4


def test_a_true_law_is_accepted_and_a_wrong_one_is_not() -> None:
    """At 19 resamples p below 0.06 has chance 0.05 under the law; the seed is fixed."""
    rng = np.random.default_rng(3)
    good, bad = LAW.draws(400, rng), rng.uniform(1, 100, 400)

    for times_s, low, high in ((good, 0.06, 1.0), (bad, 0.0, 0.06)):
        times = grouped(times_s)
        assert low <= adjusted_p(times, refitted(times), refitted, rng, 19) <= high


def test_quantiles_stand_side_by_side() -> None:
    pairs = quantile_pairs(np.arange(101.0), lambda chances: chances * 10)

    middle = next(pair for pair in pairs if pair.chance == 0.5)
    assert (middle.recorded_s, middle.fitted_s) == (50.0, 5.0)
