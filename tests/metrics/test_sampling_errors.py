"""Standard errors of shares and means, by hand and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.metrics.sampling_errors import mean_errors, share_errors


def test_share_error_adds_two_hits_and_two_misses() -> None:
    errors = share_errors(np.array([0.9]), np.array([20]))

    assert errors[0] == pytest.approx(np.sqrt((20 / 24) * (4 / 24) / 24))


def test_five_of_five_is_not_certain() -> None:
    assert share_errors(np.array([1.0]), np.array([5]))[0] > 0.1


def test_no_sample_has_no_error() -> None:
    assert np.isnan(share_errors(np.array([np.nan]), np.array([0]))[0])
    assert np.isnan(mean_errors(np.array([np.nan, 4.0]), np.array([0, 100]))[0])


@settings(derandomize=True, deadline=None)
@given(st.integers(1000, 10**6), st.floats(0.05, 0.95))
def test_share_error_approaches_the_binomial_one(n: int, share: float) -> None:
    error = share_errors(np.array([share]), np.array([n]))[0]

    assert error == pytest.approx(np.sqrt(share * (1 - share) / n), rel=0.05)


def test_mean_error_is_the_spread_over_the_root_of_the_sample() -> None:
    assert mean_errors(np.array([9.0]), np.array([100]))[0] == pytest.approx(0.3)


def test_few_contacts_borrow_the_teams_spread() -> None:
    variances, sizes = np.array([0.0, np.nan, 4.0]), np.array([5, 1, 101])
    pooled = (4 * 0.0 + 100 * 4.0) / 104

    errors = mean_errors(variances, sizes)

    assert errors == pytest.approx([np.sqrt(pooled / 5), np.sqrt(pooled), np.sqrt(4 / 101)])


def test_nobody_with_two_contacts_has_no_error() -> None:
    assert np.isnan(mean_errors(np.array([np.nan]), np.array([1]))).all()
