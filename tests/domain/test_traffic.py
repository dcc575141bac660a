"""Rates that are not negative, arrivals in order, chances between 0 and 1."""

import math
from dataclasses import replace

import pytest

from engine.domain.durations import Duration, Shape
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    Channel,
    ClassStretch,
    ContactClass,
    OnPatience,
    Patience,
    Repeat,
    Retry,
    Transfer,
    Wave,
)
from engine.errors import InputError

CHAT = ContactClass(
    id="chat",
    name=Text("咨询", "chat"),
    channel=Channel.CHAT,
    arrivals=ArrivalProfile(1_800.0, (60.0,)),
    work=Duration(Shape.EXPONENTIAL, 60.0),
    reply_work=None,
    patience=Patience(None, OnPatience.HANGS_UP),
    groups=("first", "second"),
)


@pytest.mark.parametrize(
    ("interval_s", "rates"),
    [
        (0.0, (1.0,)),
        (math.inf, (1.0,)),
        (1800.0, (1.0, -0.1)),
        (1800.0, (math.nan,)),
        (1800.0, (math.inf,)),
        (1800.0, ()),
    ],
)
def test_arrival_rates_are_not_negative(interval_s: float, rates: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"profile\.rates"):
        ArrivalProfile(interval_s, rates)


@pytest.mark.parametrize("times_s", [(5.0, 4.0), (-1.0, 2.0), (1.0, math.nan), (math.inf,)])
def test_measured_arrivals_ascend(times_s: tuple[float, ...]) -> None:
    with pytest.raises(InputError, match=r"profile\.times"):
        ArrivalProfile(1_800.0, (), times_s)


def test_measured_arrivals_may_be_none_or_at_one_instant() -> None:
    assert ArrivalProfile(1_800.0, (), ()).times_s == ()
    assert ArrivalProfile(1_800.0, (), (0.0, 3.0, 3.0)).times_s == (0.0, 3.0, 3.0)


@pytest.mark.parametrize("after_s", [-1.0, math.nan])
def test_a_message_is_left_after_some_time(after_s: float) -> None:
    with pytest.raises(InputError, match=r"patience\.message_after"):
        Patience(None, OnPatience.HANGS_UP, message_after_s=after_s)


@pytest.mark.parametrize("probability", [-0.1, 1.1, math.nan])
def test_a_transfer_has_a_probability(probability: float) -> None:
    with pytest.raises(InputError, match=r"transfer\.probability"):
        Transfer("second", probability)


def test_a_group_does_not_pass_contacts_to_itself() -> None:
    with pytest.raises(InputError, match=r"transfer\.itself"):
        Transfer("second", 0.5, ("first", "second"))


@pytest.mark.parametrize(
    "others",
    [
        {"opens_after_s": (0.0,)},
        {"opens_after_s": (5.0, 10.0)},
        {"opens_after_s": (0.0, -1.0)},
        {"opens_after_s": (0.0, math.nan)},
        {"waiting_room": -1},
    ],
)
def test_groups_open_in_order_and_rooms_have_a_size(others: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"class\.invalid"):
        replace(CHAT, **others)


@pytest.mark.parametrize("wrong", [-0.1, 1.7, math.nan])
def test_chances_lie_between_0_and_1(wrong: float) -> None:
    for others in (
        {"retry": Retry(wrong)},
        {"repeat": Repeat(wrong)},
        {"repeat": Repeat(1.0, wrong)},
        {"bot": Bot(wrong)},
        {"bot": Bot(0.5, None, Repeat(wrong))},
        {"bot": Bot(0.5, None, Repeat(1.0, wrong))},
    ):
        with pytest.raises(InputError, match=r"class\.chance"):
            replace(CHAT, **others)


@pytest.mark.parametrize("ends", [(5.0, 5.0), (-1.0, 5.0), (0.0, math.nan)])
def test_a_stretch_has_a_length(ends: tuple[float, float]) -> None:
    with pytest.raises(InputError, match=r"class\.stretch"):
        ClassStretch(*ends)


def test_stretches_do_not_overlap_in_any_order() -> None:
    with pytest.raises(InputError, match=r"class\.overlap"):
        replace(CHAT, stretches=(ClassStretch(50.0, 90.0), ClassStretch(0.0, 60.0)))


def test_stretches_may_follow_each_other() -> None:
    stretches = (ClassStretch(60.0, 90.0), ClassStretch(0.0, 60.0))

    assert replace(CHAT, stretches=stretches).stretches == stretches


@pytest.mark.parametrize(
    ("ends", "factor"),
    [
        ((60.0, 60.0), 2.0),
        ((-1.0, 60.0), 2.0),
        ((math.nan, 60.0), 2.0),
        ((0.0, 60.0), -0.5),
        ((0.0, 60.0), math.inf),
    ],
)
def test_a_wave_has_a_length_and_no_negative_factor(
    ends: tuple[float, float], factor: float
) -> None:
    with pytest.raises(InputError, match=r"wave\.invalid"):
        Wave("evening", CHAT.name, *ends, factor)
