"""What the reference remembers: contacts, queues with the groups that serve them, agents.

Every order is a property of the data, never of the order in which things happened to be stored:
queues by (entry, number), agents by (share of slots taken, time of change, number), messages by
(first or later, time sent, number). :mod:`engine.simulation.reference` moves it all.
"""

from bisect import bisect_left, insort
from collections import namedtuple
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.desk import Desk, Records
from engine.simulation.sampled import SampledContacts, pool_row

NAN = float("nan")
_row_type: Callable[..., Any] = namedtuple  # the names come from the records, so mypy cannot know


def named_rows(rows: Records) -> list[Any]:
    """Return the records as named tuples of plain numbers: four times quicker to read."""
    make = _row_type("Row", rows.dtype.names)._make
    return [make(row) for row in rows.tolist()]


class Draws:
    """Every random number of the replication (M9)."""

    def __init__(self, sampled: SampledContacts) -> None:
        self.sampled = sampled
        self.first, self.later = named_rows(sampled.first), named_rows(sampled.later)
        self.pauses, self.rounds = named_rows(sampled.pauses), named_rows(sampled.rounds)

    def later_leg(self, customer: int, attempt: int, leg: int) -> Any:
        """Return the row of ``DRAW`` of any leg but the first of the first attempt."""
        return self.later[pool_row(self.sampled, customer, attempt, leg)]

    def pause(self, contact: "Contact") -> Any:
        """Return the delays of the attempt, a row of ``PAUSE``."""
        return self.pauses[pool_row(self.sampled, contact.customer, contact.attempt, 0)]

    def short_s(self, contact: "Contact") -> float:
        """Return the work of answering a message whose customer has gone."""
        leg = int(contact.transferred)
        row = pool_row(self.sampled, contact.customer, contact.attempt, leg)
        return float(self.pauses[row].short_s)

    def next_round(self, leg: "Leg") -> Any:
        """Return the customer's and the agent's time of the round that comes next."""
        return self.rounds[leg.contact.draw.first_round + leg.round]


class Leg:
    """The stretch that a contact spends with one agent, and the work still to do there."""

    __slots__ = (
        "agent", "contact", "end_s", "first_round", "level", "load", "number", "pending",
        "released_s", "remaining_s", "round", "rounds", "sent_s", "start_s", "unreplied_s",
    )  # fmt: skip

    def __init__(self, number: int, contact: "Contact", agent: "Agent", start_s: float) -> None:
        self.number, self.contact, self.agent, self.start_s = number, contact, agent, start_s
        self.level, self.load = contact.level, agent.load
        self.end_s = self.released_s = NAN
        self.first_round = self.rounds = 0
        self.remaining_s = 0.0  # rate level: attention still needed in all
        self.unreplied_s = 0.0  # rate level: attention still needed for the first reply
        self.round = 0  # turn level: answers given
        self.pending = False  # turn level: a message lies in the inbox ...
        self.sent_s = NAN  # ... since this instant

    def row(self) -> tuple[object, ...]:
        """Return the leg's row of the log."""
        times = self.start_s, self.end_s, self.released_s
        with_whom = self.contact.number, self.agent.number, self.level, self.load
        return (*times, *with_whom, self.first_round, self.rounds)


class Contact:
    """One attempt of a customer.

    ``own`` are the draws of the attempt, ``draw`` those of its present leg: after a transfer the
    work, patience and rounds are drawn anew.
    """

    __slots__ = (
        "arrival_s", "attempt", "back_s", "capped", "customer", "draw", "end_s", "entry_s",
        "first_leg", "gone", "gone_s", "kind", "kind_number", "leg", "level", "number", "offline",
        "outcome", "own", "replied_s", "route", "solved", "start_s", "transferred", "waiting",
    )  # fmt: skip

    def __init__(self, number: int, customer: int, attempt: int, route: "Route", draw: Any) -> None:
        self.number, self.customer, self.attempt = number, customer, attempt
        self.kind, self.kind_number, self.route = route.kind, route.kind_number, route
        self.own = self.draw = draw
        self.arrival_s = self.entry_s = self.gone_s = self.start_s = NAN
        self.replied_s = self.end_s = self.back_s = NAN
        self.outcome = Outcome.OPEN
        self.solved = self.offline = self.capped = False
        self.waiting = self.gone = self.transferred = False
        self.level = 0  # how many further groups of the route are open to it
        self.first_leg: Leg | None = None
        self.leg: Leg | None = None  # the present or latest one

    def row(self) -> tuple[object, ...]:
        """Return the contact's row of the log."""
        times = self.arrival_s, self.entry_s, self.gone_s, self.start_s, self.replied_s
        legs = [NOBODY if leg is None else leg.number for leg in (self.first_leg, self.leg)]
        who = self.customer, self.attempt, *legs, self.kind_number
        end = self.outcome, self.solved, self.offline, self.capped
        return (*times, self.end_s, self.back_s, *who, *end)


class Group:
    """Agents of the same skills, and how they do on each class (lists by class number)."""

    __slots__ = (
        "first_messages_first", "free", "on_duty", "pressure", "skill", "solved_factor", "speed",
        "transfer_probability", "transfer_route",
    )  # fmt: skip

    def __init__(self, number: int, desk: Desk) -> None:
        self.first_messages_first = bool(desk.groups["first_messages_first"][number])
        self.speed: list[float] = desk.speed[number].tolist()
        self.pressure: list[float] = desk.pressure[number].tolist()
        self.skill: list[float] = desk.skill[number].tolist()
        self.solved_factor: list[float] = desk.solved_factor[number].tolist()
        self.transfer_probability: list[float] = desk.transfer_probability[:, number].tolist()
        self.transfer_route: list[int] = desk.transfer_route[:, number].tolist()
        self.on_duty = 0
        self.free: list[tuple[int, float, int, Agent]] = []  # on duty and below the cap, in order


