"""The drawn contacts of the example team, under the column names of Heng."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import Column, ColumnTable
from engine.errors import InternalError
from engine.example.arrivals import (
    BOT_ENDED,
    NO_AGENT,
    RETURN_PROBABILITY,
    Arrivals,
    first_contacts,
    in_order,
    returning_contacts,
)
from engine.example.calendar import SHIFTS
from engine.example.effects import AFTERSALE_VIP, CLASSES, GROUPS
from engine.example.outcomes import Outcomes, draw_outcomes, is_enquiry
from engine.example.service import (
    Service,
    open_chats,
    open_chats_at_full_load,
    rounds_of,
    serve,
)
from engine.example.world import World

FULL_CONTACTS = 900_000
CHANNEL = "chat"

_CONTACT_STREAM = 2
_SOLVED_EXPECTED = 0.80  # only to size the draw: returning contacts come on top of the first


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """All contacts in the order of their start, row by row the same in the three parts."""

    agents: tuple[str, ...]
    arrivals: Arrivals
    service: Service
    outcomes: Outcomes

    def __len__(self) -> int:
        return len(self.arrivals)


def draw_contacts(
    world: World, n: int = FULL_CONTACTS, seed: int = 0, *, thin: bool = False
) -> Contacts:
    """Draw the team's contacts of the half year.

    Parameters
    ----------
    world
        The team and its customers.
    n
        How many contacts: exactly, all of them first contacts, when ``thin``; about, with
        the returning ones among them, otherwise.
    seed
        Draws other contacts of the same world.
    thin
        A small sample at the congestion of the full load: open windows are drawn as if all
        ``FULL_CONTACTS`` were there. Newcomers and returning contacts are left out.

    Returns
    -------
    Contacts
        Ordered by start. The same world, n and seed give the same contacts.
    """
    rng = np.random.default_rng([world.seed, _CONTACT_STREAM, seed, int(thin)])
    if thin:
        arrivals = first_contacts(world, n, rng, trials=False)
        rounds = rounds_of(arrivals, rng)
        open_at_start = open_chats_at_full_load(world, arrivals, FULL_CONTACTS, rng)
    else:
        returning = (1 - BOT_ENDED) * (1 - _SOLVED_EXPECTED) * RETURN_PROBABILITY
        first = first_contacts(world, round(n / (1 + returning)), rng, trials=True)
        arrivals = in_order(first, returning_contacts(world, first, rng))
        rounds = rounds_of(arrivals, rng)
        open_at_start = open_chats(arrivals, rounds)
    service = serve(world, arrivals, rounds, open_at_start, rng)
    outcomes = draw_outcomes(world, arrivals, service, rng)
    return Contacts(world.agents.ids, arrivals, service, outcomes)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A column of the contact table: codes or values, its levels, and where it is known."""

    values: NDArray[Any]
    known: NDArray[np.bool_] | None = None
    levels: tuple[str, ...] = ()


def fields_of(contacts: Contacts) -> Mapping[str, Callable[[], Field]]:
    """Return how to make each scalar column but ``started``, by Heng's name, in file order."""
    a, s, o = contacts.arrivals, contacts.service, contacts.outcomes
    human = a.answered
    return {
        "contact_id": lambda: Field(np.arange(len(a))),
        "problem_id": lambda: Field(_problem_ids(a)),
        "customer_id": lambda: Field(a.customer),
        "agent": lambda: Field(a.agent, a.agent != NO_AGENT, contacts.agents),
        "group": lambda: Field(a.group, levels=GROUPS),
        "shift": lambda: Field(a.shift, levels=SHIFTS),
        "contact_class": lambda: Field(a.contact_class, levels=CLASSES),
        "channel": lambda: Field(np.zeros(len(a), dtype=np.int8), levels=(CHANNEL,)),
        "attempt": lambda: Field(a.attempt),
        "bot_first": lambda: Field(a.bot_first),
        "bot_ended": lambda: Field(a.bot_ended),
        "rounds": lambda: Field(s.rounds),
        "frt_s": lambda: Field(s.frt_s, human),
        "art_s": lambda: Field(s.art_s, human),
        "handle_s": lambda: Field(s.handle_s, human),
        "attention_s": lambda: Field(s.attention_s, human),
        "open_chats": lambda: Field(s.open_chats, human),
        "attitude": lambda: Field(o.attitude, human),
        "solved": lambda: Field(a.solved),
        "invited": lambda: Field(o.invited),
        "rated": lambda: Field(o.rated),
        "csat": lambda: Field(o.csat, o.rated),
        "complaint": lambda: Field(o.complaint),
        "customer_value": lambda: Field(a.value),
        "presale": lambda: Field(a.group < AFTERSALE_VIP),
        "paid": lambda: Field(o.paid, is_enquiry(a)),
        "order_value": lambda: Field(o.order_value, o.paid),
        "returned": lambda: Field(o.returned, o.paid),
        "repurchase_30d": lambda: Field(o.repurchase_30d, human),
        "repurchase_90d": lambda: Field(o.repurchase_90d, human),
    }


def column_table(contacts: Contacts, columns: Sequence[str]) -> ColumnTable:
    """Return the named columns as the file would give them, without writing one.

    Numbers and flags are float64 with nan where unknown; ``csat`` is known for raters only,
    ``paid`` for answered first presale contacts. Categories are str with None.
    """
    known = fields_of(contacts)
    if missing := [name for name in columns if name not in known]:
        raise InternalError("example.unknown_column", columns=", ".join(missing))
    labels = np.arange(len(contacts))
    return ColumnTable(labels, {name: _column(known[name]()) for name in columns})


def _problem_ids(arrivals: Arrivals) -> NDArray[np.int64]:
    """Return the contact id of each problem's first contact, (n,)."""
    first = np.flatnonzero(arrivals.attempt == 1)
    contact_of_problem = np.empty(len(first), dtype=np.int64)
    contact_of_problem[arrivals.problem[first]] = first
    return contact_of_problem[arrivals.problem]


def _column(field: Field) -> Column:
    if field.levels:
        names = np.array([*field.levels, None], dtype=object)
        codes = field.values.astype(np.int64)
        return names[codes if field.known is None else np.where(field.known, codes, -1)]
    numbers = field.values.astype(np.float64)
    if field.known is not None:
        numbers[~field.known] = np.nan
    return numbers
