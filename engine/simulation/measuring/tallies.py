"""How many contacts, and how many seconds of them, in each cell of arrival (rule M11).

Contacts count in the stretch in which they arrive, whenever they end.
"""

from collections.abc import Sequence

import numpy as np

from engine.simulation.conventions import Outcome
from engine.simulation.measuring.contact_facts import ContactFacts, Flags, LegFacts
from engine.simulation.measuring.rounds import Responses
from engine.simulation.measuring.scope_layout import ScopeLayout
from engine.simulation.measuring.time_bins import Numbers, Times

COUNTED = {
    Outcome.BOT_ENDED: "bot_ended",
    Outcome.SERVED: "served",
    Outcome.ABANDONED: "abandoned",
    Outcome.LATE: "late_messages",
    Outcome.BLOCKED: "blocked",
    Outcome.MESSAGE: "messages",
    Outcome.CLEARED: "cleared",
    Outcome.OPEN: "still_open",
}
"""The measure that counts each way of ending: together they are all that arrived."""

Tables = dict[str, Times]


class Tallies:
    """Tables of cells (B, W) by name."""

    def __init__(self, layout: ScopeLayout) -> None:
        self.layout = layout
        self.tables: Tables = {}

    def count(self, name: str, cells: Numbers, which: Flags) -> None:
        """Count those of a kind."""
        self.tables[name] = self.layout.summed(cells, which)

    def add_up(self, name: str, cells: Numbers, values: Times, which: Flags) -> None:
        """Count those of a kind as ``name`` and add up their values as ``name_s``."""
        self.tables[name] = self.layout.summed(cells, which)
        self.tables[f"{name}_s"] = self.layout.summed(cells, np.where(which, values, 0.0))


def tallies_of(
    layout: ScopeLayout,
    facts: ContactFacts,
    legs: LegFacts,
    responses: Responses,
    thresholds_s: Sequence[float],
) -> Tables:
    """Return everything that is counted of contacts, legs and replies, by name."""
    found = Tallies(layout)
    cells = layout.cells(facts.arrival_bin, facts.kinds)
    _endings(found, cells, facts)
    _waits(found, cells, facts)
    _fates(found, cells, facts)
    for threshold_s in thresholds_s:
        _within(found, cells, facts, threshold_s)
    of_legs = layout.cells(facts.arrival_bin[legs.contact], legs.kinds)
    found.add_up("legs", of_legs, legs.released_s - legs.start_s, np.isfinite(legs.released_s))
    replied = np.ones(responses.response_s.size, np.bool_)
    found.add_up("responses", responses.cells, responses.response_s, replied)
    return found.tables


def _endings(found: Tallies, cells: Numbers, facts: ContactFacts) -> None:
    kinds = max(COUNTED) + 1
    counts = np.bincount(cells * kinds + facts.outcome, minlength=found.layout.size * kinds)
    by_outcome = counts.reshape(-1, kinds)
    for outcome, name in COUNTED.items():
        found.tables[name] = found.layout.table(by_outcome[:, outcome])
    tables = found.tables
    tables["arrived"] = sum(tables[name] for name in COUNTED.values())  # type: ignore[assignment]  # not 0
    tables["offered"] = tables["arrived"] - tables["bot_ended"]
    tables["entered"] = tables["offered"] - tables["blocked"]


def _waits(found: Tallies, cells: Numbers, facts: ContactFacts) -> None:
    found.add_up("waited", cells, facts.wait_s, np.isfinite(facts.wait_s))
    found.count("waiting", cells, facts.wait_s > 0)
    found.add_up("answered", cells, facts.wait_s, facts.answered)
    found.add_up("replied", cells, facts.response_s, np.isfinite(facts.response_s))


def _fates(found: Tallies, cells: Numbers, facts: ContactFacts) -> None:
    served, first = facts.ended(Outcome.SERVED), facts.attempt == 0
    found.count("customers", cells, first)
    found.count("first_served", cells, served & first)
    found.count("first_solved", cells, served & first & facts.solved)
    found.count("served_again", cells, served & np.isfinite(facts.back_s))
    found.add_up("solved", cells, facts.end_s - facts.first_arrival_s, facts.solved)
    found.count("taken", cells, facts.taken)
    found.count("transferred", cells, facts.transferred)
    found.count("offline_messages", cells, facts.offline)
    found.count("capped", cells, facts.capped)


def _within(found: Tallies, cells: Numbers, facts: ContactFacts, threshold_s: float) -> None:
    """Count who was answered, replied to, or left of their own accord within a threshold."""
    name = f"{threshold_s:.0f}"
    in_time = facts.wait_s <= threshold_s
    found.count(f"answered_within_{name}", cells, facts.answered & in_time)
    found.count(f"replied_within_{name}", cells, facts.response_s <= threshold_s)
    left = facts.ended(Outcome.ABANDONED) | facts.ended(Outcome.MESSAGE)
    stayed = facts.entered & ~(in_time & left & ~facts.answered)
    found.count(f"stayed_{name}", cells, stayed)
