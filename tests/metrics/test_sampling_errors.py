"""Standard errors of shares and means, by hand and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.metrics.sampling_errors import mean_errors, quantile_errors, share_errors


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


def test_error_of_a_median_is_that_of_a_known_density() -> None:
    """Of a uniform on 0 .. 1 the quantiles lie 0.1 apart: sparsity 1, error sqrt(0.25 / n)."""
    found = quantile_errors(0.5, np.array([0.45]), np.array([0.55]), 0.05, np.array([400]))

    assert found == pytest.approx([0.025])


def test_error_of_a_quantile_of_few_is_unknown() -> None:
    found = quantile_errors(0.5, np.array([1.0]), np.array([3.0]), 0.05, np.array([9]))

    assert np.isnan(found).all()
