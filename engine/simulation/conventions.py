"""Rule M10: which events exist, in which order they happen at one instant, and how attempts end.

The numbers are part of the model: both engines, the log and the measures read them from here.
"""

from enum import IntEnum


class EventKind(IntEnum):
    """Kinds of events; at equal times the smaller number happens first, then the smaller id.

    Ends come before arrivals, so that a freed agent can answer the contact arriving at that
    instant. ``MATCH`` comes after every end and every change of duty: agents who start together
    share the queue evenly, and one whose last contact ends exactly at the end of the shift takes
    nothing new.
    """

    SERVICE_END = 0  # rate level: of the contact; turn level: of one reply
    WRAP_UP_END = 1
    DUTY_ON = 2
    DUTY_OFF = 3
    MATCH = 4
    OVERFLOW = 5
    PATIENCE_END = 6
    BOT_END = 7
    MESSAGE = 8
    ARRIVAL = 9


class Outcome(IntEnum):
    """How an attempt ended.

    ``LATE`` is a message answered after its buyer had gone (``message_stays``, or left while
    everybody was off duty). ``OPEN`` still waits when nothing more can happen: nobody is left who
    could answer it. ``MESSAGE`` left a message after a fixed wait; ``CLEARED`` was in a queue that
    was emptied because nobody was on duty.
    """

    OPEN = 1
    BOT_ENDED = 2
    SERVED = 3
    ABANDONED = 4
    LATE = 5
    BLOCKED = 6
    MESSAGE = 7
    CLEARED = 8


class OfflineRule(IntEnum):
    """What becomes of a contact while nobody who could serve it is on duty."""

    WAITS = 0
    MESSAGE = 1
    CLEARED = 2


NOBODY = -1  # the agent of an attempt that no agent took; the group or route that is not there
