"""Agents with room: for each group and share of slots taken a list, longest unchanged first.

They make the choice of rule M4 without a look at every agent. The other questions about who could
take a contact are here as well.
"""

from engine.simulation.conventions import NOBODY
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled


@compiled
def note_change(centre: Centre, agent: int, step: int) -> None:
    """Change an agent's load by ``step`` (0: come on or go off duty) and its place with it."""
    me = centre.agents[agent]
    if me.bucket >= 0:
        leave_bucket(centre, agent)
    me.load += step
    me.changed_s = centre.counts[0].now_s
    if me.on and me.load < centre.desk.agents[agent].cap:
        join_bucket(centre, agent)


@compiled
def join_bucket(centre: Centre, agent: int) -> None:
    """Take a place among the agents of the group who have room."""
    me = centre.agents[agent]
    member = centre.desk.agents[agent]
    group = centre.groups[member.group]
    me.bucket = centre.desk.rank[member.slots, me.load]
    bucket = centre.buckets[member.group, me.bucket]
    after = bucket.tail
    before = -1
    while after >= 0 and centre.agents[after].changed_s == me.changed_s and after > agent:
        before = after
        after = centre.agents[after].prev
    me.prev = after
    me.next = before
    if after >= 0:
        centre.agents[after].next = agent
    else:
        bucket.head = agent
    if before >= 0:
        centre.agents[before].prev = agent
    else:
        bucket.tail = agent
    group.free += 1
    group.least = min(group.least, me.bucket)


@compiled
def leave_bucket(centre: Centre, agent: int) -> None:
    """Give up the place among the agents who have room."""
    me = centre.agents[agent]
    group = centre.desk.agents[agent].group
    bucket = centre.buckets[group, me.bucket]
    if me.prev >= 0:
        centre.agents[me.prev].next = me.next
    else:
        bucket.head = me.next
    if me.next >= 0:
        centre.agents[me.next].prev = me.prev
    else:
        bucket.tail = me.prev
    me.bucket = -1
    centre.groups[group].free -= 1


@compiled
def has_room(centre: Centre, agent: int, contact_class: int) -> bool:
    """Tell whether a contact of the class finds room: classes that push go to the cap (M4)."""
    member = centre.desk.agents[agent]
    room = member.cap if centre.desk.classes[contact_class].push else member.slots
    return centre.agents[agent].load < room


@compiled
def least_loaded(centre: Centre, group: int, contact_class: int) -> int:
    """Return the agent with the smallest share of slots taken, if there is room for the class.

    Who has the smallest share is over the slots only when everybody is.
    """
    state = centre.groups[group]
    if state.free == 0:
        return NOBODY
    rank = state.least
    while centre.buckets[group, rank].head < 0:
        rank += 1
    state.least = rank
    agent = centre.buckets[group, rank].head
    return agent if has_room(centre, agent, contact_class) else NOBODY


@compiled
def free_agent(centre: Centre, j: int) -> int:
    """Return who takes a contact now: the first open group with a free agent decides (M4)."""
    route = centre.places[j].route
    for level in range(open_groups(centre, j)):
        group = centre.desk.route_groups[route, level]
        agent = least_loaded(centre, group, centre.live[j].contact_class)
        if agent >= 0:
            return agent
    return NOBODY


@compiled
def latest_free_agent(centre: Centre, j: int) -> int:
    """Return the agent whom a returning customer knows, if free and open to the contact (M4)."""
    agent = centre.places[j].latest
    contact_class = centre.live[j].contact_class
    if agent < 0 or not centre.desk.classes[contact_class].latest_first:
        return NOBODY
    if not centre.agents[agent].on or not has_room(centre, agent, contact_class):
        return NOBODY
    group = centre.desk.agents[agent].group
    for level in range(open_groups(centre, j)):
        if centre.desk.route_groups[centre.places[j].route, level] == group:
            return agent
    return NOBODY


@compiled
def open_groups(centre: Centre, j: int) -> int:
    """Return how many groups of its route are open to a contact; a route may have none at all."""
    place = centre.places[j]
    return min(place.level + 1, centre.desk.routes[place.route].levels)


@compiled
def anybody_on_duty(centre: Centre, route: int) -> bool:
    """Tell whether somebody who could serve the route is on duty, in whatever group."""
    for level in range(centre.desk.routes[route].levels):
        if centre.groups[centre.desk.route_groups[route, level]].on_duty > 0:
            return True
    return False


@compiled
def level_at(centre: Centre, route: int, entry_s: float) -> int:
    """Return how many further groups are open now to who entered the queue at ``entry_s``."""
    levels = centre.desk.routes[route].levels
    opens_s = centre.desk.route_opens_s
    level = 0
    while level + 1 < levels and entry_s + opens_s[route, level + 1] <= centre.counts[0].now_s:
        level += 1
    return level
