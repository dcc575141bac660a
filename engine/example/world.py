"""The shop team: sixty agents whose true skill is known, on duty by a roster."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import DAYS, EARLY, LATE, SHIFTS, Calendar, day_of, shop_calendar
from engine.example.effects import (
    AFTERSALE_GENERAL,
    ATTITUDE_CENTRE,
    GROUPS,
    PRESALE_GENERAL,
    SKILL_SPREAD,
    VIP_GROUPS,
    VIP_SHARE,
    Effects,
    night_tilt,
    vip_skill,
)

TRIAL_DAY = "2026-05-30"  # the newcomers' only day, inside the month the example reviews
TRIAL_CONTACTS = 24

_AGENT_STREAM, _CUSTOMER_STREAM = 1, 3
_AGENTS_BY_GROUP_AND_SHIFT = ((7, 7, 2), (7, 8, 2), (5, 5, 2), (5, 6, 2))
_NEWCOMERS = ((PRESALE_GENERAL, LATE), (AFTERSALE_GENERAL, EARLY))  # group, shift
_CUSTOMERS = 558_000
_WEEK = 7
_DAYS_OFF = (0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Agents:
    """The agents' truth, each field (60,).

    ``skill`` is added to the logit of solving, ``selling`` to that of conversion, ``upselling``
    to the log of an order's value; ``pace`` multiplies reply times (1 is average, lower is
    faster); ``attitude`` is the mean of 0..100; ``inviting`` the share of contacts invited to
    rate. ``newcomer`` marks the two agents with one short trial day.
    """

    ids: tuple[str, ...]
    group: NDArray[np.int8]
    shift: NDArray[np.int8]
    newcomer: NDArray[np.bool_]
    skill: NDArray[np.float64]
    pace: NDArray[np.float64]
    attitude: NDArray[np.float64]
    selling: NDArray[np.float64]
    upselling: NDArray[np.float64]
    inviting: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Who is on duty.

    ``on_duty`` is (agents, days); ``members`` (groups, shifts, days, width) lists a pool's
    agents, the first ``sizes`` (groups, shifts, days) entries of the last axis being valid.
    """

    on_duty: NDArray[np.bool_]
    members: NDArray[np.int8]
    sizes: NDArray[np.int64]

    def pick(
        self,
        group: NDArray[np.int8],
        shift: NDArray[np.int8],
        day: NDArray[np.int64],
        uniform: NDArray[np.float64],
    ) -> NDArray[np.int8]:
        """Return an agent for each contact, every one on duty in its pool as likely as another."""
        seat = (uniform * self.sizes[group, shift, day]).astype(np.int64)
        return np.asarray(self.members[group, shift, day, seat], dtype=np.int8)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Everything that is true of the team and its customers before a contact is drawn.

    ``customer_values`` (customers,) are in standard deviations, rounded to the three decimals
    that the file holds, so that outcomes follow exactly from the stored columns.
    """

    seed: int
    effects: Effects
    calendar: Calendar
    agents: Agents
    roster: Roster
    tilt: float
    customer_values: NDArray[np.float32]


def shop_world(seed: int) -> World:
    """Return the example's team: the same seed gives the same agents, customers and roster."""
    agents = _agents(np.random.default_rng([seed, _AGENT_STREAM]))
    calendar = shop_calendar()
    customers = np.random.default_rng([seed, _CUSTOMER_STREAM])
    values = customers.standard_normal(_CUSTOMERS, dtype=np.float32).round(3)
    return World(seed, Effects(), calendar, agents, _roster(agents, calendar), night_tilt(), values)


def _agents(rng: np.random.Generator) -> Agents:
    """Draw the agents; within a group and shift their skills average to the planted level."""
    cells = [(g, s) for g in range(len(GROUPS)) for s in range(len(SHIFTS))]
    heads = [_AGENTS_BY_GROUP_AND_SHIFT[g][s] for g, s in cells]
    places = np.array([*np.repeat(cells, heads, axis=0), *_NEWCOMERS], dtype=np.int8)
    group, shift = places[:, 0].copy(), places[:, 1].copy()
    n = len(group)
    newcomer = np.arange(n) >= n - len(_NEWCOMERS)
    cell = np.where(newcomer, -1, group * len(SHIFTS) + shift)

    def spread(scale: float) -> NDArray[np.float64]:
        return _centred(rng.normal(0, scale, n), cell)

    vip = np.isin(group, VIP_GROUPS) - VIP_SHARE
    return Agents(
        ids=tuple(f"A{agent:02d}" for agent in range(n)),
        group=group,
        shift=shift,
        newcomer=newcomer,
        skill=spread(SKILL_SPREAD) + vip_skill(group),
        pace=np.exp(spread(0.22)),
        attitude=ATTITUDE_CENTRE + spread(5.0) + 1.5 * vip,
        selling=spread(0.12),
        upselling=spread(0.08),
        inviting=rng.normal(0.60, 0.12, n).clip(0.2, 0.95),
    )


def _centred(draws: NDArray[np.float64], cell: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return the draws less their cell's mean, so that no group or shift is better by chance."""
    for each in np.unique(cell[cell >= 0]):
        draws[cell == each] -= draws[cell == each].mean()
    return draws


def _roster(agents: Agents, calendar: Calendar) -> Roster:
    """Return five days of seven in turns, all hands on promotion days, one day for newcomers."""
    n = len(agents.ids)
    turn = np.zeros(n, dtype=np.int64)
    cells = [
        np.flatnonzero((agents.group == g) & (agents.shift == s) & ~agents.newcomer)
        for g in range(len(GROUPS))
        for s in range(len(SHIFTS))
    ]
    for members in cells:
        turn[members] = np.arange(members.size) * _WEEK // members.size
    off = np.isin((np.arange(DAYS)[None, :] + turn[:, None]) % _WEEK, _DAYS_OFF)
    on_duty = ~off | calendar.peak[None, :]
    on_duty[agents.newcomer] = False
    width = max(members.size for members in cells)
    pools = np.full((len(GROUPS), len(SHIFTS), DAYS, width), -1, dtype=np.int8)
    sizes = np.zeros(pools.shape[:3], dtype=np.int64)
    for agent in np.flatnonzero(~agents.newcomer):
        days = np.flatnonzero(on_duty[agent])
        g, s = agents.group[agent], agents.shift[agent]
        pools[g, s, days, sizes[g, s, days]] = agent
        sizes[g, s, days] += 1
    on_duty[agents.newcomer, day_of(TRIAL_DAY)] = True
    return Roster(on_duty, pools, sizes)
