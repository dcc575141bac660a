"""Months as half-open stretches."""

from datetime import datetime

import pytest

from engine.errors import InputError
from engine.metrics.periods import month_bounds


@pytest.mark.parametrize(
    ("period", "end"), [("2026-05", (2026, 6)), ("2026-12", (2027, 1)), ("2024-02", (2024, 3))]
)
def test_month_ends_where_the_next_begins(period: str, end: tuple[int, int]) -> None:
    start, stop = month_bounds(period)

    assert start == datetime.strptime(period, "%Y-%m")  # noqa: DTZ007 (local time)
    assert (stop.year, stop.month, stop.day) == (*end, 1)


@pytest.mark.parametrize("period", ["2026", "2026-13", "May", "2026-05-01", ""])
def test_no_month_is_refused(period: str) -> None:
    with pytest.raises(InputError, match=r"metrics\.period"):
        month_bounds(period)
