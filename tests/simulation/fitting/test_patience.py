"""Patience."""

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from engine.domain.durations import Shape
from engine.simulation.fitting.patience import (
    exponential_mean,
    fitted_patience,
    kaplan_meier,
    log_log_interval,
)


def test_the_curve_of_a_case_worked_by_hand() -> None:
    """Times 1, 2+, 3, 3, 4+, 5: S = 5/6, then x 2/4, then x 0."""
    times_s = np.array([1.0, 2.0, 3.0, 3.0, 4.0, 5.0])
    ended = np.array([True, False, True, True, False, True])

    at, survival, variance_sum, at_risk = kaplan_meier(times_s, ended)

    assert at.tolist() == [1.0, 3.0, 5.0]
    assert at_risk.tolist() == [6.0, 4.0, 1.0]
    assert survival == pytest.approx([5 / 6, 5 / 12, 0.0])
    assert variance_sum[:2] == pytest.approx([1 / 30, 1 / 30 + 2 / 8])


def test_curve_and_interval_agree_with_scipy() -> None:
    rng = np.random.default_rng(1)
    patience, wait = rng.exponential(100, 200), rng.exponential(150, 200)
    ended = patience < wait
    times_s = np.minimum(patience, wait)
    ended[times_s.argmax()] = False  # where a curve ends at 0 scipy's interval is not defined
    found = ecdf(CensoredData(uncensored=times_s[ended], right=times_s[~ended])).sf
    expected = found.confidence_interval(method="log-log")

    at, survival, variance_sum, _ = kaplan_meier(times_s, ended)
    low, high = log_log_interval(survival, variance_sum)

    assert survival == pytest.approx(found.evaluate(at), abs=1e-12)
    assert low == pytest.approx(expected.low.evaluate(at), abs=1e-9)
    assert high == pytest.approx(expected.high.evaluate(at), abs=1e-9)


def test_exponential_patience_comes_back_whatever_censors_it() -> None:
    """Mean within 4 standard errors of 2,500 abandonments (8 %), false alarm 6e-5."""
    rng = np.random.default_rng(2)
    patience, wait = rng.exponential(120, 6_000), rng.exponential(150, 6_000)

    found = fitted_patience(np.minimum(patience, wait), patience < wait)

    assert found.duration is not None
    assert found.mean_s == pytest.approx(120, rel=0.08)
    assert found.mean_low_s < 120 < found.mean_high_s
    assert found.duration.mean_s == pytest.approx(120, rel=0.08)
    assert found.duration.cv == pytest.approx(1, rel=0.1)
    assert sum(found.duration.weights) == pytest.approx(1, abs=1e-3)


def test_who_was_served_at_once_says_nothing() -> None:
    waits, left = np.array([0.0, 0.0, 5.0]), np.array([False, True, False])

    found = fitted_patience(waits, left)

    assert found.n == 2
    assert found.immediate == 0.5


def test_nobody_gave_up_is_not_identified() -> None:
    found = fitted_patience(np.array([10.0, 20.0]), np.array([False, False]))

    assert found.duration is None
    assert found.mean_s == np.inf
    assert found.mean_low_s == pytest.approx(30 / 3.6888794541139363)


def test_few_who_gave_up_are_written_as_exponential() -> None:
    found = fitted_patience(np.array([10.0, 20.0, 30.0]), np.array([True, False, False]))

    assert found.duration is not None
    assert (found.duration.shape, found.duration.mean_s) == (Shape.EXPONENTIAL, 60.0)


def test_interval_of_the_exponential_mean_is_the_exact_poisson_one() -> None:
    """Ten events: 4.795 to 18.390 (Garwood 1936, table)."""
    _, low, high = exponential_mean(10, 100.0)

    assert 100 / high == pytest.approx(4.795, abs=5e-4)
    assert 100 / low == pytest.approx(18.390, abs=6e-4)
