"""What a replication leaves behind: one row for every attempt that could have been made."""

from typing import NamedTuple

import numpy as np

from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.sampling import Records, SampledContacts

LOGGED = np.dtype(
    [
        ("arrival_s", "f8"),  # the customer's first message of this attempt
        ("entry_s", "f8"),  # entry into the human queue, after the bot
        ("gone_s", "f8"),  # patience ended, the message stayed
        ("start_s", "f8"),  # an agent gave it a slot
        ("replied_s", "f8"),  # the first reply left the agent
        ("end_s", "f8"),  # the bot or the agent finished, or the customer hung up
        ("released_s", "f8"),  # the slot was free again, after wrap-up
        ("agent", "i4"),
        ("contact_class", "i4"),
        ("attempt", "i4"),  # 0 for the customer's first
        ("outcome", "i1"),
        ("solved", "?"),
        ("returns", "?"),  # the customer decided to come back (perhaps after the horizon)
    ],
    align=True,
)
TIMES = tuple(name for name in LOGGED.names or () if name.endswith("_s"))


class ContactLog(NamedTuple):
    """The log of one replication; times in seconds, nan where a thing did not happen.

    ``attempts`` has a row for every row of ``SampledContacts.attempts``, in the same order;
    ``agents`` is the roster that was sampled; ``events`` counts what the engine handled.
    """

    attempts: Records
    agents: Records
    events: int

    @property
    def made(self) -> Records:
        """The attempts that customers made, in order of customer and attempt."""
        made: Records = self.attempts[self.attempts["outcome"] != Outcome.NOT_MADE]
        return made


def empty_rows(sampled: SampledContacts) -> Records:
    """Return the log's rows before anything has happened."""
    rows = np.zeros(sampled.attempts.size, LOGGED)
    for name in TIMES:
        rows[name] = np.nan
    rows["agent"] = NOBODY
    each = sampled.attempts_each
    rows["contact_class"] = np.repeat(sampled.customers["contact_class"], each)
    rows["attempt"] = np.tile(np.arange(each), sampled.customers.size)
    return rows
