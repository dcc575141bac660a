"""Stairs made smooth: arrivals kept, jumps kept, and the load of a daily wave to 1e-3."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.durations import Duration, Shape
from engine.domain.traffic import ArrivalProfile
from engine.errors import InputError
from engine.queueing.offered_load import periodic_offered_load
from engine.queueing.smooth_profile import smoothed

QUARTERS = np.arange(97) / 96 * 2 * math.pi
MEANS = 100 + 80 * (np.cos(QUARTERS[:-1]) - np.cos(QUARTERS[1:])) * 96 / (2 * math.pi)
DAY = ArrivalProfile(900.0, tuple(MEANS.tolist()))


def test_fifteen_minute_steps_give_mol_sine_to_a_thousandth() -> None:
    minutes = smoothed(DAY, 15, repeats=True)

    found = periodic_offered_load(minutes, Duration(Shape.EXPONENTIAL, 1800.0))

    expected = [44.85221809633005, 74.16776074719965, 89.32615692454783, 81.44782373150849]
    assert found[[0, 180, 360, 540]] == pytest.approx(expected, rel=1e-3)
    assert found[[720, 1080]] == pytest.approx([55.14778190366995, 10.673843075452169], rel=1e-3)


@given(st.lists(st.floats(0.0, 5000.0), min_size=1, max_size=20), st.integers(1, 12))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_arrivals_of_every_interval_are_kept_and_none_is_negative(
    rates: list[float], parts: int
) -> None:
    fine = smoothed(ArrivalProfile(900.0, tuple(rates)), parts)

    found = np.array(fine.rates_per_h).reshape(len(rates), parts)
    assert found.mean(axis=1) == pytest.approx(rates, rel=1e-9, abs=1e-9)
    assert found.min() >= 0
    assert fine.interval_s == pytest.approx(900 / parts)


def test_a_slope_is_followed_and_a_jump_is_kept() -> None:
    slope = smoothed(ArrivalProfile(900.0, (10.0, 20.0, 30.0)), 2)
    jump = smoothed(ArrivalProfile(900.0, (0.0, 0.0, 100.0, 100.0)), 4)

    assert slope.rates_per_h[2:4] == pytest.approx((17.5, 22.5))
    assert jump.rates_per_h == (0.0,) * 8 + (100.0,) * 8


def test_parts_are_counted_and_rates_are_needed() -> None:
    with pytest.raises(InputError, match=r"queueing\.measured_arrivals"):
        smoothed(ArrivalProfile(900.0, (), (10.0, 20.0)), 3)
    with pytest.raises(InputError, match="parts"):
        smoothed(DAY, 0)
