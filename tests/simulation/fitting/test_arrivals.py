"""Arrival rates by interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.simulation.fitting.arrivals import fitted_rates, interval_counts, poisson_interval


def test_arrivals_are_counted_by_day_and_interval() -> None:
    arrival_s = np.array([0.0, 1799.9, 1800.0, 2 * 86_400 + 86_399.0])

    counts = interval_counts(arrival_s, np.array([0, 2]), 1800.0)

    assert counts.shape == (2, 48)
    assert counts[0, :2].tolist() == [2, 1]
    assert counts[1, 47] == 1


def test_busy_intervals_stand_and_the_total_is_kept() -> None:
    counts = np.tile([0, 0, 400, 600, 500, 0], (5, 1))

    found = fitted_rates(counts, 14_400.0)

    assert found.rates_per_h.sum() * 4 == pytest.approx(1500)
    assert found.rates_per_h * 4 == pytest.approx([0, 0, 400, 600, 500, 0], rel=0.02, abs=3)
    assert found.contacts == 7500


def test_sparse_intervals_lean_on_their_neighbours() -> None:
    """Poisson totals of mean 2 over a flat day: shrinkage at least halves the squared error."""
    totals = np.random.default_rng(1).poisson(2.0, (1, 48))

    found = fitted_rates(totals, 1800.0)

    error = ((found.rates_per_h / 2 - 2.0) ** 2).mean()
    assert error < 0.5 * ((totals - 2.0) ** 2).mean()


@given(st.lists(st.integers(0, 50), min_size=48, max_size=48))
def test_rates_are_never_negative_and_keep_the_total(totals: list[int]) -> None:
    found = fitted_rates(np.array([totals]), 1800.0)

    assert np.all(found.rates_per_h >= 0)
    assert found.rates_per_h.sum() / 2 == pytest.approx(sum(totals))


def test_interval_of_a_count_is_the_exact_one() -> None:
    low, high = poisson_interval(np.array([0.0, 10.0]))

    assert low == pytest.approx([0.0, 4.795], abs=5e-4)
    assert high == pytest.approx([3.689, 18.390], abs=6e-4)
