"""The team's other records: agent months, quality samples and orders, as columns by name."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.example.arrivals import NO_AGENT
from engine.example.calendar import DAY_S, DAYS, FIRST_DAY, NIGHT, SHIFTS, month_of
from engine.example.contacts import Contacts
from engine.example.effects import ATTITUDE_CENTRE, GROUPS, SKILL_SPREAD, VIP_GROUPS
from engine.example.outcomes import SATISFIED_FROM
from engine.example.world import World

Records = Mapping[str, NDArray[Any]]

RANDOM_SAMPLES, TARGETED_SAMPLES = 30, 10  # of each agent and month
RATERS = ("Q0", "Q1", "Q2", "Q3", "Q4", "Q5")
SILENT_ORDERS = 1.4  # orders without a contact, for each one with

_RECORD_STREAM, _SAMPLE_STREAM, _ORDER_STREAM = 4, 5, 6
_ABSENCE = 0.02
_VIOLATIONS = 0.25  # expected a month
_BASE_PAY_CNY, _VIP_PAY_CNY, _NIGHT_PAY_CNY = 4500, 500, 400
_COMMISSION = 0.005  # of attributed sales
_LENIENCY = np.array([-4.0, -2.0, 0.0, 0.0, 2.0, 5.0])  # of each rater, in points
_SOLVED_POINTS = 6.0
_RED_LINE = 0.002
_PAYS_AFTER_S = 5400
_SILENT_LOG_MEAN, _SILENT_LOG_SD = 4.5, 0.7


def month_names() -> NDArray[Any]:
    """Return the months of the half year as text, ``2026-01`` first."""
    last = FIRST_DAY + (DAYS - 1)
    months = np.arange(FIRST_DAY.astype("datetime64[M]"), last.astype("datetime64[M]") + 1)
    return months.astype(str).astype(object)


def agent_months(world: World, contacts: Contacts) -> Records:
    """Return a row for each agent and month with duty: attendance, ratings, tests, pay.

    Scores and ratings are 0..100; ``attendance`` is a share of scheduled days; pay is in CNY.
    """
    rng = np.random.default_rng([world.seed, _RECORD_STREAM])
    agents, names = world.agents, month_names()
    month_of_day = month_of(np.arange(DAYS) * DAY_S)
    scheduled = np.stack(
        [world.roster.on_duty[:, month_of_day == month].sum(axis=1) for month in range(len(names))]
    )
    month, agent = np.nonzero(scheduled)
    days, n = scheduled[month, agent], len(month)
    absent = rng.binomial(days, _ABSENCE)
    ability = _ability(world)[agent]
    group, shift = agents.group[agent], agents.shift[agent]
    return {
        "month": names[month],
        "agent": np.array(agents.ids, dtype=object)[agent],
        "group": np.array(GROUPS, dtype=object)[group],
        "shift": np.array(SHIFTS, dtype=object)[shift],
        "scheduled_days": days,
        "worked_days": days - absent,
        "attendance": np.round(1 - absent / days, 4),
        "violations": rng.poisson(_VIOLATIONS, n),
        "test_score": _points(80 + ability, 6, rng),
        "rating_self": _points(88 + 0.3 * ability, 5, rng),
        "rating_supervisor": _points(80 + ability, 5, rng),
        "rating_others": _points(82 + 0.7 * ability, 5, rng),
        "base_pay_cny": _BASE_PAY_CNY
        + _VIP_PAY_CNY * np.isin(group, VIP_GROUPS)
        + _NIGHT_PAY_CNY * (shift == NIGHT),
        "commission_cny": np.round(_COMMISSION * _sales(world, contacts)[month, agent], 2),
    }


def quality_samples(world: World, contacts: Contacts) -> Records:
    """Return rated contacts: a random sample of each agent and month, and a targeted one.

    Targeted samples are drawn from badly rated contacts, so their scores say nothing about the
    agent's mean. ``session_score`` and ``ticket_score`` are 0..100; a contact may be in both.
    """
    rng = np.random.default_rng([world.seed, _SAMPLE_STREAM])
    outcomes, arrivals = contacts.outcomes, contacts.arrivals
    bad = outcomes.rated & (outcomes.csat < SATISFIED_FROM - 1)
    drawn = _sample(contacts, arrivals.answered, RANDOM_SAMPLES, rng)
    sought = _sample(contacts, bad, TARGETED_SAMPLES, rng)
    rows = np.concatenate([drawn, sought])
    agent, n = arrivals.agent[rows], rows.size
    rater = rng.integers(0, len(RATERS), n)
    session = outcomes.attitude[rows] + _SOLVED_POINTS * arrivals.solved[rows] + _LENIENCY[rater]
    ticket = 86 + 3 * world.agents.skill[agent] / SKILL_SPREAD + _LENIENCY[rater]
    return {
        "contact_id": rows,
        "month": month_names()[month_of(arrivals.start_s[rows])],
        "agent": np.array(world.agents.ids, dtype=object)[agent],
        "rater": np.array(RATERS, dtype=object)[rater],
        "targeted": np.arange(n) >= drawn.size,
        "session_score": _points(session, 4, rng),
        "ticket_score": _points(ticket, 7, rng),
        "red_line": rng.random(n) < _RED_LINE,
    }


def orders(world: World, contacts: Contacts) -> Records:
    """Return the shop's orders: those after a contact, and silent ones (``contact_id`` -1)."""
    rng = np.random.default_rng([world.seed, _ORDER_STREAM])
    paid = np.flatnonzero(contacts.outcomes.paid)
    silent = int(SILENT_ORDERS * paid.size)
    decided_s = rng.exponential(_PAYS_AFTER_S, paid.size).astype(np.int64)
    after = contacts.arrivals.start_s[paid] + contacts.service.handle_s[paid] + decided_s
    at_s = np.concatenate([after, rng.integers(0, DAYS * DAY_S, silent)])
    worth = np.round(rng.lognormal(_SILENT_LOG_MEAN, _SILENT_LOG_SD, silent), 2)
    anyone = rng.integers(0, len(world.customer_values), silent)
    return {
        "order_id": np.arange(paid.size + silent),
        "customer_id": np.concatenate([contacts.arrivals.customer[paid], anyone]),
        "contact_id": np.concatenate([paid, np.full(silent, -1)]),
        "paid_at": FIRST_DAY.astype("datetime64[s]") + at_s.astype("timedelta64[s]"),
        "order_value": np.concatenate([contacts.outcomes.order_value[paid], worth]),
    }


