"""Numbers waiting while all agents are busy: by hand, by brute force, in the extremes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammainc

from engine.errors import InputError
from engine.queueing.waiting_line import waiting_line


def test_a_room_of_two_worked_by_hand() -> None:
    # lambda = nu: without abandonment all of 0, 1, 2 weigh 1
    line = waiting_line(3.0, 3.0, 0.0, room=2)

    assert line.shares.tolist() == pytest.approx([1 / 3] * 3)
    assert line.mean == pytest.approx(1)
    assert line.nobody == pytest.approx(1 / 3)
    assert line.log_total == pytest.approx(math.log(3))


def test_without_abandonment_the_numbers_are_geometric() -> None:
    line = waiting_line(0.75, 1.0, 0.0)

    assert line.mean == pytest.approx(3, rel=1e-12)
    assert line.log_total == pytest.approx(math.log(4), rel=1e-12)


@given(
    arrival=st.floats(0.01, 100.0),
    service=st.floats(0.1, 60.0),
    abandonment=st.floats(0.05, 20.0),
    room=st.integers(0, 300),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_shares_are_those_of_the_chain_of_births_and_deaths(
    arrival: float, service: float, abandonment: float, room: int
) -> None:
    ratios = arrival / (service + abandonment * np.arange(1, room + 1))
    logs = np.concatenate(([0.0], np.cumsum(np.log(ratios))))
    weights = np.exp(logs - logs.max())

    line = waiting_line(arrival, service, abandonment, room)

    expected = weights / weights.sum()
    assert line.mean == pytest.approx(float(expected @ np.arange(room + 1)), rel=1e-10, abs=1e-15)
    assert line.share_of(room) == pytest.approx(expected[-1], rel=1e-10, abs=1e-18)
    assert line.log_total == pytest.approx(logs.max() + math.log(weights.sum()), abs=1e-9)


def test_an_overfull_room_is_nearly_always_full() -> None:
    line = waiting_line(2.0, 1.0, 0.0, room=10**9)

    assert line.numbers[-1] == 10**9
    assert line.share_of(10**9) == pytest.approx(0.5)
    assert line.all_busy(1e-12) == pytest.approx(1)


def test_hardly_any_abandonment_answers_as_none() -> None:
    patient = waiting_line(0.9, 1.0, 1e-13)
    endless = waiting_line(0.9, 1.0, 0.0)

    answered = patient.answered_within(7.0)

    assert answered[:60] == pytest.approx(gammainc(np.arange(1, 61), 7.0), rel=1e-9)
    assert patient.mean == pytest.approx(endless.mean, rel=1e-9)


def test_nobody_arriving_leaves_nobody_waiting() -> None:
    line = waiting_line(0.0, 1.0, 0.5)

    assert (line.mean, line.nobody, line.log_total) == (0, 1, 0)


def test_more_numbers_than_memory_should_hold_are_refused() -> None:
    with pytest.raises(InputError, match=r"queueing\.too_many_states"):
        waiting_line(1.0, 1.0, 1e-15)
