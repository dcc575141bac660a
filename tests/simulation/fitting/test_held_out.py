"""Held-out days."""

import numpy as np
import pytest

from engine.simulation.fitting.held_out import band, held_out_coverage


def test_days_like_the_earlier_ones_lie_inside_their_bands() -> None:
    """20 days of 48 counts: discrete bands cover 0.95 or somewhat more."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(40 * rng.gamma(50, 1 / 50, (20, 48)))

    found = held_out_coverage(counts, np.full(20, "all"), 0.02)

    assert found.n == 6 * 48
    assert found.value >= 0.92


def test_days_that_doubled_do_not() -> None:
    rng = np.random.default_rng(2)
    counts = np.concatenate((rng.poisson(40, (7, 48)), rng.poisson(80, (3, 48))))

    assert held_out_coverage(counts, np.full(10, "all"), 0.01).value < 0.2


def test_kinds_of_few_days_are_left_out() -> None:
    assert held_out_coverage(np.ones((3, 48), np.int64), np.full(3, "all"), 0.0).n == 0


def test_band_holds_the_mean() -> None:
    low, high = band(np.array([100.0]), np.array([150.0]))

    assert low[0] == pytest.approx(100 - 1.96 * 150**0.5, abs=3)
    assert high[0] == pytest.approx(100 + 1.96 * 150**0.5, abs=3)
