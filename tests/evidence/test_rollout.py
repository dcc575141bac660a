"""A plan names every option that cannot be; starts are even; orders are all there."""

from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.evidence.rollout import (
    DRAWN_ORDERS,
    RolloutPlan,
    order_count,
    parallel_starts,
    staggered_starts,
    start_orders,
    treated,
)


def test_variances_follow_the_shares() -> None:
    plan = RolloutPlan(4, 5, 20, 6, 0.5, 0.1, icc_team=0.1, icc_agent=0.2, time_sd=0.01)

    assert plan.team_variance == pytest.approx(0.25 * (0.1 + 0.2 / 5))
    assert plan.cell_variance == pytest.approx(0.0001 + 0.25 * 0.7 / 100)


def test_a_mean_has_its_own_variance() -> None:
    plan = RolloutPlan(4, 5, 20, 6, 4.2, 0.1, sd=0.8)

    assert plan.contact_variance == pytest.approx(0.64)


def test_every_impossible_option_is_named_at_once() -> None:
    with pytest.raises(InputError) as refused:
        RolloutPlan(1, 0, 20, 2, 1.5, 0.0, icc_team=0.6, icc_agent=0.6)

    places = [fault.place for fault in refused.value.faults]
    assert places == [
        "--teams",
        "--agents-per-team",
        "--weeks",
        "--icc-agent",
        "--baseline",
        "--effect",
    ]


def test_a_rate_cannot_move_beyond_one() -> None:
    with pytest.raises(InputError, match="--effect"):
        RolloutPlan(4, 5, 20, 6, 0.9, 0.2)


@settings(derandomize=True, deadline=None)
@given(teams=st.integers(2, 60), weeks=st.integers(3, 60))
def test_starts_are_spread_evenly_and_leave_week_one_alone(teams: int, weeks: int) -> None:
    starts = staggered_starts(teams, weeks)

    _, sizes = np.unique(starts, return_counts=True)
    assert starts.min() == 1
    assert starts.max() < weeks
    assert (np.diff(starts) >= 0).all()
    assert sizes.max() - sizes.min() <= 1
    assert treated(starts, weeks)[:, 0].sum() == 0


def test_parallel_starts_take_half_of_the_teams() -> None:
    assert parallel_starts(5, 4).tolist() == [1, 1, 4, 4, 4]


def test_few_orders_are_all_listed_once_with_the_given_one_first() -> None:
    starts = np.array([1, 1, 2, 3])

    orders = start_orders(starts[::-1], np.random.default_rng(1))

    assert orders[0].tolist() == [3, 2, 1, 1]
    assert len({tuple(order) for order in orders.tolist()}) == len(orders) == factorial(4) // 2
    assert order_count(parallel_starts(8, 4)) == comb(8, 4)


def test_many_orders_are_drawn_beside_the_given_one() -> None:
    starts = staggered_starts(12, 13)

    orders = start_orders(starts, np.random.default_rng(1))

    assert orders.shape == (DRAWN_ORDERS + 1, 12)
    assert (np.sort(orders, axis=1) == starts).all()
    assert order_count(staggered_starts(200, 3)) == np.inf


@pytest.mark.parametrize("mean", [float("nan"), float("inf")])
def test_a_mean_that_is_no_number_is_refused(mean: float) -> None:
    with pytest.raises(InputError) as refused:
        RolloutPlan(8, 8, 300, 12, mean, 0.2, sd=1.0)

    assert [fault.place for fault in refused.value.faults] == ["--mean"]
