"""The definition of the contact model (rules M2 to M10), to be read, on SimPy.

Nothing random happens here: the desk comes from :mod:`engine.simulation.desk_plan`, the customers
with all their draws from :mod:`engine.simulation.sampling`. Every change of state is a plain
method that runs at once, at an instant of :class:`engine.simulation.clock.Clock`. What the centre
remembers stands in :mod:`engine.simulation.reference_state`, what agents do with a contact in
:mod:`engine.simulation.reference_work`. The compiled engine gives the same log, bit for bit.
``docs/contact-model.md`` tells the rules with worked timelines.
"""

from typing import Any

import numpy as np

from engine.simulation.clock import Clock, event_key
from engine.simulation.contact_log import CONTACT, LEG, ROUND, ContactLog
from engine.simulation.conventions import EventKind, OfflineRule, Outcome
from engine.simulation.desk import Desk
from engine.simulation.reference_state import Agent, Contact, Draws, Group, Route, named_rows
from engine.simulation.reference_work import Work
from engine.simulation.sampled import SampledContacts

INFINITE = float("inf")


class Centre:
    """The whole centre in motion: :meth:`run` plays one replication."""

    def __init__(self, desk: Desk, sampled: SampledContacts) -> None:
        self.desk = desk
        self.clock = Clock()
        self.draws = Draws(sampled)
        self.work = Work(self.clock, self.draws, self.go_on, self.ask_for_match)
        kinds, rank = named_rows(desk.classes), desk.rank.tolist()
        groups = [Group(number, desk) for number in range(desk.groups.size)]
        self.routes = [Route(number, desk, kinds, groups) for number in range(desk.routes.size)]
        self.agents = [
            Agent(number, row, groups[row.group], rank[row.slots])
            for number, row in enumerate(named_rows(desk.agents))
        ]
        self.arrivals_s: list[float] = sampled.customers["arrival_s"].tolist()
        classes = sampled.customers["contact_class"].tolist()
        self.contacts = [
            Contact(number, number, 0, self.routes[kind], draw)
            for number, (kind, draw) in enumerate(zip(classes, self.draws.first, strict=True))
        ]
        self.waiting = 0
        self.match_is_due = False

    def run(self) -> ContactLog:
        """Play the replication to its last event and return its log."""
        for agent, row in zip(self.agents, self.desk.agents, strict=True):
            for time_s, on in self._duties(row):
                kind = EventKind.DUTY_ON if on else EventKind.DUTY_OFF
                change = self.duty_on if on else self.duty_off
                self.clock.at(time_s, kind, event_key(agent.number), change, agent)
        self.await_customer(0)
        self.clock.run()
        return ContactLog(
            np.array([contact.row() for contact in self.contacts], CONTACT),
            np.array([leg.row() for leg in self.work.legs], LEG),
            np.array(self.work.rounds, ROUND),
            self.desk.agents,
            self.clock.scheduled,
        )

    def _duties(self, row: Any) -> list[tuple[float, bool]]:
        first = row["first_duty"]
        duties: list[tuple[float, bool]] = self.desk.duties[first : first + row["duties"]].tolist()
        return duties

    # --- the life of one attempt ------------------------------------------------------------

    def await_customer(self, number: int) -> None:
        """Announce the next customer's first contact."""
        if number < len(self.arrivals_s):
            key = event_key(number)
            self.clock.at(self.arrivals_s[number], EventKind.ARRIVAL, key, self.need, number)

    def need(self, number: int) -> None:
        """Let a customer with a new need arrive for the first time."""
        self.await_customer(number + 1)
        self.arrive(self.contacts[number])

    def arrive(self, contact: Contact) -> None:
        """Begin an attempt: with the bot, if there is one, else in the human queue."""
        contact.arrival_s = now_s = self.clock.now
        bot_s = contact.own.bot_s
        if bot_s > 0 or contact.own.contained:
            key = event_key(contact.number)
            self.clock.at(now_s + bot_s, EventKind.BOT_END, key, self.leave_bot, contact)
        else:
            self.enter(contact)

    def leave_bot(self, contact: Contact) -> None:
        """End the contact with the bot, or hand it over to people (M2)."""
        if not contact.own.contained:
            self.enter(contact)
            return
        self.close(contact, Outcome.BOT_ENDED)
        contact.solved = contact.own.bot_solved
        if not contact.solved and contact.own.bot_returns:
            self.come_back(contact, self.draws.pause(contact).bot_return_delay_s)

    def enter(self, contact: Contact) -> None:
        """Enter the human queue: to a free agent, or to wait, unless the waiting room is full."""
        contact.entry_s = now_s = self.clock.now
        route = contact.route
        contact.level = route.level_at(now_s, now_s)
        contact.offline = not route.anybody_on_duty()
        if contact.offline:
            self.find_nobody(contact)
            if contact.outcome is Outcome.CLEARED:
                return
        agent = self.latest_free_agent(contact) or route.free_agent(contact.level)
        if agent is not None:
            self.work.begin(contact, agent)
            self.set_patience(contact)
        elif not contact.gone and len(route.queue) >= route.room:
            self.close(contact, Outcome.BLOCKED)
            self.perhaps_retry(contact)
        else:
            self.wait(contact)

    def find_nobody(self, contact: Contact) -> None:
        """Nobody who could serve the contact is on duty: what the class then does (M3)."""
        if contact.kind.offline == OfflineRule.CLEARED:
            if contact.waiting:
                self.leave_queue(contact)
            self.close(contact, Outcome.CLEARED)
        elif contact.kind.offline == OfflineRule.MESSAGE and not contact.gone:
            self.leave_message_behind(contact)

    def leave_message_behind(self, contact: Contact) -> None:
        """Let the customer go; the message keeps its place, to be answered with short work (M3)."""
        contact.gone, contact.gone_s = True, self.clock.now

    def latest_free_agent(self, contact: Contact) -> Agent | None:
        """Return the agent whom a returning customer knows, if free and open to it (M4)."""
        agent = self.work.latest_agent.get(contact.customer)
        if not contact.kind.latest_first or agent is None or not agent.on_duty:
            return None
        open_groups = contact.route.groups[: contact.level + 1]
        return agent if agent.group in open_groups and agent.has_room(contact.kind) else None

    def wait(self, contact: Contact) -> None:
        """Join the queue by the time of entry; further groups open, and patience runs (M3, M4)."""
        contact.waiting = True
        self.waiting += 1
        contact.route.join(contact)
        self.await_overflow(contact)
        self.set_patience(contact)

    def leave_queue(self, contact: Contact) -> None:
        """Stop waiting."""
        contact.waiting = False
        self.waiting -= 1
        contact.route.leave(contact)

    def await_overflow(self, contact: Contact) -> None:
        """Announce when the next group opens to a waiting contact (M4)."""
        route, key = contact.route, event_key(contact.number, contact.transferred)
        if contact.level + 1 < len(route.groups):
            opens_s = contact.entry_s + route.opens_s[contact.level + 1]
            of_leg = contact.transferred
            self.clock.at(opens_s, EventKind.OVERFLOW, key, self.overflow, contact, of_leg)

    def overflow(self, contact: Contact, transferred: bool) -> None:  # noqa: FBT001 - of which leg
        """Open the next group to a contact that still waits (M4)."""
        if contact.waiting and contact.transferred == transferred:
            contact.level = contact.route.level_at(contact.entry_s, self.clock.now)
            self.ask_for_match()
            self.await_overflow(contact)

    def set_patience(self, contact: Contact) -> None:
        """Let patience run from now: to the slot, or to the beginning of the first reply (M3)."""
        patience_s = contact.draw.patience_s
        to_reply = contact.kind.until_reply and contact.kind.turns
        if not contact.gone and patience_s < INFINITE and (contact.waiting or to_reply):
            end_s, key = self.clock.now + patience_s, event_key(contact.number, contact.transferred)
            of_leg = contact.transferred
            self.clock.at(end_s, EventKind.PATIENCE_END, key, self.lose_patience, contact, of_leg)

    def lose_patience(self, contact: Contact, transferred: bool) -> None:  # noqa: FBT001 - of which leg
        """Hang up, leave a message, or go and let the message stay where it is (M3)."""
        leg = contact.leg
        unanswered = leg is not None and leg.pending and leg.round == 0
        in_inbox = unanswered and contact.kind.until_reply
        still_there = contact.transferred == transferred and not contact.gone
        if not still_there or not (contact.waiting or in_inbox):
            return
        if contact.kind.stays and not contact.draw.leaves_message:
            self.leave_message_behind(contact)
            return
        if contact.waiting:
            self.leave_queue(contact)
        elif leg is not None:
            self.work.leave_inbox(leg)
        if contact.draw.leaves_message:
            self.close(contact, Outcome.MESSAGE)
        else:
            self.close(contact, Outcome.ABANDONED)
            self.perhaps_retry(contact)

    def close(self, contact: Contact, outcome: Outcome) -> None:
        """End the attempt for the customer."""
        contact.end_s, contact.outcome = self.clock.now, outcome

    def perhaps_retry(self, contact: Contact) -> None:
        """Who hung up or was blocked may try again (M3)."""
        if contact.own.retries:
            self.come_back(contact, self.draws.pause(contact).retry_delay_s)

    def come_back(self, contact: Contact, delay_s: float) -> None:
        """Schedule the customer's next attempt (M3, M7); after the horizon nobody arrives."""
        attempt = contact.attempt + 1
        if attempt >= self.desk.max_attempts:
            contact.capped = True
            return
        contact.back_s = back_s = self.clock.now + delay_s
        if back_s < self.desk.horizon_s:
            number, customer = len(self.contacts), contact.customer
            draw = self.draws.later_leg(customer, attempt, 0)
            again = Contact(number, customer, attempt, self.routes[contact.kind_number], draw)
            self.contacts.append(again)
            self.clock.at(back_s, EventKind.ARRIVAL, event_key(number), self.arrive, again)

    # --- duty and the meeting of free slots with waiting contacts -----------------------------

    def duty_on(self, agent: Agent) -> None:
        """Coming on duty only marks the agent; who shares the queue is for MATCH (M10)."""
        agent.on_duty = True
        agent.group.on_duty += 1
        agent.note_change(self.clock.now)
        self.ask_for_match()

    def duty_off(self, agent: Agent) -> None:
        """Take nothing new from now on; what is open is finished (M6)."""
        agent.on_duty = False
        agent.group.on_duty -= 1
        agent.note_change(self.clock.now)
        for route in self.routes:
            if agent.group in route.groups and not route.anybody_on_duty():
                for *_, contact in list(route.queue):
                    self.find_nobody(contact)

    def ask_for_match(self) -> None:
        """Let free slots meet waiting contacts once, after all ends and changes of duty."""
        if self.waiting and not self.match_is_due:
            self.match_is_due = True
            self.clock.at(self.clock.now, EventKind.MATCH, event_key(0), self.match)

    def match(self) -> None:
        """Serve while a waiting contact has a free slot: highest priority, then first come (M4)."""
        self.match_is_due = False
        while ready := [
            (-route.priority, *route.queue[0], agent)
            for route in self.routes
            if route.queue and (agent := route.free_agent(route.queue[0][-1].level)) is not None
        ]:
            *_, contact, agent = min(ready, key=lambda meeting: meeting[:3])
            self.leave_queue(contact)
            self.work.begin(contact, agent)

    # --- after an agent -----------------------------------------------------------------------

    def go_on(self, contact: Contact, agent: Agent, open_contacts: int) -> None:
        """Pass the contact on (M4), or end it: too late, solved, or not solved (M7)."""
        group, kind = agent.group, contact.kind_number
        to = group.transfer_route[kind]
        once = not contact.transferred and not contact.gone and to >= 0
        if once and contact.own.transfer < group.transfer_probability[kind]:
            self.transfer(contact, self.routes[to])
        elif contact.gone:
            self.close(contact, Outcome.LATE)
        else:
            self.close(contact, Outcome.SERVED)
            chance = contact.kind.solved_probability * group.solved_factor[kind]
            chance = chance * agent.solved_factor * group.pressure[open_contacts]
            contact.solved = contact.own.solved < chance
            if not contact.solved and contact.own.returns:
                self.come_back(contact, self.draws.pause(contact).return_delay_s)

    def transfer(self, contact: Contact, route: Route) -> None:
        """Join another queue at the place that the first entry gives, with new draws (M4)."""
        contact.transferred, contact.route = True, route
        contact.draw = self.draws.later_leg(contact.customer, contact.attempt, 1)
        contact.level = route.level_at(contact.entry_s, self.clock.now)
        if not route.anybody_on_duty():
            self.find_nobody(contact)
        if contact.outcome is not Outcome.CLEARED:
            self.wait(contact)
            self.ask_for_match()


def contact_log(desk: Desk, sampled: SampledContacts) -> ContactLog:
    """Return what happens to the sampled customers at the desk.

    Parameters
    ----------
    desk
        Who is there in this replication.
    sampled
        Its customers; their classes are numbered as the desk's.
    """
    return Centre(desk, sampled).run()
