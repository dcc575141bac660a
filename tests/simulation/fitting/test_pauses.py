"""Pauses of agents."""

import numpy as np
import pytest

from engine.simulation.fitting.observed import ObservedContacts, contacts_of
from engine.simulation.fitting.pauses import fitted_pauses


def one_agent(pause_s: np.ndarray, work_s: float, gap_s: float) -> ObservedContacts:
    """One agent, first come, first served, who pauses after each contact; arrivals every gap."""
    arrival_s, start_s, free_s = np.arange(pause_s.size) * gap_s, [], 0.0
    for at_s, rest_s in zip(arrival_s, pause_s, strict=True):
        start_s.append(max(at_s, free_s))
        free_s = start_s[-1] + work_s + rest_s
    return contacts_of(
        arrival_s=arrival_s,
        served=np.ones(pause_s.size, np.bool_),
        wait_s=np.array(start_s) - arrival_s,
        service_s=np.full(pause_s.size, work_s),
        agent=np.full(pause_s.size, "a"),
    )


def test_pauses_come_back_under_heavy_load() -> None:
    pauses = np.random.default_rng(1).exponential(20, 500)

    found = fitted_pauses(one_agent(pauses, 100, 110), 1800)

    assert found is not None
    assert found.ended > 400
    assert found.mean_s == pytest.approx(pauses.mean(), rel=0.1)


def test_pauses_come_back_although_the_queue_often_empties() -> None:
    """Mean within 4 standard errors (15 %), false alarm 6e-5."""
    pauses = np.random.default_rng(2).exponential(20, 3_000)

    found = fitted_pauses(one_agent(pauses, 100, 123), 1800)

    assert found is not None
    assert found.mean_s == pytest.approx(20, rel=0.15)


def test_without_a_queue_nothing_is_known() -> None:
    assert fitted_pauses(one_agent(np.full(100, 20.0), 100, 500), 1800) is None
