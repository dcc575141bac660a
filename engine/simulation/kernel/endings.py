"""How service ends: replies, wrap-up, and what becomes of the contact then (rules M4, M5, M7)."""

from engine.simulation.conventions import EventKind, Outcome
from engine.simulation.kernel.agents import anybody_on_duty, level_at
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled
from engine.simulation.kernel.contacts import close, come_back, find_nobody, wait
from engine.simulation.kernel.draws import draw, draw_row, own_draw, pause
from engine.simulation.kernel.event_list import VERSIONS, schedule
from engine.simulation.kernel.release import ask_for_match, release
from engine.simulation.kernel.service import announce_end, answer_next, attend, take_away

WRAP_UP_END = int(EventKind.WRAP_UP_END)
MESSAGE = int(EventKind.MESSAGE)
SERVED = int(Outcome.SERVED)
LATE = int(Outcome.LATE)
CLEARED = int(Outcome.CLEARED)


@compiled
def service_ends(centre: Centre, j: int, version: int, leg: int) -> None:
    """End a reply at turn level; at rate level the contact, unless the announcement is stale."""
    contact = centre.live[j]
    if centre.desk.classes[contact.contact_class].turns:
        reply_ends(centre, j)
        return
    if contact.leg != leg or version != centre.agents[contact.agent].version & VERSIONS:
        return
    attend(centre, contact.agent)
    if contact.unreplied_s > 0:  # the first reply is the whole work, but for a last bit
        centre.log.contacts[j].replied_s = centre.counts[0].now_s
        contact.unreplied_s = 0.0
    finish(centre, j)


@compiled
def reply_ends(centre: Centre, j: int) -> None:
    """Note the answer; then the contact is over, or the customer thinks about the next message."""
    contact = centre.live[j]
    now_s = centre.counts[0].now_s
    centre.log.rounds[contact.logged_round].replied_s = now_s
    if contact.leg == 0 and contact.answers == 0:
        centre.log.contacts[j].replied_s = now_s
    contact.answers += 1
    contact.logged_round += 1
    contact.drawn_round += 1
    if contact.gone or contact.answers >= contact.rounds:
        finish(centre, j)
    else:
        think_s = centre.sampled.rounds[contact.drawn_round].think_s
        schedule(centre, now_s + think_s, MESSAGE, j, contact.leg, contact.leg)
        answer_next(centre, contact.agent)


@compiled
def finish(centre: Centre, j: int) -> None:
    """End the leg: wrap-up keeps the slot, not the customer."""
    contact = centre.live[j]
    agent = contact.agent
    leg = contact.leg_row
    open_contacts = centre.agents[agent].open
    attend(centre, agent)
    take_away(centre, agent, j)
    now_s = centre.counts[0].now_s
    centre.log.legs[leg].end_s = now_s
    wrap_up_s = draw(centre, j).wrap_up_s
    if wrap_up_s > 0:
        schedule(centre, now_s + wrap_up_s, WRAP_UP_END, j, contact.leg, contact.leg)
        announce_end(centre, agent)
    else:
        release(centre, leg)
    if centre.desk.classes[contact.contact_class].turns:
        answer_next(centre, agent)
    go_on(centre, j, agent, open_contacts)


@compiled
def go_on(centre: Centre, j: int, agent: int, open_contacts: int) -> None:
    """Decide what follows: a transfer, a late answer, solved, or not solved (M7)."""
    contact = centre.live[j]
    desk = centre.desk
    group = desk.agents[agent].group
    kind = contact.contact_class
    own = own_draw(centre, j)
    to = desk.transfer_route[kind, group]
    if contact.gone:
        close(centre, j, LATE)
    elif contact.leg == 0 and to >= 0 and own.transfer < desk.transfer_probability[kind, group]:
        transfer(centre, j, to)
    else:
        close(centre, j, SERVED)
        chance = desk.classes[kind].solved_probability * desk.solved_factor[group, kind]
        chance = chance * desk.agents[agent].solved_factor * desk.pressure[group, open_contacts]
        solved = own.solved < chance
        centre.log.contacts[j].solved = solved
        if own.returns and not solved:
            come_back(centre, j, pause(centre, j, 0).return_delay_s)


@compiled
def transfer(centre: Centre, j: int, route: int) -> None:
    """Join another queue at the place that the first entry gives, with new draws (M4)."""
    contact = centre.live[j]
    row = centre.log.contacts[j]
    contact.leg = 1
    contact.agent = -1
    contact.answers = 0
    contact.draw = draw_row(centre, row.customer, row.attempt, 1)
    place = centre.places[j]
    place.route = route
    place.level = level_at(centre, route, row.entry_s)
    if not anybody_on_duty(centre, route):
        find_nobody(centre, j)
    if row.outcome != CLEARED:
        wait(centre, j)
        ask_for_match(centre)


@compiled
def end_wrap_up(centre: Centre, j: int, leg: int) -> None:
    """Free the slot that wrap-up kept; the contact may be with another agent meanwhile."""
    row = centre.log.contacts[j]
    release(centre, row.leg if leg == 0 else row.last_leg)
