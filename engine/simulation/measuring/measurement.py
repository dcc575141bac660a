"""A contact log becomes a table of measures by scope (rule M11)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.domain.measures import threshold_of
from engine.domain.platform import PlatformRule
from engine.domain.scenario import Scenario
from engine.simulation.contact_log import ContactLog
from engine.simulation.desk_plan import desk_plan
from engine.simulation.measuring.contact_facts import (
    ContactFacts,
    LegFacts,
    contact_facts,
    leg_facts,
)
from engine.simulation.measuring.followed_tallies import followed_tables
from engine.simulation.measuring.measures import (
    BY_INDICATOR,
    ONE,
    QUANTILES,
    RATIOS,
    measure_ids,
    platform_rules,
    ratio_of,
)
from engine.simulation.measuring.outcomes import outcomes_of
from engine.simulation.measuring.platform_rates import platform_parts
from engine.simulation.measuring.presence import agent_times
from engine.simulation.measuring.rounds import Responses, Rounds, responses_of, rounds_of
from engine.simulation.measuring.rule_rounds import chat_rounds, rule_rounds
from engine.simulation.measuring.scope_layout import ScopeLayout, scope_layout
from engine.simulation.measuring.scope_quantiles import scope_quantiles
from engine.simulation.measuring.scopes import Scope, scopes_of
from engine.simulation.measuring.tallies import tallies_of
from engine.simulation.measuring.time_bins import Times
from engine.simulation.measuring.time_totals import time_totals

Totals = dict[str, Times]


@dataclass(frozen=True, eq=False)  # no slots: what follows from it is kept
class MeasurePlan:
    """What is measured: a table of scopes by measures, the same in every replication.

    ``layout`` says where the scopes lie; ``rules`` are the platforms' rules by measure.
    """

    scopes: tuple[Scope, ...]
    ids: tuple[str, ...]
    layout: ScopeLayout
    rules: dict[str, PlatformRule]

    @cached_property
    def thresholds_s(self) -> tuple[float, ...]:
        """The thresholds that ids name, each once."""
        others = {*RATIOS, *QUANTILES, *BY_INDICATOR, *self.rules}
        within = [id_ for id_ in self.ids if id_ not in others]
        return tuple(dict.fromkeys(threshold_of(id_)[1] for id_ in within))


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What each measure is of, (S, ids) each: a measure is numerator / denominator.

    Over replications the mean of the measure weighs every day alike; the sum of the numerators
    over the sum of the denominators weighs every contact alike.
    """

    numerators: Times
    denominators: Times

    @property
    def measures(self) -> Times:
        """The measures themselves, nan where nothing is counted."""
        found = np.full(self.numerators.shape, np.nan)
        np.divide(self.numerators, self.denominators, out=found, where=self.denominators > 0)
        return found


def measure_plan(scenario: Scenario) -> MeasurePlan:
    """Return what is measured for a scenario and its targets.

    Raises
    ------
    InputError
        If a target names a measure, stretch, class or group that does not exist.
    """
    scopes = scopes_of(scenario)
    ids = measure_ids(scenario)
    return MeasurePlan(scopes, ids, scope_layout(scenario, scopes), platform_rules(scenario))


def measured(
    scenario: Scenario, plan: MeasurePlan, log: ContactLog, *, seed: int, replication: int
) -> NDArray[np.float64]:
    """Return the measures of one replication, (scopes, ids); nan where nothing is counted.

    ``seed`` and ``replication`` are those of the log: they key what is drawn afterwards (M8).
    """
    return measured_parts(scenario, plan, log, seed=seed, replication=replication).measures


def measured_parts(
    scenario: Scenario, plan: MeasurePlan, log: ContactLog, *, seed: int, replication: int
) -> Parts:
    """Return numerators and denominators of the measures of one replication."""
    legs = leg_facts(scenario, log)
    facts = contact_facts(scenario, plan.layout.bins, log, legs)
    rounds = rounds_of(log, facts)
    responses = responses_of(plan.layout, facts, legs, rounds)
    followed = outcomes_of(scenario, facts, rounds, seed=seed, replication=replication)
    tables = tallies_of(plan.layout, facts, legs, responses, plan.thresholds_s)
    if scenario.outcomes is not None and followed is not None:
        tables |= followed_tables(scenario.outcomes, plan.layout, facts, followed)
    stacked = plan.layout.over_scopes(np.stack(list(tables.values())))
    totals: Totals = dict(zip(tables, stacked, strict=True))
    times = agent_times(desk_plan(scenario).full, log.agents, legs)
    totals |= time_totals(scenario, plan.layout, facts, legs, times)
    totals["cost_cny"] = totals["paid_cny"] + _paid_by_contact(scenario, plan, tables["legs"])
    shape = (len(plan.scopes), len(plan.ids))
    parts = Parts(np.full(shape, np.nan), np.ones(shape))
    _fill_ratios(plan, totals, parts)
    _fill_quantiles(plan, facts, responses, parts)
    _fill_platforms(scenario, plan, (facts, legs, rounds), parts)
    return parts


def _paid_by_contact(scenario: Scenario, plan: MeasurePlan, legs: Times) -> Times:
    """Return what is paid for each contact that an agent took, by scope of arrival, (S,)."""
    layout = plan.layout
    by_group = legs.reshape(layout.bins.count, *layout.kinds.shape).sum(axis=1)[:, :-1]
    prices = np.array([group.cost_per_contact for group in scenario.staffing.groups])
    total: Times = layout.over_agents((by_group * prices)[None])[0]
    return total


def _fill_ratios(plan: MeasurePlan, totals: Totals, parts: Parts) -> None:
    totals[ONE] = np.ones(len(plan.scopes))
    for column, id_ in enumerate(plan.ids):
        if id_ not in {*QUANTILES, *plan.rules, *BY_INDICATOR}:
            top, bottom = ratio_of(id_)
            parts.numerators[:, column] = totals[top]
            parts.denominators[:, column] = totals[bottom]


def _fill_quantiles(
    plan: MeasurePlan, facts: ContactFacts, responses: Responses, parts: Parts
) -> None:
    replied = np.flatnonzero(np.isfinite(facts.response_s))
    of_contacts = plan.layout.cells(facts.arrival_bin[replied], facts.kinds[replied])
    of_first = ("replied", facts.response_s[replied], of_contacts)
    of_all = ("responses", responses.response_s, responses.cells)
    # for speed: without rounds the responses are the first replies, and need no sort of their own
    known = [of_first, of_all] if responses.by_rounds else [of_first]
    for names, values, cells in known:
        named = (names, "responses") if len(known) == 1 else (names,)
        shares = {id_: share for id_, (of, share) in QUANTILES.items() if of in named}
        found = scope_quantiles(plan.layout, values, cells, list(shares.values()))
        for id_, row in zip(shares, found, strict=True):
            parts.numerators[:, plan.ids.index(id_)] = row


def _fill_platforms(
    scenario: Scenario,
    plan: MeasurePlan,
    of_log: tuple[ContactFacts, LegFacts, Rounds],
    parts: Parts,
) -> None:
    facts, legs, rounds = of_log
    chats = chat_rounds(scenario, facts, rounds)
    for rule in set(plan.rules.values()):
        judged = rule_rounds(scenario, rule, facts, chats)
        top, bottom = platform_parts(plan.layout, rule, facts, legs, judged)
        for id_ in (id_ for id_, each in plan.rules.items() if each is rule):
            parts.numerators[:, plan.ids.index(id_)] = top
            parts.denominators[:, plan.ids.index(id_)] = bottom
