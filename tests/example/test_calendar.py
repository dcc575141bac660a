"""The calendar of the example: shares, shifts, months."""

import numpy as np
import pytest

from engine.example.calendar import (
    DAY_S,
    DAYS,
    EARLY,
    HOUR_S,
    LATE,
    NIGHT,
    day_of,
    month_of,
    shift_of,
    shop_calendar,
)


def test_shares_sum_to_one() -> None:
    calendar = shop_calendar()

    assert calendar.day_shares.sum() == pytest.approx(1, abs=1e-12)
    assert calendar.hour_shares.sum(axis=1) == pytest.approx([1, 1], abs=1e-12)


def test_half_year_ends_with_june() -> None:
    assert day_of("2026-01-01") == 0
    assert day_of("2026-06-30") == DAYS - 1


def test_busiest_day_is_the_eighteenth_of_june() -> None:
    calendar = shop_calendar()

    assert int(calendar.day_shares.argmax()) == day_of("2026-06-18")
    assert calendar.peak[day_of("2026-06-18")]


@pytest.mark.parametrize(
    ("hour", "shift"), [(0, NIGHT), (7.99, NIGHT), (8, EARLY), (15.99, EARLY), (16, LATE)]
)
def test_shift_follows_the_hour_on_any_day(hour: float, shift: int) -> None:
    start_s = np.array([0, 100]) * DAY_S + int(hour * HOUR_S)

    assert shift_of(start_s).tolist() == [shift, shift]


def test_month_changes_at_midnight() -> None:
    february = day_of("2026-02-01") * DAY_S

    assert month_of(np.array([0, february - 1, february])).tolist() == [0, 0, 1]
