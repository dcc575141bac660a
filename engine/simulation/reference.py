"""The definition of the contact model (rules M2 to M10), to be read, on SimPy at rate level.

Nothing random happens here: the customers and agents come from
:mod:`engine.simulation.sampling`. Every change of state is a plain method that runs at once, at
an instant of :class:`engine.simulation.clock.Clock`. A compiled engine must give the same log.
"""

from bisect import bisect_left, insort
from operator import attrgetter, itemgetter
from typing import Any

from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup
from engine.domain.traffic import ContactClass, OnPatience
from engine.simulation.clock import Clock
from engine.simulation.contact_log import ContactLog, empty_rows
from engine.simulation.conventions import EventKind, Outcome
from engine.simulation.sampling import Records, SampledContacts

VERSION_BITS = 24  # an agent's announced end carries how often it was announced
INFINITE = float("inf")


class Group:
    """The agents of one group who have a free slot, and how sharing slows its members."""

    __slots__ = ("free", "speed")

    def __init__(self, group: AgentGroup) -> None:
        self.speed = group.speed
        self.free: list[Agent] = []

    def least_loaded(self) -> "Agent | None":
        """Fewest open contacts, then longest since the last change, then lowest number.

        All agents of a group have as many slots, so the fewest contacts are also the smallest
        share of the slots.
        """
        return min(self.free, key=attrgetter("order"), default=None)


class Agent:
    """One agent; ``load`` counts open contacts and wrap-ups, each of which holds a slot."""

    __slots__ = (
        "efficiency", "group", "is_free", "load", "next", "number", "on_duty", "open", "order",
        "rate", "since_s", "slots", "version",
    )  # fmt: skip

    def __init__(self, number: int, group: Group, slots: int, efficiency: float) -> None:
        self.number, self.group, self.slots, self.efficiency = number, group, slots, efficiency
        self.on_duty = self.is_free = False
        self.load = 0
        self.open: list[Contact] = []
        self.since_s = 0.0  # the last instant at which attention was accounted for
        self.rate = 0.0  # attention per second that each open contact receives since then
        self.version = 0
        self.next: Contact | None = None  # whose end is announced
        self.order = (0, 0.0, number)

    def note_change(self, now_s: float) -> None:
        """Take or lose the place among those with a free slot."""
        self.order = (self.load, now_s, self.number)
        free = self.on_duty and self.load < self.slots
        if free and not self.is_free:
            self.group.free.append(self)
        elif self.is_free and not free:
            self.group.free.remove(self)
        self.is_free = free


class Kind:
    """A class of contacts: its queue and the groups that serve it, in order of preference."""

    __slots__ = ("groups", "priority", "queue", "stays")

    def __init__(self, kind: ContactClass, groups: list[Group]) -> None:
        self.groups = groups
        self.priority = -kind.priority
        self.stays = kind.patience.on_patience is OnPatience.MESSAGE_STAYS
        self.queue: list[tuple[float, int, Contact]] = []  # first come, first served

    def free_agent(self) -> Agent | None:
        """Return the agent who would take a contact now: the first group with one decides."""
        for group in self.groups:
            if group.free:
                return group.least_loaded()
        return None


class Contact:
    """One attempt of a customer that reached the human queue."""

    __slots__ = ("agent", "entry_s", "gone", "id", "kind", "remaining_s", "unreplied_s", "waiting")

    def __init__(self, id_: int, kind: Kind, entry_s: float) -> None:
        self.id, self.kind, self.entry_s = id_, kind, entry_s
        self.waiting = self.gone = False
        self.agent: Agent | None = None
        self.remaining_s = 0.0  # attention still needed in all
        self.unreplied_s = 0.0  # attention still needed for the first reply


