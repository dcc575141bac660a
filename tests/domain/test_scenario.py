"""A scenario's classes are served by groups that exist, and its warm-up ends in time."""

from typing import Any

import pytest

from engine.domain.durations import Duration, Shape
from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Channel,
    ContactClass,
    OnPatience,
    Patience,
)
from engine.errors import InputError

NAME = Text("名", "name")


def contact_class(id_: str, groups: tuple[str, ...]) -> ContactClass:
    minute = Duration(Shape.EXPONENTIAL, 60.0)
    return ContactClass(
        id=id_, name=NAME, channel=Channel.CHAT, arrivals=ArrivalProfile(1800.0, (10.0, 10.0)),
        work=minute, reply_work=minute, patience=Patience(None, OnPatience.MESSAGE_STAYS),
        groups=groups,
    )  # fmt: skip


def scenario(**changes: Any) -> Scenario:
    plan = StaffingPlan((AgentGroup("desk", NAME, 1, (1.0,), (Shift(0.0, 3600.0, 2),)),))
    stated: dict[str, Any] = {
        "id": "day", "name": NAME, "horizon_s": 3600.0, "staffing": plan, "targets": (),
        "classes": (contact_class("order", ("desk",)),),
    }  # fmt: skip
    return Scenario(**(stated | changes))


def test_a_scenario_counts_as_generated_unless_it_says_otherwise() -> None:
    assert scenario().generated


def test_all_faults_are_named_at_once() -> None:
    classes = (contact_class("order", ("desk", "night")), contact_class("order", ("desk",)))

    with pytest.raises(InputError, match=r"scenario\.invalid") as raised:
        scenario(classes=classes, warm_up_s=3600.0)

    assert [fault.code for fault in raised.value.faults] == [
        "scenario.unknown_group", "scenario.duplicate_class", "scenario.warm_up",
    ]  # fmt: skip


@pytest.mark.parametrize("warm_up_s", [-1.0, 3600.0])
def test_warm_up_lies_within_the_horizon(warm_up_s: float) -> None:
    with pytest.raises(InputError, match="day"):
        scenario(warm_up_s=warm_up_s)


def test_agents_are_rostered_shift_by_shift_before_the_horizon() -> None:
    shifts = (Shift(0.0, 1800.0, 2), Shift(1800.0, 5400.0, 3), Shift(3600.0, 7200.0, 9))
    plan = StaffingPlan((AgentGroup("desk", NAME, 1, (1.0,), shifts),))

    assert scenario(staffing=plan).agents_rostered == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"interval_s": 0.0},
        {"horizon_s": float("inf")},
        {"factor": -0.5},
        {"factor": float("nan")},
        {"busyness_shape": 0.0},
        {"interval_busyness_shape": -2.0},
        {"max_attempts": 0},
    ],
)
def test_amounts_of_a_scenario_are_above_0(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match=r"scenario\.invalid") as raised:
        scenario(**wrong)

    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("scenario.amount", *wrong)
    ]


def test_a_factor_of_0_brings_nobody() -> None:
    assert scenario(factor=0.0).factor == 0
