"""Quantile points."""

import numpy as np
import pytest

from engine.simulation.fitting.lognormal_mixture import LognormalMixture
from engine.simulation.fitting.quantile_points import points_of_curve, points_of_values, rounded

LAW = LognormalMixture(np.array([1.0]), np.array([5.0]), np.array([0.9]))


def test_points_keep_the_mean_and_nearly_the_variation() -> None:
    points = points_of_curve(LAW.quantiles, LAW.mean_up_to)

    assert points.mean_s == pytest.approx(LAW.mean_s, rel=1e-4)
    assert LAW.cv * 0.95 < points.cv < LAW.cv
    assert list(points.values_s) == sorted(points.values_s)


def test_few_values_are_kept_as_they_are() -> None:
    points = points_of_values(np.array([10.0, 20.0]), np.array([1.0, 3.0]))

    assert points.values_s == (10.0, 20.0)
    assert points.weights == pytest.approx((0.25, 0.75))


def test_many_values_are_condensed_with_their_mean() -> None:
    values = np.sort(np.random.default_rng(1).exponential(100, 1_000))

    points = points_of_values(values, np.ones(1_000))

    assert len(points.values_s) < 110
    assert points.mean_s == pytest.approx(values.mean(), rel=1e-4)


def test_numbers_are_rounded_to_significant_digits() -> None:
    assert rounded(123.456789) == 123.46
