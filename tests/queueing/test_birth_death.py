"""Chains that move by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.queueing.birth_death import stationary_shares

rates = st.floats(1e-3, 1e3)


def test_three_states_worked_by_hand() -> None:
    # p1 = 2 p0, p2 = p1 / 4: 1, 2, 1/2 of 3.5
    assert stationary_shares([2.0, 1.0], [1.0, 4.0]).tolist() == pytest.approx(
        [2 / 7, 4 / 7, 1 / 7]
    )


@given(st.lists(st.tuples(rates, rates), min_size=1, max_size=40))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_neighbours_are_in_balance_and_shares_sum_to_one(pairs: list[tuple[float, float]]) -> None:
    births, deaths = (np.array(column) for column in zip(*pairs, strict=True))

    shares = stationary_shares(births, deaths)

    assert shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(shares[:-1] * births, shares[1:] * deaths, rtol=1e-9, atol=0)


def test_thousands_of_steep_states_neither_overflow_nor_lose_the_peak() -> None:
    births = np.full(5000, 2500.0)

    shares = stationary_shares(births, np.arange(1.0, 5001.0))  # Poisson with mean 2,500

    assert np.argmax(shares) in (2499, 2500)
    assert float(shares @ np.arange(5001)) == pytest.approx(2500, rel=1e-11)


def test_one_state_is_all_there_is() -> None:
    assert stationary_shares([], []).tolist() == [1.0]
