"""What measures read of each contact and leg of a log, as plain columns (for speed)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.measuring.time_bins import Numbers, TimeBins, Times

Flags = NDArray[np.bool_]

REFUSED = (Outcome.ABANDONED, Outcome.MESSAGE, Outcome.CLEARED, Outcome.OPEN)
"""How a contact ends that waits for an agent and is not (or not again) taken by one."""


@dataclass(frozen=True, slots=True, eq=False)
class ContactFacts:
    """Columns of the contacts of a log, each (n,), in its order.

    Parameters
    ----------
    arrival_s, entry_s, end_s, back_s, gone_s
        As logged.
    left_s
        When the contact left the queue for the first time, for a slot or for good; infinite while
        it is open.
    wait_s
        From entry to ``left_s``; nan for those that never entered the human queue.
    replied_s, response_s
        The first reply, and the time from entry to it; nan where there was none.
    first_arrival_s
        Of the customer.
    arrival_bin
        The bin of the arrival; see :class:`engine.simulation.measuring.time_bins.TimeBins`.
    kinds
        Class and group as a cell of one bin: of the group that took it first, else of the first
        group of its class, else of nobody.
    entered
        The human queue; a blocked contact did not.
    answered
        An agent took it and the customer did not leave before the first reply.
    there
        The first reply came while the customer was there.
    """

    arrival_s: Times
    entry_s: Times
    end_s: Times
    back_s: Times
    gone_s: Times
    left_s: Times
    wait_s: Times
    replied_s: Times
    response_s: Times
    first_arrival_s: Times
    arrival_bin: Numbers
    kinds: Numbers
    customer: NDArray[np.int32]
    attempt: NDArray[np.int32]
    contact_class: NDArray[np.int32]
    leg: NDArray[np.int32]
    last_leg: NDArray[np.int32]
    outcome: NDArray[np.int8]
    solved: Flags
    offline: Flags
    capped: Flags
    offered: Flags
    entered: Flags
    taken: Flags
    answered: Flags
    there: Flags
    transferred: Flags

    def ended(self, outcome: Outcome) -> Flags:
        """Return which contacts ended so."""
        found: Flags = self.outcome == outcome
        return found


@dataclass(frozen=True, slots=True, eq=False)
class LegFacts:
    """Columns of the legs of a log, each (m,).

    ``kinds`` are of the contact's class and the agent's group.
    """

    start_s: Times
    end_s: Times
    released_s: Times
    contact: NDArray[np.int32]
    agent: NDArray[np.int32]
    group: NDArray[np.int32]
    load: NDArray[np.int32]
    kinds: Numbers


def contact_facts(
    scenario: Scenario, bins: TimeBins, log: ContactLog, legs: LegFacts
) -> ContactFacts:
    """Return the columns of the contacts."""
    rows = log.contacts
    times = {
        name: np.ascontiguousarray(rows[name])
        for name in ("arrival_s", "entry_s", "end_s", "back_s", "gone_s")
    }
    plain = {
        name: np.ascontiguousarray(rows[name])
        for name in ("customer", "attempt", "contact_class", "leg", "last_leg", "outcome")
    }
    flags = {name: np.ascontiguousarray(rows[name]) for name in ("solved", "offline", "capped")}
    entry_s, end_s, leg, outcome = times["entry_s"], times["end_s"], plain["leg"], plain["outcome"]
    start_s, replied_s = (np.ascontiguousarray(rows[name]) for name in ("start_s", "replied_s"))
    offered, replied, taken = outcome != Outcome.BOT_ENDED, np.isfinite(replied_s), leg != NOBODY
    given_up = np.isin(outcome, REFUSED)
    answered = taken & (replied | ~given_up)
    left_s = np.where(answered, start_s, np.where(outcome == Outcome.OPEN, np.inf, end_s))
    entered = offered & (outcome != Outcome.BLOCKED)
    return ContactFacts(
        **times,
        **plain,
        **flags,
        left_s=left_s,
        wait_s=np.where(entered, left_s - entry_s, np.nan),
        replied_s=replied_s,
        response_s=replied_s - entry_s,
        first_arrival_s=times["arrival_s"][plain["customer"]],
        arrival_bin=bins.bin_of(times["arrival_s"]),
        kinds=_kinds(scenario, plain["contact_class"], leg, legs.group),
        offered=offered,
        entered=entered,
        taken=taken,
        answered=answered,
        there=replied & ~(times["gone_s"] <= replied_s),
        transferred=(plain["last_leg"] != leg) | (taken & replied & given_up),
    )


def leg_facts(scenario: Scenario, log: ContactLog) -> LegFacts:
    """Return the columns of the legs."""
    rows = log.legs
    contact, agent = np.ascontiguousarray(rows["contact"]), np.ascontiguousarray(rows["agent"])
    group = log.agents["group"][agent]
    groups = len(scenario.staffing.groups) + 1
    return LegFacts(
        start_s=np.ascontiguousarray(rows["start_s"]),
        end_s=np.ascontiguousarray(rows["end_s"]),
        released_s=np.ascontiguousarray(rows["released_s"]),
        contact=contact,
        agent=agent,
        group=group,
        load=np.ascontiguousarray(rows["load"]),
        kinds=log.contacts["contact_class"][contact].astype(np.int64) * groups + group,
    )


def _kinds(
    scenario: Scenario,
    classes: NDArray[np.int32],
    legs: NDArray[np.int32],
    leg_groups: NDArray[np.int32],
) -> Numbers:
    numbers = {group.id: number for number, group in enumerate(scenario.staffing.groups)}
    nobody = len(numbers)
    preferred = [numbers[kind.groups[0]] if kind.groups else nobody for kind in scenario.classes]
    group = np.array(preferred, dtype=np.int64)[classes]
    taken = legs != NOBODY
    group[taken] = leg_groups[legs[taken]]
    return classes * (nobody + 1) + group
