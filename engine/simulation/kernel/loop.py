"""The loop over all events, in the order of rule M10.

First arrivals and changes of duty are known beforehand and come from their own sorted rows; MATCH
is a flag, since at most one waits, always for now. Only the rest needs the event list.
"""

from math import inf

from engine.simulation.conventions import EventKind
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled, compiled_entry
from engine.simulation.kernel.contacts import arrive, leave_bot, lose_patience, make, overflow
from engine.simulation.kernel.duty import duty_off, duty_on, match
from engine.simulation.kernel.endings import end_wrap_up, service_ends
from engine.simulation.kernel.event_list import (
    contact_of,
    drop_first,
    kind_of,
    leg_of,
    version_of,
)
from engine.simulation.kernel.service import message

SERVICE_END = int(EventKind.SERVICE_END)
WRAP_UP_END = int(EventKind.WRAP_UP_END)
DUTY_ON = int(EventKind.DUTY_ON)
DUTY_OFF = int(EventKind.DUTY_OFF)
MATCH = int(EventKind.MATCH)
OVERFLOW = int(EventKind.OVERFLOW)
PATIENCE_END = int(EventKind.PATIENCE_END)
BOT_END = int(EventKind.BOT_END)
MESSAGE = int(EventKind.MESSAGE)
ARRIVAL = int(EventKind.ARRIVAL)
FIRST_ARRIVAL = ARRIVAL + 1  # of a customer, not on the event list
NOTHING = FIRST_ARRIVAL + 1
MOST_EVENTS = 16  # more than one event can schedule


@compiled_entry
def play_on(centre: Centre) -> bool:
    """Play until nothing more happens (True), or until some array is nearly full (False).

    All that is known of the centre is in its arrays: with longer ones it can be played on.
    """
    counts = centre.counts[0]
    while has_space(centre):
        if counts.matching:
            match(centre)
        elif not play_next(centre):
            return True
    return False


@compiled
def has_space(centre: Centre) -> bool:
    """Tell whether the arrays have rows for whatever one event can bring."""
    counts = centre.counts[0]
    log = centre.log
    return (
        counts.scheduled + MOST_EVENTS <= centre.events.size
        and counts.contacts < log.contacts.size
        and counts.legs < log.legs.size
        and counts.rounds + counts.most_rounds <= log.rounds.size
    )


@compiled
def play_next(centre: Centre) -> bool:
    """Let the next event happen; False when there is none."""
    drop_first(centre)
    counts = centre.counts[0]
    at_s = inf
    kind = NOTHING
    if counts.scheduled > 0:
        at_s = centre.events[0].at_s
        kind = kind_of(centre.events[0].key)
    if counts.next_customer < centre.sampled.customers.size:
        arrival_s = centre.sampled.customers[counts.next_customer].arrival_s
        # first attempts have smaller numbers than later ones that arrive at the same instant
        if kind == NOTHING or arrival_s < at_s or (arrival_s == at_s and kind == ARRIVAL):
            at_s = arrival_s
            kind = FIRST_ARRIVAL
    if counts.next_duty < centre.duties.size:
        duty = centre.duties[counts.next_duty]
        if kind == NOTHING or duty.at_s < at_s or (duty.at_s == at_s and duty.kind < kind):
            at_s = duty.at_s
            kind = duty.kind
    if counts.match_is_due and (at_s > counts.now_s or kind > MATCH):
        counts.match_is_due = False
        counts.matching = True
        counts.events += 1
        return True
    if kind == NOTHING:
        return False
    counts.now_s = at_s
    happen(centre, kind)
    return True


@compiled
def happen(centre: Centre, kind: int) -> None:
    """Let one event happen now."""
    counts = centre.counts[0]
    if kind == FIRST_ARRIVAL:
        j = counts.next_customer
        counts.next_customer += 1
        counts.events += 1
        make(centre, j, j, 0, -1)
        arrive(centre, j)
    elif DUTY_ON <= kind <= DUTY_OFF:
        change_duty(centre)
    else:
        counts.hole = True
        key = centre.events[0].key
        happen_to(centre, kind, contact_of(key), version_of(key), leg_of(key))


@compiled
def change_duty(centre: Centre) -> None:
    """Let the next agent come on or go off duty."""
    counts = centre.counts[0]
    duty = centre.duties[counts.next_duty]
    counts.next_duty += 1
    counts.events += 1
    if duty.kind == DUTY_ON:
        duty_on(centre, duty.agent)
    else:
        duty_off(centre, duty.agent)


@compiled
def happen_to(centre: Centre, kind: int, j: int, version: int, leg: int) -> None:
    """Let one event of the list happen to its contact."""
    if kind == SERVICE_END:
        service_ends(centre, j, version, leg)
    elif kind == MESSAGE:
        message(centre, j, centre.counts[0].now_s)
    elif kind == PATIENCE_END:
        lose_patience(centre, j, leg)
    elif kind == ARRIVAL:
        arrive(centre, j)
    elif kind == WRAP_UP_END:
        end_wrap_up(centre, j, leg)
    elif kind == BOT_END:
        leave_bot(centre, j)
    elif kind == OVERFLOW:
        overflow(centre, j, leg)
