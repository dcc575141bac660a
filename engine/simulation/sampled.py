"""What both engines read of the customers: every random number of a replication (rule M9).

Drawn by :mod:`engine.simulation.sampling`. The first leg of a first attempt has draws of its own;
later attempts and legs after a transfer take theirs from a pool of the class, at a place that the
customer's own number decides: most possible attempts never happen, and are not drawn.
"""

from typing import NamedTuple

import numpy as np

from engine.simulation.desk import Records

CUSTOMER = np.dtype(
    [
        ("arrival_s", "f8"),
        ("contact_class", "i4"),
        ("pool", "i4"),  # row of ``pools``
        ("place", "i4"),  # where in the pool this customer's later draws begin
    ],
    align=True,
)
POOL = np.dtype([("first", "i4"), ("size", "i4")], align=True)  # rows of ``later`` and ``pauses``
DRAW = np.dtype(
    [
        ("bot_s", "f8"),  # 0: no bot
        ("work_s", "f8"),  # rate level: attention in all, > 0
        ("reply_s", "f8"),  # rate level: the part of it before the first reply, <= work_s
        ("wrap_up_s", "f8"),
        ("patience_s", "f8"),  # inf: for ever; the fixed wait of who leaves a message included
        ("solved", "f8"),  # in [0, 1): below the chance to solve, the problem is solved
        ("transfer", "f8"),  # in [0, 1): below the chance of a transfer, it is passed on
        ("first_round", "i8"),  # turn level: rows first_round .. + rounds - 1 of ``rounds``
        ("rounds", "i4"),
        ("contained", "?"),  # the bot ends the contact
        ("bot_solved", "?"),
        ("bot_returns", "?"),  # the customer comes back after the bot ended it
        ("retries", "?"),  # who hung up or was blocked tries again
        ("returns", "?"),  # an unsolved customer comes back
        ("leaves_message", "?"),  # what ends the wait is a message left, not a hang-up
    ],
    align=True,
)
PAUSE = np.dtype(
    [
        ("short_s", "f8"),  # work of answering a message whose buyer has gone
        ("retry_delay_s", "f8"),
        ("return_delay_s", "f8"),
        ("bot_return_delay_s", "f8"),
    ],
    align=True,
)
ROUND = np.dtype([("think_s", "f8"), ("reply_s", "f8")], align=True)  # think_s before the message


class SampledContacts(NamedTuple):
    """The customers of a replication.

    ``customers`` (n,) in order of arrival (ties by name of class, then by number in the class);
    ``first`` (n,) ``DRAW``: the first leg of each customer's first attempt; ``later`` (p,)
    ``DRAW`` and ``pauses`` (p,) ``PAUSE``: the pools, one stretch for each row of ``pools``;
    ``rounds`` ``ROUND``: of ``first`` and ``later``.
    """

    customers: Records
    first: Records
    pools: Records
    later: Records
    pauses: Records
    rounds: Records


def pool_row(sampled: SampledContacts, customer: int, attempt: int, leg: int) -> int:
    """Return the row of ``later`` and ``pauses`` for a leg of an attempt (each from 0).

    Leg 0 of attempt 0 has its own row of ``first``; its pauses still come from here.
    """
    who = sampled.customers[customer]
    pool = sampled.pools[who["pool"]]
    return int(pool["first"] + (who["place"] + 2 * attempt + leg) % pool["size"])
