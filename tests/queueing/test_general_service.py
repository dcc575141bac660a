"""M/G/c: exact where it is exact, and within the stated error of exact two-phase queues."""

import math

import pytest

from engine.errors import InputError, MethodError
from engine.queueing.constant_service import mean_wait_constant
from engine.queueing.erlang import erlang_c
from engine.queueing.general_service import (
    mean_wait_one_agent,
    mean_wait_several_agents,
    mean_wait_two_moments,
    queue_several_agents,
)
from tests.queueing.phase_chains import mean_wait_erlang_two, mean_wait_two_branches

HOUR_S = 3600.0


def test_one_agent_worked_by_hand() -> None:
    # load 1/2, cv 2: 60 x 1/2 x 5 / (2 x 1/2)
    assert mean_wait_one_agent(30.0, 60.0, 2.0) == pytest.approx(150)
    assert mean_wait_one_agent(30.0, 60.0, 0.0) == pytest.approx(30)


@pytest.mark.parametrize("handle_cv", [0.0, 0.3, 1.0, 2.0, 5.0])
def test_both_approximations_are_exact_for_one_agent(handle_cv: float) -> None:
    exact = mean_wait_one_agent(45.0, 60.0, handle_cv)

    assert mean_wait_several_agents(45.0, 60.0, 1, handle_cv) == pytest.approx(exact, rel=1e-9)
    assert mean_wait_two_moments(45.0, 60.0, 1, handle_cv=handle_cv) == pytest.approx(exact)


def test_kimura_is_exact_for_constant_and_exponential_handle_times() -> None:
    constant = mean_wait_constant(540.0, 60.0, 10)
    exponential = erlang_c(540.0, 60.0, 10, threshold_s=0.0).wait_mean_s

    assert mean_wait_several_agents(540.0, 60.0, 10, 0.0) == pytest.approx(constant, rel=1e-12)
    assert mean_wait_several_agents(540.0, 60.0, 10, 1.0) == pytest.approx(exponential, rel=1e-12)


@pytest.mark.parametrize(("agents", "rho"), [(2, 0.5), (2, 0.9), (5, 0.5), (5, 0.8), (10, 0.7)])
def test_errors_stay_within_those_of_the_guide(agents: int, rho: float) -> None:
    # docs/queueing.md: 2 % at cv^2 = 1/2 and 2, 6 % at cv^2 = 4
    load = agents * rho
    greatest = int(agents + 35 / (1 - rho))
    exact = {
        0.5: mean_wait_erlang_two(load, agents, greatest),
        2.0: mean_wait_two_branches(load, agents, math.sqrt(2), 2 * greatest),
        4.0: mean_wait_two_branches(load, agents, 2.0, 3 * greatest),
    }

    for square, expected in exact.items():
        found = mean_wait_several_agents(load, HOUR_S, agents, math.sqrt(square)) / HOUR_S
        assert found == pytest.approx(expected, rel=0.02 if square < 4 else 0.06), square


def test_regular_arrivals_shorten_the_wait_of_two_moments() -> None:
    poisson = mean_wait_two_moments(540.0, 60.0, 10, handle_cv=1.0)

    assert mean_wait_two_moments(540.0, 60.0, 10, handle_cv=1.0, arrival_cv=0.0) == pytest.approx(
        poisson / 2
    )


def test_exponential_handle_times_give_the_whole_queue_of_erlang_c() -> None:
    found = queue_several_agents(2880.0, 60.0, 50, handle_cv=1.0, threshold_s=20.0)

    expected = erlang_c(2880.0, 60.0, 50, threshold_s=20.0)
    assert found.wait_mean_s == pytest.approx(expected.wait_mean_s)
    assert found.service_level == pytest.approx(expected.service_level)
    assert found.queue_mean == pytest.approx(expected.queue_mean)
    assert found.occupancy == pytest.approx(expected.occupancy)
    assert math.isnan(found.empty_probability)


def test_more_variation_waits_longer() -> None:
    waits = [mean_wait_several_agents(2880.0, 60.0, 50, cv) for cv in (0.0, 0.5, 1.0, 2.0, 10.0)]

    assert waits == sorted(waits)


def test_no_arrivals_are_all_answered_at_once() -> None:
    found = queue_several_agents(0.0, 60.0, 5, handle_cv=2.0, threshold_s=0.0)

    assert (found.wait_mean_s, found.service_level) == (0, 1)


def test_a_negative_variation_and_a_full_load_are_refused() -> None:
    with pytest.raises(InputError, match="handle_cv"):
        mean_wait_several_agents(60.0, 60.0, 5, -0.1)
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        mean_wait_one_agent(60.0, 60.0, 1.0)
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        queue_several_agents(300.0, 60.0, 5, handle_cv=0.5, threshold_s=20.0)
