"""Shifts have a length, groups a speed for every number of open contacts."""

import math
from dataclasses import replace

import pytest

from engine.domain.staffing import AgentGroup, Break, LearningStep, Shift, Skill, StaffingPlan
from engine.domain.texts import Text
from engine.errors import InputError

NAME = Text("名", "name")


def group(id_: str = "desk", slots: int = 2, speed: tuple[float, ...] = (1.0, 0.5)) -> AgentGroup:
    return AgentGroup(id_, NAME, slots, speed, (Shift(0.0, 3600.0, 3),))


@pytest.mark.parametrize(("start", "end", "agents"), [(-1, 5, 1), (5, 5, 1), (9, 5, 1), (0, 5, -1)])
def test_a_shift_has_a_length_and_no_negative_agents(start: int, end: int, agents: int) -> None:
    with pytest.raises(InputError, match=r"shift\.invalid"):
        Shift(start, end, agents)


@pytest.mark.parametrize(
    "breaks",
    [
        (Break(0.0, 10.0),),
        (Break(50.0, 101.0),),
        (Break(20.0, 20.0),),
        (Break(60.0, 70.0), Break(20.0, 30.0)),
        (Break(20.0, 40.0), Break(40.0, 50.0)),
    ],
)
def test_breaks_lie_apart_and_inside_the_shift(breaks: tuple[Break, ...]) -> None:
    with pytest.raises(InputError, match=r"shift\.invalid"):
        Shift(0.0, 100.0, 1, breaks)


@pytest.mark.parametrize(
    ("slots", "speed"),
    [(0, ()), (2, (1.0,)), (2, (1.0, 0.0)), (2, (1.0, math.nan)), (1, (math.inf,))],
)
def test_a_group_has_one_positive_speed_for_each_slot(slots: int, speed: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"group\.slots"):
        group(slots=slots, speed=speed)


def test_a_cap_above_the_slots_asks_for_speeds_up_to_it() -> None:
    assert replace(group(), push_cap=3, speed=(1.0, 0.5, 0.3)).most_contacts == 3
    assert replace(group(), push_cap=1).most_contacts == 2
    with pytest.raises(InputError, match=r"group\.slots"):
        replace(group(), push_cap=3)


@pytest.mark.parametrize("pressure", [(1.0,), (1.0, -0.1), (1.0, math.nan)])
def test_pressure_is_known_for_every_number_of_contacts(pressure: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"group\.pressure"):
        replace(group(), pressure=pressure)


@pytest.mark.parametrize(
    "others",
    [
        {"efficiency": 0.0},
        {"efficiency": math.nan},
        {"skills": (Skill("chat", 0.0),)},
        {"skills": (Skill("chat", 1.0, -0.1),)},
        {"learning": (LearningStep(0.0, math.inf),)},
        {"learning": (LearningStep(0.0, 1.0, -1.0),)},
        {"cost_per_h": -1.0},
        {"cost_per_contact": math.nan},
    ],
)
def test_efficiency_is_above_0_and_nothing_is_below(others: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"group\.amount"):
        replace(group(), **others)


def test_learning_ascends_by_week() -> None:
    with pytest.raises(InputError, match=r"group\.learning"):
        replace(group(), learning=(LearningStep(4.0, 1.0), LearningStep(4.0, 0.8)))


def test_groups_of_a_plan_are_different() -> None:
    with pytest.raises(InputError, match="desk, desk"):
        StaffingPlan((group(), group()))


@pytest.mark.parametrize("absence", [-0.1, 1.0])
def test_not_everybody_can_be_absent(absence: float) -> None:
    with pytest.raises(InputError, match=r"staffing\.invalid"):
        StaffingPlan((group(),), absence)
