"""Mean, interval and quantiles over replications."""

import numpy as np
import pytest

from engine.simulation.estimates import estimate, half_width, pooled


def test_half_width_is_that_of_the_t_interval() -> None:
    # Student (1908), additional hours of sleep, drug 2 less drug 1: mean 1.58, 95 % interval
    # 0.7001 to 2.4599 (R: t.test(extra ~ group, data = sleep, paired = TRUE))
    gains = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])

    assert half_width(gains) == pytest.approx((2.4598858 - 0.7001142) / 2, abs=1e-6)


def test_replications_without_a_value_are_left_out() -> None:
    found = estimate(np.array([1.0, np.nan, 3.0]))

    assert (found.mean, found.p50, found.n) == (2.0, 2.0, 2)
    assert found.sd == pytest.approx(2**0.5)


def test_one_replication_has_a_mean_but_no_interval() -> None:
    found = estimate(np.array([5.0]))

    assert found.mean == 5.0
    assert np.isnan(found.half_width)
    assert np.isnan(found.sd)


def test_nothing_to_measure_has_no_mean() -> None:
    found = estimate(np.array([np.nan, np.nan]))

    assert found.n == 0
    assert np.isnan(found.mean)


def test_pooled_weighs_every_contact_alike() -> None:
    """By hand: 3 of 30; residuals 1 - 1, 0 - 1, 2 - 1 have the standard deviation 1."""
    found = pooled(np.array([1.0, 0.0, 2.0]), np.array([10.0, 10.0, 10.0]))

    assert found.ratio == pytest.approx(0.1)
    assert found.half_width == pytest.approx(4.302653 / 3**0.5 / 10, rel=1e-6)  # t, 2 degrees


def test_pooled_of_unequal_days_is_not_the_mean_of_their_ratios() -> None:
    found = pooled(np.array([9.0, 1.0, np.nan]), np.array([90.0, 2.0, 1.0]))

    assert found.ratio == pytest.approx(10 / 92)


def test_pooled_of_nothing_is_nothing() -> None:
    assert np.isnan(pooled(np.array([0.0, 0.0]), np.array([0.0, 0.0])).ratio)


def test_pooled_of_one_replication_has_no_interval() -> None:
    assert np.isnan(pooled(np.array([1.0]), np.array([2.0])).half_width)
