"""Worked timelines of docs/contact-model.md: what agents do with the contacts they have.

Every number is worked out there by hand from rule M5; both engines must find it.
"""

import numpy as np
import pytest

from engine.domain.scenario import Scenario
from engine.domain.staffing import Inbox, Skill
from engine.domain.traffic import Channel, Transfer, Until
from engine.simulation.conventions import Outcome
from engine.simulation.desk import Records
from tests.simulation.desks import Engine, desk, kind, played, team, turns

SERVED = Outcome.SERVED


def column(rows: Records, name: str) -> list[float]:
    return [round(value, 9) for value in rows[name].tolist()]


def chats(*, slots: int = 3, inbox: Inbox = Inbox.FIRST_COME, **of_class: object) -> Scenario:
    """Return a desk of one agent who answers chats round by round."""
    return desk(
        kinds=[kind(turns=turns(), **of_class)],
        groups=[team(slots=slots, inbox=inbox)],
        by_turns=True,
    )


class TestSharedAttention:
    def test_two_chats_share_an_agent(self, engine: Engine) -> None:
        contacts = [
            {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 10.0},
            {"arrival_s": 30.0, "work_s": 20.0, "reply_s": 5.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts, engine).contacts

        assert column(log, "end_s") == [120.0, 70.0]
        assert column(log, "replied_s") == [10.0, 40.0]

    def test_a_reply_begun_alone_slows_down_when_a_second_chat_opens(self, engine: Engine) -> None:
        contacts = [
            {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 40.0},
            {"arrival_s": 30.0, "work_s": 100.0, "reply_s": 10.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts, engine).contacts

        assert column(log, "replied_s") == [50.0, 50.0]

    def test_a_reply_finished_by_acceleration(self, engine: Engine) -> None:
        # both at half speed to 40, when second ends; first has 20 of 30 replied: alone to 50
        contacts = [
            {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 30.0},
            {"arrival_s": 0.0, "work_s": 20.0, "reply_s": 20.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts, engine).contacts

        assert column(log, "end_s")[1] == 40.0
        assert column(log, "replied_s") == [50.0, 40.0]

    def test_a_reply_that_is_the_whole_work_leaves_with_its_end(self, engine: Engine) -> None:
        contact = {"arrival_s": 0.0, "work_s": 60.0, "reply_s": 60.0}

        log = played(desk(), [contact], engine).contacts

        assert log["replied_s"][0] == log["end_s"][0] == 60.0

    def test_without_reply_work_taking_the_contact_is_the_reply(self, engine: Engine) -> None:
        first = {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 0.0}
        second = {"arrival_s": 10.0, "work_s": 20.0, "reply_s": 0.0}

        log = played(desk(), [first, second], engine).contacts

        assert column(log, "replied_s") == [0.0, 100.0]

    def test_speed_efficiency_and_skill_multiply(self, engine: Engine) -> None:
        slow = team(slots=2, speed=[0.5, 0.4], efficiency=0.5, skills=(Skill("chat", 0.8),))
        contact = {"arrival_s": 0.0, "work_s": 10.0, "reply_s": 4.0}

        log = played(desk(groups=[slow]), [contact], engine).contacts

        assert column(log, "end_s") == [50.0]
        assert column(log, "replied_s") == [20.0]

    def test_wrap_up_keeps_the_slot_and_counts_as_load(self, engine: Engine) -> None:
        contacts = [
            {"arrival_s": 0.0, "work_s": 35.0, "wrap_up_s": 30.0},
            {"arrival_s": 10.0, "work_s": 60.0},
            {"arrival_s": 20.0, "work_s": 10.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts, engine)

        assert column(log.contacts, "end_s") == [60.0, 120.0, 110.0]
        assert column(log.legs, "released_s")[0] == column(log.contacts, "start_s")[2] == 90.0

    def test_three_chats_share_an_agent_whose_shift_ends(self, engine: Engine) -> None:
        """Paces 1, 0.6, 0.4 for one, two, three chats; the shift ends at 50.

        A (work 60, reply 20) has 10 at 10 and 22 at 30: its reply left at 10 + 10 / 0.6. B (30,
        12) has 12 at 30. C (20, 4) joins: its reply leaves at 40. B's other 18 take 45 at pace
        0.4: end at 75. C then lacks 2 at pace 0.6; A, with 18 left, ends alone.
        """
        three = team(slots=3, speed=(1.0, 0.6, 0.4), shifts=((0.0, 50.0),))
        contacts = [
            {"arrival_s": 0.0, "work_s": 60.0, "reply_s": 20.0},
            {"arrival_s": 10.0, "work_s": 30.0, "reply_s": 12.0},
            {"arrival_s": 30.0, "work_s": 20.0, "reply_s": 4.0},
            {"arrival_s": 55.0, "work_s": 5.0},
        ]

        log = played(desk(groups=[three]), contacts, engine).contacts

        assert column(log[:3], "replied_s") == [26.666666667, 30.0, 40.0]
        assert column(log[:3], "end_s") == [96.333333333, 75.0, 78.333333333]
        assert log["outcome"][3] == Outcome.OPEN

    def test_the_end_announced_to_the_former_agent_is_void_after_a_transfer(
        self, engine: Engine
    ) -> None:
        # at the first agent the end of A is announced for 60, then, with B there, for 120, and
        # once B has ended at 40, for 80; at 120, when it is long with the second agent, nothing
        # ends: A needs 100 there
        passed_on = kind(groups=["first"], transfers=(Transfer("second", 1.0),))
        local = kind("local", groups=["first"])
        two = desk(kinds=[passed_on, local], groups=[team("first", slots=2), team("second")])
        contacts = [
            {"arrival_s": 0.0, "onward_work_s": 100.0},
            {"arrival_s": 0.0, "work_s": 20.0, "of": "local"},
        ]

        log = played(two, contacts, engine)

        assert log.contacts["end_s"].tolist() == [180.0, 40.0]


class TestRounds:
    def test_a_chat_goes_by_turns_and_keeps_its_slot(self, engine: Engine) -> None:
        rounds = [(0.0, 10.0), (20.0, 15.0), (30.0, 5.0)]
        contacts = [{"arrival_s": 0.0, "rounds": rounds}, {"arrival_s": 5.0}]

        log = played(chats(slots=1), contacts, engine)

        assert log.rounds["asked_s"].tolist()[:3] == [0.0, 30.0, 75.0]
        assert log.rounds["replied_s"].tolist()[:3] == [10.0, 45.0, 80.0]
        assert log.contacts["replied_s"][0] == 10.0
        assert log.contacts["end_s"][0] == log.contacts["start_s"][1] == 80.0
        assert log.rounds["asked_s"][3] == 5.0  # who waits for a slot has asked on entry

    @pytest.mark.parametrize(
        ("inbox", "replied_s"),
        [
            (Inbox.FIRST_MESSAGES_FIRST, [10.0, 52.0, 32.0, 42.0]),
            (Inbox.FIRST_COME, [10.0, 42.0, 32.0, 52.0]),
        ],
    )
    def test_the_inbox_is_answered_in_the_order_of_the_group(
        self, engine: Engine, inbox: Inbox, replied_s: list[float]
    ) -> None:
        contacts = [
            {"arrival_s": 0.0, "rounds": [(0.0, 10.0), (5.0, 10.0)]},
            {"arrival_s": 12.0, "rounds": [(0.0, 20.0)]},
            {"arrival_s": 20.0, "rounds": [(0.0, 10.0)]},
        ]

        log = played(chats(inbox=inbox), contacts, engine)

        assert log.rounds["replied_s"].tolist() == replied_s

    def test_a_contact_taken_at_the_end_of_another_does_not_jump_the_inbox(
        self, engine: Engine
    ) -> None:
        # C gets the slot of A at 10, when B's message has lain in the inbox since 2
        contacts = [
            {"arrival_s": 0.0, "rounds": [(0.0, 10.0)]},
            {"arrival_s": 2.0, "rounds": [(0.0, 10.0)]},
            {"arrival_s": 1.0, "bot_s": 2.0, "rounds": [(0.0, 10.0)]},
        ]

        log = played(chats(slots=2), contacts, engine)

        assert log.contacts["start_s"].tolist() == [0.0, 10.0, 2.0]
        assert log.contacts["replied_s"].tolist() == [10.0, 30.0, 20.0]

    def test_efficiency_and_skill_shorten_a_reply_but_not_the_thinking(
        self, engine: Engine
    ) -> None:
        skilled = team(efficiency=0.8, skills=(Skill("chat", 0.5),))
        scenario = desk(kinds=[kind(turns=turns())], groups=[skilled], by_turns=True)
        contact = {"arrival_s": 0.0, "rounds": [(0.0, 20.0), (30.0, 10.0)]}

        log = played(scenario, [contact], engine)

        assert log.rounds["replied_s"].tolist() == [50.0, 105.0]

    def test_wrap_up_keeps_the_slot_while_others_are_answered(self, engine: Engine) -> None:
        contacts = [
            {"arrival_s": 0.0, "wrap_up_s": 30.0, "rounds": [(0.0, 10.0)]},
            {"arrival_s": 5.0, "rounds": [(0.0, 10.0)]},
            {"arrival_s": 6.0, "rounds": [(0.0, 10.0)]},
        ]

        log = played(chats(slots=2), contacts, engine)

        assert log.contacts["start_s"].tolist() == [0.0, 5.0, 20.0]
        assert log.contacts["end_s"].tolist() == [10.0, 20.0, 30.0]
        assert log.legs["released_s"].tolist() == [40.0, 20.0, 30.0]

    def test_a_second_agent_begins_with_rounds_of_his_own(self, engine: Engine) -> None:
        passed_on = kind(groups=["first"], turns=turns(), transfers=(Transfer("second", 1.0),))
        two = desk(kinds=[passed_on], groups=[team("first"), team("second")], by_turns=True)
        contact = {
            "arrival_s": 0.0,
            "rounds": [(0.0, 10.0), (20.0, 10.0)],
            "onward_rounds": [(0.0, 5.0), (15.0, 5.0)],
        }

        log = played(two, [contact], engine)

        assert log.rounds["asked_s"].tolist() == [0.0, 30.0, 40.0, 60.0]
        assert log.rounds["replied_s"].tolist() == [10.0, 40.0, 45.0, 65.0]
        assert log.legs["rounds"].tolist() == [2, 2]


class TestPatienceInTheInbox:
    waiting = (
        {"arrival_s": 0.0, "rounds": [(0.0, 100.0)]},
        {"arrival_s": 10.0, "patience_s": 30.0, "rounds": [(0.0, 10.0), (1.0, 1.0)]},
        {"arrival_s": 20.0, "rounds": [(0.0, 10.0)]},
    )

    def test_who_waits_for_a_reply_hangs_up_in_the_inbox(self, engine: Engine) -> None:
        until_reply = chats(slots=2, until=Until.REPLY)

        log = played(until_reply, self.waiting, engine)

        assert log.contacts["outcome"].tolist() == [SERVED, Outcome.ABANDONED, SERVED]
        assert (log.legs["end_s"][1], log.legs["released_s"][1]) == (40.0, 40.0)
        assert log.contacts["start_s"].tolist() == [0.0, 10.0, 40.0]
        assert log.contacts["replied_s"][2] == 110.0
        assert np.isnan(log.contacts["replied_s"][1])

    def test_a_message_stays_in_the_inbox_and_is_answered_shortly(self, engine: Engine) -> None:
        until_reply = chats(slots=2, until=Until.REPLY, stays=True)

        log = played(until_reply, self.waiting, engine)

        assert log.contacts["outcome"].tolist() == [SERVED, Outcome.LATE, SERVED]
        assert log.contacts["gone_s"][1] == 40.0
        assert log.contacts["end_s"].tolist() == [100.0, 105.0, 115.0]
        assert np.isnan(log.rounds["asked_s"][2])  # the second round never came

    def test_who_waits_for_a_slot_only_does_not_mind_the_inbox(self, engine: Engine) -> None:
        log = played(chats(slots=2, until=Until.SLOT), self.waiting, engine)

        assert log.contacts["outcome"].tolist() == [SERVED] * 3

    def test_a_reply_begun_at_the_instant_patience_ends_is_in_time(self, engine: Engine) -> None:
        contacts = [
            {"arrival_s": 0.0, "rounds": [(0.0, 40.0)]},
            {"arrival_s": 10.0, "patience_s": 30.0, "rounds": [(0.0, 10.0)]},
        ]

        log = played(chats(slots=2, until=Until.REPLY), contacts, engine)

        assert log.contacts["replied_s"].tolist() == [40.0, 50.0]


class TestBothLevelsAtOneAgent:
    def test_a_call_and_a_chat_share_slots_but_not_attention(self, engine: Engine) -> None:
        kinds = [kind(turns=turns()), kind("phone", channel=Channel.PHONE)]
        mixed = desk(kinds=kinds, groups=[team(slots=2)], by_turns=True)
        contacts = [
            {"arrival_s": 0.0, "rounds": [(0.0, 20.0), (200.0, 10.0)], "wrap_up_s": 70.0},
            {"arrival_s": 10.0, "of": "phone", "work_s": 120.0, "reply_s": 0.0},
        ]

        log = played(mixed, contacts, engine)

        assert log.rounds["replied_s"].tolist() == [20.0, 230.0]
        assert log.contacts["end_s"].tolist() == [230.0, 250.0]
        assert log.legs["released_s"].tolist() == [300.0, 250.0]
