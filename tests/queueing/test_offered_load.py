"""Time-varying offered load: worked by hand, against the convolution, and square-root staffing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad

from engine.domain.durations import Duration, Shape
from engine.domain.traffic import ArrivalProfile
from engine.errors import InputError
from engine.queueing.duration_laws import law_of
from engine.queueing.erlang import erlang_c
from engine.queueing.offered_load import (
    delay_probability,
    greatest_load,
    offered_load,
    offered_load_at,
    periodic_offered_load,
    quality_of_service,
    square_root_staffing,
)
from tests.queueing.laws import DURATIONS, name

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
@settings(derandomize=True, deadline=None, max_examples=40)
def test_load_is_proportional_to_the_arrivals(rates_per_h: list[float], factor: float) -> None:
    load = offered_load(ArrivalProfile(900.0, tuple(rates_per_h)), 600.0)

    scaled = ArrivalProfile(900.0, tuple(factor * rate for rate in rates_per_h))

    assert_allclose(offered_load(scaled, 600.0), factor * load, rtol=1e-12, atol=1e-12)


def test_constant_arrivals_settle_at_rate_times_handle_time() -> None:
    found = offered_load(ArrivalProfile(900.0, (240.0,) * 200), 600.0)

    assert found[-1] == pytest.approx(40.0, rel=1e-12)


@pytest.mark.parametrize("handle", DURATIONS, ids=name)
def test_load_of_any_law_is_the_rate_convolved_with_its_survival_function(
    handle: Duration,
) -> None:
    profile = ArrivalProfile(900.0, (600.0, 0.0, 1200.0))
    law = law_of(handle)

    found = offered_load(profile, handle)

    def left(ago_s: float) -> float:
        return float(law.survival(np.array(ago_s)))

    knots = [0.0, *law.knots_s[(law.knots_s > 1e-3) & (law.knots_s < 2700)].tolist(), 2700.0]
    expected = 0.0
    for start_s, rate_per_h in ((900.0 * place, profile.rates_per_h[place]) for place in range(3)):
        ago = sorted({1800 - start_s, 2700 - start_s, *knots})
        inside = [each for each in ago if 1800 - start_s <= each <= 2700 - start_s]
        expected += rate_per_h / 3600 * sum(quad(left, *piece)[0] for piece in pairwise(inside))
    assert found[-1] == pytest.approx(expected, rel=1e-8)
    assert offered_load_at(profile, handle, 900.0 * np.arange(4)) == pytest.approx(found)


def test_load_between_and_after_the_borders_is_worked_by_hand() -> None:
    # 360 an hour for 100 s, each 250 s: one more every 10 s up to 10, from 250 s on one less
    profile = ArrivalProfile(100.0, (360.0,))
    handle = Duration(Shape.DETERMINISTIC, 250.0, 0.0)

    found = offered_load_at(profile, handle, [-5.0, 0.0, 50.0, 100.0, 200.0, 300.0, 350.0])

    assert_allclose(found, [0, 0, 5, 10, 10, 5, 0], atol=1e-12)


@pytest.mark.parametrize("handle", [300.0, *DURATIONS], ids=lambda each: str(each)[:40])
def test_a_profile_repeated_many_times_is_periodic(handle: Duration | float) -> None:
    day = (600.0, 0.0, 1200.0, 60.0)

    found = periodic_offered_load(ArrivalProfile(900.0, day), handle)

    repeated = offered_load(ArrivalProfile(900.0, day * 400), handle)
    assert_allclose(found, repeated[-5:], rtol=1e-6)
    assert found[0] == pytest.approx(found[-1])


def test_handle_times_of_thousands_of_periods_are_felt_alike_all_day() -> None:
    month = Duration(Shape.EXPONENTIAL, 86_400.0 * 30_000)

    found = periodic_offered_load(ArrivalProfile(43_200.0, (2.0, 4.0)), month)

    assert_allclose(found, 3 * 24 * 30_000, rtol=1e-3)


def test_measured_arrivals_have_no_rate() -> None:
    with pytest.raises(InputError, match=r"queueing\.measured_arrivals"):
        offered_load(ArrivalProfile(900.0, (), (1.0, 2.0)), 300.0)


def test_a_negative_load_is_refused() -> None:
    with pytest.raises(InputError, match="least_load"):
        square_root_staffing([5.0, -1.0], 1.0)


def test_greatest_load_takes_the_higher_border() -> None:
    assert greatest_load(np.array([0.0, 3.0, 1.0])).tolist() == [3.0, 3.0]


def test_square_root_staffing_rounds_up() -> None:
    assert square_root_staffing([100.0, 99.0, 0.0], 1.0).tolist() == [110, 109, 0]
    assert square_root_staffing(np.array([100.0]), 0.0).tolist() == [100]


@given(probability=st.floats(0.001, 0.999))
@settings(derandomize=True, deadline=None, max_examples=40)
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
