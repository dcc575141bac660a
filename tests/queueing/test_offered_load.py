"""Time-varying offered load: worked by hand, against the convolution, and square-root staffing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad

from engine.domain.traffic import ArrivalProfile
from engine.errors import InputError
from engine.queueing.erlang import erlang_c
from engine.queueing.offered_load import (
    delay_probability,
    greatest_load,
    offered_load,
    quality_of_service,
    square_root_staffing,
)

rates = st.lists(st.floats(0.0, 5000.0), min_size=1, max_size=12)


def test_load_after_one_handle_time_is_worked_by_hand() -> None:
    # 120 contacts an hour of 5 minutes settle at 10 agents; after 5 minutes 1 - 1/e of it
    found = offered_load(ArrivalProfile(300.0, (120.0, 0.0)), 300.0)

    assert_allclose(found, [0, 10 * (1 - np.exp(-1)), 10 * (1 - np.exp(-1)) * np.exp(-1)])


@given(rates_per_h=rates, handle_time_s=st.floats(30.0, 7200.0))
@settings(derandomize=True, deadline=None, max_examples=25)
def test_load_is_the_rate_convolved_with_the_survival_function(
    rates_per_h: list[float], handle_time_s: float
) -> None:
    end_s = 900.0 * len(rates_per_h)

    found = offered_load(ArrivalProfile(900.0, tuple(rates_per_h)), handle_time_s)[-1]

    pieces = (
        quad(lambda t: np.exp(-(end_s - t) / handle_time_s), 900.0 * i, 900.0 * (i + 1))[0] * rate
        for i, rate in enumerate(rates_per_h)
    )
    assert found == pytest.approx(sum(pieces) / 3600, rel=1e-9, abs=1e-12)


@given(rates_per_h=rates, factor=st.floats(0.0, 10.0))
@settings(derandomize=True, deadline=None)
def test_load_is_proportional_to_the_arrivals(rates_per_h: list[float], factor: float) -> None:
    load = offered_load(ArrivalProfile(900.0, tuple(rates_per_h)), 600.0)

    scaled = ArrivalProfile(900.0, tuple(factor * rate for rate in rates_per_h))

    assert_allclose(offered_load(scaled, 600.0), factor * load, rtol=1e-12, atol=1e-12)


def test_constant_arrivals_settle_at_rate_times_handle_time() -> None:
    found = offered_load(ArrivalProfile(900.0, (240.0,) * 200), 600.0)

    assert found[-1] == pytest.approx(40.0, rel=1e-12)


def test_greatest_load_takes_the_higher_border() -> None:
    assert greatest_load(np.array([0.0, 3.0, 1.0])).tolist() == [3.0, 3.0]


def test_square_root_staffing_rounds_up() -> None:
    assert square_root_staffing([100.0, 99.0, 0.0], 1.0).tolist() == [110, 109, 0]
    assert square_root_staffing(np.array([100.0]), 0.0).tolist() == [100]


@given(probability=st.floats(0.001, 0.999))
@settings(derandomize=True, deadline=None)
def test_quality_of_service_inverts_the_delay_probability(probability: float) -> None:
    assert delay_probability(quality_of_service(probability)) == pytest.approx(probability)


def test_square_root_staffing_meets_the_probability_in_a_large_queue() -> None:
    # Halfin and Whitt's limit; at 1,600 agents the exact Erlang C differs by less than 0.01
    beta = quality_of_service(0.2)
    agents = int(square_root_staffing([1600.0], beta)[0])

    exact = erlang_c(1600.0 * 60, 60.0, agents, threshold_s=0.0).wait_probability

    assert exact == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, float("nan")])
def test_a_probability_that_none_can_meet_is_refused(probability: float) -> None:
    with pytest.raises(InputError, match=r"queueing\.probability"):
        quality_of_service(probability)


def test_handle_time_must_be_positive() -> None:
    with pytest.raises(InputError, match="handle_time_s"):
        offered_load(ArrivalProfile(900.0, (1.0,)), 0.0)
