"""Meetings with the last agent against brute force, and against chance."""

from itertools import permutations

import numpy as np
import pytest

from engine.evidence.dispatch_repeats import (
    SameAgent,
    _moments,
    last_agents,
    meetings_note,
    same_agent,
)
from engine.evidence.dispatch_windows import DispatchRows, dispatch_rows
from tests.evidence.dispatch_samples import PLAIN, dealt


def test_mean_and_variance_are_those_of_all_shuffles() -> None:
    agent, last = np.array([0, 0, 1, 2, 1]), np.array([0, 1, -1, 0, 1])
    ones = np.ones(5)
    rows = DispatchRows(np.arange(5), np.zeros(5, np.int64), agent, ones, ones, 1, ("a", "b", "c"))

    mean, variance = _moments(rows, np.array([0, 1]), np.array([2, 2]), np.array([2, 2]))

    met = [sum(a == b for a, b in zip(order, last, strict=True)) for order in permutations(agent)]
    assert mean == pytest.approx(np.mean(met))
    assert variance == pytest.approx(np.var(met))


def test_the_last_agent_is_that_of_an_earlier_window() -> None:
    window = np.array([0, 0, 1, 1])
    ones = np.ones(4)
    rows = DispatchRows(
        np.arange(4), window, np.array([0, 1, 1, 0]), ones, np.arange(4.0), 2, ("a", "b")
    )
    customer = np.array(["x", "x", "x", None], dtype=object)

    assert last_agents(rows, customer).tolist() == [-1, -1, 1, -1]


@pytest.mark.parametrize("customers", [400, 60_000])
def test_random_dispatch_meets_the_last_agent_by_chance(customers: int) -> None:
    rng = np.random.default_rng(1)
    rows = dispatch_rows(dealt(rng, 8000), PLAIN)

    found = same_agent(rows, rng.integers(0, customers, 8000), rng)

    assert found is not None
    assert found.p_value > 0.01
    assert found.share == pytest.approx(found.expected, abs=0.15)


def test_customers_who_never_return_say_nothing() -> None:
    rng = np.random.default_rng(2)
    rows = dispatch_rows(dealt(rng, 1000), PLAIN)

    assert same_agent(rows, np.arange(1000), rng) is None


def test_latest_agent_first_is_seen() -> None:
    rng = np.random.default_rng(3)
    table = dealt(rng, 8000, pools=1)
    rows = dispatch_rows(table, PLAIN)
    customer = rng.integers(0, 1500, 8000)
    last = last_agents(rows, customer)
    # one in five returning contacts goes to the last agent
    sticky = np.where((last >= 0) & (rng.random(len(rows)) < 0.2), last, rows.agent)
    moved = DispatchRows(
        rows.rows, rows.window, sticky, rows.weights, rows.time_s, rows.windows, rows.agents
    )

    found = same_agent(moved, customer, rng)

    assert found is not None
    assert found.p_value < 1e-6
    assert found.share > found.expected


@pytest.mark.parametrize(
    ("share", "uneven", "key"),
    [
        (0.60, (), "dispatch_last_agent"),
        (0.137, ("kind",), "dispatch_last_agent_covariates"),
        (0.137, (), "dispatch_last_agent_slight"),
    ],
)
def test_a_small_excess_is_no_rule(share: float, uneven: tuple[str, ...], key: str) -> None:
    same = SameAgent(5000, share, 0.121, 1e-4, np.zeros(1, dtype=np.bool_))

    assert meetings_note(same, uneven).sentence.key == f"finding.evidence.{key}"
