"""Streams with repeats."""

import pytest

from engine.errors import InputError, MethodError
from engine.queueing.feedback import with_repeats


def test_half_of_the_unsolved_coming_back_worked_by_hand() -> None:
    # 0.4 x 0.5 = 1/5 come back: 100 / (4/5) = 125 an hour, 25 of them repeats, 1 h each
    found = with_repeats(100.0, 0.6, return_probability=0.5, delay_s=3600.0)

    assert found.arrival_rate_per_h == pytest.approx(125)
    assert found.contacts_per_customer == pytest.approx(1.25)
    assert found.returning_mean == pytest.approx(25)


def test_solved_at_once_is_the_stream_itself() -> None:
    found = with_repeats(100.0, 1.0)

    assert (found.arrival_rate_per_h, found.contacts_per_customer) == (100, 1)
    assert found.returning_mean == 0


def test_a_stream_that_only_grows_is_refused() -> None:
    with pytest.raises(MethodError, match=r"queueing\.never_solved"):
        with_repeats(100.0, 0.0)


def test_a_probability_out_of_range_is_named() -> None:
    with pytest.raises(InputError, match="solved_probability"):
        with_repeats(100.0, 85.0)
