"""What the compiled engine remembers: the reference's objects as rows of record arrays.

One row fits into one or two lines of the processor's cache. ``-1`` stands for nobody and nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.simulation.desk import Desk, Records
from engine.simulation.sampled import SampledContacts

LIVE = np.dtype(
    [  # a contact beyond its row of the log: all that is read while an agent has it
        ("sent_s", "f8"),  # turn level: when the latest message was sent
        ("remaining_s", "f8"),  # rate level: attention still needed in all
        ("unreplied_s", "f8"),  # rate level: attention still needed for the first reply
        ("drawn_round", "i8"),  # turn level: row of the sampled rounds of the one that comes next
        ("logged_round", "i4"),  # and its row of the log's
        ("answers", "i4"),  # turn level: given in the present leg
        ("rounds", "i4"),  # turn level: foreseen in the present leg
        ("draw", "i4"),  # of the present leg: row of ``first``, or ~row of ``later``
        ("contact_class", "i4"),
        ("agent", "i4"),  # who has it
        ("leg_row", "i4"),  # of the log: the present leg with an agent, or the latest one
        ("leg", "i1"),  # 1 after a transfer
        ("waiting", "?"),
        ("gone", "?"),
        ("pending", "?"),  # turn level: a message lies in the inbox
    ],
    align=True,
)
PLACE = np.dtype(
    [  # where a contact waits, or would
        ("route", "i4"),
        ("level", "i4"),  # how many further groups of the route are open to it
        ("latest", "i4"),  # the agent who had this customer last
        ("next", "i4"),  # in the queue of the route
        ("prev", "i4"),
    ],
    align=True,
)
AGENT = np.dtype(
    [
        ("changed_s", "f8"),  # of the load or of duty
        ("since_s", "f8"),  # the last instant at which attention was accounted for
        ("rate", "f8"),  # rate level: attention per second to each contact since then
        ("version", "i8"),  # how often the next end was announced
        ("load", "i4"),  # open contacts and wrap-ups
        ("open", "i4"),
        ("working", "i4"),  # open contacts at rate level
        ("busy", "i4"),  # turn level: whose message is being answered
        ("bucket", "i4"),  # rank of the share of slots taken, while there is room
        ("next", "i4"),  # in the bucket
        ("prev", "i4"),
        ("on", "?"),
    ],
    align=True,
)
GROUP = np.dtype(
    [
        ("on_duty", "i4"),
        ("free", "i4"),  # agents in its buckets
        ("least", "i4"),  # no agent is in a bucket below
    ],
    align=True,
)
LINE = np.dtype([("head", "i4"), ("tail", "i4"), ("count", "i8")], align=True)  # a linked list
DUTY = np.dtype([("at_s", "f8"), ("agent", "i4"), ("kind", "i4")], align=True)
EVENT = np.dtype([("at_s", "f8"), ("key", "i8")], align=True)
COUNTS = np.dtype(
    [
        ("now_s", "f8"),
        ("events", "i8"),  # scheduled so far: in the end all of them were handled
        ("scheduled", "i8"),  # rows of the event list in use, the hole included
        ("contacts", "i8"),  # rows of the log given out
        ("legs", "i8"),
        ("rounds", "i8"),
        ("most_rounds", "i8"),  # of any leg
        ("next_customer", "i8"),
        ("next_duty", "i8"),
        ("waiting", "i8"),  # contacts in all queues
        ("hole", "?"),  # the first event of the list is being handled
        ("match_is_due", "?"),
        ("matching", "?"),
    ],
    align=True,
)


class Log(NamedTuple):
    """Rows of the log, given out from the front; the arrays are as long as there is room."""

    contacts: Records
    legs: Records
    rounds: Records


class Centre(NamedTuple):
    """The whole centre in motion.

    ``duties`` of all agents in order of time; ``live`` and ``places`` have the rows of the log's
    contacts;
    ``slots`` (agents, most contacts) i4: open contacts of each agent; ``queues``: a list of
    waiting contacts for each route; ``buckets`` (groups, ranks): a list of agents with room;
    ``events`` is a heap; ``counts`` has a single row.
    """

    desk: Desk
    sampled: SampledContacts
    log: Log
    live: Records
    places: Records
    duties: Records
    agents: Records
    slots: NDArray[np.int32]
    groups: Records
    queues: Records
    buckets: Records
    events: Records
    counts: Records
