"""The event list: a heap in order of (time, kind, contact, version), four children to a node.

Kind, contact, version and leg are packed into one integer, so that one comparison settles ties.
Four children to a node and, as the first event is handled, a hole at the top that the next event
fills: for speed.
"""

import numpy as np

from engine.simulation.desk import Records
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled

LEG_BITS = 1
VERSION_BITS = 27
CONTACT_BITS = 31
CONTACT_SHIFT = LEG_BITS + VERSION_BITS
KIND_SHIFT = CONTACT_SHIFT + CONTACT_BITS
VERSIONS = (1 << VERSION_BITS) - 1
CONTACTS = (1 << CONTACT_BITS) - 1


@compiled
def packed(kind: int, contact: int, version: int, leg: int) -> np.int64:
    """Return the key of an event; versions count modulo 2**27, far beyond what can be stale."""
    what = (np.int64(kind) << KIND_SHIFT) | (np.int64(contact) << CONTACT_SHIFT)
    which = ((np.int64(version) & VERSIONS) << LEG_BITS) | np.int64(leg)
    return what | which


@compiled
def kind_of(key: np.int64) -> int:
    """Return the event's kind."""
    return int(key >> KIND_SHIFT)


@compiled
def contact_of(key: np.int64) -> int:
    """Return the event's contact."""
    return int(key >> CONTACT_SHIFT) & CONTACTS


@compiled
def version_of(key: np.int64) -> int:
    """Return which of its agent's announcements the event is."""
    return int(key >> LEG_BITS) & VERSIONS


@compiled
def leg_of(key: np.int64) -> int:
    """Return the leg of the contact that the event is about."""
    return int(key) & 1


@compiled
def schedule(centre: Centre, at_s: float, kind: int, contact: int, version: int, leg: int) -> None:
    """Add an event."""
    counts = centre.counts[0]
    counts.events += 1
    key = packed(kind, contact, version, leg)
    if counts.hole:
        counts.hole = False
        sink(centre.events, counts.scheduled, at_s, key)
    else:
        rise(centre.events, counts.scheduled, at_s, key)
        counts.scheduled += 1


@compiled
def rise(events: Records, size: int, at_s: float, key: np.int64) -> None:
    """Put an event into the heap, from its end upwards."""
    place = size
    while place > 0:
        above = (place - 1) >> 2
        parent = events[above]
        if at_s > parent.at_s or (at_s == parent.at_s and key > parent.key):
            break
        events[place].at_s = parent.at_s
        events[place].key = parent.key
        place = above
    events[place].at_s = at_s
    events[place].key = key


@compiled
def sink(events: Records, size: int, at_s: float, key: np.int64) -> None:
    """Put an event into the heap in place of the first one, downwards."""
    place = 0
    while True:
        child = 4 * place + 1
        if child >= size:
            break
        least = child
        least_s = events[child].at_s
        for other in range(child + 1, min(child + 4, size)):
            other_s = events[other].at_s
            if other_s < least_s or (other_s == least_s and events[other].key < events[least].key):
                least = other
                least_s = other_s
        if least_s > at_s or (least_s == at_s and events[least].key > key):
            break
        events[place].at_s = least_s
        events[place].key = events[least].key
        place = least
    events[place].at_s = at_s
    events[place].key = key


@compiled
def drop_first(centre: Centre) -> None:
    """Close the hole that the last handled event left, if no new event has filled it."""
    counts = centre.counts[0]
    if counts.hole:
        counts.hole = False
        counts.scheduled -= 1
        last = centre.events[counts.scheduled]
        sink(centre.events, counts.scheduled, last.at_s, last.key)
