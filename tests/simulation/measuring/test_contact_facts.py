"""What measures read of a contact: when it left the queue, who answered it, who has it."""

import numpy as np

from engine.domain.traffic import Offline, OnPatience, Transfer, Until
from engine.simulation.measuring.contact_facts import ContactFacts, contact_facts, leg_facts
from engine.simulation.measuring.time_bins import TimeBins
from tests.simulation.desks import NEVER, Value, desk, kind, played, team, turns


def facts(scenario, *contacts: dict[str, Value]) -> ContactFacts:  # type: ignore[no-untyped-def]  # of a test
    log = played(scenario, contacts)
    bins = TimeBins(np.array([0.0, scenario.horizon_s]))
    return contact_facts(scenario, bins, log, leg_facts(scenario, log))


def test_a_contact_leaves_the_queue_for_a_slot_or_by_hanging_up() -> None:
    found = facts(
        desk(),
        {"arrival_s": 0.0},
        {"arrival_s": 10.0},
        {"arrival_s": 20.0, "patience_s": 15.0},
    )

    assert found.left_s.tolist() == [0.0, 60.0, 35.0]
    assert found.wait_s.tolist() == [0.0, 50.0, 15.0]
    assert found.answered.tolist() == [True, True, False]
    assert found.response_s[:2].tolist() == [10.0, 60.0]


def test_who_waits_at_the_end_waits_for_ever() -> None:
    found = facts(desk(groups=[team(shifts=[(0.0, 5.0)])]), {"arrival_s": 10.0})

    assert found.wait_s.tolist() == [np.inf]
    assert not found.taken[0]
    assert found.offline[0]


def test_who_hangs_up_in_an_inbox_was_taken_and_not_answered() -> None:
    chat = kind(turns=turns(), patience_s=1.0, until=Until.REPLY)
    scenario = desk(kinds=[chat], groups=[team(slots=2)], by_turns=True)

    found = facts(
        scenario,
        {"arrival_s": 0.0, "rounds": ((0.0, 50.0),)},
        {"arrival_s": 5.0, "rounds": ((0.0, 50.0),), "patience_s": 20.0},
    )

    assert found.taken.tolist() == [True, True]
    assert found.answered.tolist() == [True, False]
    assert found.wait_s.tolist() == [0.0, 20.0]


def test_a_blocked_contact_never_entered() -> None:
    found = facts(desk(kinds=[kind(waiting_room=0)]), {"arrival_s": 0.0}, {"arrival_s": 1.0})

    assert found.entered.tolist() == [True, False]
    assert found.offered.tolist() == [True, True]
    assert np.isnan(found.wait_s[1])


def test_a_transferred_contact_belongs_to_the_group_that_took_it_first() -> None:
    scenario = desk(
        kinds=[kind(groups=["a"], transfers=(Transfer("b", 1.0),))],
        groups=[team("a"), team("b", agents=0)],
    )

    found = facts(scenario, {"arrival_s": 0.0}, {"arrival_s": 5.0, "transfer": NEVER})

    # nobody of group b ever comes: passed on, never taken again
    assert found.transferred.tolist() == [True, False]
    assert found.kinds.tolist() == [0, 0]
    assert found.answered.tolist() == [True, True]


def test_the_reply_to_a_message_whose_buyer_left_is_not_one_that_he_saw() -> None:
    chat = kind(offline=Offline.MESSAGE, stays=True)
    assert chat.patience.on_patience is OnPatience.MESSAGE_STAYS
    scenario = desk(kinds=[chat], groups=[team(shifts=[(100.0, 900.0)])])

    found = facts(scenario, {"arrival_s": 10.0}, {"arrival_s": 200.0})

    assert found.there.tolist() == [False, True]
    assert np.isfinite(found.replied_s).all()
