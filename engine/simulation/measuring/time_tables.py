"""What there is at the desk over time: seconds in each bin, largest numbers, at each edge."""

from dataclasses import dataclass

import numpy as np

from engine.simulation.conventions import Outcome
from engine.simulation.measuring.contact_facts import ContactFacts, LegFacts
from engine.simulation.measuring.presence import AgentTimes, Stretches
from engine.simulation.measuring.scope_layout import ScopeLayout
from engine.simulation.measuring.time_bins import (
    Numbers,
    Times,
    largest_number,
    seconds_and_presence,
    union_of,
)

Spans = tuple[Times, Times]


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """Stretches of waiting for an agent, each (w,), and the kind of the contact."""

    start_s: Times
    end_s: Times
    kinds: Numbers


def waiting_of(facts: ContactFacts, legs: LegFacts) -> Waiting:
    """Return when contacts wait: from entry to a slot, and after a transfer to the next one.

    An end is infinite for who still waits; who does not wait at all is left out.
    """
    entered = np.flatnonzero(facts.entered)
    taken = facts.taken[entered]
    until_s = facts.left_s[entered]
    # who hangs up in an agent's inbox has left the queue already
    until_s[taken] = legs.start_s[facts.leg[entered][taken]]
    onward = np.flatnonzero(facts.transferred)
    again = facts.last_leg[onward] != facts.leg[onward]
    gone_s = np.where(facts.ended(Outcome.OPEN), np.inf, facts.end_s)[onward]
    start_s = np.concatenate((facts.entry_s[entered], legs.end_s[facts.leg[onward]]))
    end_s = np.concatenate((until_s, np.where(again, legs.start_s[facts.last_leg[onward]], gone_s)))
    kinds = np.concatenate((facts.kinds[entered], facts.kinds[onward]))
    lasting = start_s < end_s
    return Waiting(start_s[lasting], end_s[lasting], kinds[lasting])


def contact_times(
    layout: ScopeLayout, facts: ContactFacts, legs: LegFacts, waiting: Waiting
) -> tuple[dict[str, Times], Times]:
    """Return seconds of contacts by name, (B, W) each, and who waits at each edge, (B + 1, W).

    ``queue_s`` waiting, ``open_s`` in work, ``held_s`` in a slot with wrap-up, ``delay_s`` until
    they come back.
    """
    back = np.flatnonzero(np.isfinite(facts.back_s))
    spans = {
        "queue_s": ((waiting.start_s, waiting.end_s), waiting.kinds),
        "open_s": ((legs.start_s, legs.end_s), legs.kinds),
        "held_s": ((legs.start_s, legs.released_s), legs.kinds),
        "delay_s": ((facts.end_s[back], facts.back_s[back]), facts.kinds[back]),
    }
    both = {
        name: seconds_and_presence(layout.bins, span, kinds, layout.width)
        for name, (span, kinds) in spans.items()
    }
    return {name: seconds for name, (seconds, _) in both.items()}, both["queue_s"][1]


def agent_seconds(layout: ScopeLayout, times: AgentTimes) -> dict[str, Times]:
    """Return seconds of agents by name, (B, G) each: ``scheduled_s``, ``busy_s``, ``staffed_s``."""
    named = {
        "scheduled_s": times.scheduled,
        "busy_s": times.busy,
        "staffed_s": times.staffed,
    }
    return {
        name: seconds_and_presence(layout.bins, (s.start_s, s.end_s), s.group, layout.groups)[0]
        for name, s in named.items()
    }


def seconds_after(layout: ScopeLayout, stretches: Stretches) -> Times:
    """Return the seconds of each group's stretches after the last edge, (G,)."""
    horizon_s = layout.bins.edges_s[-1]
    beyond_s = np.maximum(stretches.end_s - np.maximum(stretches.start_s, horizon_s), 0.0)
    found: Times = np.bincount(stretches.group, beyond_s, layout.groups).astype(np.float64)
    return found


def desk_states(layout: ScopeLayout, times: AgentTimes, waiting: Waiting) -> dict[str, Times]:
    """Return the seconds in each bin during which a state of a part holds, (B, P) each.

    ``manned_s``: somebody is on duty; ``open_to_all_s``: an agent on duty has a free slot;
    ``in_use_s``: somebody waits or has a slot. 0 for parts of a class or channel.
    """
    names = ("manned_s", "open_to_all_s", "in_use_s")
    parts = layout.selection.shape[1]
    found = {name: np.zeros((layout.bins.count, parts)) for name in names}
    for part in np.flatnonzero(layout.of_agents).tolist():
        groups = layout.group_selection[:, part] > 0
        queued = layout.selection[waiting.kinds, part] > 0
        in_slots = _chosen(times.busy, groups)
        spans = {
            "manned_s": _chosen(times.scheduled, groups),
            "open_to_all_s": _chosen(times.free, groups),
            "in_use_s": (
                np.concatenate((waiting.start_s[queued], in_slots[0])),
                np.concatenate((waiting.end_s[queued], in_slots[1])),
            ),
        }
        for name, span in spans.items():
            found[name][:, part] = _any(layout, span)
    return found


def _chosen(stretches: Stretches, groups: np.ndarray) -> Spans:
    mine = groups[stretches.group]
    return stretches.start_s[mine], stretches.end_s[mine]


def _any(layout: ScopeLayout, span: Spans) -> Times:
    """Return the seconds in each bin during which at least one presence holds, (B,)."""
    together = union_of(*span)
    nothing = np.zeros(together[0].size, np.int64)
    return seconds_and_presence(layout.bins, together, nothing, 1)[0][:, 0]


def longest_queues(layout: ScopeLayout, waiting: Waiting) -> Times:
    """Return the largest number that waits at once in each bin, (B, P)."""
    moments = np.concatenate((waiting.start_s, waiting.end_s))
    order = np.argsort(moments)
    moments = moments[order]
    changes = np.repeat((1.0, -1.0), waiting.start_s.size)[order]
    kinds = np.concatenate((waiting.kinds, waiting.kinds))[order]
    found: dict[bytes, Times] = {}
    for chosen in layout.selection.T:
        if (key := chosen.tobytes()) not in found:  # a channel may be the whole desk
            mine = np.flatnonzero((chosen > 0)[kinds])
            found[key] = largest_number(layout.bins, moments[mine], changes[mine])
    return np.stack([found[chosen.tobytes()] for chosen in layout.selection.T], axis=1)


def fullest_agents(layout: ScopeLayout, legs: LegFacts) -> Times:
    """Return the most slots taken at one agent when a contact began in each bin, (B, P)."""
    loads = int(legs.load.max(initial=0)) + 1
    cells = layout.cells(layout.bins.bin_of(legs.start_s), legs.kinds)
    met = (
        np.bincount(cells * loads + legs.load, minlength=layout.size * loads).reshape(-1, loads) > 0
    )
    most = ((loads - 1) - met[:, ::-1].argmax(axis=1)) * met.any(axis=1)
    by_kind = layout.table(most)
    return np.stack(
        [(by_kind * chosen).max(axis=1, initial=0.0) for chosen in layout.selection.T], axis=1
    )
