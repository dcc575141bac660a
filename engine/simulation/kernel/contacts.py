"""The life of an attempt: arrival, bot, queue, patience, return (rules M2 to M4 and M7)."""

from math import inf

from engine.simulation.conventions import EventKind, OfflineRule, Outcome
from engine.simulation.kernel.agents import (
    anybody_on_duty,
    free_agent,
    latest_free_agent,
    level_at,
)
from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled
from engine.simulation.kernel.draws import draw, draw_row, own_draw, pause
from engine.simulation.kernel.event_list import schedule
from engine.simulation.kernel.queues import join, leave_queue
from engine.simulation.kernel.release import ask_for_match, release
from engine.simulation.kernel.service import begin, take_away

OVERFLOW = int(EventKind.OVERFLOW)
PATIENCE_END = int(EventKind.PATIENCE_END)
BOT_END = int(EventKind.BOT_END)
ARRIVAL = int(EventKind.ARRIVAL)
OPEN = int(Outcome.OPEN)
BOT_ENDED = int(Outcome.BOT_ENDED)
ABANDONED = int(Outcome.ABANDONED)
BLOCKED = int(Outcome.BLOCKED)
MESSAGE = int(Outcome.MESSAGE)
CLEARED = int(Outcome.CLEARED)
RULE_MESSAGE = int(OfflineRule.MESSAGE)
RULE_CLEARED = int(OfflineRule.CLEARED)
NAN = float("nan")


@compiled
def make(centre: Centre, j: int, customer: int, attempt: int, latest: int) -> None:
    """Set up the rows of an attempt in which nothing has happened yet."""
    contact_class = centre.sampled.customers[customer].contact_class
    row = centre.log.contacts[j]
    row.arrival_s = NAN
    row.entry_s = NAN
    row.gone_s = NAN
    row.start_s = NAN
    row.replied_s = NAN
    row.end_s = NAN
    row.back_s = NAN
    row.customer = customer
    row.attempt = attempt
    row.leg = -1
    row.last_leg = -1
    row.contact_class = contact_class
    row.outcome = OPEN
    row.solved = False
    row.offline = False
    row.capped = False
    contact = centre.live[j]
    contact.draw = draw_row(centre, customer, attempt, 0)
    contact.contact_class = contact_class
    contact.answers = 0
    contact.agent = -1
    contact.leg = 0
    contact.waiting = False
    contact.gone = False
    contact.pending = False
    place = centre.places[j]
    place.route = contact_class
    place.level = 0
    place.latest = latest


@compiled
def arrive(centre: Centre, j: int) -> None:
    """Begin an attempt: with the bot, if there is one, else in the human queue."""
    now_s = centre.counts[0].now_s
    centre.log.contacts[j].arrival_s = now_s
    own = draw(centre, j)
    if own.bot_s > 0 or own.contained:
        schedule(centre, now_s + own.bot_s, BOT_END, j, 0, 0)
    else:
        enter(centre, j)


@compiled
def leave_bot(centre: Centre, j: int) -> None:
    """End the contact with the bot, or hand it over to people (M2)."""
    own = draw(centre, j)
    if not own.contained:
        enter(centre, j)
        return
    close(centre, j, BOT_ENDED)
    centre.log.contacts[j].solved = own.bot_solved
    if own.bot_returns and not own.bot_solved:
        come_back(centre, j, pause(centre, j, 0).bot_return_delay_s)


@compiled
def enter(centre: Centre, j: int) -> None:
    """Enter the human queue: to a free agent, or to wait, unless the waiting room is full."""
    place = centre.places[j]
    row = centre.log.contacts[j]
    row.entry_s = centre.counts[0].now_s
    place.level = level_at(centre, place.route, row.entry_s)
    if not anybody_on_duty(centre, place.route):
        row.offline = True
        find_nobody(centre, j)
        if row.outcome == CLEARED:
            return
    agent = latest_free_agent(centre, j)
    if agent < 0:
        agent = free_agent(centre, j)
    if agent >= 0:
        begin(centre, j, agent)
        set_patience(centre, j)
    elif not centre.live[j].gone and is_full(centre, place.route):
        close(centre, j, BLOCKED)
        perhaps_retry(centre, j)
    else:
        wait(centre, j)


@compiled
def is_full(centre: Centre, route: int) -> bool:
    """Tell whether the waiting room of a route has no place left."""
    return centre.queues[route].count >= centre.desk.routes[route].room


