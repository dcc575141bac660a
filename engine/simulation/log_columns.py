"""A contact log with names instead of numbers: classes, groups, agents, outcomes."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.measuring.contact_facts import contact_facts, leg_facts
from engine.simulation.measuring.time_bins import Numbers, TimeBins

Columns = dict[str, NDArray[np.generic]]

_TIMES = ("arrival_s", "entry_s", "gone_s", "start_s", "replied_s", "end_s", "back_s")


def log_columns(scenario: Scenario, log: ContactLog) -> Columns:
    """Return the attempts made as columns, in order of customer and attempt.

    Returns
    -------
    dict
        ``customer`` (in order of first arrival, from 1), ``attempt`` (from 1), ``contact_class``,
        ``channel``; ``group`` and ``agent`` that took it first, ``last_group`` and ``last_agent``
        that had it last (empty where nobody took it; agents are numbered from 1 over the roster);
        the times in seconds from the start of the horizon (nan where a thing did not happen), of
        which ``released_s`` is the end of the last slot; ``level`` (how many further groups were
        open to it) and ``load`` (slots taken at the agent, itself included) when it began, -1
        where it did not; ``outcome``, ``solved``, ``returns`` (the customer decided to come back),
        ``transferred``, ``offline`` (nobody was on duty at entry), ``capped``.
    """
    order = np.lexsort((log.contacts["attempt"], log.contacts["customer"]))
    rows = log.contacts[order]
    facts = contact_facts(
        scenario, TimeBins(np.array([0.0, scenario.horizon_s])), log, leg_facts(scenario, log)
    )
    classes = np.array([kind.id for kind in scenario.classes])
    channels = np.array([kind.channel.value for kind in scenario.classes])
    names = {outcome.value: outcome.name.lower() for outcome in Outcome}
    of = rows["contact_class"]
    return {
        "customer": rows["customer"] + 1,
        "attempt": rows["attempt"] + 1,
        "contact_class": classes[of],
        "channel": channels[of],
        **_takers(scenario, log, ("group", "agent"), rows["leg"]),
        **_takers(scenario, log, ("last_group", "last_agent"), rows["last_leg"]),
        **{name: rows[name] for name in _TIMES},
        "released_s": _of_leg(log, "released_s", rows["last_leg"], np.nan),
        "level": _of_leg(log, "level", rows["leg"], NOBODY),
        "load": _of_leg(log, "load", rows["leg"], NOBODY),
        "outcome": np.array([names[code] for code in rows["outcome"].tolist()], dtype=np.str_),
        "solved": rows["solved"],
        "returns": np.isfinite(rows["back_s"]),
        "transferred": facts.transferred[order],
        "offline": rows["offline"],
        "capped": rows["capped"],
    }


def round_columns(scenario: Scenario, log: ContactLog) -> Columns:
    """Return the rounds asked as columns, in order of their legs; empty at rate level.

    Returns
    -------
    dict
        ``customer``, ``attempt``, ``contact_class``, ``group`` and ``agent`` as in
        :func:`log_columns`; ``leg`` (1, after a transfer 2) and ``round`` of the leg, from 1;
        ``asked_s`` and ``replied_s`` in seconds from the start of the horizon.
    """
    counts = log.legs["rounds"].astype(np.int64)
    leg = np.repeat(np.arange(counts.size), counts)
    number = np.arange(leg.size) - np.repeat(np.cumsum(counts) - counts, counts)
    asked = np.flatnonzero(np.isfinite(log.rounds["asked_s"]))
    leg, rounds = leg[asked], log.rounds[asked]
    contact = log.legs["contact"][leg]
    rows = log.contacts[contact]
    classes = np.array([kind.id for kind in scenario.classes])
    return {
        "customer": rows["customer"] + 1,
        "attempt": rows["attempt"] + 1,
        "contact_class": classes[rows["contact_class"]],
        **_takers(scenario, log, ("group", "agent"), leg),
        "leg": np.where(rows["leg"] == leg, 1, 2),
        "round": number[asked] + 1,
        "asked_s": rounds["asked_s"],
        "replied_s": rounds["replied_s"],
    }


def _takers(scenario: Scenario, log: ContactLog, names: tuple[str, str], legs: Numbers) -> Columns:
    """Return the group and the agent of legs, empty where there was none."""
    groups = np.array([group.id for group in scenario.staffing.groups] or [""])
    taken = np.flatnonzero(legs != NOBODY)
    agents = log.legs["agent"][legs[taken]]
    group, agent = np.full(legs.size, "", groups.dtype), np.full(legs.size, "", "U12")
    group[taken] = groups[log.agents["group"][agents]]
    agent[taken] = (agents + 1).astype("U12")
    return {names[0]: group, names[1]: agent}


def _of_leg(log: ContactLog, name: str, legs: Numbers, otherwise: float) -> NDArray[np.generic]:
    values = np.full(legs.size, otherwise, log.legs.dtype[name])
    taken = np.flatnonzero(legs != NOBODY)
    values[taken] = log.legs[name][legs[taken]]
    return values
