"""Fewest agents: exactly at the border."""

import pytest

from engine.errors import InputError, MethodError
from engine.queueing.erlang import erlang_a, erlang_c
from engine.queueing.fewest_agents import fewest_agents, meets_goals
from engine.queueing.steady_state import Queue


def delay(agents: int) -> Queue:
    return erlang_c(2880.0, 60.0, agents, threshold_s=20.0)


def nearly_saturated(agents: int) -> Queue:
    return erlang_c(4990.0 * 60, 60.0, agents, threshold_s=20.0)


@pytest.mark.parametrize("goal", [0.5, 0.8, 0.95, 0.9999999])
def test_one_agent_less_misses_the_service_level(goal: float) -> None:
    found = fewest_agents(delay, least=49, service_level=goal)

    assert delay(found).service_level >= goal
    assert found == 49 or delay(found - 1).service_level < goal


def test_thousands_of_agents_are_found() -> None:
    found = fewest_agents(nearly_saturated, least=4991, service_level=0.8)

    assert nearly_saturated(found).service_level >= 0.8 > nearly_saturated(found - 1).service_level


def test_the_occupancy_binds_where_it_asks_for_more() -> None:
    assert fewest_agents(delay, least=49, max_occupancy=0.8) == 60
    assert fewest_agents(delay, least=49, service_level=0.8, max_occupancy=0.8) == 60


def test_with_abandonment_fewer_agents_than_the_load_may_do() -> None:
    def impatient(agents: int) -> Queue:
        return erlang_a(2880.0, 60.0, agents, patience_s=60.0, threshold_s=20.0)

    assert fewest_agents(impatient, service_level=0.5) < 48


def test_goals_are_met_at_equality() -> None:
    queue = Queue(0.1, 1.0, 0.8, 0.0, 0.75, 0.1, 0.1)

    assert meets_goals(queue, 0.8, 0.75)
    assert not meets_goals(queue, 0.81, None)
    assert not meets_goals(queue, None, 0.7)


@pytest.mark.parametrize(
    ("service_level", "max_occupancy"), [(0.0, None), (1.0, None), (None, 1.1), (float("nan"), 0.5)]
)
def test_a_goal_that_nobody_can_ask_for_is_refused(
    service_level: float | None, max_occupancy: float | None
) -> None:
    with pytest.raises(InputError, match=r"queueing\.goal"):
        fewest_agents(delay, least=49, service_level=service_level, max_occupancy=max_occupancy)


def test_no_goal_is_refused() -> None:
    with pytest.raises(InputError, match=r"queueing\.no_goal"):
        fewest_agents(delay, least=49)


def test_a_goal_beyond_a_million_agents_is_an_honest_no() -> None:
    never = Queue(1.0, 1.0, 0.1, 0.0, 1.0, 1.0, 0.0)

    with pytest.raises(MethodError, match=r"queueing\.no_number"):
        fewest_agents(lambda _: never, service_level=0.5)
