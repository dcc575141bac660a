"""Retrials: the closed formula of one agent, brute force, and both ends of the probability."""

import numpy as np
import pytest

from engine.errors import InputError, MethodError
from engine.queueing.erlang import blocking
from engine.queueing.retrials import Retrials, with_retrials


def whole_chain(load: float, agents: int, retry: float, again: float, cut: int) -> Retrials:
    """Return the same by the balance of every state at once."""
    states = [(j, i) for j in range(cut + 1) for i in range(agents + 1)]
    place = {state: index for index, state in enumerate(states)}
    rates = np.zeros((len(states),) * 2)
    for (orbit, busy), index in place.items():
        moves = [((orbit, busy - 1), float(busy))]
        if busy < agents:
            moves += [((orbit, busy + 1), load), ((orbit - 1, busy + 1), orbit * retry)]
        else:
            moves += [((orbit + 1, busy), load * again)]
            moves += [((orbit - 1, busy), orbit * retry * (1 - again))]
        for target, rate in moves:
            if target in place and rate > 0:
                rates[index, place[target]] += rate
                rates[index, index] -= rate
    rates[:, 0] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    shares = np.linalg.solve(rates.T, right).reshape(cut + 1, agents + 1)
    busy_mean = float(shares.sum(axis=0) @ np.arange(agents + 1))
    orbit_mean = float(shares.sum(axis=1) @ np.arange(cut + 1))
    return Retrials(float(shares[:, -1].sum()), orbit_mean, busy_mean, 1 - busy_mean / load)


@pytest.mark.parametrize(
    ("load", "agents", "again"), [(1.6, 3, 1.0), (5.0, 3, 0.8), (2.0, 4, 0.3), (0.5, 3, 0.999)]
)
def test_levels_give_the_whole_chain(load: float, agents: int, again: float) -> None:
    expected = whole_chain(load, agents, retry=0.7, again=again, cut=220)

    found = with_retrials(load * 60, 60.0, agents, retry_delay_s=60 / 0.7, retry_probability=again)

    assert found.blocking == pytest.approx(expected.blocking, rel=1e-9)
    assert found.orbit_mean == pytest.approx(expected.orbit_mean, rel=1e-9)
    assert found.busy_mean == pytest.approx(expected.busy_mean, rel=1e-9)
    assert found.lost == pytest.approx(expected.lost, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("rho", [0.2, 0.7, 0.98])
def test_one_agent_is_the_closed_formula(rho: float) -> None:
    # Falin and Templeton, section 1.2: orbit mean rho^2 / (1 - rho) + rho lambda / (mu2 (1 - rho))
    found = with_retrials(rho * 60, 60.0, 1, retry_delay_s=120.0)

    assert found.blocking == pytest.approx(rho, rel=1e-9)
    assert found.orbit_mean == pytest.approx((rho**2 + rho * rho * 2) / (1 - rho), rel=1e-8)


def test_nobody_trying_again_is_erlang_b() -> None:
    found = with_retrials(480.0, 60.0, 10, retry_delay_s=120.0, retry_probability=0.0)

    assert found.blocking == pytest.approx(blocking(8.0, 10), rel=1e-11)
    assert found.lost == pytest.approx(blocking(8.0, 10), rel=1e-11)
    assert found.orbit_mean == 0


def test_everybody_trying_again_serves_everybody() -> None:
    found = with_retrials(480.0, 60.0, 10, retry_delay_s=30.0)

    assert found.busy_mean == pytest.approx(8, rel=1e-11)
    assert found.lost == 0


@pytest.mark.parametrize(
    ("rate_per_h", "agents", "delay_s", "again"),
    [(18_000.0, 200, 60.0, 0.9), (11_400.0, 200, 60.0, 1.0), (600.0, 5, 6.0, 0.97)],
)
def test_who_is_not_lost_is_served_through_a_thousand_levels(
    rate_per_h: float, agents: int, delay_s: float, again: float
) -> None:
    found = with_retrials(rate_per_h, 60.0, agents, retry_delay_s=delay_s, retry_probability=again)

    load = rate_per_h / 60
    retries = load * found.lost / (1 - again) * again if again < 1 else None
    assert found.busy_mean == pytest.approx(load * (1 - found.lost), rel=1e-10)
    if retries is not None:  # each blocked attempt that is tried again waits its delay
        assert found.orbit_mean == pytest.approx(retries * delay_s / 60, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agents": 201}, "too_many_agents"),
        ({"retry_delay_s": 0.0}, "not_positive.*retry_delay_s"),
        ({"retry_probability": 1.2}, "share.*retry_probability"),
        ({"arrival_rate_per_h": 0.0}, "not_positive.*arrival_rate_per_h"),
    ],
)
def test_an_argument_out_of_range_is_named(changes: dict[str, float], code: str) -> None:
    given = {
        "arrival_rate_per_h": 60.0,
        "handle_time_s": 60.0,
        "agents": 5,
        "retry_delay_s": 60.0,
        "retry_probability": 1.0,
    }

    with pytest.raises(InputError, match=code):
        with_retrials(**(given | changes))  # type: ignore[arg-type]  # one of them is wrong


def test_an_overload_of_customers_who_never_give_up_is_refused() -> None:
    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        with_retrials(600.0, 60.0, 10, retry_delay_s=60.0)


def test_an_orbit_too_long_to_be_followed_is_said() -> None:
    with pytest.raises(MethodError, match=r"queueing\.long_orbit"):
        with_retrials(59.9999, 60.0, 1, retry_delay_s=60.0)
