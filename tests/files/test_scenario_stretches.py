"""Stretches of time: seconds of the horizon, every day where the clock tells them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.files.scenario_stretches import daily_s, plain_stretch, seconds, stretch_s
from engine.files.scenario_time_schema import StretchTable

MORNING = StretchTable(start="08:00", end="12:30")
HOURS = StretchTable(start_h=8.0, end_h=30.25)


def test_a_stretch_is_in_seconds_from_the_start() -> None:
    assert stretch_s(MORNING) == (28_800.0, 45_000.0)
    assert stretch_s(HOURS) == (28_800.0, 108_900.0)


@pytest.mark.parametrize(("horizon_h", "days"), [(4.0, 1), (24.0, 1), (24.5, 2), (72.0, 3)])
def test_a_stretch_by_the_clock_lies_on_every_day_of_the_horizon(
    horizon_h: float, days: int
) -> None:
    starts = [start_s for start_s, _ in daily_s(MORNING, horizon_h)]

    assert starts == [28_800.0 + 86_400.0 * day for day in range(days)]


def test_a_stretch_in_hours_lies_once() -> None:
    assert daily_s(HOURS, 72.0) == (stretch_s(HOURS),)


@settings(derandomize=True, deadline=None)
@given(tenths=st.integers(0, 863_999_999))
def test_seconds_written_as_hours_come_back_exact(tenths: int) -> None:
    plain = plain_stretch(tenths / 10, tenths / 10 + 1)

    assert seconds(float(str(plain["start_h"]))) == tenths / 10