@compiled
def find_nobody(centre: Centre, j: int) -> None:
    """Nobody who could serve the contact is on duty: what the class then does (M3)."""
    contact = centre.live[j]
    rule = centre.desk.classes[contact.contact_class].offline
    if rule == RULE_CLEARED:
        if contact.waiting:
            leave_queue(centre, j)
        close(centre, j, CLEARED)
    elif rule == RULE_MESSAGE and not contact.gone:
        leave_message_behind(centre, j)


@compiled
def leave_message_behind(centre: Centre, j: int) -> None:
    """Let the customer go; the message keeps its place, to be answered with short work (M3)."""
    centre.live[j].gone = True
    centre.log.contacts[j].gone_s = centre.counts[0].now_s


@compiled
def wait(centre: Centre, j: int) -> None:
    """Join the queue by the time of entry; further groups open, and patience runs (M3, M4)."""
    join(centre, j)
    await_overflow(centre, j)
    set_patience(centre, j)


@compiled
def await_overflow(centre: Centre, j: int) -> None:
    """Announce when the next group opens to a waiting contact (M4)."""
    place = centre.places[j]
    level = place.level + 1
    if level < centre.desk.routes[place.route].levels:
        at_s = centre.log.contacts[j].entry_s + centre.desk.route_opens_s[place.route, level]
        leg = centre.live[j].leg
        schedule(centre, at_s, OVERFLOW, j, leg, leg)


@compiled
def overflow(centre: Centre, j: int, leg: int) -> None:
    """Open the next group to a contact that still waits (M4)."""
    contact = centre.live[j]
    if contact.waiting and contact.leg == leg:
        place = centre.places[j]
        place.level = level_at(centre, place.route, centre.log.contacts[j].entry_s)
        ask_for_match(centre)
        await_overflow(centre, j)


@compiled
def set_patience(centre: Centre, j: int) -> None:
    """Let patience run from now: to the slot, or to the beginning of the first reply (M3)."""
    contact = centre.live[j]
    kind = centre.desk.classes[contact.contact_class]
    if contact.gone or not (contact.waiting or (kind.until_reply and kind.turns)):
        return
    patience_s = draw(centre, j).patience_s
    if patience_s < inf:
        at_s = centre.counts[0].now_s + patience_s
        schedule(centre, at_s, PATIENCE_END, j, contact.leg, contact.leg)


@compiled
def in_inbox(centre: Centre, j: int) -> bool:
    """Tell whether the first message to the present agent is unanswered and may be left (M3)."""
    contact = centre.live[j]
    kind = centre.desk.classes[contact.contact_class]
    return kind.until_reply and kind.turns and contact.pending and contact.answers == 0


@compiled
def lose_patience(centre: Centre, j: int, leg: int) -> None:
    """Hang up, leave a message, or go and let the message stay where it is (M3)."""
    contact = centre.live[j]
    if contact.leg != leg or contact.gone or not (contact.waiting or in_inbox(centre, j)):
        return
    leaves_message = draw(centre, j).leaves_message
    if centre.desk.classes[contact.contact_class].stays and not leaves_message:
        leave_message_behind(centre, j)
        return
    if contact.waiting:
        leave_queue(centre, j)
    else:
        leave_inbox(centre, j)
    if leaves_message:
        close(centre, j, MESSAGE)
    else:
        close(centre, j, ABANDONED)
        perhaps_retry(centre, j)


@compiled
def leave_inbox(centre: Centre, j: int) -> None:
    """Give the slot back before the agent has come to the first message."""
    contact = centre.live[j]
    leg = contact.leg_row
    contact.pending = False
    take_away(centre, contact.agent, j)
    centre.log.legs[leg].end_s = centre.counts[0].now_s
    release(centre, leg)


@compiled
def close(centre: Centre, j: int, outcome: int) -> None:
    """End the attempt for the customer."""
    row = centre.log.contacts[j]
    row.end_s = centre.counts[0].now_s
    row.outcome = outcome


@compiled
def perhaps_retry(centre: Centre, j: int) -> None:
    """Who hung up or was blocked may try again (M3)."""
    if own_draw(centre, j).retries:
        come_back(centre, j, pause(centre, j, 0).retry_delay_s)


@compiled
def come_back(centre: Centre, j: int, delay_s: float) -> None:
    """Schedule the customer's next attempt (M3, M7); after the horizon nobody arrives."""
    row = centre.log.contacts[j]
    if row.attempt + 1 >= centre.desk.max_attempts:
        row.capped = True
        return
    counts = centre.counts[0]
    row.back_s = counts.now_s + delay_s
    if row.back_s < centre.desk.horizon_s:
        again = counts.contacts
        counts.contacts += 1
        make(centre, again, row.customer, row.attempt + 1, centre.places[j].latest)
        schedule(centre, row.back_s, ARRIVAL, again, 0, 0)
