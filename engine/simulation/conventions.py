"""Rule M10: which events exist, in which order they happen at one instant, and how attempts end.

The numbers are part of the model: both engines, the log and the measures read them from here.
"""

from enum import IntEnum


class EventKind(IntEnum):
    """Kinds of events; at equal times the smaller number happens first, then the smaller id.

    Ends come before arrivals, so that a freed agent can answer the contact arriving at that
    instant. ``MATCH`` comes after every change of duty: agents who start together share the queue
    evenly, and one whose last contact ends exactly at the end of the shift takes nothing new.
    """

    SERVICE_END = 0
    WRAP_UP_END = 1
    DUTY_ON = 2
    DUTY_OFF = 3
    MATCH = 4
    PATIENCE_END = 5
    BOT_END = 6
    ARRIVAL = 7


class Outcome(IntEnum):
    """How an attempt ended.

    ``NOT_MADE`` marks the row of an attempt that its customer never made. ``LATE`` is a message
    answered after its buyer had gone (``message_stays``). ``OPEN`` still waits when nothing more
    can happen: nobody is left who could answer it.
    """

    NOT_MADE = 0
    OPEN = 1
    BOT_ENDED = 2
    SERVED = 3
    ABANDONED = 4
    LATE = 5


NOBODY = -1  # the agent of an attempt that no agent took
