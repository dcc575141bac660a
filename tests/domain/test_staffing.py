"""Shifts have a length, groups a speed for every number of open contacts."""

import pytest

from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
from engine.domain.texts import Text
from engine.errors import InputError

NAME = Text("名", "name")


def group(id_: str = "desk", slots: int = 2, speed: tuple[float, ...] = (1.0, 0.5)) -> AgentGroup:
    return AgentGroup(id_, NAME, slots, speed, (Shift(0.0, 3600.0, 3),))


@pytest.mark.parametrize(("start", "end", "agents"), [(-1, 5, 1), (5, 5, 1), (9, 5, 1), (0, 5, -1)])
def test_a_shift_has_a_length_and_no_negative_agents(start: int, end: int, agents: int) -> None:
    with pytest.raises(InputError, match=r"shift\.invalid"):
        Shift(start, end, agents)


@pytest.mark.parametrize(("slots", "speed"), [(0, ()), (2, (1.0,)), (2, (1.0, 0.0))])
def test_a_group_has_one_positive_speed_for_each_slot(slots: int, speed: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"group\.slots"):
        group(slots=slots, speed=speed)


def test_groups_of_a_plan_are_different() -> None:
    with pytest.raises(InputError, match="desk, desk"):
        StaffingPlan((group(), group()))


@pytest.mark.parametrize("absence", [-0.1, 1.0])
def test_not_everybody_can_be_absent(absence: float) -> None:
    with pytest.raises(InputError, match=r"staffing\.invalid"):
        StaffingPlan((group(),), absence)
