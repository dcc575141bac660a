"""Erlang B, C and A against each other, brute force, and whole-number arithmetic."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from engine.errors import InputError, MethodError
from engine.queueing.erlang import blocking, erlang_a, erlang_c
from engine.queueing.steady_state import Queue


def birth_and_death(load: float, agents: int, patience_ratio: float) -> Queue:
    """Return Erlang A in units of the handle time by summing 2,000 states one by one.

    ``patience_ratio`` is the mean patience over the mean handle time.
    """
    weights = [1.0]
    for present in range(1, 2000):
        leaving = min(present, agents) + max(0, present - agents) / patience_ratio
        weights.append(weights[-1] * load / leaving)
    states = np.array(weights) / sum(weights)
    waiting = np.maximum(np.arange(2000) - agents, 0)
    queue_mean = float(states @ waiting)
    busy = float(states @ np.minimum(np.arange(2000), agents))
    return Queue(
        wait_probability=float(states[agents:].sum()),
        wait_mean_s=queue_mean / load,
        service_level=math.nan,
        abandonment=queue_mean / patience_ratio / load,
        occupancy=busy / agents,
        queue_mean=queue_mean,
        empty_probability=float(states[0]),
    )


def test_blocking_worked_by_hand() -> None:
    # a = 2, c = 3: (8/6) / (1 + 2 + 2 + 8/6) = 4/19
    assert blocking(2.0, 3) == pytest.approx(4 / 19)
    assert blocking(2.0, 0) == 1
    assert blocking(0.0, 3) == 0


def test_one_agent_with_nobody_abandoning_is_the_m_m_1_queue() -> None:
    # rho = 1/2, one contact a minute of work: W = 60 s, P(wait > t) = exp(-t / 120) / 2
    found = erlang_c(30.0, 60.0, 1, threshold_s=120.0)

    assert found.wait_probability == pytest.approx(0.5)
    assert found.wait_mean_s == pytest.approx(60)
    assert found.service_level == pytest.approx(1 - math.exp(-1) / 2)
    assert found.empty_probability == pytest.approx(0.5)


@given(
    load=st.floats(0.05, 60.0),
    agents=st.integers(1, 40),
    patience_ratio=st.floats(0.05, 5.0),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_erlang_a_equals_the_sum_over_all_states(
    load: float, agents: int, patience_ratio: float
) -> None:
    expected = birth_and_death(load, agents, patience_ratio)

    found = erlang_a(load * 60, 60.0, agents, patience_s=60.0 * patience_ratio, threshold_s=20.0)

    assert found.wait_probability == pytest.approx(expected.wait_probability, rel=1e-9, abs=1e-14)
    assert found.wait_mean_s / 60 == pytest.approx(expected.wait_mean_s, rel=1e-9, abs=1e-14)
    assert found.abandonment == pytest.approx(expected.abandonment, rel=1e-9, abs=1e-14)
    assert found.occupancy == pytest.approx(expected.occupancy, rel=1e-9)
    assert found.empty_probability == pytest.approx(expected.empty_probability, rel=1e-9)


@given(load=st.floats(0.5, 60.0), agents=st.integers(1, 40), patience_s=st.floats(5.0, 600.0))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_service_level_rises_from_no_wait_to_everybody_served(
    load: float, agents: int, patience_s: float
) -> None:
    levels = [
        erlang_a(load * 60, 60.0, agents, patience_s=patience_s, threshold_s=threshold_s)
        for threshold_s in (0.0, 10.0, 60.0, 1e6)
    ]

    shares = [level.service_level for level in levels]
    assert shares == sorted(shares)
    assert shares[0] == pytest.approx(1 - levels[0].wait_probability, abs=1e-12)
    assert shares[-1] == pytest.approx(1 - levels[0].abandonment, abs=1e-12)


def test_one_agent_whose_contacts_leave_as_fast_as_they_are_served() -> None:
    # mu = theta = lambda: everybody leaves at rate 1, so the number present is Poisson with mean
    # 1; the agent is busy unless it is 0, and who is not served has abandoned
    found = erlang_a(60.0, 60.0, 1, patience_s=60.0, threshold_s=1e9)

    assert found.wait_probability == pytest.approx(1 - math.exp(-1))
    assert found.abandonment == pytest.approx(math.exp(-1))
    assert found.service_level == pytest.approx(1 - math.exp(-1))
    assert found.occupancy == pytest.approx(1 - math.exp(-1))


def test_endless_patience_is_erlang_c() -> None:
    patient = erlang_a(2880.0, 60.0, 50, patience_s=1e10, threshold_s=20.0)
    waiting = erlang_c(2880.0, 60.0, 50, threshold_s=20.0)

    assert patient.wait_probability == pytest.approx(waiting.wait_probability, rel=1e-6)
    assert patient.wait_mean_s == pytest.approx(waiting.wait_mean_s, rel=1e-6)
    assert patient.service_level == pytest.approx(waiting.service_level, rel=1e-6)


def test_a_flood_of_nearly_endless_patience_reaches_its_fluid_limit() -> None:
    # load 50 on 40 agents: a fifth is not served, whatever the patience; the queue is
    # (lambda - c mu) / theta = (1/6 - 40/300) * 1e9 contacts
    found = erlang_a(600.0, 300.0, 40, patience_s=1e9, threshold_s=30.0)

    assert found.abandonment == pytest.approx(0.2, rel=1e-9)
    assert found.queue_mean == pytest.approx(1e9 / 30, rel=1e-9)
    assert found.wait_probability == pytest.approx(1)
    assert found.service_level == pytest.approx(0, abs=1e-12)


def test_leaving_out_negligible_numbers_changes_nothing() -> None:
    expected = birth_and_death(60.0, 20, 20.0)  # about 800 wait; numbers below 120 are left out

    found = erlang_a(60 * 60.0, 60.0, 20, patience_s=1200.0, threshold_s=20.0)

    assert found.queue_mean == pytest.approx(expected.queue_mean, rel=1e-10)
    assert found.abandonment == pytest.approx(expected.abandonment, rel=1e-10)
    assert found.wait_probability == pytest.approx(expected.wait_probability, rel=1e-12)


@pytest.mark.parametrize("agents", [2000, 5000])
def test_thousands_of_agents_stay_finite(agents: int) -> None:
    quiet = erlang_c(agents * 54.0, 60.0, agents, threshold_s=10.0)
    flooded = erlang_a(agents * 180.0, 60.0, agents, patience_s=300.0, threshold_s=10.0)

    assert 0 <= quiet.wait_probability < 1e-4
    assert flooded.abandonment == pytest.approx(2 / 3, rel=1e-9)  # 1 - 1/3: the fluid limit
    assert flooded.occupancy == pytest.approx(1, rel=1e-9)
    assert blocking(3.0 * agents, agents) == pytest.approx(2 / 3, rel=1e-2)


def exact_blocking(load: Fraction, agents: int) -> float:
    """Return Erlang B in exact fractions."""
    term, total = Fraction(1), Fraction(1)
    for busy in range(agents, 0, -1):  # states below, relative to the full one
        term *= Fraction(busy) / load
        total += term
    return float(1 / total)


@pytest.mark.parametrize(
    ("load", "agents"), [(10, 10), (90, 100), (1, 40), (400, 300), (500, 520), (3, 200)]
)
def test_blocking_is_that_of_exact_fractions(load: int, agents: int) -> None:
    assert blocking(float(load), agents) == pytest.approx(
        exact_blocking(Fraction(load), agents), rel=1e-13
    )


def test_a_tail_of_1e_12_keeps_its_digits() -> None:
    # 200 agents at load 100: P(wait) and abandonment far below rounding of one
    lost = exact_blocking(Fraction(110), 200)
    expected = 200 * lost / (200 - 110 * (1 - lost))

    delay = erlang_c(6600.0, 60.0, 200, threshold_s=0.0)
    abandoning = erlang_a(6600.0, 60.0, 200, patience_s=60.0, threshold_s=0.0)

    assert 1e-16 < expected < 1e-12
    assert delay.wait_probability == pytest.approx(expected, rel=1e-12)
    # patience like the handle time: the number present is Poisson with mean 110
    assert abandoning.wait_probability == pytest.approx(poisson.sf(199, 110), rel=1e-10)
    above = np.arange(201, 400)
    queue_mean = float(poisson.pmf(above, 110) @ (above - 200))
    assert abandoning.abandonment == pytest.approx(queue_mean / 110, rel=1e-9)


def test_five_thousand_agents_ten_short_of_saturation() -> None:
    # exact fractions would take minutes; the recurrence in extended digits does not
    lost = Decimal(1)
    with localcontext(prec=50):
        for busy in range(1, 5001):
            lost = 4990 * lost / (busy + 4990 * lost)
        expected = float(5000 * lost / (5000 - 4990 * (1 - lost)))

    found = erlang_c(4990.0 * 60, 60.0, 5000, threshold_s=20.0)
    patient = erlang_a(4990.0 * 60, 60.0, 5000, patience_s=1e11, threshold_s=20.0)

    assert found.wait_probability == pytest.approx(expected, rel=1e-12)
    assert found.wait_mean_s == pytest.approx(expected * 60 / 10, rel=1e-12)
    assert patient.wait_mean_s == pytest.approx(found.wait_mean_s, rel=1e-5)
    assert patient.service_level == pytest.approx(found.service_level, rel=1e-5)


@pytest.mark.parametrize("agents", [10, 1000, 5000])
def test_erlang_a_passes_saturation_without_a_step(agents: int) -> None:
    waits_s = [
        erlang_a(agents * 60 * factor, 60.0, agents, patience_s=120.0, threshold_s=20.0).wait_mean_s
        for factor in (1 - 1e-9, 1.0, 1 + 1e-9)
    ]

    assert waits_s[1] - waits_s[0] == pytest.approx(waits_s[2] - waits_s[1], rel=1e-3)
    assert waits_s[1] == pytest.approx(waits_s[0], rel=1e-6)


@given(load=st.floats(0.1, 30.0), agents=st.integers(1, 40))
@settings(derandomize=True, deadline=None)
def test_one_more_agent_never_lengthens_the_wait(load: float, agents: int) -> None:
    few = erlang_a(load * 60, 60.0, agents, patience_s=90.0, threshold_s=20.0)
    more = erlang_a(load * 60, 60.0, agents + 1, patience_s=90.0, threshold_s=20.0)

    assert more.wait_mean_s <= few.wait_mean_s
    assert more.service_level >= few.service_level - 1e-12
    assert blocking(load, agents + 1) <= blocking(load, agents)


def test_no_arrivals_leave_everybody_idle() -> None:
    for found in (
        erlang_c(0.0, 60.0, 5, threshold_s=20.0),
        erlang_a(0.0, 60.0, 5, patience_s=60.0, threshold_s=20.0),
    ):
        assert (found.wait_probability, found.occupancy, found.abandonment) == (0, 0, 0)
        assert (found.service_level, found.empty_probability) == (1, 1)


@pytest.mark.parametrize("agents", [10, 12])
def test_a_load_that_reaches_the_agents_has_no_steady_state(agents: int) -> None:
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        erlang_c(720.0, 60.0, agents, threshold_s=20.0)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((-1.0, 60.0, 5, 20.0, 60.0), "negative.*arrival_rate_per_h"),
        ((60.0, 0.0, 5, 20.0, 60.0), "not_positive.*handle_time_s"),
        ((60.0, 60.0, 0, 20.0, 60.0), "not_positive.*agents"),
        ((60.0, 60.0, 5, -20.0, 60.0), "negative.*threshold_s"),
        ((60.0, 60.0, 5, 20.0, math.nan), "not_positive.*patience_s"),
    ],
)
def test_an_argument_out_of_range_is_named(
    arguments: tuple[float, float, int, float, float], named: str
) -> None:
    rate_per_h, handle_time_s, agents, threshold_s, patience_s = arguments

    with pytest.raises(InputError, match=named):
        erlang_a(rate_per_h, handle_time_s, agents, patience_s=patience_s, threshold_s=threshold_s)


def test_negative_agents_are_named() -> None:
    with pytest.raises(InputError, match=r"negative.*agents"):
        blocking(1.0, -1)
