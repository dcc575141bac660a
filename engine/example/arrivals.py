"""Who comes when, with what, and to whom: first contacts, and the unsolved ones coming back.

Whether a contact is solved depends on its class and its agent's skill alone, so it is drawn
here: only then is it known who returns.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import DAY_S, DAYS, HOUR_S, SHIFTS, Calendar, day_of, shift_of
from engine.example.effects import CLASSES, GROUPS, class_mix_by_shift, expit, solved_logits
from engine.example.world import TRIAL_CONTACTS, TRIAL_DAY, World

BOT_ENDED = 0.15  # share of contacts that end with the bot
BOT_SOLVED = 0.72
BOT_FIRST = 0.55  # share of the others that met the bot first
PRESALE = 0.55
RETURN_PROBABILITY = 0.70  # an unsolved contact comes back once, to any agent of its group
RETURN_EARLIEST_S = HOUR_S
RETURN_LOG_MEAN, RETURN_LOG_SD = 10.3, 1.3  # of the further delay in seconds: median 8 h
NO_AGENT = -1

_VIP_SLOPE, _VIP_CENTRE = 1.6, 0.2  # valuable customers reach the vip groups: the confounder
_LOYALTY = 1.25  # some customers write more often than others
_OF_THE_DAY_HOURS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Contacts in the order of their start, each field (n,).

    ``start_s`` counts from the first day; ``problem`` is the position of the problem's first
    contact before sorting; ``agent`` is NO_AGENT where the bot ended the contact; ``value`` is
    the customer's, in standard deviations.
    """

    start_s: NDArray[np.int64]
    problem: NDArray[np.int64]
    customer: NDArray[np.int64]
    value: NDArray[np.float32]
    group: NDArray[np.int8]
    shift: NDArray[np.int8]
    contact_class: NDArray[np.int8]
    agent: NDArray[np.int8]
    attempt: NDArray[np.int8]
    bot_first: NDArray[np.bool_]
    bot_ended: NDArray[np.bool_]
    solved: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start_s)

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Whether an agent answered, (n,)."""
        return ~self.bot_ended

    def take(self, rows: NDArray[np.int64]) -> "Arrivals":
        """Return these rows in this order."""
        return Arrivals(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def first_contacts(world: World, n: int, rng: np.random.Generator, *, trials: bool) -> Arrivals:
    """Draw n first contacts; with ``trials`` the newcomers take their few on the trial day."""
    start_s = _starts(world.calendar, n, rng)
    shift = shift_of(start_s)
    customer = (len(world.customer_values) * rng.random(n) ** _LOYALTY).astype(np.int64)
    value = world.customer_values[customer]
    presale = rng.random(n) < PRESALE
    vip = rng.random(n) < expit(_VIP_SLOPE * (value - _VIP_CENTRE))
    group = (np.where(presale, 0, 2) + ~vip).astype(np.int8)
    contact_class = _classes(group, shift, world.tilt, rng)
    bot_ended = rng.random(n) < BOT_ENDED
    agent = world.roster.pick(group, shift, start_s // DAY_S, rng.random(n))
    agent[bot_ended] = NO_AGENT
    if trials:
        _give_newcomers_a_trial(world, agent, start_s, rng)
    return Arrivals(
        start_s=start_s,
        problem=np.arange(n),
        customer=customer,
        value=value,
        group=group,
        shift=shift,
        contact_class=contact_class,
        agent=agent,
        attempt=np.ones(n, dtype=np.int8),
        bot_first=bot_ended | (rng.random(n) < BOT_FIRST),
        bot_ended=bot_ended,
        solved=_solved(world, contact_class, agent, rng),
    )


def returning_contacts(world: World, first: Arrivals, rng: np.random.Generator) -> Arrivals:
    """Draw the second contacts of problems that an agent left unsolved, inside the half year."""
    unsolved = np.flatnonzero(first.answered & ~first.solved)
    back = unsolved[rng.random(unsolved.size) < RETURN_PROBABILITY]
    delay = RETURN_EARLIEST_S + np.exp(rng.normal(RETURN_LOG_MEAN, RETURN_LOG_SD, back.size))
    start_s = first.start_s[back] + delay.astype(np.int64)
    inside = start_s < DAYS * DAY_S
    back, start_s = back[inside], start_s[inside]
    group, contact_class, shift = first.group[back], first.contact_class[back], shift_of(start_s)
    agent = world.roster.pick(group, shift, start_s // DAY_S, rng.random(back.size))
    return Arrivals(
        start_s=start_s,
        problem=first.problem[back],
        customer=first.customer[back],
        value=first.value[back],
        group=group,
        shift=shift,
        contact_class=contact_class,
        agent=agent,
        attempt=np.full(back.size, 2, dtype=np.int8),
        bot_first=first.bot_first[back],
        bot_ended=np.zeros(back.size, dtype=np.bool_),
        solved=_solved(world, contact_class, agent, rng),
    )


def in_order(first: Arrivals, returning: Arrivals) -> Arrivals:
    """Return both in the order of their start; first contacts come first at equal seconds."""
    joined = Arrivals(
        **{
            f.name: np.concatenate([getattr(first, f.name), getattr(returning, f.name)])
            for f in fields(Arrivals)
        }
    )
    return joined.take(np.argsort(joined.start_s, kind="stable"))


def _starts(calendar: Calendar, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw n starts in seconds from the first day, ascending."""
    day = np.repeat(np.arange(DAYS), rng.multinomial(n, calendar.day_shares))
    hour = np.empty(n, dtype=np.int64)
    for peak, shares in enumerate(calendar.hour_shares):
        rows = np.flatnonzero(calendar.peak[day] == bool(peak))
        hour[rows] = rng.choice(_OF_THE_DAY_HOURS, rows.size, p=shares)
    start_s = day * DAY_S + hour * HOUR_S + rng.integers(0, HOUR_S, n)
    start_s.sort()
    return start_s


