"""The desk as both engines read it: classes, routes, groups and agents as record arrays.

Made from a scenario and the absences of a replication by :mod:`engine.simulation.desk_plan`;
nothing in here is random any more.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Records = NDArray[np.void]

CLASS = np.dtype(
    [
        ("solved_probability", "f8"),  # of a contact that an agent finished
        ("offline", "i4"),  # an OfflineRule
        ("turns", "?"),  # played round by round
        ("stays", "?"),  # when patience ends the message stays
        ("until_reply", "?"),  # patience runs until the first reply begins (turn level only)
        ("push", "?"),  # given to agents past their slots, up to their cap
        ("latest_first", "?"),  # a returning customer goes to the agent who served last, if free
    ],
    align=True,
)
ROUTE = np.dtype(
    [
        ("contact_class", "i4"),
        ("priority", "i4"),  # the higher is taken first
        ("room", "i8"),  # greatest number that waits
        ("levels", "i4"),  # groups of the route
    ],
    align=True,
)
GROUP = np.dtype([("first_messages_first", "?")], align=True)
AGENT = np.dtype(
    [
        ("group", "i4"),
        ("slots", "i4"),
        ("cap", "i4"),  # >= slots: contacts of classes that push
        ("efficiency", "f8"),
        ("solved_factor", "f8"),
        ("first_duty", "i4"),  # its rows of ``duties``: first_duty .. first_duty + duties - 1
        ("duties", "i4"),
        ("present", "?"),  # an absent agent is rostered and has no duties
    ],
    align=True,
)
DUTY = np.dtype([("time_s", "f8"), ("on", "?")], align=True)


class Desk(NamedTuple):
    """Who serves what, when and how.

    With C classes, R routes of at most L groups, G groups, and M the greatest cap of an agent:

    ``classes`` (C,), ``routes`` (R,): route c < C is the queue of class c, the others are for
    transfers. ``route_groups`` (R, L) i4: the groups of a route in order of preference, -1 beyond;
    ``route_opens_s`` (R, L): the seconds of waiting after which each opens, ascending from 0.
    ``transfer_probability`` (C, G) and ``transfer_route`` (C, G) i4, -1 for none: of a contact of
    the class that an agent of the group has finished. ``groups`` (G,); ``speed`` (G, M + 1):
    attention per second to each contact at n taken slots, before efficiency; ``pressure``
    (G, M + 1): multiple of the chance to solve at n open contacts; ``skill`` (G, C) and
    ``solved_factor`` (G, C): how the group does on a class. ``agents`` are numbered group by
    group, shift by shift, in the order of the scenario; ``duties``: the times at which each comes
    on and goes off duty, ascending for each agent, on and off in turns. ``rank`` (M + 1, M + 1)
    i4: ``rank[slots, load]`` orders the fractions load / slots, equal ones alike. ``horizon_s``:
    nobody arrives from then on; ``max_attempts``: of one customer.
    """

    classes: Records
    routes: Records
    route_groups: NDArray[np.int32]
    route_opens_s: NDArray[np.float64]
    transfer_probability: NDArray[np.float64]
    transfer_route: NDArray[np.int32]
    groups: Records
    speed: NDArray[np.float64]
    pressure: NDArray[np.float64]
    skill: NDArray[np.float64]
    solved_factor: NDArray[np.float64]
    agents: Records
    duties: Records
    rank: NDArray[np.int32]
    horizon_s: float
    max_attempts: int
