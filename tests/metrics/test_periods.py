"""Periods as half-open stretches."""

from datetime import datetime

import pytest

from engine.errors import InputError
from engine.metrics.periods import period_bounds


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-05", "2026-05-01", "2026-06-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q2", "2026-04-01", "2026-07-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-W20", "2026-05-11", "2026-05-18"),
        ("2026-W1", "2025-12-29", "2026-01-05"),
        ("2026-05-18", "2026-05-18", "2026-05-19"),
        ("2026-12-31", "2026-12-31", "2027-01-01"),
        ("2026-05-18/2026-06-20", "2026-05-18", "2026-06-20"),
    ],
)
def test_period_ends_where_the_next_begins(period: str, start: str, end: str) -> None:
    expected = (datetime.fromisoformat(start), datetime.fromisoformat(end))

    assert period_bounds(period) == expected


@pytest.mark.parametrize(
    "period",
    [
        *("", "May", "26-05", "2026-13", "2026-00", "2026-Q5", "2026-W54", "2026-02-30", "0000"),
        *("2026-05-18/2026-05-18", "2026-05-18/2026-05-01", "2026-05/2026-06", "a/b/c"),
    ],
)
def test_no_period_is_refused(period: str) -> None:
    with pytest.raises(InputError, match=r"metrics\.period"):
        period_bounds(period)
