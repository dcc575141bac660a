"""Capacity of the roster, worked by hand."""

import pytest

from engine.domain.traffic import Bot
from engine.simulation.capacity import capacity_per_h
from tests.simulation.desks import HOUR_S, desk, fixed, kind, team


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

    found = capacity_per_h(desk(kinds=[kind(work=fixed(60.0))], groups=[half], interval_s=HOUR_S))

    assert found.tolist() == pytest.approx([30.0])


def test_absence_is_taken_off() -> None:
    found = capacity_per_h(desk(kinds=[kind(work=fixed(60.0))], absence=0.25, interval_s=HOUR_S))

    assert found.tolist() == pytest.approx([45.0])


def test_work_is_weighed_by_what_reaches_the_group_first() -> None:
    kinds = [
        kind("long", rate_per_h=30.0, work=fixed(120.0)),
        kind("short", rate_per_h=60.0, work=fixed(60.0), bot=Bot(0.5)),
        kind("guest", groups=["other", "team"], work=fixed(9_999.0)),
    ]

    found = capacity_per_h(desk(kinds=kinds, groups=[team(), team("other", agents=0)]))

    assert found[0] == pytest.approx(3_600 / 90)


def test_a_group_that_serves_nobody_adds_nothing() -> None:
    found = capacity_per_h(desk(groups=[team(agents=0), team("idle", agents=5)]))

    assert found[0] == 0.0
