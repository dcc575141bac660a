"""Shifts, and who is served when slots are free again."""

from engine.domain.traffic import Offline
from engine.simulation.conventions import Outcome
from engine.simulation.kernel import contact_log
from tests.simulation.desks import desk, kind, played, team


def test_higher_priority_then_first_come_across_queues() -> None:
    kinds = [kind(), kind("vip", priority=1), kind("other")]
    waiting = [
        {"arrival_s": 1.0, "of": "other"},
        {"arrival_s": 2.0},
        {"arrival_s": 3.0, "of": "vip"},
        {"arrival_s": 4.0, "of": "other"},
    ]

    log = played(desk(kinds=kinds), [{"arrival_s": 0.0}, *waiting], contact_log)

    assert log.legs["contact"].tolist() == [0, 3, 1, 2, 4]


def test_the_queue_is_cleared_when_the_last_agent_goes() -> None:
    scenario = desk(
        kinds=[kind(offline=Offline.CLEARED)], groups=[team(shifts=[(0.0, 50.0), (200.0, 900.0)])]
    )
    contacts = [{"arrival_s": t, "work_s": 300.0} for t in (0.0, 10.0, 60.0, 200.0)]

    log = played(scenario, contacts, contact_log).contacts

    gone = Outcome.CLEARED
    assert log["outcome"].tolist() == [Outcome.SERVED, gone, gone, Outcome.SERVED]
    assert log["end_s"][1:3].tolist() == [50.0, 60.0]
    assert log["offline"].tolist() == [False, False, True, False]


def test_those_who_wait_at_opening_are_shared_by_all_who_come_on() -> None:
    morning = desk(groups=[team(agents=2, slots=2, shifts=[(100.0, 900.0)])])
    contacts = [{"arrival_s": float(n)} for n in range(4)]

    log = played(morning, contacts, contact_log)

    assert log.legs["agent"].tolist() == [0, 1, 0, 1]
    assert set(log.legs["start_s"].tolist()) == {100.0}
