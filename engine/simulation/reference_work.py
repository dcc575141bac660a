"""What agents do with the contacts they have taken, at both levels of detail (rule M5).

The way of a contact to an agent, and what becomes of it afterwards, is for
:mod:`engine.simulation.reference`.
"""

from collections.abc import Callable

from engine.simulation.clock import Clock, event_key
from engine.simulation.conventions import EventKind
from engine.simulation.reference_state import NAN, Agent, Contact, Draws, Leg


class Work:
    """The agents at work.

    Parameters
    ----------
    on_finish
        Called with a contact that its agent has finished, the agent, and the number of contacts
        that were open there, itself included.
    on_release
        Called when a slot is free.
    """

    def __init__(
        self,
        clock: Clock,
        draws: Draws,
        on_finish: Callable[[Contact, Agent, int], None],
        on_release: Callable[[], None],
    ) -> None:
        self.clock, self.draws = clock, draws
        self.on_finish, self.on_release = on_finish, on_release
        self.legs: list[Leg] = []
        self.rounds: list[tuple[float, float]] = []  # asked, replied
        self.latest_agent: dict[int, Agent] = {}  # by customer

    # --- a contact with its agent -------------------------------------------------------------

    def begin(self, contact: Contact, agent: Agent) -> None:
        """Give a contact a slot of an agent (M4), who works on it from here on (M5)."""
        now_s = self.clock.now
        agent.attend(now_s)
        agent.load += 1
        agent.note_change(now_s)
        leg = self.new_leg(contact, agent)
        if contact.kind.turns:
            agent.chats.append(leg)
            self.message(leg, now_s if contact.transferred else contact.entry_s)
        else:
            agent.working.append(leg)
            self.set_work(leg)
        self.announce_end(agent)

    def new_leg(self, contact: Contact, agent: Agent) -> Leg:
        """Write down who takes the contact, with room for its rounds."""
        leg = Leg(len(self.legs), contact, agent, self.clock.now)
        self.legs.append(leg)
        leg.first_round = len(self.rounds)
        if contact.kind.turns:
            leg.rounds = 1 if contact.gone else contact.draw.rounds
            self.rounds += [(NAN, NAN)] * leg.rounds
        if contact.first_leg is None:
            contact.first_leg, contact.start_s = leg, leg.start_s
        contact.leg, self.latest_agent[contact.customer] = leg, agent
        return leg

    def finish(self, leg: Leg) -> None:
        """Part with the contact; wrap-up keeps the slot, not the customer (M5)."""
        contact, agent = leg.contact, leg.agent
        open_contacts = agent.open + 1
        leg.end_s = now_s = self.clock.now
        agent.attend(now_s)
        wrap_up_s = contact.draw.wrap_up_s
        if wrap_up_s > 0:
            key = event_key(contact.number, contact.transferred)
            self.clock.at(now_s + wrap_up_s, EventKind.WRAP_UP_END, key, self.release, leg)
            self.announce_end(agent)
        else:
            self.release(leg)
        if contact.kind.turns:
            self.answer_next(agent)
        self.on_finish(contact, agent, open_contacts)

    def release(self, leg: Leg) -> None:
        """Free a slot; MATCH fills it, if the agent is then still on duty."""
        agent = leg.agent
        leg.released_s = now_s = self.clock.now
        agent.attend(now_s)
        agent.load -= 1
        agent.note_change(now_s)
        self.announce_end(agent)
        self.on_release()

    # --- turn level: messages, answered one at a time (M5) ------------------------------------

    def message(self, leg: Leg, sent_s: float) -> None:
        """Put the customer's message into the agent's inbox."""
        leg.pending, leg.sent_s = True, sent_s
        self.rounds[leg.first_round + leg.round] = (sent_s, NAN)
        if leg.agent.busy is None:
            self.answer_next(leg.agent)

    def answer_next(self, agent: Agent) -> None:
        """Begin the next answer, if a message waits in the inbox."""
        leg = agent.busy = agent.next_message()
        if leg is None:
            return
        leg.pending = False
        contact = leg.contact
        reply_s = (
            self.draws.short_s(contact) if contact.gone else self.draws.next_round(leg).reply_s
        )
        seconds = reply_s / agent.group.skill[contact.kind_number] / agent.efficiency
        key = event_key(contact.number, contact.transferred)
        self.clock.at(self.clock.now + seconds, EventKind.SERVICE_END, key, self.reply_ends, leg)

    def reply_ends(self, leg: Leg) -> None:
        """Send the answer; then the customer thinks, or the contact is over for this agent."""
        contact, agent, now_s = leg.contact, leg.agent, self.clock.now
        row = leg.first_round + leg.round
        self.rounds[row] = (self.rounds[row][0], now_s)
        if not contact.transferred and leg.round == 0:
            contact.replied_s = now_s
        leg.round += 1
        # the agent stays busy to the end of this instant's changes: nobody jumps the inbox
        if contact.gone or leg.round >= contact.draw.rounds:
            agent.chats.remove(leg)
            self.finish(leg)
        else:
            sent_s = now_s + self.draws.next_round(leg).think_s
            key = event_key(contact.number, contact.transferred)
            self.clock.at(sent_s, EventKind.MESSAGE, key, self.message, leg, sent_s)
            self.answer_next(agent)

    def leave_inbox(self, leg: Leg) -> None:
        """Take back a message that nobody has begun to answer, and the slot with it (M3)."""
        leg.pending = False
        leg.agent.chats.remove(leg)
        leg.end_s = self.clock.now
        self.release(leg)

    # --- rate level: attention shared among the open contacts (M5) ----------------------------

    def set_work(self, leg: Leg) -> None:
        """Set the work of the leg, and how much of it produces the customer's first reply."""
        contact, draw = leg.contact, leg.contact.draw
        skill = leg.agent.group.skill[contact.kind_number]
        leg.remaining_s = (self.draws.short_s(contact) if contact.gone else draw.work_s) / skill
        if contact.transferred:
            return
        leg.unreplied_s = min(draw.reply_s / skill, leg.remaining_s)
        if leg.unreplied_s <= 0:  # to take it is to reply: a phone
            contact.replied_s = self.clock.now

    def announce_end(self, agent: Agent) -> None:
        """Set the rate for the present load and schedule the first end; older ones become void."""
        agent.version += 1
        leg = agent.first_to_end()
        if leg is None:
            return
        agent.rate = agent.group.speed[agent.load] * agent.efficiency
        end_s = self.clock.now + leg.remaining_s / agent.rate
        # a stale end of an earlier leg with another agent must not share this one's key
        key = event_key(leg.contact.number, agent.version << 1 | leg.contact.transferred)
        self.clock.at(end_s, EventKind.SERVICE_END, key, self.service_ends, leg, agent.version)

    def service_ends(self, leg: Leg, version: int) -> None:
        """End the announced contact (M5), unless the load has changed since."""
        agent = leg.agent
        if version != agent.version:
            return
        agent.attend(self.clock.now)
        agent.working.remove(leg)
        if leg.unreplied_s > 0:  # the first reply is the whole work, but for a last bit
            leg.contact.replied_s = self.clock.now
        self.finish(leg)
