"""Attention shared at rate level, one message at a time at turn level (M5)."""

from engine.domain.staffing import Inbox
from engine.simulation.kernel import contact_log
from tests.simulation.desks import desk, kind, played, team, turns


def test_two_open_contacts_share_attention() -> None:
    contacts = [
        {"arrival_s": 0.0, "work_s": 60.0, "reply_s": 40.0},
        {"arrival_s": 20.0, "work_s": 60.0, "reply_s": 10.0},
    ]

    log = played(desk(groups=[team(slots=2)]), contacts, contact_log).contacts

    assert log["replied_s"].tolist() == [60.0, 40.0]
    assert log["end_s"].tolist() == [100.0, 120.0]


def test_first_messages_are_answered_first_if_the_group_does_so() -> None:
    contacts = [
        {"arrival_s": 0.0, "rounds": [(0.0, 10.0), (5.0, 10.0)]},
        {"arrival_s": 1.0, "rounds": [(0.0, 20.0)]},
        {"arrival_s": 20.0, "rounds": [(0.0, 10.0)]},
    ]
    replied = {}
    for inbox in Inbox:
        group = team(slots=3, inbox=inbox)
        scenario = desk(kinds=[kind(turns=turns())], groups=[group], by_turns=True)
        log = played(scenario, contacts, contact_log)
        replied[inbox] = log.rounds["replied_s"].tolist()

    assert replied[Inbox.FIRST_MESSAGES_FIRST] == [10.0, 50.0, 30.0, 40.0]
    assert replied[Inbox.FIRST_COME] == [10.0, 40.0, 30.0, 50.0]