def _ability(world: World) -> NDArray[np.float64]:
    """Return how many points an agent's skill and attitude add to what people rate, (60,)."""
    agents = world.agents
    return 3 * agents.skill / SKILL_SPREAD + (agents.attitude - ATTITUDE_CENTRE) / 2


def _points(
    centre: NDArray[np.float64], spread: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw whole points in 0..100 about a centre."""
    drawn = centre + rng.normal(0, spread, len(centre))
    return np.asarray(np.rint(drawn.clip(0, 100)), dtype=np.float64)


def _agent_month(contacts: Contacts, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for each contact's month and agent."""
    month = month_of(contacts.arrivals.start_s[rows])
    return month * len(contacts.agents) + contacts.arrivals.agent[rows]


def _sales(world: World, contacts: Contacts) -> NDArray[np.float64]:
    """Return attributed sales in CNY, (months, agents)."""
    rows = np.flatnonzero(contacts.outcomes.paid & (contacts.arrivals.agent != NO_AGENT))
    shape = (len(month_names()), len(world.agents.ids))
    sums = np.bincount(
        _agent_month(contacts, rows), contacts.outcomes.order_value[rows], shape[0] * shape[1]
    )
    return np.asarray(sums.reshape(shape), dtype=np.float64)


def _sample(
    contacts: Contacts, among: NDArray[np.bool_], size: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw at most ``size`` contacts of each agent and month, ascending by agent month."""
    rows = rng.permutation(np.flatnonzero(among))
    key = _agent_month(contacts, rows)
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    position = np.arange(key.size) - np.searchsorted(key, key, side="left")
    return rows[position < size]
