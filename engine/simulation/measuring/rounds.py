"""What customers asked people and when it was answered: rounds, or the first reply alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import NOBODY
from engine.simulation.measuring.contact_facts import ContactFacts, LegFacts
from engine.simulation.measuring.scope_layout import ScopeLayout
from engine.simulation.measuring.time_bins import Numbers, Times


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """What customers asked people, each (r,): when, when it was answered (nan: never), by contact.

    ``leg`` is the row of the leg with the agent who was asked, ``NOBODY`` where none was;
    ``first`` marks the first question of each contact.
    """

    asked_s: Times
    replied_s: Times
    contact: Numbers
    leg: Numbers
    first: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """Seconds from a question to its answer, each (r,), and the cell in which it counts.

    ``by_rounds`` is false where they are the first replies of contacts and nothing else.
    """

    response_s: Times
    cells: Numbers
    by_rounds: bool


def rounds_of(log: ContactLog, facts: ContactFacts) -> Rounds:
    """Return what customers asked people.

    At turn level every round that was asked; of contacts whose rounds are not in the log (rate
    level, and those nobody took) the first question, asked at entry into the human queue.
    """
    of_legs = log.legs["rounds"].astype(np.int64)
    leg = np.repeat(np.arange(of_legs.size), of_legs)
    asked = np.isfinite(log.rounds["asked_s"])
    rows, leg = log.rounds[asked], leg[asked]
    contact = log.legs["contact"][leg].astype(np.int64)
    told = np.zeros(facts.arrival_s.size, np.bool_)
    told[contact] = True
    first = leg == facts.leg[contact]
    first[1:] &= leg[1:] != leg[:-1]
    alone = np.flatnonzero(np.isfinite(facts.entry_s) & ~told)
    return Rounds(
        asked_s=np.concatenate((rows["asked_s"], facts.entry_s[alone])),
        replied_s=np.concatenate((rows["replied_s"], facts.replied_s[alone])),
        contact=np.concatenate((contact, alone)),
        leg=np.concatenate((leg, facts.leg[alone])),
        first=np.concatenate((first, np.ones(alone.size, np.bool_))),
    )


def responses_of(
    layout: ScopeLayout, facts: ContactFacts, legs: LegFacts, rounds: Rounds
) -> Responses:
    """Return the answered rounds, in the cell of the contact's arrival and the agent's group."""
    answered = np.flatnonzero(np.isfinite(rounds.replied_s))
    response_s = rounds.replied_s[answered] - rounds.asked_s[answered]
    contact = rounds.contact[answered]
    kinds = kinds_of(facts, legs, contact, rounds.leg[answered])
    cells = layout.cells(facts.arrival_bin[contact], kinds)
    return Responses(response_s, cells, by_rounds=not rounds.first.all())


def kinds_of(facts: ContactFacts, legs: LegFacts, contact: Numbers, leg: Numbers) -> Numbers:
    """Return class and group of questions: the group of the agent asked, else the contact's."""
    if legs.kinds.size == 0:
        return facts.kinds[contact]
    return np.where(leg == NOBODY, facts.kinds[contact], legs.kinds[leg])
