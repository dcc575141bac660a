"""Wrap-up, transfers, and an announced end that another one has made void."""

from engine.domain.traffic import Transfer
from engine.simulation.conventions import Outcome
from engine.simulation.kernel import contact_log
from tests.simulation.desks import NEVER, desk, kind, played, team


def test_wrap_up_keeps_the_slot_of_the_agent_who_passed_the_contact_on() -> None:
    kinds = [kind(groups=["first"], transfers=(Transfer("second", 1.0),))]
    groups = [team("first"), team("second")]
    contacts = [
        {"arrival_s": 0.0, "work_s": 50.0, "wrap_up_s": 30.0, "onward_work_s": 5.0},
        {"arrival_s": 1.0, "work_s": 50.0, "transfer": NEVER},
    ]

    log = played(desk(kinds=kinds, groups=groups), contacts, contact_log)

    assert log.legs["contact"].tolist() == [0, 0, 1]
    assert log.legs["agent"].tolist() == [0, 1, 0]
    assert log.legs["released_s"].tolist() == [80.0, 55.0, 130.0]
    assert log.contacts["end_s"].tolist() == [55.0, 130.0]


def test_an_end_that_a_later_change_moved_does_not_happen() -> None:
    contacts = [
        {"arrival_s": 0.0, "work_s": 40.0},  # alone it would end at 40
        {"arrival_s": 20.0, "work_s": 100.0},
    ]

    log = played(desk(groups=[team(slots=2)]), contacts, contact_log)

    assert log.contacts["outcome"].tolist() == [Outcome.SERVED, Outcome.SERVED]
    assert log.contacts["end_s"].tolist() == [60.0, 140.0]
    assert log.events == 7  # duty on and off, arrivals, ends: announced at 0, 20 and 60
