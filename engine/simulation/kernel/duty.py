"""Coming on and going off duty, and the meeting of free slots with waiting contacts (M4, M6)."""

from engine.simulation.conventions import NOBODY
from engine.simulation.kernel.agents import anybody_on_duty, free_agent, note_change
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled
from engine.simulation.kernel.contacts import find_nobody
from engine.simulation.kernel.queues import earlier, leave_queue
from engine.simulation.kernel.release import ask_for_match
from engine.simulation.kernel.service import begin


@compiled
def duty_on(centre: Centre, agent: int) -> None:
    """Coming on duty only marks the agent; who shares the queue is for MATCH (M10)."""
    centre.agents[agent].on = True
    centre.groups[centre.desk.agents[agent].group].on_duty += 1
    note_change(centre, agent, 0)
    ask_for_match(centre)


@compiled
def duty_off(centre: Centre, agent: int) -> None:
    """Take nothing new from now on; what is open is finished (M6)."""
    group = centre.desk.agents[agent].group
    centre.agents[agent].on = False
    centre.groups[group].on_duty -= 1
    note_change(centre, agent, 0)
    if centre.groups[group].on_duty == 0:
        for route in range(centre.desk.routes.size):
            if lists(centre, route, group) and not anybody_on_duty(centre, route):
                close_queue(centre, route)


@compiled
def lists(centre: Centre, route: int, group: int) -> bool:
    """Tell whether the group serves the route."""
    for level in range(centre.desk.routes[route].levels):
        if centre.desk.route_groups[route, level] == group:
            return True
    return False


@compiled
def close_queue(centre: Centre, route: int) -> None:
    """Let each waiting contact do what its class does while nobody is there."""
    j = centre.queues[route].head
    while j >= 0:
        following = centre.places[j].next
        find_nobody(centre, j)
        j = following


@compiled
def match(centre: Centre) -> None:
    """Serve one waiting contact that has a free slot: highest priority, then first come (M4).

    Called until it ends the matching itself: one call takes one leg of the log at most.
    """
    best = -1
    best_agent = NOBODY
    for route in range(centre.desk.routes.size):
        head = centre.queues[route].head
        if head >= 0 and (best < 0 or goes_first(centre, head, best)):
            agent = free_agent(centre, head)
            if agent >= 0:
                best = head
                best_agent = agent
    if best >= 0:
        leave_queue(centre, best)
        begin(centre, best, best_agent)
    centre.counts[0].matching = best >= 0 and centre.counts[0].waiting > 0


@compiled
def goes_first(centre: Centre, one: int, other: int) -> bool:
    """Tell whether a waiting contact is served before one of another route."""
    mine = centre.desk.routes[centre.places[one].route].priority
    theirs = centre.desk.routes[centre.places[other].route].priority
    return mine > theirs or (mine == theirs and earlier(centre, one, other))
