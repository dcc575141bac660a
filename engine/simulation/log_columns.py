"""A contact log with names instead of numbers: classes, groups, agents, outcomes."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.simulation.contact_log import TIMES, ContactLog
from engine.simulation.conventions import NOBODY, Outcome


def log_columns(scenario: Scenario, log: ContactLog) -> dict[str, NDArray[np.generic]]:
    """Return the attempts made as columns, in order of customer and attempt.

    Returns
    -------
    dict
        ``customer`` (in order of first arrival, from 1), ``attempt`` (from 1),
        ``contact_class``, ``group`` and ``agent`` (empty where nobody took it; agents are
        numbered from 1 over the roster), the times in seconds from the start of the horizon
        (nan where a thing did not happen), ``outcome``, ``solved``, ``returns``.
    """
    made = log.made
    classes = np.array([kind.id for kind in scenario.classes])
    groups = np.array([group.id for group in scenario.staffing.groups])
    taken = made["agent"] != NOBODY
    group, agent = np.full(made.size, "", groups.dtype), np.full(made.size, "", "U12")
    group[taken] = groups[log.agents["group"][made["agent"][taken]]]
    agent[taken] = (made["agent"][taken] + 1).astype("U12")
    names = {outcome.value: outcome.name.lower() for outcome in Outcome}
    return {
        "customer": np.cumsum(made["attempt"] == 0),
        "attempt": made["attempt"] + 1,
        "contact_class": classes[made["contact_class"]],
        "group": group,
        "agent": agent,
        **{name: made[name] for name in TIMES},
        "outcome": np.array([names[code] for code in made["outcome"].tolist()], dtype=np.str_),
        "solved": made["solved"],
        "returns": made["returns"],
    }
