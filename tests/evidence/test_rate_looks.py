"""Repeated looks at a rate: exact where they share no day, else a bound."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from engine.evidence.rate_looks import at_least_once
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
