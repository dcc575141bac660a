"""What a replication leaves behind: contacts, their legs with agents, their rounds."""

from typing import NamedTuple

import numpy as np

from engine.simulation.desk import Records

CONTACT = np.dtype(
    [
        ("arrival_s", "f8"),  # the customer's first message of this attempt
        ("entry_s", "f8"),  # entry into the human queue, after the bot; a transfer keeps it
        ("gone_s", "f8"),  # patience ended, or everybody was off duty, and the message stayed
        ("start_s", "f8"),  # an agent gave it a slot for the first time
        ("replied_s", "f8"),  # the first reply left an agent
        ("end_s", "f8"),  # the bot or the last agent finished, or the customer left
        ("back_s", "f8"),  # when the customer comes back, perhaps after the horizon
        ("customer", "i4"),  # row of the sampled customers
        ("attempt", "i4"),  # 0 for the customer's first
        ("leg", "i4"),  # row of ``legs`` of its first leg; -1: no agent took it
        ("last_leg", "i4"),  # that of the last one
        ("contact_class", "i4"),
        ("outcome", "i1"),
        ("solved", "?"),
        ("offline", "?"),  # nobody who could serve it was on duty when it entered the queue
        ("capped", "?"),  # would have come back, but for the greatest number of attempts
    ],
    align=True,
)
LEG = np.dtype(
    [
        ("start_s", "f8"),  # the agent gave it a slot
        ("end_s", "f8"),  # the agent finished, or the customer left the inbox
        ("released_s", "f8"),  # the slot was free again, after wrap-up
        ("contact", "i4"),
        ("agent", "i4"),
        ("level", "i4"),  # how many further groups were open to it
        ("load", "i4"),  # slots taken on that agent when it began, itself included
        ("first_round", "i4"),  # turn level: rows first_round .. + rounds - 1 of the log's rounds
        ("rounds", "i4"),  # rounds that were foreseen; those never asked stay nan
    ],
    align=True,
)
ROUND = np.dtype([("asked_s", "f8"), ("replied_s", "f8")], align=True)


class ContactLog(NamedTuple):
    """The log of one replication; times in seconds, nan where a thing did not happen.

    ``contacts``: the first attempts in order of arrival, one for each sampled customer, then the
    later ones in the order in which they were decided. ``legs`` in the order in which they began.
    ``rounds`` of the legs, in the same order. ``agents`` is the desk's roster; ``events`` counts
    what the engine handled.
    """

    contacts: Records
    legs: Records
    rounds: Records
    agents: Records
    events: int


def blank(rows: int, kind: np.dtype[np.void]) -> Records:
    """Return rows in which nothing has happened: nan times, -1 for nobody and nothing."""
    empty = np.zeros(rows, kind)
    for name in kind.names or ():
        if kind[name].kind == "f":
            empty[name] = np.nan
        elif name in {"leg", "last_leg", "agent"}:
            empty[name] = -1
    return empty