class Centre:
    """The whole centre in motion: :meth:`run` plays one replication."""

    def __init__(self, scenario: Scenario, sampled: SampledContacts) -> None:
        self.clock = Clock()
        self.horizon_s = scenario.horizon_s
        self.sampled = sampled
        self.each = sampled.attempts_each
        self.arrivals_s = sampled.customers["arrival_s"].tolist()
        self.rows = empty_rows(sampled)
        # lists: for speed (an element of a list is read and written faster than one of an array)
        self.drawn = _columns(sampled.attempts)
        self.log = _columns(self.rows)
        groups = {group.id: Group(group) for group in scenario.staffing.groups}
        self.kinds = [Kind(kind, [groups[id_] for id_ in kind.groups]) for kind in scenario.classes]
        self.agents = _agents(sampled.agents, list(groups.values()))
        self.waiting = 0
        self.match_is_due = False

    def run(self) -> ContactLog:
        """Play the replication to its last event and return its log."""
        for agent, row in zip(self.agents, self.sampled.agents.tolist(), strict=True):
            *_, start_s, end_s, present = row
            if present:
                self.clock.at(start_s, EventKind.DUTY_ON, agent.number, self.duty_on, agent)
                self.clock.at(end_s, EventKind.DUTY_OFF, agent.number, self.duty_off, agent)
        self.await_customer(0)
        self.clock.run()
        for name, values in self.log.items():
            self.rows[name] = values
        return ContactLog(self.rows, self.sampled.agents, self.clock.scheduled)

    # --- the life of one attempt ------------------------------------------------------------

    def await_customer(self, number: int) -> None:
        """Announce the next customer's first contact."""
        if number < len(self.arrivals_s):
            id_ = number * self.each
            self.clock.at(self.arrivals_s[number], EventKind.ARRIVAL, id_, self.need, number)

    def need(self, number: int) -> None:
        """Let a customer with a new need arrive for the first time."""
        self.await_customer(number + 1)
        self.arrive(number * self.each)

    def arrive(self, id_: int) -> None:
        """Begin an attempt: with the bot, if there is one, else in the human queue."""
        self.log["arrival_s"][id_] = now_s = self.clock.now
        self.log["outcome"][id_] = Outcome.OPEN
        bot_s = self.drawn["bot_s"][id_]
        if bot_s > 0 or self.drawn["contained"][id_]:
            self.clock.at(now_s + bot_s, EventKind.BOT_END, id_, self.leave_bot, id_)
        else:
            self.enter(id_)

    def leave_bot(self, id_: int) -> None:
        """End the contact with the bot, or hand it over to people (M2)."""
        if self.drawn["contained"][id_]:
            self.close(id_, Outcome.BOT_ENDED)
            self.perhaps_return(id_, self.drawn["returns"][id_], "return_delay_s")
        else:
            self.enter(id_)

    def enter(self, id_: int) -> None:
        """Enter the human queue: to a free agent of the first group that has one, or to wait."""
        kind = self.kinds[self.log["contact_class"][id_]]
        contact = Contact(id_, kind, self.clock.now)
        self.log["entry_s"][id_] = contact.entry_s
        agent = kind.free_agent()
        if agent is None:
            self.wait(contact)
        else:
            self.begin(contact, agent)

    def wait(self, contact: Contact) -> None:
        """Join the queue of the class; patience runs from here (M3)."""
        contact.waiting = True
        self.waiting += 1
        insort(contact.kind.queue, (contact.entry_s, contact.id, contact))
        patience_s = self.drawn["patience_s"][contact.id]
        if patience_s < INFINITE:
            end_s = contact.entry_s + patience_s
            self.clock.at(end_s, EventKind.PATIENCE_END, contact.id, self.lose_patience, contact)

    def leave_queue(self, contact: Contact) -> None:
        """Stop waiting."""
        contact.waiting = False
        self.waiting -= 1
        queue = contact.kind.queue
        del queue[bisect_left(queue, (contact.entry_s, contact.id))]

    def lose_patience(self, contact: Contact) -> None:
        """Hang up; or leave the message where it is, to be answered with short work (M3)."""
        if not contact.waiting:
            return
        if contact.kind.stays:
            contact.gone = True
            self.log["gone_s"][contact.id] = self.clock.now
        else:
            self.leave_queue(contact)
            self.close(contact.id, Outcome.ABANDONED)
            self.perhaps_return(contact.id, self.drawn["retries"][contact.id], "retry_delay_s")

    def close(self, id_: int, outcome: Outcome) -> None:
        """End the attempt for the customer."""
        self.log["end_s"][id_] = self.clock.now
        self.log["outcome"][id_] = outcome
        if outcome in (Outcome.SERVED, Outcome.BOT_ENDED):
            self.log["solved"][id_] = self.drawn["solved"][id_]

    def perhaps_return(self, id_: int, wanted: bool, delay: str) -> None:  # noqa: FBT001 - a drawn fact, not an option
        """Schedule the next attempt (M3, M7); after the horizon nobody arrives."""
        if wanted and (id_ + 1) % self.each:
            self.log["returns"][id_] = True
            back_s = self.clock.now + self.drawn[delay][id_]
            if back_s < self.horizon_s:
                self.clock.at(back_s, EventKind.ARRIVAL, id_ + 1, self.arrive, id_ + 1)

    # --- agents -------------------------------------------------------------------------------

    def duty_on(self, agent: Agent) -> None:
        """Coming on duty only marks the agent; who shares the queue is for MATCH (M10)."""
        agent.on_duty = True
        agent.note_change(self.clock.now)
        self.ask_for_match()

    def duty_off(self, agent: Agent) -> None:
        """Take nothing new from now on; what is open is finished (M6)."""
        agent.on_duty = False
        agent.note_change(self.clock.now)

    def ask_for_match(self) -> None:
        """Let free slots meet waiting contacts once, after all ends and changes of duty."""
        if self.waiting and not self.match_is_due:
            self.match_is_due = True
            self.clock.at(self.clock.now, EventKind.MATCH, 0, self.match)

    def match(self) -> None:
        """Serve while a waiting contact has a free slot: highest priority, then first come (M4)."""
        self.match_is_due = False
        while ready := [
            (kind.priority, *kind.queue[0], agent)
            for kind in self.kinds
            if kind.queue and (agent := kind.free_agent()) is not None
        ]:
            *_, contact, agent = min(ready, key=itemgetter(0, 1, 2))
            self.leave_queue(contact)
            self.begin(contact, agent)

    def begin(self, contact: Contact, agent: Agent) -> None:
        """Give a contact a slot of an agent."""
        id_ = contact.id
        self.attend(agent)
        contact.agent = agent
        contact.remaining_s = self.drawn["short_s" if contact.gone else "work_s"][id_]
        contact.unreplied_s = min(self.drawn["reply_s"][id_], contact.remaining_s)
        if contact.unreplied_s <= 0:  # to take it is to reply: a phone
            self.log["replied_s"][id_] = self.clock.now
        agent.open.append(contact)
        agent.load += 1
        self.log["start_s"][id_] = self.clock.now
        self.log["agent"][id_] = agent.number
        agent.note_change(self.clock.now)
        self.announce_end(agent)

    def attend(self, agent: Agent) -> None:
        """Credit every open contact with the attention received since the last change (M5)."""
        now_s = self.clock.now
        attention_s = (now_s - agent.since_s) * agent.rate
        for contact in agent.open:
            if contact.unreplied_s > 0:
                if contact.unreplied_s <= attention_s:
                    replied_s = agent.since_s + contact.unreplied_s / agent.rate
                    self.log["replied_s"][contact.id] = min(replied_s, now_s)
                    contact.unreplied_s = 0.0
                else:
                    contact.unreplied_s -= attention_s
            # a last bit below 0 would let time run backwards
            contact.remaining_s = max(0.0, contact.remaining_s - attention_s)
        agent.since_s = now_s

    def announce_end(self, agent: Agent) -> None:
        """Set the rate for today's load and schedule the first end; older ones become void."""
        agent.version += 1
        if not agent.open:
            agent.next = None
            return
        agent.rate = agent.group.speed[agent.load - 1] * agent.efficiency
        agent.next = first = min(agent.open, key=attrgetter("remaining_s", "id"))
        end_s = self.clock.now + first.remaining_s / agent.rate
        key = (first.id << VERSION_BITS) + agent.version
        self.clock.at(end_s, EventKind.SERVICE_END, key, self.service_ends, agent, agent.version)

    def service_ends(self, agent: Agent, version: int) -> None:
        """End the announced contact; wrap-up keeps its slot, not the customer (M5)."""
        contact = agent.next
        if version != agent.version or contact is None:
            return
        self.attend(agent)
        agent.open.remove(contact)
        if contact.unreplied_s > 0:  # the first reply is the whole work, but for a last bit
            self.log["replied_s"][contact.id] = self.clock.now
        self.close(contact.id, Outcome.LATE if contact.gone else Outcome.SERVED)
        wrap_up_s = self.drawn["wrap_up_s"][contact.id]
        if wrap_up_s > 0:
            end_s = self.clock.now + wrap_up_s
            self.clock.at(end_s, EventKind.WRAP_UP_END, contact.id, self.release, agent, contact.id)
            self.announce_end(agent)
        else:
            self.release(agent, contact.id)
        if not contact.gone:
            self.perhaps_return(contact.id, self.drawn["returns"][contact.id], "return_delay_s")

    def release(self, agent: Agent, id_: int) -> None:
        """Free a slot; MATCH fills it, if the agent is then still on duty."""
        self.attend(agent)
        agent.load -= 1
        self.log["released_s"][id_] = self.clock.now
        agent.note_change(self.clock.now)
        self.announce_end(agent)
        self.ask_for_match()


def contact_log(scenario: Scenario, sampled: SampledContacts) -> ContactLog:
    """Return what happens to the sampled contacts under the scenario's staffing.

    Parameters
    ----------
    scenario
        Classes and groups as they were when ``sampled`` was drawn; staffing may differ only
        together with ``sampled.agents``.
    """
    return Centre(scenario, sampled).run()


def _columns(rows: Records) -> dict[str, list[Any]]:
    return {name: rows[name].tolist() for name in rows.dtype.names or ()}


def _agents(roster: Records, groups: list[Group]) -> list[Agent]:
    columns = (roster[name].tolist() for name in ("group", "slots", "efficiency"))
    return [
        Agent(number, groups[group], slots, efficiency)
        for number, (group, slots, efficiency) in enumerate(zip(*columns, strict=True))
    ]
