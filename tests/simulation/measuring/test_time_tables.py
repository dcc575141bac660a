"""Waiting, its longest queue, the fullest agent, and states of the whole desk: by hand."""

import numpy as np

from engine.domain.traffic import Transfer
from engine.simulation.desk_plan import desk_plan
from engine.simulation.measuring.contact_facts import contact_facts, leg_facts
from engine.simulation.measuring.measurement import measure_plan
from engine.simulation.measuring.presence import agent_times
from engine.simulation.measuring.time_tables import (
    agent_seconds,
    contact_times,
    desk_states,
    fullest_agents,
    longest_queues,
    seconds_after,
    waiting_of,
)
from tests.simulation.desks import desk, kind, played, team

CHAT = kind(groups=["a"], transfers=(Transfer("b", 1.0),))
SCENARIO = desk(
    kinds=[CHAT],
    groups=[team("a", shifts=[(0.0, 500.0)]), team("b", shifts=[(300.0, 590.0)])],
    horizon_s=600.0,
    interval_s=600.0,
)
LAYOUT = measure_plan(SCENARIO).layout
# the first is served by a until 100, passed on, waits for b until 300, is served until 340; the
# second waits for a until 100, is served until 200, waits for b until 340, is served until 640
CONTACTS = (
    {"arrival_s": 0.0, "work_s": 100.0, "onward_work_s": 40.0},
    {"arrival_s": 50.0, "work_s": 100.0, "onward_work_s": 300.0},
)
LOG = played(SCENARIO, CONTACTS)
LEGS = leg_facts(SCENARIO, LOG)
FACTS = contact_facts(SCENARIO, LAYOUT.bins, LOG, LEGS)
WAITING = waiting_of(FACTS, LEGS)
TIMES = agent_times(desk_plan(SCENARIO).full, LOG.agents, LEGS)


def test_a_contact_waits_for_a_slot_and_again_after_a_transfer() -> None:
    spans = sorted(zip(WAITING.start_s.tolist(), WAITING.end_s.tolist(), strict=True))

    assert spans == [(50.0, 100.0), (100.0, 300.0), (200.0, 340.0)]


def test_seconds_of_contacts_are_cut_at_the_horizon() -> None:
    seconds, at_edges = contact_times(LAYOUT, FACTS, LEGS, WAITING)

    assert seconds["queue_s"].sum() == 50.0 + 200.0 + 140.0
    assert seconds["open_s"].sum() == 100.0 + 100.0 + 40.0 + 260.0
    assert seconds["delay_s"].sum() == 0.0
    assert at_edges.sum() == 0.0


def test_seconds_of_agents_by_group() -> None:
    seconds = agent_seconds(LAYOUT, TIMES)

    assert seconds["busy_s"].tolist() == [[200.0, 300.0]]
    assert seconds["scheduled_s"].tolist() == [[500.0, 290.0]]
    assert seconds["staffed_s"].tolist() == [[500.0, 300.0]]
    assert seconds_after(LAYOUT, TIMES.busy).tolist() == [0.0, 40.0]


def test_states_of_the_desk_and_of_each_group() -> None:
    states = desk_states(LAYOUT, TIMES, WAITING)

    part = {scope.key: int(p) for scope, p in zip(LAYOUT.scopes, LAYOUT.part_of, strict=True)}
    told = {name: seconds.sum(axis=0) for name, seconds in states.items()}
    assert told["manned_s"][part["day"]] == 590.0
    assert told["manned_s"][part["day/group:b"]] == 290.0
    assert told["open_to_all_s"][part["day"]] == 300.0  # a from 200 to 500; b is never free
    assert told["open_to_all_s"][part["day/group:a"]] == 300.0
    assert told["in_use_s"][part["day"]] == 600.0
    assert told["in_use_s"][part["day/class:chat"]] == 0.0


def test_longest_queue_and_fullest_agent() -> None:
    whole = int(LAYOUT.part_of[0])

    assert longest_queues(LAYOUT, WAITING)[:, whole].tolist() == [2.0]
    assert fullest_agents(LAYOUT, LEGS)[:, whole].tolist() == [1.0]
    assert np.array_equal(fullest_agents(LAYOUT, LEGS).max(axis=1), [1.0])
