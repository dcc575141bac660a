"""Months as periods."""

import numpy as np
import pytest

from engine.domain.months import is_month, later_month, month_of_day, months_between
from engine.errors import InputError


@pytest.mark.parametrize("text", ["2026-01", "2026-12", "1999-07"])
def test_months_are_known(text: str) -> None:
    assert is_month(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "2026-01-01", "", None, 202601])
def test_other_things_are_no_months(text: object) -> None:
    assert not is_month(text)


@pytest.mark.parametrize(
    ("month", "steps", "expected"),
    [("2026-11", 1, "2026-12"), ("2026-12", 1, "2027-01"), ("2026-01", -1, "2025-12")],
)
def test_months_go_on_over_the_year(month: str, steps: int, expected: str) -> None:
    assert later_month(month, steps) == expected
    assert months_between(month, expected) == steps


def test_a_day_lies_in_its_month() -> None:
    assert month_of_day(np.datetime64("2026-02-28")) == "2026-02"


def test_a_text_that_is_no_month_is_refused() -> None:
    with pytest.raises(InputError, match=r"months\.month"):
        later_month("soon")
