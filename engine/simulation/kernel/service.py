"""A contact with its agent: shared attention at rate level, an inbox at turn level (rule M5)."""

from engine.simulation.conventions import EventKind
from engine.simulation.kernel.agents import note_change
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled
from engine.simulation.kernel.draws import draw, pause
from engine.simulation.kernel.event_list import schedule

SERVICE_END = int(EventKind.SERVICE_END)
NAN = float("nan")


@compiled
def begin(centre: Centre, j: int, agent: int) -> None:
    """Give a contact a slot of an agent; from here on the agent works on it."""
    attend(centre, agent)
    note_change(centre, agent, 1)
    begin_leg(centre, j, agent)
    me = centre.agents[agent]
    centre.slots[agent, me.open] = j
    me.open += 1
    contact = centre.live[j]
    if centre.desk.classes[contact.contact_class].turns:
        entry_s = centre.log.contacts[j].entry_s
        message(centre, j, entry_s if contact.leg == 0 else centre.counts[0].now_s)
    else:
        me.working += 1
        set_work(centre, j)
    announce_end(centre, agent)


@compiled
def begin_leg(centre: Centre, j: int, agent: int) -> None:
    """Write down who took the contact, and give out its rounds."""
    counts = centre.counts[0]
    contact = centre.live[j]
    contact.agent = agent
    contact.leg_row = counts.legs
    contact.answers = 0
    contact.rounds = 0
    if centre.desk.classes[contact.contact_class].turns:
        drawn = draw(centre, j)
        contact.rounds = 1 if contact.gone else drawn.rounds
        contact.drawn_round = drawn.first_round
        contact.logged_round = counts.rounds
    place = centre.places[j]
    place.latest = agent
    row = centre.log.contacts[j]
    row.last_leg = counts.legs
    if contact.leg == 0:
        row.leg = counts.legs
        row.start_s = counts.now_s
    leg = centre.log.legs[counts.legs]
    counts.legs += 1
    leg.start_s = counts.now_s
    leg.end_s = NAN
    leg.released_s = NAN
    leg.contact = j
    leg.agent = agent
    leg.level = place.level
    leg.load = centre.agents[agent].load
    leg.first_round = counts.rounds
    leg.rounds = contact.rounds
    for _ in range(contact.rounds):
        centre.log.rounds[counts.rounds].asked_s = NAN
        centre.log.rounds[counts.rounds].replied_s = NAN
        counts.rounds += 1


@compiled
def take_away(centre: Centre, agent: int, j: int) -> None:
    """Let the agent have the contact open no longer; the slot stays taken."""
    me = centre.agents[agent]
    place = 0
    while centre.slots[agent, place] != j:
        place += 1
    me.open -= 1
    centre.slots[agent, place] = centre.slots[agent, me.open]
    if not centre.desk.classes[centre.live[j].contact_class].turns:
        me.working -= 1


# --- turn level: messages, one answered at a time ---------------------------------------------


@compiled
def message(centre: Centre, j: int, sent_s: float) -> None:
    """Put the customer's message into the agent's inbox."""
    contact = centre.live[j]
    contact.pending = True
    contact.sent_s = sent_s
    centre.log.rounds[contact.logged_round].asked_s = sent_s
    if centre.agents[contact.agent].busy < 0:
        answer_next(centre, contact.agent)


@compiled
def answer_next(centre: Centre, agent: int) -> None:
    """Begin to answer the next message of the inbox."""
    j = next_message(centre, agent)
    centre.agents[agent].busy = j
    if j < 0:
        return
    contact = centre.live[j]
    contact.pending = False
    if contact.gone:
        reply_s = pause(centre, j, contact.leg).short_s
    else:
        reply_s = centre.sampled.rounds[contact.drawn_round].reply_s
    member = centre.desk.agents[agent]
    skill = centre.desk.skill[member.group, contact.contact_class]
    end_s = centre.counts[0].now_s + reply_s / skill / member.efficiency
    schedule(centre, end_s, SERVICE_END, j, contact.leg, contact.leg)


@compiled
def next_message(centre: Centre, agent: int) -> int:
    """Return whose message is answered next; -1 when none lies there."""
    first_first = centre.desk.groups[centre.desk.agents[agent].group].first_messages_first
    best = -1
    best_later = False
    best_s = 0.0
    for place in range(centre.agents[agent].open):
        j = centre.slots[agent, place]
        contact = centre.live[j]
        if contact.pending:
            later = first_first and contact.answers > 0
            sooner = contact.sent_s < best_s or (contact.sent_s == best_s and j < best)
            if best < 0 or (best_later and not later) or (later == best_later and sooner):
                best = j
                best_later = later
                best_s = contact.sent_s
    return best


# --- rate level: attention shared by all open contacts ------------------------------------------


@compiled
def set_work(centre: Centre, j: int) -> None:
    """Set what the agent has to do, and what of it comes before the first reply."""
    contact = centre.live[j]
    drawn = draw(centre, j)
    group = centre.desk.agents[contact.agent].group
    skill = centre.desk.skill[group, contact.contact_class]
    work_s = pause(centre, j, contact.leg).short_s if contact.gone else drawn.work_s
    contact.remaining_s = work_s / skill
    contact.unreplied_s = 0.0
    if contact.leg == 0:
        contact.unreplied_s = min(drawn.reply_s / skill, contact.remaining_s)
        if contact.unreplied_s <= 0:  # to take it is to reply: a phone
            centre.log.contacts[j].replied_s = centre.counts[0].now_s


@compiled
def attend(centre: Centre, agent: int) -> None:
    """Credit open contacts with the attention received since the last change."""
    me = centre.agents[agent]
    now_s = centre.counts[0].now_s
    if me.working > 0:
        attention_s = (now_s - me.since_s) * me.rate
        for place in range(me.open):
            j = centre.slots[agent, place]
            contact = centre.live[j]
            if not centre.desk.classes[contact.contact_class].turns:
                if contact.unreplied_s > 0:
                    if contact.unreplied_s <= attention_s:
                        replied_s = me.since_s + contact.unreplied_s / me.rate
                        centre.log.contacts[j].replied_s = min(replied_s, now_s)
                        contact.unreplied_s = 0.0
                    else:
                        contact.unreplied_s -= attention_s
                # a last bit below 0 would let time run backwards
                contact.remaining_s = max(0.0, contact.remaining_s - attention_s)
    me.since_s = now_s


@compiled
def announce_end(centre: Centre, agent: int) -> None:
    """Set the rate for today's load and schedule the first end; older ones become void."""
    me = centre.agents[agent]
    me.version += 1
    if me.working == 0:
        return
    member = centre.desk.agents[agent]
    me.rate = centre.desk.speed[member.group, me.load] * member.efficiency
    first = -1
    least_s = 0.0
    for place in range(me.open):
        j = centre.slots[agent, place]
        contact = centre.live[j]
        if not centre.desk.classes[contact.contact_class].turns:
            left_s = contact.remaining_s
            if first < 0 or left_s < least_s or (left_s == least_s and j < first):
                first = j
                least_s = left_s
    end_s = centre.counts[0].now_s + least_s / me.rate
    schedule(centre, end_s, SERVICE_END, first, me.version, centre.live[first].leg)
