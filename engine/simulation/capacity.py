"""What the rostered agents can finish: the line that arrivals are drawn against."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup
from engine.domain.traffic import ContactClass
from engine.simulation.arrivals import HOUR_S, class_intensity


def capacity_per_h(scenario: Scenario) -> NDArray[np.float64]:
    """Return the contacts per hour that the agents on duty finish with all their slots full.

    Returns
    -------
    ndarray
        (intervals,): for each interval of ``scenario.interval_s`` from the start of the horizon,
        absence taken off on average.

    Notes
    -----
    One agent of a group finishes slots / (work / (speed at full slots x efficiency) + wrap-up)
    contacts per second, ``work`` and ``wrap-up`` being means over the contacts whose first
    preference is the group (over all it serves, if none prefers it). Compare it with the contacts
    that reach people (``offered``), not with those the bot ends.
    """
    count = int(np.ceil(scenario.horizon_s / scenario.interval_s))
    starts_s = scenario.interval_s * np.arange(count, dtype=np.float64)
    total = np.zeros(count)
    for group in scenario.staffing.groups:
        on_duty = _agents_on_duty(group, starts_s, scenario.interval_s)
        total += on_duty * _pace_per_h(scenario, group)
    return total * (1 - scenario.staffing.absence)


def _agents_on_duty(
    group: AgentGroup, starts_s: NDArray[np.float64], interval_s: float
) -> NDArray[np.float64]:
    agents = np.zeros(starts_s.size)
    for shift in group.shifts:
        until_s = np.minimum(shift.end_s, starts_s + interval_s)
        inside_s = until_s - np.maximum(shift.start_s, starts_s)
        agents += shift.agents * np.clip(inside_s, 0.0, None) / interval_s
    return agents


def _pace_per_h(scenario: Scenario, group: AgentGroup) -> float:
    served = [kind for kind in scenario.classes if group.id in kind.groups]
    first = [kind for kind in served if kind.groups[0] == group.id]
    kinds = first or served
    expected = np.array([_expected_contacts(scenario, kind) for kind in kinds])
    if expected.sum() <= 0:
        return 0.0
    rate = group.speed[-1] * group.efficiency
    seconds = [
        kind.work.mean_s / rate + (kind.wrap_up.mean_s if kind.wrap_up else 0.0) for kind in kinds
    ]
    return group.slots * HOUR_S / float(np.average(seconds, weights=expected))


def _expected_contacts(scenario: Scenario, kind: ContactClass) -> float:
    days = np.full(int(np.ceil(scenario.horizon_s / (24 * HOUR_S))), scenario.factor)
    flow = class_intensity(scenario, kind, days)
    return flow.total * (1 - kind.bot.containment)
