"""Capacity of the roster, worked by hand."""

import math
from dataclasses import replace

import pytest

from engine.domain.durations import Rounds, RoundsShape
from engine.domain.staffing import LearningStep, Shift, Skill
from engine.domain.traffic import Bot, Channel, Dispatch, Turns
from engine.simulation.capacity import capacity_per_h, response_s
from tests.simulation.desks import HOUR_S, desk, fixed, kind, team

THREE = Rounds(RoundsShape.FIXED, 3.0)


def per_h(**scenario: object) -> float:
    return float(capacity_per_h(desk(interval_s=HOUR_S, **scenario))[0])


def test_capacity_is_that_of_full_slots() -> None:
    # two contacts at half speed: 2 / (60 / 0.5 + 30) per second
    shared = team(agents=3, slots=2, speed=[1.0, 0.5], shifts=[(0.0, HOUR_S)])
    scenario = desk(
        kinds=[kind(work=fixed(60.0), wrap_up=fixed(30.0))],
        groups=[shared],
        horizon_s=2 * HOUR_S,
        interval_s=HOUR_S,
    )

    found = capacity_per_h(scenario)

    assert found.tolist() == pytest.approx([3 * 2 * 3_600 / 150, 0.0])


def test_a_shift_that_covers_half_an_interval_counts_half() -> None:
    half = team(shifts=[(0.0, HOUR_S / 2)])

    assert per_h(kinds=[kind(work=fixed(60.0))], groups=[half]) == pytest.approx(30.0)


def test_breaks_are_taken_off() -> None:
    rests = team(shifts=[(0.0, 2 * HOUR_S)], breaks=[(600.0, 900.0), (3_000.0, 4_200.0)])

    found = per_h(kinds=[kind(work=fixed(60.0))], groups=[rests])

    assert found == pytest.approx(60 * (3_600 - 300 - 600) / 3_600)


def test_absence_is_taken_off() -> None:
    assert per_h(kinds=[kind(work=fixed(60.0))], absence=0.25) == pytest.approx(45.0)


def test_work_is_weighed_by_what_reaches_the_group_first() -> None:
    kinds = [
        kind("long", rate_per_h=30.0, work=fixed(120.0)),
        kind("short", rate_per_h=60.0, work=fixed(60.0), bot=Bot(0.5)),
        kind("guest", groups=["other", "team"], work=fixed(9_999.0)),
    ]

    found = per_h(kinds=kinds, groups=[team(), team("other", agents=0)])

    assert found == pytest.approx(3_600 / 90)


def test_a_group_that_serves_nobody_adds_nothing() -> None:
    assert per_h(groups=[team(agents=0), team("idle", agents=5)]) == 0.0


def test_skills_and_tenure_change_the_pace() -> None:
    """Efficiency 0.8 x 0.5 on the class; the new agent another 0.25."""
    skilled = team(
        efficiency=0.8,
        skills=(Skill("chat", 0.5),),
        learning=(LearningStep(0.0, 0.25), LearningStep(8.0, 1.0)),
    )
    shifts = (Shift(0.0, HOUR_S, 1), Shift(0.0, HOUR_S, 1, tenure_weeks=2.0))

    found = per_h(kinds=[kind(work=fixed(60.0))], groups=[replace(skilled, shifts=shifts)])

    assert found == pytest.approx(60 * 0.4 * 1.25)


@pytest.mark.parametrize(("dispatch", "expected"), [(Dispatch.QUEUE, 120.0), (Dispatch.PUSH, 90.0)])
def test_those_who_push_fill_an_agent_to_the_cap(dispatch: Dispatch, expected: float) -> None:
    """Two at speed 1, or three at speed 1/2."""
    group = team(slots=2, push_cap=3, speed=[1.0, 1.0, 0.5])

    found = per_h(kinds=[kind(work=fixed(60.0), dispatch=dispatch)], groups=[group])

    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("contacts", "response"), [(1, 10.0), (2, 13 + 1 / 3), (3, 18.0), (5, 31.9048)]
)
def test_a_full_agent_answers_as_in_the_machine_repair_model(
    contacts: int, response: float
) -> None:
    """Answers of 10 s and pauses of 20 s: Erlang's engset formula gives the same."""
    assert response_s(contacts, 10.0, 20.0) == pytest.approx(response, abs=1e-4)


def test_chats_by_rounds_hold_a_slot_for_answers_and_pauses() -> None:
    """One at a time: 3 answers of 20 s, 2 pauses of 40 s, wrap-up 10 s: 150 s."""
    chat = kind(turns=Turns(THREE, fixed(40.0), fixed(20.0)), wrap_up=fixed(10.0))

    assert per_h(kinds=[chat], by_turns=True) == pytest.approx(24.0)


def test_two_chats_by_rounds_wait_for_each_other() -> None:
    """Pause 60 / 3 = 20 s a round, answers of 10 s (5 s at efficiency 2): 3 x 13.333 + 60."""
    chat = kind(turns=Turns(THREE, fixed(30.0), fixed(40.0 / 2), fixed(20.0)))

    found = per_h(kinds=[chat], groups=[team(slots=2, efficiency=2.0)], by_turns=True)

    assert found == pytest.approx(2 * 3_600 / (3 * (13 + 1 / 3) + 60))


def test_a_first_answer_of_its_own_counts_once() -> None:
    """60 + 2 x 15 s of answers and 2 x 30 s of pauses."""
    chat = kind(turns=Turns(THREE, fixed(30.0), fixed(15.0), fixed(60.0)))

    assert per_h(kinds=[chat], by_turns=True) == pytest.approx(3_600 / 150)


def test_phones_stay_at_rate_level_among_chats_by_rounds() -> None:
    call = kind(channel=Channel.PHONE, work=fixed(60.0))

    assert per_h(kinds=[call], by_turns=True) == pytest.approx(60.0)


def test_contacts_that_take_no_time_know_no_limit() -> None:
    chat = kind(turns=Turns(Rounds(RoundsShape.FIXED, 1.0), fixed(30.0), fixed(0.0)))

    assert per_h(kinds=[chat], by_turns=True) == math.inf
