"""Arrivals: random dispatch inside a pool, the confounder, and who comes back."""

import numpy as np
import pytest
from scipy import stats

from engine.example.arrivals import BOT_ENDED, NO_AGENT, RETURN_EARLIEST_S
from engine.example.calendar import DAY_S, DAYS, NIGHT, shift_of
from engine.example.contacts import Contacts
from engine.example.effects import NIGHT_GAP, VIP_GROUPS
from engine.example.world import TRIAL_CONTACTS, World


def test_contacts_are_in_the_order_of_their_start(contacts: Contacts) -> None:
    start_s = contacts.arrivals.start_s

    assert (np.diff(start_s) >= 0).all()
    assert start_s[0] >= 0
    assert start_s[-1] < DAYS * DAY_S


def test_shift_is_that_of_the_start(contacts: Contacts) -> None:
    arrivals = contacts.arrivals

    assert (arrivals.shift == shift_of(arrivals.start_s)).all()


def test_agents_answer_in_their_own_pool_and_on_duty(world: World, contacts: Contacts) -> None:
    arrivals = contacts.arrivals
    rows = np.flatnonzero(arrivals.answered)
    agent = arrivals.agent[rows]

    assert (world.agents.group[agent] == arrivals.group[rows]).all()
    assert (world.agents.shift[agent] == arrivals.shift[rows]).all()
    assert world.roster.on_duty[agent, arrivals.start_s[rows] // DAY_S].all()


def test_bot_ended_contacts_have_no_agent(contacts: Contacts) -> None:
    arrivals = contacts.arrivals

    assert (arrivals.agent[arrivals.bot_ended] == NO_AGENT).all()
    assert arrivals.bot_ended[arrivals.attempt == 1].mean() == pytest.approx(BOT_ENDED, abs=0.005)


def test_newcomers_answer_a_few(world: World, contacts: Contacts) -> None:
    counts = np.bincount(contacts.arrivals.agent[contacts.arrivals.answered], minlength=60)

    assert (counts[world.agents.newcomer] == TRIAL_CONTACTS).all()


@pytest.mark.statistical
def test_dispatch_inside_a_pool_is_random(world: World, contacts: Contacts) -> None:
    """Customer value does not depend on the agent within group, shift and day.

    Fresh-seed false-alarm probability 1e-4: F test of agents within pools, value being normal
    and of about the same spread in every pool once scaled by group.
    """
    arrivals = contacts.arrivals
    regular = arrivals.answered & ~world.agents.newcomer[arrivals.agent]
    rows = np.flatnonzero(regular)
    place = arrivals.group[rows].astype(np.int64) * 3 + arrivals.shift[rows]
    pool = place * DAYS + arrivals.start_s[rows] // DAY_S
    _, pool = np.unique(pool, return_inverse=True)
    within = _less_pool_mean(_scaled(contacts, rows), pool)
    agents = np.eye(58)[arrivals.agent[rows]]
    design = (
        agents - (np.stack([np.bincount(pool, a) for a in agents.T]) / np.bincount(pool)).T[pool]
    )

    fitted, _, rank, _ = np.linalg.lstsq(design.T @ design, design.T @ within, rcond=1e-8)
    explained = fitted @ (design.T @ within)
    freedom = len(rows) - pool.max() - 1 - rank
    ratio = (explained / rank) / ((within @ within - explained) / freedom)

    assert stats.f.sf(ratio, rank, freedom) > 1e-4


def _scaled(contacts: Contacts, rows: np.ndarray) -> np.ndarray:
    value = contacts.arrivals.value[rows].astype(np.float64)
    group = contacts.arrivals.group[rows]
    spread = np.array([value[group == g].std() for g in range(4)])
    return value / spread[group]


def _less_pool_mean(values: np.ndarray, pool: np.ndarray) -> np.ndarray:
    return values - (np.bincount(pool, values) / np.bincount(pool))[pool]


def test_valuable_customers_reach_the_vip_groups(contacts: Contacts) -> None:
    vip = np.isin(contacts.arrivals.group, VIP_GROUPS)

    assert contacts.arrivals.value[vip].mean() > contacts.arrivals.value[~vip].mean() + 0.8


def test_returning_contacts_belong_to_an_unsolved_problem(contacts: Contacts) -> None:
    arrivals = contacts.arrivals
    back = np.flatnonzero(arrivals.attempt == 2)
    firsts = np.flatnonzero(arrivals.attempt == 1)
    position = np.empty(firsts.size, dtype=np.int64)
    position[arrivals.problem[firsts]] = firsts
    first = position[arrivals.problem[back]]

    assert back.size > 5_000
    assert not arrivals.solved[first].any()
    assert arrivals.answered[first].all()
    assert (arrivals.customer[back] == arrivals.customer[first]).all()
    assert (arrivals.contact_class[back] == arrivals.contact_class[first]).all()
    assert (arrivals.start_s[back] - arrivals.start_s[first] >= RETURN_EARLIEST_S).all()
    assert len(np.unique(arrivals.problem[back])) == back.size


@pytest.mark.statistical
def test_night_gap_is_made_by_the_mix_of_cases_alone(contacts: Contacts) -> None:
    """Planted gap within 4.5 standard errors; with the day's mix of classes none is left.

    The errors treat contacts as independent and leave out which agents were drawn (their cells
    are centred, but not weighted by contacts): 0.01 is allowed for that.
    """
    arrivals = contacts.arrivals
    rows = arrivals.answered & (arrivals.attempt == 1)
    night = rows & (arrivals.shift == NIGHT)
    day = rows & ~night
    cell = arrivals.group * 9 + arrivals.contact_class
    day_rate = np.bincount(cell[day], arrivals.solved[day], 36) / np.maximum(
        np.bincount(cell[day], minlength=36), 1
    )
    gap = arrivals.solved[night].mean() - arrivals.solved[day].mean()
    left = arrivals.solved[night].mean() - day_rate[cell[night]].mean()
    allowed = 4.5 * np.sqrt(0.16 / night.sum() + 0.16 / day.sum()) + 0.01

    assert abs(gap + NIGHT_GAP) < allowed
    assert abs(left) < allowed
