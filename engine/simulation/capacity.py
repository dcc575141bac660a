"""What the rostered agents can finish: the line that arrivals are drawn against."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup, Shift
from engine.domain.traffic import ContactClass, Dispatch, Turns
from engine.simulation.arrivals import HOUR_S, expected_contacts
from engine.simulation.desk_plan import learnt, times_on_and_off


def capacity_per_h(scenario: Scenario) -> NDArray[np.float64]:
    """Return the contacts per hour that the agents on duty finish with all their slots full.

    Returns
    -------
    ndarray
        (intervals,): for each interval of ``scenario.interval_s`` from the start of the horizon,
        absence taken off on average.

    Notes
    -----
    One agent of a group finishes slots / (mean time that a contact holds a slot) contacts per
    second, the mean being over the contacts whose first preference is the group (over all it
    serves, if none prefers it); for groups that are pushed to, the cap stands for the slots. At
    rate level a contact holds its slot for work / (speed at full slots x efficiency) + wrap-up. At
    turn level it holds it for its rounds, each the response time of a full agent and the
    customer's own time (:func:`response_s`), + wrap-up. Compare the capacity with the contacts
    that reach people (``offered``), not with those the bot ends.
    """
    count = int(np.ceil(scenario.horizon_s / scenario.interval_s))
    starts_s = scenario.interval_s * np.arange(count, dtype=np.float64)
    total = np.zeros(count)
    for group in scenario.staffing.groups:
        served = _served_first(scenario, group)
        for shift in group.shifts if served else ():
            on_duty = _agents_on_duty(shift, starts_s, scenario.interval_s)
            total += on_duty * _pace_per_h(scenario, group, shift, served)
    return total * (1 - scenario.staffing.absence)


def response_s(contacts: int, reply_s: float, pause_s: float) -> float:
    """Return the mean response time of an agent who always has ``contacts`` open, in seconds.

    Parameters
    ----------
    contacts
        At least 1.
    reply_s, pause_s
        Means of an answer, and of what passes between an answer and the contact's next message.

    References
    ----------
    Reiser, M. and Lavenberg, S. S. (1980). Mean-value analysis of closed multichain queuing
    networks. Journal of the ACM 27, 313-322; exact for exponential answers.
    """
    waiting = response = 0.0
    for n in range(1, contacts + 1):
        response = reply_s * (1 + waiting)
        waiting = n * response / (response + pause_s)
    return response


class _Full(NamedTuple):
    """An agent with all slots full: how many, and the pace of work on each class."""

    contacts: int
    speed: float
    efficiency: dict[str, float]  # by class


def _agents_on_duty(
    shift: Shift, starts_s: NDArray[np.float64], interval_s: float
) -> NDArray[np.float64]:
    """Return the agents of a shift on duty, averaged over each interval."""
    on_duty_s = np.zeros(starts_s.size)
    edges_s = times_on_and_off(shift)["time_s"]
    for start_s, end_s in edges_s.reshape(-1, 2):
        inside_s = np.minimum(end_s, starts_s + interval_s) - np.maximum(start_s, starts_s)
        on_duty_s += np.clip(inside_s, 0.0, None)
    return shift.agents * on_duty_s / interval_s


def _served_first(scenario: Scenario, group: AgentGroup) -> list[tuple[ContactClass, float]]:
    """Return the classes that a group is there for, with the contacts expected of each."""
    served = [kind for kind in scenario.classes if group.id in kind.groups]
    first = [kind for kind in served if kind.groups[0] == group.id]
    expected = [
        (kind, expected_contacts(scenario, kind) * (1 - kind.bot.containment))
        for kind in first or served
    ]
    return [(kind, contacts) for kind, contacts in expected if contacts > 0]


def _pace_per_h(
    scenario: Scenario, group: AgentGroup, shift: Shift, served: list[tuple[ContactClass, float]]
) -> float:
    pushed = any(kind.dispatch is Dispatch.PUSH for kind, _ in served)
    contacts = group.most_contacts if pushed else group.slots
    own = group.efficiency * learnt(group, shift.tenure_weeks).efficiency
    skills = {skill.contact_class: skill.efficiency for skill in group.skills}
    efficiency = {kind.id: own * skills.get(kind.id, 1.0) for kind, _ in served}
    agent = _Full(contacts, group.speed[contacts - 1], efficiency)
    stretch = _stretch(agent, [each for each in served if scenario.by_turns(each[0])])
    held_s = [_held_s(scenario, agent, kind, stretch) for kind, _ in served]
    mean_s = float(np.average(held_s, weights=[expected for _, expected in served]))
    return contacts * HOUR_S / mean_s if mean_s > 0 else math.inf


def _stretch(agent: _Full, by_turns: list[tuple[ContactClass, float]]) -> float:
    """Return how many times its own seconds an answer takes on a full agent."""
    replies = attention_s = pause_s = 0.0
    for kind, expected in by_turns:
        if kind.turns is not None:
            replies += expected * kind.turns.rounds.mean
            attention_s += expected * _attention_s(kind.turns) / agent.efficiency[kind.id]
            pause_s += expected * _pauses_s(kind, kind.turns)
    if not attention_s:
        return 1.0
    reply_s = attention_s / replies
    return response_s(agent.contacts, reply_s, pause_s / replies) / reply_s


def _held_s(scenario: Scenario, agent: _Full, kind: ContactClass, stretch: float) -> float:
    """Return the mean time for which a contact holds a slot of a full agent."""
    efficiency = agent.efficiency[kind.id]
    if scenario.by_turns(kind) and kind.turns is not None:
        return stretch * _attention_s(kind.turns) / efficiency + _pauses_s(kind, kind.turns)
    return kind.work.mean_s / (agent.speed * efficiency) + _wrap_up_s(kind)


def _attention_s(turns: Turns) -> float:
    first = turns.first_reply or turns.reply
    return first.mean_s + (turns.rounds.mean - 1) * turns.reply.mean_s


def _pauses_s(kind: ContactClass, turns: Turns) -> float:
    return (turns.rounds.mean - 1) * turns.think.mean_s + _wrap_up_s(kind)


def _wrap_up_s(kind: ContactClass) -> float:
    return kind.wrap_up.mean_s if kind.wrap_up else 0.0