class Agent:
    """One agent; ``load`` counts open contacts and wrap-ups, each of which holds a slot."""

    __slots__ = (
        "busy", "cap", "chats", "efficiency", "group", "is_free", "load", "number", "on_duty",
        "place", "rank", "rate", "since_s", "slots", "solved_factor", "version", "working",
    )  # fmt: skip

    def __init__(self, number: int, row: Any, group: Group, rank: Sequence[int]) -> None:
        self.number, self.group = number, group
        self.slots, self.cap = row.slots, row.cap
        self.efficiency, self.solved_factor = row.efficiency, row.solved_factor
        self.rank = rank  # of load / slots, by load
        self.on_duty = self.is_free = False
        self.load = 0
        self.place = (0, 0.0, number, self)
        self.working: list[Leg] = []  # open contacts at rate level
        self.chats: list[Leg] = []  # open contacts at turn level
        self.busy: Leg | None = None  # turn level: whose message is being answered
        self.rate = 0.0  # rate level: attention per second to each contact ...
        self.since_s = 0.0  # ... since this instant
        self.version = 0  # rate level: how often the next end was announced

    @property
    def open(self) -> int:
        """Number of open contacts, wrap-ups not counted."""
        return len(self.working) + len(self.chats)

    def has_room(self, kind: Any) -> bool:
        """Tell whether a contact of the class finds room: classes that push go to the cap (M4)."""
        most: int = self.cap if kind.push else self.slots
        return self.load < most

    def note_change(self, now_s: float) -> None:
        """Take the place among the group's agents that the load gives from now on (M4)."""
        free = self.group.free
        if self.is_free:
            del free[bisect_left(free, self.place)]
        self.is_free = self.on_duty and self.load < self.cap
        if self.is_free:
            self.place = (self.rank[self.load], now_s, self.number, self)
            insort(free, self.place)

    def attend(self, now_s: float) -> None:
        """Credit open contacts with the attention received since the last change (M5)."""
        attention_s = (now_s - self.since_s) * self.rate
        for leg in self.working:
            if leg.unreplied_s > 0:
                if leg.unreplied_s <= attention_s:
                    replied_s = self.since_s + leg.unreplied_s / self.rate
                    leg.contact.replied_s = min(replied_s, now_s)
                    leg.unreplied_s = 0.0
                else:
                    leg.unreplied_s -= attention_s
            # a last bit below 0 would let time run backwards
            leg.remaining_s = max(0.0, leg.remaining_s - attention_s)
        self.since_s = now_s

    def first_to_end(self) -> Leg | None:
        """Return the contact at rate level with the least work left, then the lowest number."""
        return min(self.working, key=_least_work, default=None)

    def next_message(self) -> Leg | None:
        """Return whose message is answered next (M5)."""
        order = _first_messages_first if self.group.first_messages_first else _first_come
        return min((leg for leg in self.chats if leg.pending), key=order, default=None)


_least_work = attrgetter("remaining_s", "contact.number")
_first_come = attrgetter("sent_s", "contact.number")


def _first_messages_first(leg: Leg) -> tuple[bool, float, int]:
    return leg.round > 0, leg.sent_s, leg.contact.number


class Route:
    """A queue and the groups that serve it, in order of preference.

    One for each class, in their order, and one for each class and group it is transferred to.
    """

    __slots__ = ("groups", "kind", "kind_number", "opens_s", "priority", "queue", "room")

    def __init__(
        self, number: int, desk: Desk, kinds: Sequence[Any], groups: Sequence[Group]
    ) -> None:
        row = desk.routes[number]
        levels = int(row["levels"])
        self.kind_number = int(row["contact_class"])
        self.kind = kinds[self.kind_number]
        self.priority, self.room = int(row["priority"]), int(row["room"])
        self.groups: list[Group] = [
            groups[group] for group in desk.route_groups[number, :levels].tolist()
        ]
        self.opens_s: list[float] = desk.route_opens_s[number, :levels].tolist()
        self.queue: list[tuple[float, int, Contact]] = []  # (entry, number), first come first

    def anybody_on_duty(self) -> bool:
        """Tell whether somebody who could serve the route is on duty, in whatever group."""
        return any(group.on_duty for group in self.groups)

    def level_at(self, entry_s: float, now_s: float) -> int:
        """Return how many further groups are open to who entered the queue at ``entry_s`` (M4)."""
        level = 0
        while level + 1 < len(self.groups) and entry_s + self.opens_s[level + 1] <= now_s:
            level += 1
        return level

    def free_agent(self, level: int) -> Agent | None:
        """Return who takes a contact now (M4): the first open group with a free agent decides.

        There it is the agent with the smallest share of slots taken, then the one whose load or
        duty changed longest ago, then the lowest number.
        """
        for group in self.groups[: level + 1]:
            if group.free:
                agent = group.free[0][-1]
                if agent.has_room(self.kind):
                    return agent
        return None

    def join(self, contact: Contact) -> None:
        """Let a contact wait, at the place that its entry into the queue gives it."""
        insort(self.queue, (contact.entry_s, contact.number, contact))

    def leave(self, contact: Contact) -> None:
        """Take a contact out of the queue."""
        del self.queue[bisect_left(self.queue, (contact.entry_s, contact.number))]
