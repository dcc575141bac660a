"""Questions to people: every round that was asked, and first questions where none are logged."""

import numpy as np

from engine.domain.traffic import Channel, Transfer
from engine.simulation.measuring.contact_facts import contact_facts, leg_facts
from engine.simulation.measuring.rounds import Rounds, kinds_of, rounds_of
from engine.simulation.measuring.time_bins import TimeBins
from tests.simulation.desks import Value, desk, kind, played, team, turns


def asked(scenario, *contacts: dict[str, Value]) -> Rounds:  # type: ignore[no-untyped-def]  # of a test
    log = played(scenario, contacts)
    bins = TimeBins(np.array([0.0, scenario.horizon_s]))
    return rounds_of(log, contact_facts(scenario, bins, log, leg_facts(scenario, log)))


def test_each_round_of_a_chat_and_the_first_question_of_everyone_else() -> None:
    scenario = desk(kinds=[kind(turns=turns()), kind("call", channel=Channel.PHONE)], by_turns=True)

    found = asked(
        scenario,
        {"arrival_s": 0.0, "rounds": ((0.0, 10.0), (5.0, 20.0))},
        {"arrival_s": 1.0, "rounds": ((0.0, 10.0),), "patience_s": 3.0},
        {"arrival_s": 2.0, "of": "call", "reply_s": 4.0},
    )

    rows = sorted(zip(found.contact.tolist(), found.asked_s.tolist(), strict=True))
    assert rows == [(0, 0.0), (0, 15.0), (1, 1.0), (2, 2.0)]
    by_contact = dict(zip(found.contact.tolist(), found.replied_s.tolist(), strict=True))
    assert np.isnan(by_contact[1])
    assert found.first.tolist().count(True) == 3


def test_a_round_after_a_transfer_is_no_first_one_and_belongs_to_the_next_group() -> None:
    chat = kind(groups=["a"], turns=turns(), transfers=(Transfer("b", 1.0),))
    scenario = desk(kinds=[chat], groups=[team("a"), team("b")], by_turns=True)
    log = played(scenario, [{"arrival_s": 0.0, "rounds": ((0.0, 10.0),)}])
    legs = leg_facts(scenario, log)
    facts = contact_facts(scenario, TimeBins(np.array([0.0, 3_600.0])), log, legs)

    found = rounds_of(log, facts)

    assert found.first.tolist() == [True, False]
    assert kinds_of(facts, legs, found.contact, found.leg).tolist() == [0, 1]
