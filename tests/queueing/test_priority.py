"""Waits by priority: by hand, and the law that order only passes waiting on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.durations import Duration, Shape
from engine.errors import InputError, MethodError
from engine.queueing.erlang import erlang_c
from engine.queueing.general_service import mean_wait_one_agent
from engine.queueing.priority import priority_waits, priority_waits_one_agent


def test_one_agent_two_classes_worked_by_hand() -> None:
    # loads 1/4 and 1/4, s = 60: W0 = 30, W1 = 30 / (3/4), W2 = 30 / (3/4 x 1/2)
    assert priority_waits([15.0, 15.0], 60.0, 1).tolist() == pytest.approx([40, 80])


def test_two_laws_at_one_agent_worked_by_hand() -> None:
    # constant 60 s and exponential 120 s, loads 1/4 each: W0 = (1/240 x 3600 + 1/480 x 28800) / 2
    handle = [Duration(Shape.DETERMINISTIC, 60.0, 0.0), Duration(Shape.EXPONENTIAL, 120.0)]

    found = priority_waits_one_agent([15.0, 7.5], handle)

    assert found.tolist() == pytest.approx([37.5 / 0.75, 37.5 / 0.375])


@given(shares=st.lists(st.floats(0.01, 1.0), min_size=1, max_size=6), agents=st.integers(1, 30))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_order_passes_waiting_on_but_does_not_make_any(shares: list[float], agents: int) -> None:
    rates = np.array(shares) / sum(shares) * 0.9 * agents * 60

    waits = priority_waits(rates.tolist(), 60.0, agents)

    together = erlang_c(float(rates.sum()), 60.0, agents, threshold_s=0.0).wait_mean_s
    assert float(waits @ rates) / rates.sum() == pytest.approx(together, rel=1e-9)
    assert (np.diff(waits) > 0).all()


def test_one_class_is_the_queue_of_pollaczek_and_khinchine() -> None:
    found = priority_waits_one_agent([30.0], [Duration(Shape.LOGNORMAL, 60.0, 1.5)])

    assert found[0] == pytest.approx(mean_wait_one_agent(30.0, 60.0, 1.5), rel=1e-12)


def test_no_arrivals_wait_for_nothing() -> None:
    assert priority_waits([0.0, 0.0], 60.0, 2).tolist() == [0, 0]


def test_loads_that_reach_the_agents_are_refused() -> None:
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        priority_waits([60.0, 60.0], 60.0, 2)
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        priority_waits_one_agent([60.0], [Duration(Shape.EXPONENTIAL, 60.0)])


def test_classes_without_a_rate_or_handle_time_are_refused() -> None:
    with pytest.raises(InputError, match=r"queueing\.no_classes"):
        priority_waits([], 60.0, 2)
    with pytest.raises(InputError, match=r"queueing\.no_classes"):
        priority_waits_one_agent([1.0, 2.0], [Duration(Shape.EXPONENTIAL, 60.0)])
    with pytest.raises(InputError, match=r"rates_per_h\[1\]"):
        priority_waits([1.0, -2.0], 60.0, 2)
