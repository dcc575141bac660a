"""Everything that is measured over the stretch of a scope itself, added up by scope."""

import numpy as np

from engine.domain.scenario import Scenario
from engine.simulation.arrivals import HOUR_S
from engine.simulation.measuring.contact_facts import ContactFacts, LegFacts
from engine.simulation.measuring.presence import AgentTimes
from engine.simulation.measuring.scope_layout import ScopeLayout
from engine.simulation.measuring.time_bins import Times
from engine.simulation.measuring.time_tables import (
    agent_seconds,
    contact_times,
    desk_states,
    fullest_agents,
    longest_queues,
    seconds_after,
    waiting_of,
)

Totals = dict[str, Times]


def time_totals(
    scenario: Scenario,
    layout: ScopeLayout,
    facts: ContactFacts,
    legs: LegFacts,
    times: AgentTimes,
) -> Totals:
    """Return totals over each scope by name, (S,) each; nan where a scope has no such thing."""
    waiting = waiting_of(facts, legs)
    seconds, at_edges = contact_times(layout, facts, legs, waiting)
    before, after = layout.at_ends(at_edges[None])
    length_s = np.array([scope.end_s - scope.start_s for scope in layout.scopes])
    largest = layout.largest(
        np.stack((longest_queues(layout, waiting), fullest_agents(layout, legs)))
    )
    return {
        **_named(seconds, layout.over_scopes(np.stack(list(seconds.values())))),
        **_of_agents(scenario, layout, times),
        **_of_states(layout, desk_states(layout, times, waiting), length_s),
        "length_s": length_s,
        "length_h": length_s / HOUR_S,
        "backlog": after[0],
        "backlog_growth": after[0] - before[0],
        "longest": largest[0],
        "fullest": largest[1],
    }


def _of_agents(scenario: Scenario, layout: ScopeLayout, times: AgentTimes) -> Totals:
    """Return the agents' seconds; their cost by the hour; busy seconds beyond the horizon too."""
    seconds = agent_seconds(layout, times)
    groups = scenario.staffing.groups
    seconds["slots_s"] = seconds["staffed_s"] * [group.slots for group in groups]
    seconds["paid_cny"] = seconds["staffed_s"] / HOUR_S * [group.cost_per_h for group in groups]
    totals = _named(seconds, layout.over_agents(np.stack(list(seconds.values()))))
    totals["staffed_h"] = totals["staffed_s"] / HOUR_S
    beyond_s = seconds_after(layout, times.busy) @ layout.group_selection
    to_the_end = layout.last == layout.bins.count
    totals["worked_s"] = totals["busy_s"] + np.where(to_the_end, beyond_s[layout.part_of], 0.0)
    return totals


def _of_states(layout: ScopeLayout, states: Totals, length_s: Times) -> Totals:
    """Return how long nobody was there, and how long all agents on duty were busy."""
    totals = _named(states, layout.over_bins(np.stack(list(states.values()))))
    of_agents = layout.of_agents[layout.part_of]
    manned_s = np.where(of_agents, totals["manned_s"], np.nan)
    return {
        "manned_s": manned_s,
        # less than nothing only by rounding
        "all_busy_s": np.maximum(manned_s - totals["open_to_all_s"], 0.0),
        "empty_s": np.where(of_agents, np.maximum(length_s - totals["in_use_s"], 0.0), np.nan),
    }


def _named(tables: Totals, totals: Times) -> Totals:
    return dict(zip(tables, totals, strict=True))
