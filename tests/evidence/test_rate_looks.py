"""Repeated looks at a rate: exact bounds and the simulation of daily ones."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from engine.errors import InputError
from engine.evidence.rate_looks import at_least_once, rolling_trigger_probability
from engine.evidence.rate_tests import RateLimit, critical_count, false_trigger_probability

LIMIT = RateLimit(threshold=0.3, alpha=0.05)


def test_twelve_separate_looks_add_up_exactly() -> None:
    assert at_least_once([0.01] * 12) == pytest.approx(1 - 0.99**12, rel=1e-12)
    assert at_least_once([]) == 0


def test_it_bounds_overlapping_windows_by_enumeration() -> None:
    rate, contacts, window = 0.3, 3, 2
    critical = critical_count(contacts * window, LIMIT)
    assert critical is not None
    chances = stats.binom.pmf(np.arange(contacts + 1), contacts, rate)

    fires = sum(
        float(np.prod([chances[x] for x in days]))
        for days in product(range(contacts + 1), repeat=4)
        if any(sum(days[i : i + window]) >= critical for i in range(3))
    )

    single = false_trigger_probability(contacts * window, rate, LIMIT)
    assert single < fires <= at_least_once([single] * 3)


@pytest.mark.statistical
def test_daily_looks_fire_far_more_often_than_one_look() -> None:
    """Exact by enumeration for the same four days; 20,000 draws, 4.9 standard errors: 1e-6."""
    rng = np.random.default_rng(7)
    contacts = np.full(4, 3)

    share, error = rolling_trigger_probability(contacts, 2, 0.3, LIMIT, rng, draws=20_000)

    chances = stats.binom.pmf(np.arange(4), 3, 0.3)
    critical = critical_count(6, LIMIT)
    assert critical is not None
    exact = sum(
        float(np.prod([chances[x] for x in days]))
        for days in product(range(4), repeat=4)
        if any(sum(days[i : i + 2]) >= critical for i in range(3))
    )
    assert abs(share - exact) <= 4.9 * error


def test_daily_looks_of_a_low_rate_count_the_other_side() -> None:
    rng = np.random.default_rng(7)
    low = RateLimit(0.3, 0.05, "<=")

    share, _ = rolling_trigger_probability(np.full(30, 40), 10, 0.1, low, rng, draws=200)

    assert share == 1.0


def test_a_true_rate_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"rate\.true_rate"):
        rolling_trigger_probability(np.full(4, 3), 2, 1.2, LIMIT, np.random.default_rng(1))
