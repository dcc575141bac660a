"""Worked timelines: every number below is worked out by hand from rules M2 to M10."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.scenario import Scenario
from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.reference import contact_log
from engine.simulation.sampling import Records, sampled_contacts
from tests.simulation.desks import desk, kind, played, team

SERVED, ABANDONED, LATE = Outcome.SERVED, Outcome.ABANDONED, Outcome.LATE


def column(rows: Records, name: str) -> list[float]:
    return [round(value, 9) for value in rows[name].tolist()]


class TestQueue:
    def test_first_come_is_first_served(self) -> None:
        log = played(desk(), [{"arrival_s": t, "work_s": 60.0} for t in (0.0, 10.0, 20.0)])

        assert column(log.made, "start_s") == [0.0, 60.0, 120.0]
        assert column(log.made, "end_s") == [60.0, 120.0, 180.0]

    def test_customer_hangs_up_when_patience_ends_before_a_slot_is_free(self) -> None:
        first = {"arrival_s": 0.0, "work_s": 100.0}
        second = {"arrival_s": 10.0, "patience_s": 30.0}

        log = played(desk(), [first, second]).made

        assert log["outcome"].tolist() == [SERVED, ABANDONED]
        assert log["end_s"][1] == 40.0
        assert log["agent"][1] == NOBODY
        assert np.isnan(log["start_s"][1])

    def test_a_slot_freed_at_the_instant_patience_ends_is_in_time(self) -> None:
        first = {"arrival_s": 0.0, "work_s": 40.0}
        second = {"arrival_s": 10.0, "patience_s": 30.0}

        log = played(desk(), [first, second]).made

        assert log["outcome"].tolist() == [SERVED, SERVED]
        assert log["start_s"][1] == 40.0

    def test_an_agent_freed_at_the_instant_of_an_arrival_takes_it(self) -> None:
        log = played(desk(), [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 60.0}]).made

        assert log["start_s"][1] == 60.0

    def test_a_message_stays_and_is_answered_with_short_work(self) -> None:
        chat = kind(stays=True)
        first = {"arrival_s": 0.0, "work_s": 100.0}
        second = {"arrival_s": 10.0, "patience_s": 30.0, "short_s": 5.0}

        log = played(desk(kinds=[chat]), [first, second]).made

        assert log["outcome"].tolist() == [SERVED, LATE]
        assert log["gone_s"][1] == 40.0
        assert (log["start_s"][1], log["end_s"][1]) == (100.0, 105.0)
        assert log["replied_s"][1] == 105.0
        assert not log["solved"][1]

    def test_higher_priority_is_taken_first(self) -> None:
        kinds = [kind(), kind("vip", priority=1)]
        waiting = [{"arrival_s": 10.0}, {"arrival_s": 20.0, "of": "vip"}]

        log = played(desk(kinds=kinds), [{"arrival_s": 0.0, "work_s": 60.0}, *waiting]).made

        assert log["start_s"].tolist() == [0.0, 120.0, 60.0]

    def test_contact_that_nobody_can_answer_stays_open(self) -> None:
        off_at_noon = desk(groups=[team(shifts=[(0.0, 50.0)])])

        log = played(off_at_noon, [{"arrival_s": 60.0}]).made

        assert log["outcome"].tolist() == [Outcome.OPEN]
        assert np.isnan(log["end_s"][0])

    def test_without_reply_work_taking_the_contact_is_the_reply(self) -> None:
        first = {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 0.0}
        second = {"arrival_s": 10.0, "work_s": 20.0, "reply_s": 0.0}

        log = played(desk(), [first, second]).made

        assert column(log, "replied_s") == [0.0, 100.0]


class TestRouting:
    def test_the_preferred_group_comes_first_and_the_next_one_when_it_is_full(self) -> None:
        chat = kind(groups=["first", "second"])
        desk_of_two = desk(kinds=[chat], groups=[team("second"), team("first")])

        log = played(desk_of_two, [{"arrival_s": 0.0}, {"arrival_s": 1.0}]).made

        assert log["agent"].tolist() == [1, 0]  # agents are numbered in the file's order

    def test_the_least_loaded_agent_takes_the_contact(self) -> None:
        two = desk(groups=[team(agents=2, slots=2)])
        contacts = [{"arrival_s": float(t), "work_s": 600.0} for t in range(4)]

        log = played(two, contacts).made

        assert log["agent"].tolist() == [0, 1, 0, 1]

    def test_among_equals_the_one_longest_without_a_change_comes_first(self) -> None:
        two = desk(groups=[team(agents=2)])
        contacts = [
            {"arrival_s": 0.0, "work_s": 50.0},  # agent 0, free at 50
            {"arrival_s": 1.0, "work_s": 20.0},  # agent 1, free at 21
            {"arrival_s": 60.0},
        ]

        log = played(two, contacts).made

        assert log["agent"].tolist() == [0, 1, 1]

    def test_agents_who_start_together_share_the_queue_evenly(self) -> None:
        two = desk(groups=[team(agents=2, slots=3, shifts=[(100.0, 900.0)])])
        contacts = [{"arrival_s": float(t), "work_s": 60.0} for t in range(4)]

        log = played(two, contacts).made

        assert log["start_s"].tolist() == [100.0] * 4
        assert log["agent"].tolist() == [0, 1, 0, 1]


class TestAttention:
    def test_two_chats_share_an_agent(self) -> None:
        # alone until 30: first has 70 left; both at half speed: second ends at 30 + 2 x 20 = 70,
        # when first has 50 left, which it gets alone: 120
        contacts = [
            {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 10.0},
            {"arrival_s": 30.0, "work_s": 20.0, "reply_s": 5.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts).made

        assert column(log, "end_s") == [120.0, 70.0]
        assert column(log, "replied_s") == [10.0, 40.0]

    def test_a_reply_begun_alone_slows_down_when_a_second_chat_opens(self) -> None:
        # 30 of 40 seconds of reply work done at 30; the other 10 at half speed: 50
        contacts = [
            {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 40.0},
            {"arrival_s": 30.0, "work_s": 100.0, "reply_s": 10.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts).made

        assert column(log, "replied_s") == [50.0, 50.0]

    def test_a_reply_finished_by_acceleration(self) -> None:
        # both at half speed to 40, when second ends; first has 20 of 30 replied: alone to 50
        contacts = [
            {"arrival_s": 0.0, "work_s": 100.0, "reply_s": 30.0},
            {"arrival_s": 0.0, "work_s": 20.0, "reply_s": 20.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts).made

        assert column(log, "end_s")[1] == 40.0
        assert column(log, "replied_s") == [50.0, 40.0]

    def test_a_reply_that_is_the_whole_work_leaves_with_its_end(self) -> None:
        log = played(desk(), [{"arrival_s": 0.0, "work_s": 60.0, "reply_s": 60.0}]).made

        assert log["replied_s"][0] == log["end_s"][0] == 60.0

    def test_speed_and_efficiency_multiply(self) -> None:
        slow = team(slots=2, speed=[0.5, 0.4], efficiency=0.5)

        log = played(desk(groups=[slow]), [{"arrival_s": 0.0, "work_s": 10.0}]).made

        assert log["end_s"][0] == 40.0

    def test_wrap_up_keeps_the_slot_and_counts_as_load(self) -> None:
        # first ends at 60 and wraps up to 90: only then third gets its slot. Second runs at half
        # speed from 10 to 110, when third ends: 50 of 60 done, the last 10 alone: 120
        contacts = [
            {"arrival_s": 0.0, "work_s": 35.0, "wrap_up_s": 30.0},
            {"arrival_s": 10.0, "work_s": 60.0},
            {"arrival_s": 20.0, "work_s": 10.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts).made

        assert column(log, "end_s") == [60.0, 120.0, 110.0]
        assert column(log, "released_s")[0] == column(log, "start_s")[2] == 90.0

    def test_three_chats_share_an_agent_whose_shift_ends(self) -> None:
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

        log = played(desk(groups=[three]), contacts).made

        assert column(log[:3], "replied_s") == [26.666666667, 30.0, 40.0]
        assert column(log[:3], "end_s") == [96.333333333, 75.0, 78.333333333]
        assert log["outcome"][3] == Outcome.OPEN


class TestShifts:
    def test_an_agent_finishes_what_is_open_and_takes_nothing_new(self) -> None:
        off_at_50 = desk(groups=[team(shifts=[(0.0, 50.0)]), team("none", shifts=[(0.0, 1.0)])])

        log = played(off_at_50, [{"arrival_s": 40.0, "work_s": 60.0}, {"arrival_s": 45.0}]).made

        assert log["end_s"][0] == 100.0
        assert log["outcome"].tolist() == [SERVED, Outcome.OPEN]

    def test_an_end_exactly_at_the_end_of_the_shift_frees_nobody(self) -> None:
        off_at_60 = desk(groups=[team(shifts=[(0.0, 60.0)])])

        log = played(off_at_60, [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 10.0}]).made

        assert log["outcome"].tolist() == [SERVED, Outcome.OPEN]

    def test_an_agent_who_is_absent_takes_nothing(self) -> None:
        scenario = desk(absence=0.999999)

        log = played(scenario, [{"arrival_s": 0.0}]).made

        assert log["outcome"].tolist() == [Outcome.OPEN]


class TestReturns:
    def test_a_customer_who_hung_up_tries_again_after_the_delay(self) -> None:
        first = {"arrival_s": 0.0, "work_s": 100.0}
        second = {
            "arrival_s": 10.0, "patience_s": 20.0, "retries": True, "retry_delay_s": 120.0,
            "again_work_s": 60.0, "again_patience_s": 1.0,
        }  # fmt: skip

        log = played(desk(), [first, second]).made

        assert log["outcome"].tolist() == [SERVED, ABANDONED, SERVED]
        assert (log["arrival_s"][2], log["end_s"][2]) == (150.0, 210.0)
        assert log["attempt"].tolist() == [0, 0, 1]

    def test_an_unsolved_contact_comes_back(self) -> None:
        unsolved = {"arrival_s": 0.0, "solved": False, "returns": True, "return_delay_s": 600.0}

        log = played(desk(), [unsolved]).made

        assert column(log, "arrival_s") == [0.0, 660.0]
        assert log["returns"].tolist() == [True, False]

    def test_nobody_makes_more_attempts_than_allowed(self) -> None:
        unsolved = {"returns": True, "solved": False}
        again = {f"again_{name}": value for name, value in unsolved.items()}
        stubborn = {"arrival_s": 0.0, **unsolved, **again}

        log = played(desk(max_attempts=2), [stubborn]).made

        assert log["attempt"].tolist() == [0, 1]
        assert log["returns"].tolist() == [True, False]

    def test_nobody_arrives_after_the_horizon(self) -> None:
        late = {"arrival_s": 0.0, "returns": True, "solved": False, "return_delay_s": 3_600.0}

        log = played(desk(horizon_s=3_600.0), [late]).made

        assert log.size == 1
        assert log["returns"].tolist() == [True]


class TestBot:
    def test_a_contained_contact_ends_with_the_bot_and_may_come_back(self) -> None:
        contained = {
            "arrival_s": 0.0, "bot_s": 30.0, "contained": True, "solved": False,
            "returns": True, "return_delay_s": 60.0,
        }  # fmt: skip

        log = played(desk(), [contained]).made

        assert log["outcome"].tolist() == [Outcome.BOT_ENDED, SERVED]
        assert column(log, "arrival_s") == [0.0, 90.0]
        assert np.isnan(log["entry_s"][0])

    def test_the_others_enter_the_queue_after_the_bot_time(self) -> None:
        log = played(desk(), [{"arrival_s": 0.0, "bot_s": 30.0}]).made

        assert (log["entry_s"][0], log["replied_s"][0], log["end_s"][0]) == (30.0, 40.0, 90.0)


def first_come_waits(scenario: Scenario, seed: int) -> Records:
    sampled = sampled_contacts(scenario, seed=seed, replication=0)
    rows = contact_log(scenario, sampled).made
    waits: Records = rows["start_s"] - rows["entry_s"]
    return waits


class TestLaws:
    @given(seed=st.integers(0, 10_000), agents=st.integers(1, 5))
    def test_one_agent_more_never_lengthens_a_wait_first_come_first_served(
        self, seed: int, agents: int
    ) -> None:
        fewer = desk(kinds=[kind(rate_per_h=120.0)], groups=[team(agents=agents)])
        more = desk(kinds=[kind(rate_per_h=120.0)], groups=[team(agents=agents + 1)])

        assert np.all(first_come_waits(more, seed) <= first_come_waits(fewer, seed) + 1e-9)

    @given(seed=st.integers(0, 10_000), slots=st.integers(1, 4), stays=st.booleans())
    def test_times_are_in_order_and_slots_are_kept(
        self, seed: int, slots: int, stays: bool
    ) -> None:
        chat = kind(rate_per_h=150.0, stays=stays, patience_s=90.0, wrap_up=None)
        scenario = desk(kinds=[chat], groups=[team(agents=2, slots=slots)])

        log = contact_log(scenario, sampled_contacts(scenario, seed=seed, replication=0))

        held = log.made[log.made["agent"] != NOBODY]
        assert np.all(held["entry_s"] <= held["start_s"])
        assert np.all(held["start_s"] <= held["replied_s"])
        assert np.all(held["replied_s"] <= held["end_s"])
        assert np.all(held["end_s"] <= held["released_s"])
        for agent in (0, 1):
            assert most_at_once(held[held["agent"] == agent]) <= slots

    @given(seed=st.integers(0, 10_000))
    def test_work_done_equals_work_asked_for(self, seed: int) -> None:
        # one agent, processor sharing: the agent works at rate 1 while anything is open
        scenario = desk(kinds=[kind(rate_per_h=40.0)], groups=[team(slots=50)])
        sampled = sampled_contacts(scenario, seed=seed, replication=0)

        made = contact_log(scenario, sampled).made

        ends = lindley_ends(made["entry_s"], sampled.attempts["work_s"][:: sampled.attempts_each])
        assert made["end_s"].max(initial=0.0) == pytest.approx(ends.max(initial=0.0), abs=1e-6)


def most_at_once(held: Records) -> int:
    times = np.concatenate((held["released_s"], held["start_s"]))
    steps = np.concatenate((-np.ones(held.size), np.ones(held.size)))
    order = np.lexsort((steps, times))  # a slot freed is there for the contact of that instant
    return int(np.cumsum(steps[order]).max(initial=0))


def lindley_ends(entries_s: Records, works_s: Records) -> Records:
    """Return when one server has done all work so far, whatever the discipline."""
    done = np.cumsum(works_s)
    idle_before: Records = np.maximum.accumulate(entries_s - (done - works_s))
    return done + idle_before
