"""Worked timelines of docs/contact-model.md: the way to an agent, and what comes after.

Every number is worked out there by hand from rules M2 to M10; both engines must find it.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.scenario import Scenario
from engine.domain.staffing import Skill
from engine.domain.traffic import Dispatch, Offline, Repeat, Transfer
from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.desk import Records
from engine.simulation.desk_plan import desk_of
from engine.simulation.reference import contact_log
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import (
    NEVER,
    Engine,
    desk,
    exponential,
    kind,
    played,
    team,
    turns,
    written,
)

SERVED, ABANDONED, LATE = Outcome.SERVED, Outcome.ABANDONED, Outcome.LATE


def column(rows: Records, name: str) -> list[float]:
    return [round(value, 9) for value in rows[name].tolist()]


class TestBot:
    def test_a_contained_contact_ends_with_the_bot_and_may_come_back(self, engine: Engine) -> None:
        contained = {
            "arrival_s": 0.0, "bot_s": 30.0, "contained": True,
            "bot_returns": True, "bot_return_delay_s": 60.0,
        }  # fmt: skip

        log = played(desk(), [contained], engine).contacts

        assert log["outcome"].tolist() == [Outcome.BOT_ENDED, SERVED]
        assert column(log, "arrival_s") == [0.0, 90.0]
        assert np.isnan(log["entry_s"][0])
        assert (log["end_s"][0], log["back_s"][0]) == (30.0, 90.0)
        assert log["solved"].tolist() == [False, True]

    def test_a_contact_that_the_bot_solved_does_not_come_back(self, engine: Engine) -> None:
        solved = {"arrival_s": 0.0, "contained": True, "bot_solved": True, "bot_returns": True}

        log = played(desk(), [solved], engine).contacts

        assert log["outcome"].tolist() == [Outcome.BOT_ENDED]
        assert log["solved"].tolist() == [True]

    def test_the_others_enter_the_queue_after_the_bot_time(self, engine: Engine) -> None:
        log = played(desk(), [{"arrival_s": 0.0, "bot_s": 30.0}], engine).contacts

        assert (log["entry_s"][0], log["replied_s"][0], log["end_s"][0]) == (30.0, 40.0, 90.0)


class TestPatience:
    def test_customer_hangs_up_when_patience_ends_before_a_slot_is_free(
        self, engine: Engine
    ) -> None:
        first = {"arrival_s": 0.0, "work_s": 100.0}
        second = {"arrival_s": 10.0, "patience_s": 30.0}

        log = played(desk(), [first, second], engine)

        assert log.contacts["outcome"].tolist() == [SERVED, ABANDONED]
        assert log.contacts["end_s"][1] == 40.0
        assert log.contacts["leg"].tolist() == [0, NOBODY]
        assert log.legs.size == 1
        assert np.isnan(log.contacts["start_s"][1])

    def test_a_slot_freed_at_the_instant_patience_ends_is_in_time(self, engine: Engine) -> None:
        first = {"arrival_s": 0.0, "work_s": 40.0}
        second = {"arrival_s": 10.0, "patience_s": 30.0}

        log = played(desk(), [first, second], engine).contacts

        assert log["outcome"].tolist() == [SERVED, SERVED]
        assert log["start_s"][1] == 40.0

    def test_a_message_stays_and_is_answered_with_short_work(self, engine: Engine) -> None:
        chat = kind(stays=True)
        first = {"arrival_s": 0.0, "work_s": 100.0}
        second = {"arrival_s": 10.0, "patience_s": 30.0, "short_s": 5.0}

        log = played(desk(kinds=[chat]), [first, second], engine).contacts

        assert log["outcome"].tolist() == [SERVED, LATE]
        assert log["gone_s"][1] == 40.0
        assert (log["start_s"][1], log["end_s"][1]) == (100.0, 105.0)
        assert log["replied_s"][1] == 105.0
        assert not log["solved"][1]

    @pytest.mark.parametrize("stays", [False, True])
    def test_who_leaves_a_message_after_a_fixed_wait_goes_and_does_not_try_again(
        self, engine: Engine, stays: bool
    ) -> None:
        first = {"arrival_s": 0.0, "work_s": 100.0}
        second = {"arrival_s": 10.0, "patience_s": 30.0, "leaves_message": True, "retries": True}

        log = played(desk(kinds=[kind(stays=stays)]), [first, second], engine).contacts

        assert log["outcome"].tolist() == [SERVED, Outcome.MESSAGE]
        assert log["end_s"][1] == 40.0
        assert np.isnan([log["gone_s"][1], log["back_s"][1]]).all()

    def test_who_finds_the_waiting_room_full_is_blocked_and_may_try_again(
        self, engine: Engine
    ) -> None:
        room_for_one = desk(kinds=[kind(waiting_room=1)])
        first = {"arrival_s": 0.0, "work_s": 100.0}
        third = {"arrival_s": 20.0, "retries": True, "retry_delay_s": 100.0}

        log = played(room_for_one, [first, {"arrival_s": 10.0}, third], engine).contacts

        assert log["outcome"].tolist() == [SERVED, SERVED, Outcome.BLOCKED, SERVED]
        assert (log["end_s"][2], log["back_s"][2]) == (20.0, 120.0)
        assert (log["arrival_s"][3], log["start_s"][3], log["attempt"][3]) == (120.0, 160.0, 1)

    def test_without_a_waiting_room_nobody_waits(self, engine: Engine) -> None:
        contacts = [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 59.0}, {"arrival_s": 60.0}]

        log = played(desk(kinds=[kind(waiting_room=0)]), contacts, engine).contacts

        assert log["outcome"].tolist() == [SERVED, Outcome.BLOCKED, SERVED]

    def test_who_hung_up_tries_again_after_the_delay(self, engine: Engine) -> None:
        first = {"arrival_s": 0.0, "work_s": 100.0}
        second = {
            "arrival_s": 10.0, "patience_s": 20.0, "retries": True, "retry_delay_s": 120.0,
            "again_patience_s": 1.0,
        }  # fmt: skip

        log = played(desk(), [first, second], engine).contacts

        assert log["outcome"].tolist() == [SERVED, ABANDONED, SERVED]
        assert (log["arrival_s"][2], log["end_s"][2]) == (150.0, 210.0)
        assert log["attempt"].tolist() == [0, 0, 1]
        assert log["customer"].tolist() == [0, 1, 1]


class TestNobodyOnDuty:
    def test_a_contact_is_left_as_a_message_waits_or_is_cleared(self, engine: Engine) -> None:
        kinds = [kind(rule.value, offline=rule) for rule in Offline]
        closed_to_100 = desk(kinds=kinds, groups=[team(shifts=[(100.0, 900.0)])])
        contacts = [
            {"arrival_s": 40.0, "of": "message"},
            {"arrival_s": 50.0, "of": "waits", "patience_s": 30.0},
            {"arrival_s": 60.0, "of": "cleared"},
            {"arrival_s": 70.0, "of": "waits"},
        ]

        log = played(closed_to_100, contacts, engine).contacts

        assert log["outcome"].tolist() == [LATE, ABANDONED, Outcome.CLEARED, SERVED]
        assert column(log, "end_s") == [105.0, 80.0, 60.0, 165.0]
        assert log["gone_s"][0] == 40.0
        assert log["offline"].all()

    def test_a_message_left_at_closed_doors_is_never_blocked(self, engine: Engine) -> None:
        closed = desk(
            kinds=[kind(offline=Offline.MESSAGE, waiting_room=0)],
            groups=[team(shifts=[(100.0, 900.0)])],
        )

        log = played(closed, [{"arrival_s": 0.0}], engine).contacts

        assert log["outcome"].tolist() == [LATE]

    def test_the_queue_is_emptied_when_the_last_agent_goes(self, engine: Engine) -> None:
        kinds = [kind(rule.value, offline=rule) for rule in Offline]
        two_days = desk(kinds=kinds, groups=[team(shifts=[(0.0, 100.0), (500.0, 900.0)])])
        contacts = [
            {"arrival_s": 0.0, "of": "waits", "work_s": 150.0},
            {"arrival_s": 10.0, "of": "cleared", "retries": True},
            {"arrival_s": 20.0, "of": "message"},
            {"arrival_s": 30.0, "of": "waits"},
        ]

        log = played(two_days, contacts, engine).contacts

        assert log["outcome"].tolist() == [SERVED, Outcome.CLEARED, LATE, SERVED]
        assert column(log, "end_s") == [150.0, 100.0, 505.0, 565.0]
        assert log["gone_s"][2] == 100.0
        assert not log["offline"].any()

    def test_a_contact_that_nobody_can_answer_stays_open(self, engine: Engine) -> None:
        off_at_50 = desk(groups=[team(shifts=[(0.0, 50.0)])])

        log = played(off_at_50, [{"arrival_s": 60.0}], engine).contacts

        assert log["outcome"].tolist() == [Outcome.OPEN]
        assert np.isnan(log["end_s"][0])


class TestRouting:
    def test_first_come_is_first_served(self, engine: Engine) -> None:
        contacts = [{"arrival_s": t, "work_s": 60.0} for t in (0.0, 10.0, 20.0)]

        log = played(desk(), contacts, engine).contacts

        assert column(log, "start_s") == [0.0, 60.0, 120.0]
        assert column(log, "end_s") == [60.0, 120.0, 180.0]

    def test_higher_priority_is_taken_first(self, engine: Engine) -> None:
        kinds = [kind(), kind("vip", priority=1)]
        waiting = [{"arrival_s": 10.0}, {"arrival_s": 20.0, "of": "vip"}]

        log = played(desk(kinds=kinds), [{"arrival_s": 0.0, "work_s": 60.0}, *waiting], engine)

        assert log.contacts["start_s"].tolist() == [0.0, 120.0, 60.0]

    def test_the_preferred_group_comes_first_and_the_next_one_when_it_is_full(
        self, engine: Engine
    ) -> None:
        chat = kind(groups=["first", "second"])
        desk_of_two = desk(kinds=[chat], groups=[team("second"), team("first")])

        log = played(desk_of_two, [{"arrival_s": 0.0}, {"arrival_s": 1.0}], engine)

        assert log.legs["agent"].tolist() == [1, 0]  # agents are numbered in the file's order

    def test_the_next_group_opens_after_a_wait(self, engine: Engine) -> None:
        chat = kind(groups=["first", "second"], opens_after_s=(0.0, 30.0))
        desk_of_two = desk(kinds=[chat], groups=[team("first"), team("second")])
        contacts = [
            {"arrival_s": 0.0, "work_s": 100.0},
            {"arrival_s": 10.0},
            {"arrival_s": 35.0},
        ]

        log = played(desk_of_two, contacts, engine)

        assert log.contacts["start_s"].tolist() == [0.0, 40.0, 100.0]
        assert log.legs["agent"].tolist() == [0, 1, 0]
        assert log.legs["level"].tolist() == [0, 1, 1]

    def test_the_agent_with_the_fewest_contacts_takes_the_next(self, engine: Engine) -> None:
        two = desk(groups=[team(agents=2, slots=2)])
        contacts = [{"arrival_s": float(t), "work_s": 600.0} for t in range(4)]

        log = played(two, contacts, engine)

        assert log.legs["agent"].tolist() == [0, 1, 0, 1]
        assert log.legs["load"].tolist() == [1, 1, 2, 2]

    def test_contacts_are_counted_in_shares_of_the_slots(self, engine: Engine) -> None:
        # 0/4 and 0/2: agent 0; then 1/4 against 0/2: agent 1; 1/4 < 1/2: agent 0;
        # 2/4 = 1/2: agent 1 changed earlier
        scenario = desk(groups=[team(agents=2, slots=4), team("of two slots", slots=2)])
        contacts = [{"arrival_s": float(t), "work_s": 600.0} for t in range(4)]
        halves = desk_of(scenario, seed=0, replication=0)
        agents = halves.agents.copy()
        agents["slots"][1] = agents["cap"][1] = 2

        log = engine(halves._replace(agents=agents), written(scenario, contacts))

        assert log.legs["agent"].tolist() == [0, 1, 0, 1]

    def test_among_equals_the_one_longest_without_a_change_comes_first(
        self, engine: Engine
    ) -> None:
        two = desk(groups=[team(agents=2)])
        contacts = [
            {"arrival_s": 0.0, "work_s": 50.0},  # agent 0, free at 50
            {"arrival_s": 1.0, "work_s": 20.0},  # agent 1, free at 21
            {"arrival_s": 60.0},
        ]

        log = played(two, contacts, engine)

        assert log.legs["agent"].tolist() == [0, 1, 1]

    @pytest.mark.parametrize(("latest_first", "agents"), [(True, [0, 1, 0]), (False, [0, 1, 1])])
    def test_a_returning_customer_goes_to_the_agent_he_knows(
        self, engine: Engine, latest_first: bool, agents: list[int]
    ) -> None:
        two = desk(kinds=[kind(latest_agent_first=latest_first)], groups=[team(agents=2)])
        unsolved = {"solved": NEVER, "returns": True, "return_delay_s": 20.0}
        contacts = [{"arrival_s": 0.0, **unsolved}, {"arrival_s": 1.0, "work_s": 9.0}]

        log = played(two, contacts, engine)

        assert log.contacts["start_s"].tolist() == [0.0, 1.0, 80.0]
        assert log.legs["agent"].tolist() == agents

    def test_who_does_not_find_that_agent_free_takes_another(self, engine: Engine) -> None:
        two = desk(kinds=[kind(latest_agent_first=True)], groups=[team(agents=2)])
        unsolved = {"solved": NEVER, "returns": True, "return_delay_s": 20.0}
        contacts = [
            {"arrival_s": 0.0, **unsolved},  # agent 0, to 60
            {"arrival_s": 1.0, "work_s": 65.0},  # agent 1, to 66
            {"arrival_s": 61.0, "work_s": 60.0},  # agent 0
        ]

        log = played(two, contacts, engine)

        assert log.legs["agent"].tolist() == [0, 1, 0, 1]

    def test_classes_that_push_go_past_the_slots_up_to_the_cap(self, engine: Engine) -> None:
        kinds = [kind("pushed", dispatch=Dispatch.PUSH), kind("queued")]
        capped = desk(kinds=kinds, groups=[team(slots=1, push_cap=2)])
        contacts = [
            {"arrival_s": 0.0, "work_s": 50.0, "of": "pushed"},
            {"arrival_s": 10.0, "of": "queued"},
            {"arrival_s": 20.0, "work_s": 50.0, "of": "pushed"},
            {"arrival_s": 30.0, "work_s": 50.0, "of": "pushed"},
        ]

        log = played(capped, contacts, engine)

        assert log.contacts["start_s"].tolist() == [0.0, 150.0, 20.0, 80.0]
        assert log.contacts["end_s"].tolist() == [80.0, 210.0, 120.0, 150.0]
        assert log.legs["load"].tolist() == [1, 2, 2, 1]

    def test_a_transfer_keeps_its_place_by_the_first_entry(self, engine: Engine) -> None:
        passed_on = kind(groups=["first"], transfers=(Transfer("second", 1.0),))
        other = kind("other", groups=["second"])
        desk_of_two = desk(kinds=[passed_on, other], groups=[team("first"), team("second")])
        contacts = [
            {"arrival_s": 0.0, "onward_work_s": 30.0},
            {"arrival_s": 0.0, "of": "other", "work_s": 100.0},
            {"arrival_s": 20.0, "of": "other"},
        ]

        log = played(desk_of_two, contacts, engine)

        assert log.contacts["start_s"].tolist() == [0.0, 0.0, 130.0]
        assert log.contacts["end_s"].tolist() == [130.0, 100.0, 190.0]
        assert log.contacts["replied_s"][0] == 10.0
        assert log.legs["contact"].tolist() == [0, 1, 0, 2]
        assert log.legs["start_s"].tolist() == [0.0, 0.0, 100.0, 130.0]
        assert (log.contacts["leg"][0], log.contacts["last_leg"][0]) == (0, 2)

    def test_patience_runs_anew_after_a_transfer(self, engine: Engine) -> None:
        passed_on = kind(groups=["first"], transfers=(Transfer("second", 1.0),))
        nobody = team("second", shifts=[(500.0, 600.0)])
        contact = {"arrival_s": 0.0, "patience_s": 1.0, "onward_patience_s": 70.0}

        log = played(desk(kinds=[passed_on], groups=[team("first"), nobody]), [contact], engine)

        assert log.contacts["outcome"].tolist() == [ABANDONED]
        assert log.contacts["end_s"][0] == 130.0

    def test_only_the_drawn_share_is_passed_on(self, engine: Engine) -> None:
        passed_on = kind(groups=["first"], transfers=(Transfer("second", 0.3),))
        desk_of_two = desk(kinds=[passed_on], groups=[team("first"), team("second")])
        contacts = [{"arrival_s": 0.0, "transfer": 0.29}, {"arrival_s": 100.0, "transfer": 0.3}]

        log = played(desk_of_two, contacts, engine)

        assert log.legs["agent"].tolist() == [0, 1, 0]


class TestShifts:
    def test_an_agent_finishes_what_is_open_and_takes_nothing_new(self, engine: Engine) -> None:
        off_at_50 = desk(groups=[team(shifts=[(0.0, 50.0)])])
        contacts = [{"arrival_s": 40.0, "work_s": 60.0}, {"arrival_s": 45.0}]

        log = played(off_at_50, contacts, engine).contacts

        assert log["end_s"][0] == 100.0
        assert log["outcome"].tolist() == [SERVED, Outcome.OPEN]

    def test_nothing_new_begins_in_a_break(self, engine: Engine) -> None:
        resting = desk(groups=[team(shifts=[(0.0, 1_000.0)], breaks=[(100.0, 200.0)])])
        contacts = [{"arrival_s": 90.0}, {"arrival_s": 110.0}]

        log = played(resting, contacts, engine).contacts

        assert log["end_s"].tolist() == [150.0, 260.0]
        assert log["start_s"][1] == 200.0

    def test_an_agent_who_is_absent_takes_nothing(self, engine: Engine) -> None:
        log = played(desk(absence=0.999999), [{"arrival_s": 0.0}], engine)

        assert log.contacts["outcome"].tolist() == [Outcome.OPEN]
        assert not log.agents["present"].any()

    def test_agents_who_start_together_share_the_queue_evenly(self, engine: Engine) -> None:
        two = desk(groups=[team(agents=2, slots=3, shifts=[(100.0, 900.0)])])
        contacts = [{"arrival_s": float(t), "work_s": 60.0} for t in range(4)]

        log = played(two, contacts, engine)

        assert log.contacts["start_s"].tolist() == [100.0] * 4
        assert log.legs["agent"].tolist() == [0, 1, 0, 1]


class TestSolved:
    def test_the_more_chats_are_open_the_less_is_solved(self, engine: Engine) -> None:
        pressed = team(slots=2, pressure=(1.0, 0.5))
        contacts = [{"arrival_s": t, "solved": 0.6, "work_s": 50.0 + t} for t in (0.0, 10.0)]

        log = played(desk(groups=[pressed]), contacts, engine).contacts

        assert column(log, "end_s") == [90.0, 110.0]
        assert log["solved"].tolist() == [False, True]

    def test_chances_of_class_group_and_agent_multiply(self, engine: Engine) -> None:
        skilled = team(skills=(Skill("chat", solved_factor=0.5),))
        half = desk(kinds=[kind(repeat=Repeat(0.8))], groups=[skilled])
        contacts = [{"arrival_s": 0.0, "solved": 0.39}, {"arrival_s": 100.0, "solved": 0.41}]

        log = played(half, contacts, engine).contacts

        assert log["solved"].tolist() == [True, False]

    def test_an_unsolved_contact_comes_back(self, engine: Engine) -> None:
        unsolved = {"arrival_s": 0.0, "solved": NEVER, "returns": True, "return_delay_s": 600.0}

        log = played(desk(), [unsolved], engine).contacts

        assert column(log, "arrival_s") == [0.0, 660.0]
        assert log["back_s"][0] == 660.0
        assert np.isnan(log["back_s"][1])

    def test_nobody_makes_more_attempts_than_allowed(self, engine: Engine) -> None:
        unsolved = {"returns": True, "solved": NEVER}
        again = {f"again_{name}": value for name, value in unsolved.items()}
        stubborn = {"arrival_s": 0.0, **unsolved, **again}

        log = played(desk(max_attempts=2), [stubborn], engine).contacts

        assert log["attempt"].tolist() == [0, 1]
        assert log["capped"].tolist() == [False, True]
        assert np.isnan(log["back_s"][1])

    def test_nobody_arrives_after_the_horizon(self, engine: Engine) -> None:
        late = {"arrival_s": 0.0, "returns": True, "solved": NEVER, "return_delay_s": 3_540.0}

        log = played(desk(horizon_s=3_600.0), [late], engine).contacts

        assert log.size == 1
        assert log["back_s"].tolist() == [3_600.0]


class TestOneInstant:
    """Each kind of event before the next one (M10)."""

    def test_a_service_ends_before_a_wrap_up(self, engine: Engine) -> None:
        # two arrivals, two changes of duty, A's end announced for 20 and, when B has come, for 40,
        # B's for 60, the end of the wrap-up: 8 events; else B's end would be announced once more
        contacts = [
            {"arrival_s": 0.0, "work_s": 20.0, "wrap_up_s": 20.0},
            {"arrival_s": 0.0, "work_s": 30.0},
        ]

        log = played(desk(groups=[team(slots=2)]), contacts, engine)

        assert log.contacts["end_s"].tolist() == [40.0, 60.0]
        assert log.legs["released_s"].tolist() == [60.0, 60.0]
        assert log.events == 8

    def test_a_wrap_up_ends_before_another_agent_comes(self, engine: Engine) -> None:
        two = desk(groups=[team(shifts=[(0.0, 900.0), (100.0, 900.0)])])
        first = {"arrival_s": 0.0, "wrap_up_s": 40.0}

        log = played(two, [first, {"arrival_s": 10.0}], engine)

        assert log.contacts["start_s"][1] == 100.0
        assert log.legs["agent"].tolist() == [0, 0]

    def test_one_comes_before_another_goes_and_the_queue_is_not_emptied(
        self, engine: Engine
    ) -> None:
        relieved = team(shifts=[(0.0, 100.0), (100.0, 900.0)])
        cleared = desk(kinds=[kind(offline=Offline.CLEARED)], groups=[relieved])
        contacts = [{"arrival_s": 0.0, "work_s": 150.0}, {"arrival_s": 10.0}]

        log = played(cleared, contacts, engine)

        assert log.contacts["outcome"].tolist() == [SERVED, SERVED]
        assert log.contacts["start_s"][1] == 100.0

    def test_an_end_exactly_at_the_end_of_the_shift_frees_nobody(self, engine: Engine) -> None:
        off_at_60 = desk(groups=[team(shifts=[(0.0, 60.0)])])

        log = played(off_at_60, [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 10.0}], engine)

        assert log.contacts["outcome"].tolist() == [SERVED, Outcome.OPEN]

    def test_a_freed_slot_comes_before_the_next_group_opens(self, engine: Engine) -> None:
        chat = kind(groups=["first", "second"], opens_after_s=(0.0, 30.0))
        desk_of_two = desk(kinds=[chat], groups=[team("first"), team("second")])
        contacts = [{"arrival_s": 0.0, "work_s": 40.0}, {"arrival_s": 10.0}]

        log = played(desk_of_two, contacts, engine)

        assert log.legs["agent"].tolist() == [0, 0]
        assert log.legs["level"].tolist() == [0, 0]
        assert log.contacts["start_s"][1] == 40.0

    def test_the_next_group_opens_before_patience_ends(self, engine: Engine) -> None:
        chat = kind(groups=["first", "second"], opens_after_s=(0.0, 30.0))
        desk_of_two = desk(kinds=[chat], groups=[team("first"), team("second")])
        contacts = [{"arrival_s": 0.0}, {"arrival_s": 10.0, "patience_s": 30.0}]

        log = played(desk_of_two, contacts, engine)

        assert log.contacts["outcome"].tolist() == [SERVED, SERVED]
        assert log.contacts["start_s"][1] == 40.0

    def test_patience_ends_before_somebody_comes_from_the_bot(self, engine: Engine) -> None:
        contacts = [
            {"arrival_s": 0.0},
            {"arrival_s": 10.0, "patience_s": 30.0},
            {"arrival_s": 20.0, "bot_s": 20.0},
        ]

        log = played(desk(kinds=[kind(waiting_room=1)]), contacts, engine).contacts

        assert log["outcome"].tolist() == [SERVED, ABANDONED, SERVED]

    def test_somebody_comes_from_the_bot_before_a_message(self, engine: Engine) -> None:
        chats = desk(kinds=[kind(turns=turns())], groups=[team(slots=2)], by_turns=True)
        contacts = [
            {"arrival_s": 0.0, "rounds": [(0.0, 10.0), (30.0, 10.0)]},
            {"arrival_s": 20.0, "bot_s": 20.0, "rounds": [(0.0, 10.0)]},
        ]

        log = played(chats, contacts, engine)

        assert log.contacts["end_s"].tolist() == [60.0, 50.0]

    def test_a_message_comes_before_an_arrival(self, engine: Engine) -> None:
        chats = desk(kinds=[kind(turns=turns())], groups=[team(slots=2)], by_turns=True)
        contacts = [
            {"arrival_s": 0.0, "rounds": [(0.0, 10.0), (30.0, 10.0)]},
            {"arrival_s": 40.0, "rounds": [(0.0, 10.0)]},
        ]

        log = played(chats, contacts, engine)

        assert log.contacts["end_s"].tolist() == [50.0, 60.0]

    def test_an_agent_freed_at_the_instant_of_an_arrival_takes_it(self, engine: Engine) -> None:
        log = played(desk(), [{"arrival_s": 0.0, "work_s": 60.0}, {"arrival_s": 60.0}], engine)

        assert log.contacts["start_s"][1] == 60.0

    def test_at_one_instant_the_earlier_customer_arrives_first(self, engine: Engine) -> None:
        log = played(desk(), [{"arrival_s": 7.0}, {"arrival_s": 7.0}], engine)

        assert log.contacts["start_s"].tolist() == [7.0, 67.0]


def first_come_waits(scenario: Scenario, seed: int) -> Records:
    sampled = sampled_contacts(scenario, seed=seed, replication=0)
    rows = contact_log(desk_of(scenario, seed=seed, replication=0), sampled).contacts
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

    @given(
        seed=st.integers(0, 10_000),
        slots=st.integers(1, 4),
        stays=st.booleans(),
        by_turns=st.booleans(),
    )
    def test_times_are_in_order_and_slots_are_kept(
        self, seed: int, slots: int, stays: bool, by_turns: bool
    ) -> None:
        chat = kind(
            rate_per_h=150.0, stays=stays, patience_s=90.0, wrap_up=exponential(9.0), turns=turns()
        )
        scenario = desk(kinds=[chat], groups=[team(agents=2, slots=slots)], by_turns=by_turns)
        sampled = sampled_contacts(scenario, seed=seed, replication=0)

        log = contact_log(desk_of(scenario, seed=seed, replication=0), sampled)

        held = log.contacts[log.contacts["leg"] != NOBODY]
        assert np.all(held["entry_s"] <= held["start_s"])
        assert np.all(held["start_s"] <= held["replied_s"])
        assert np.all(held["replied_s"] <= held["end_s"])
        assert np.all(log.legs["end_s"] <= log.legs["released_s"])
        for agent in (0, 1):
            assert most_at_once(log.legs[log.legs["agent"] == agent]) <= slots

    @given(seed=st.integers(0, 10_000))
    def test_work_done_equals_work_asked_for(self, seed: int) -> None:
        # one agent, processor sharing: the agent works at rate 1 while anything is open
        scenario = desk(kinds=[kind(rate_per_h=40.0)], groups=[team(slots=50)])
        sampled = sampled_contacts(scenario, seed=seed, replication=0)

        made = contact_log(desk_of(scenario, seed=seed, replication=0), sampled).contacts

        ends = lindley_ends(made["entry_s"], sampled.first["work_s"])
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
