"""The queues of the routes: linked lists in order of (entry, contact), first come first."""

from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled


@compiled
def earlier(centre: Centre, one: int, other: int) -> bool:
    """Tell whether a contact entered before another one; ties go by number."""
    contacts = centre.log.contacts
    one_s = contacts[one].entry_s
    other_s = contacts[other].entry_s
    return one_s < other_s or (one_s == other_s and one < other)


@compiled
def join(centre: Centre, j: int) -> None:
    """Let a contact wait. Only a transferred one finds its place before the end."""
    place = centre.places[j]
    queue = centre.queues[place.route]
    after = queue.tail
    before = -1
    while after >= 0 and earlier(centre, j, after):
        before = after
        after = centre.places[after].prev
    place.prev = after
    place.next = before
    if after >= 0:
        centre.places[after].next = j
    else:
        queue.head = j
    if before >= 0:
        centre.places[before].prev = j
    else:
        queue.tail = j
    queue.count += 1
    centre.live[j].waiting = True
    centre.counts[0].waiting += 1


@compiled
def leave_queue(centre: Centre, j: int) -> None:
    """Stop waiting."""
    place = centre.places[j]
    queue = centre.queues[place.route]
    if place.prev >= 0:
        centre.places[place.prev].next = place.next
    else:
        queue.head = place.next
    if place.next >= 0:
        centre.places[place.next].prev = place.prev
    else:
        queue.tail = place.prev
    queue.count -= 1
    centre.live[j].waiting = False
    centre.counts[0].waiting -= 1
