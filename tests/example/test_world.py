"""The team: sizes, roster, planted skills, one seed one world."""

import numpy as np
import pytest

from engine.example.calendar import DAYS, day_of
from engine.example.effects import GROUPS, vip_skill
from engine.example.world import TRIAL_DAY, World, shop_world


def test_team_has_sixty_agents_in_four_groups_and_three_shifts(world: World) -> None:
    assert len(world.agents.ids) == 60
    assert set(world.agents.group.tolist()) == set(range(len(GROUPS)))
    assert set(world.agents.shift.tolist()) == {0, 1, 2}


def test_two_newcomers_work_on_the_trial_day_only(world: World) -> None:
    on_duty = world.roster.on_duty[world.agents.newcomer]

    assert world.agents.newcomer.sum() == 2
    assert (np.flatnonzero(on_duty.any(axis=0)) == [day_of(TRIAL_DAY)]).all()


def test_every_pool_is_staffed_on_every_day(world: World) -> None:
    assert world.roster.sizes.shape == (4, 3, DAYS)
    assert world.roster.sizes.min() >= 1


def test_all_hands_are_on_duty_on_promotion_days(world: World) -> None:
    regular = ~world.agents.newcomer

    assert world.roster.on_duty[regular][:, world.calendar.peak].all()


def test_skill_of_each_group_and_shift_averages_to_the_planted_level(world: World) -> None:
    agents = world.agents
    for group in range(4):
        for shift in range(3):
            cell = (agents.group == group) & (agents.shift == shift) & ~agents.newcomer
            planted = vip_skill(np.array([group], dtype=np.int8))[0]

            assert agents.skill[cell].mean() == pytest.approx(planted, abs=1e-12)


def test_pick_returns_agents_on_duty_in_the_pool(world: World) -> None:
    uniform = np.linspace(0, 1, 50, endpoint=False)
    group, shift = np.full(50, 2, dtype=np.int8), np.full(50, 1, dtype=np.int8)
    day = np.full(50, 40)

    picked = world.roster.pick(group, shift, day, uniform)

    expected = (world.agents.group == 2) & (world.agents.shift == 1) & world.roster.on_duty[:, 40]
    assert set(picked.tolist()) == set(np.flatnonzero(expected).tolist())


def test_same_seed_gives_the_same_world_and_another_seed_another(world: World) -> None:
    again, other = shop_world(618), shop_world(619)

    assert (again.agents.skill == world.agents.skill).all()
    assert (again.customer_values == world.customer_values).all()
    assert not (other.agents.skill == world.agents.skill).any()
