"""M/M/c+G against Erlang A, the loss of a queue with a time limit, and conservation."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.durations import Duration, Shape
from engine.errors import InputError
from engine.queueing.erlang import blocking, erlang_a, erlang_c
from engine.queueing.general_patience import erlang_general_patience
from tests.queueing.laws import DURATIONS, name


@given(
    load=st.floats(0.05, 60.0),
    agents=st.integers(1, 40),
    patience_ratio=st.floats(0.05, 5.0),
    threshold_s=st.floats(0.0, 200.0),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_exponential_patience_is_erlang_a(
    load: float, agents: int, patience_ratio: float, threshold_s: float
) -> None:
    patience = Duration(Shape.EXPONENTIAL, 60.0 * patience_ratio)

    found = erlang_general_patience(
        load * 60, 60.0, agents, patience=patience, threshold_s=threshold_s
    )

    expected = erlang_a(
        load * 60, 60.0, agents, patience_s=patience.mean_s, threshold_s=threshold_s
    )
    assert found.wait_probability == pytest.approx(expected.wait_probability, rel=1e-10)
    assert found.wait_mean_s == pytest.approx(expected.wait_mean_s, rel=1e-10)
    assert found.abandonment == pytest.approx(expected.abandonment, rel=1e-10)
    assert found.service_level == pytest.approx(expected.service_level, abs=1e-11)
    assert found.occupancy == pytest.approx(expected.occupancy, rel=1e-10)
    assert found.empty_probability == pytest.approx(expected.empty_probability, rel=1e-8)


@pytest.mark.parametrize("patience", DURATIONS, ids=name)
@pytest.mark.parametrize("load", [20.0, 30.0, 90.0])
def test_whatever_enters_leaves(patience: Duration, load: float) -> None:
    # exact for any patience: agents serve what does not abandon, c mu P(wait) + lambda P(no wait)
    # of the states with fewer busy being Erlang's; and in the end all are answered or gone
    found = erlang_general_patience(load * 12, 300.0, 30, patience=patience, threshold_s=1e7)

    lost = blocking(load, 29)
    busy_below = load * (1 - blocking(load, 28) * 0 - lost)  # mean of at most 29 busy
    served = found.wait_probability * 30 + (1 - found.wait_probability) * busy_below
    assert found.service_level == pytest.approx(1 - found.abandonment, abs=1e-11)
    assert load * (1 - found.abandonment) == pytest.approx(served, rel=1e-11)


def test_one_agent_and_a_fixed_time_limit_worked_by_hand() -> None:
    # lambda = mu = 1/60, limit 60 s: e(x) = 1 up to the limit, then exp(-(x - 60) / 60); eps = 1,
    # lambda J = 2: P(wait) = 2/3, half of it beyond the limit, mean wait (30 + 60) / 3
    patience = Duration(Shape.DETERMINISTIC, 60.0, 0.0)

    found = erlang_general_patience(60.0, 60.0, 1, patience=patience, threshold_s=30.0)

    assert found.wait_probability == pytest.approx(2 / 3)
    assert found.abandonment == pytest.approx(1 / 3)
    assert found.wait_mean_s == pytest.approx(30)
    assert found.service_level == pytest.approx(1 / 3 + 1 / 6)
    assert found.empty_probability == pytest.approx(1 / 3)


def test_endless_patience_is_erlang_c() -> None:
    patience = Duration(Shape.LOGNORMAL, 1e15, 1.0)

    found = erlang_general_patience(2880.0, 60.0, 50, patience=patience, threshold_s=20.0)

    expected = erlang_c(2880.0, 60.0, 50, threshold_s=20.0)
    assert found.wait_mean_s == pytest.approx(expected.wait_mean_s, rel=1e-11)
    assert found.service_level == pytest.approx(expected.service_level, rel=1e-11)


def test_thousands_of_agents_in_a_flood_reach_the_fluid_limit() -> None:
    # three times the load: the wait is where a third are still patient, 600 (1 - 1/sqrt 3 ...)
    patience = Duration(Shape.UNIFORM, 600.0, 0.5)
    third_left_s = 600 * (1 + math.sqrt(3) * 0.5 * (1 - 2 / 3))

    found = erlang_general_patience(180_000.0, 300.0, 5000, patience=patience, threshold_s=30.0)

    assert found.abandonment == pytest.approx(2 / 3, rel=1e-9)
    assert found.wait_probability == pytest.approx(1)
    assert found.occupancy == pytest.approx(1, rel=1e-9)
    assert found.wait_mean_s < third_left_s


def test_a_desk_that_is_never_full_keeps_nobody_waiting() -> None:
    patience = Duration(Shape.GAMMA, 600.0, 2.0)

    found = erlang_general_patience(1.0, 60.0, 2000, patience=patience, threshold_s=30.0)

    assert (found.wait_probability, found.abandonment, found.service_level) == (0, 0, 1)


def test_no_arrivals_are_no_contacts() -> None:
    patience = Duration(Shape.GAMMA, 600.0, 2.0)

    found = erlang_general_patience(0.0, 60.0, 5, patience=patience, threshold_s=30.0)

    assert (found.service_level, found.occupancy, found.empty_probability) == (1, 0, 1)


def test_a_threshold_below_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="threshold_s"):
        erlang_general_patience(60.0, 60.0, 5, patience=DURATIONS[1], threshold_s=-1.0)
