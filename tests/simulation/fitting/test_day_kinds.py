"""Kinds of days."""

import numpy as np
import pytest

from engine.errors import InputError
from engine.simulation.fitting.day_kinds import days_of, kinds_of


def test_dates_tell_weekdays_weekends_and_promotions() -> None:
    days = days_of(np.arange(7), np.datetime64("2026-06-15"), promotions=("2026-06-18",))

    assert days.weekday.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert days.kind.tolist() == ["weekday"] * 3 + ["promotion", "weekday", "weekend", "weekend"]
    assert days.kinds[0] == "weekday"
    assert days.label[3] == "2026-06-18"


def test_days_without_dates_are_all_alike() -> None:
    days = days_of(np.array([0, 2]), None)

    assert days.kinds == ("all",)
    assert days.label == ("1", "3")
    assert len(set(days.group.tolist())) == 1


def test_kinds_are_named_as_written_and_may_pass_the_week() -> None:
    kinds = kinds_of("sun-thu,fri,sat")

    assert kinds["sun-thu"] == ("sun", "mon", "tue", "wed", "thu")
    assert kinds["fri"] == ("fri",)


@pytest.mark.parametrize("text", ["mon-fri", "mon-sun,sat", "mon-xyz,sat-sun", ""])
def test_a_week_that_is_not_divided_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"fit\.kinds"):
        kinds_of(text)