def _classes(
    group: NDArray[np.int8], shift: NDArray[np.int8], tilt: float, rng: np.random.Generator
) -> NDArray[np.int8]:
    """Draw each contact's class from the mix of its group and shift."""
    uniform = rng.random(len(group))
    drawn = np.empty(len(group), dtype=np.int8)
    for of_shift in range(len(SHIFTS)):
        ladder = np.cumsum(class_mix_by_shift(of_shift, tilt), axis=1)
        for of_group in range(len(GROUPS)):
            rows = np.flatnonzero((group == of_group) & (shift == of_shift))
            found = np.searchsorted(ladder[of_group], uniform[rows], side="right")
            drawn[rows] = found.clip(0, len(CLASSES) - 1)
    return drawn


def _solved(
    world: World,
    contact_class: NDArray[np.int8],
    agent: NDArray[np.int8],
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """Draw whether each contact is solved: by class and agent, or by the bot."""
    probability = expit(solved_logits()[contact_class] + world.agents.skill[agent])
    probability[agent == NO_AGENT] = BOT_SOLVED
    return rng.random(len(agent)) < probability


def _give_newcomers_a_trial(
    world: World, agent: NDArray[np.int8], start_s: NDArray[np.int64], rng: np.random.Generator
) -> None:
    """Hand each newcomer a few contacts of its pool on the trial day, in place."""
    trial = start_s // DAY_S == day_of(TRIAL_DAY)
    for newcomer in np.flatnonzero(world.agents.newcomer):
        colleagues = (
            (world.agents.group == world.agents.group[newcomer])
            & (world.agents.shift == world.agents.shift[newcomer])
            & ~world.agents.newcomer
        )
        pool = np.flatnonzero(trial & (agent != NO_AGENT) & colleagues[agent])
        few = min(TRIAL_CONTACTS, pool.size)
        agent[rng.choice(pool, few, replace=False)] = newcomer
