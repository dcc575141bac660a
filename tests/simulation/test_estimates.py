"""Mean, interval and quantiles over replications."""

import numpy as np
import pytest

from engine.simulation.estimates import estimate, half_width


def test_half_width_is_that_of_the_t_interval() -> None:
    # Student (1908), additional hours of sleep, drug 2 less drug 1: mean 1.58, 95 % interval
    # 0.7001 to 2.4599 (R: t.test(extra ~ group, data = sleep, paired = TRUE))
    gains = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])

    assert half_width(gains) == pytest.approx((2.4598858 - 0.7001142) / 2, abs=1e-6)


def test_replications_without_a_value_are_left_out() -> None:
    found = estimate(np.array([1.0, np.nan, 3.0]))

    assert (found.mean, found.p50, found.n) == (2.0, 2.0, 2)


def test_one_replication_has_a_mean_but_no_interval() -> None:
    found = estimate(np.array([5.0]))

    assert found.mean == 5.0
    assert np.isnan(found.half_width)


def test_nothing_to_measure_has_no_mean() -> None:
    found = estimate(np.array([np.nan, np.nan]))

    assert found.n == 0
    assert np.isnan(found.mean)
