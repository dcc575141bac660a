"""Every measure by its id: what is divided by what (rule M11).

Units are in :mod:`engine.domain.measures`; ``docs/measures.md`` is the page for readers. The names
of the parts are those of :mod:`engine.simulation.measuring.tallies` (contacts, by arrival) and of
:mod:`engine.simulation.measuring.time_tables` (seconds, over the stretch of the scope itself).
"""

from collections.abc import Mapping
from types import MappingProxyType

from engine.domain.measures import (
    COST,
    MEASURES,
    MEASURES_OF_AGENTS,
    MODEL_OF_OUTCOME,
    OUTCOME_MEASURES,
    THRESHOLD_MEASURES,
    meaning,
    platform_measure,
    threshold_of,
)
from engine.domain.platform import PlatformRule
from engine.domain.scenario import Scenario
from engine.errors import InputError

STANDARD_THRESHOLDS_S = (30, 60, 180)
ONE = "one"
"""The denominator of a count."""

Ratio = tuple[str, str]


def _counts(*names: str) -> dict[str, Ratio]:
    return {name: (name, ONE) for name in names}


RATIOS: Mapping[str, Ratio] = MappingProxyType(
    {
        **_counts("arrived", "bot_ended", "offered", "served", "abandoned", "late_messages"),
        **_counts("blocked", "messages", "cleared", "still_open", "offline_messages", "capped"),
        "contacts_per_customer": ("arrived", "customers"),
        "effective_rate_per_h": ("entered", "length_h"),
        "frt_mean_s": ("replied_s", "replied"),
        "art_mean_s": ("responses_s", "responses"),
        "wait_mean_s": ("waited_s", "waited"),
        "wait_served_mean_s": ("answered_s", "answered"),
        "wait_probability": ("waiting", "entered"),
        "reply_rate": ("replied", "offered"),
        "abandonment": ("abandoned", "offered"),
        "blocking": ("blocked", "offered"),
        "late_share": ("late_messages", "offered"),
        "transfer": ("transferred", "taken"),
        "handle_mean_s": ("legs_s", "legs"),
        "resolution_mean_s": ("solved_s", "solved"),
        "fcr": ("first_solved", "first_served"),
        "repeat": ("served_again", "served"),
        "occupancy": ("busy_s", "staffed_s"),
        "occupancy_scheduled": ("worked_s", "scheduled_s"),
        "slot_occupancy": ("held_s", "slots_s"),
        "staffed_h": ("staffed_h", ONE),
        "busy_mean": ("busy_s", "length_s"),
        "busy_slots_mean": ("held_s", "length_s"),
        "open_chats_mean": ("open_s", "length_s"),
        "concurrency": ("held_s", "busy_s"),
        "concurrency_max": ("fullest", ONE),
        "queue_mean": ("queue_s", "length_s"),
        "queue_max": ("longest", ONE),
        "backlog": ("backlog", ONE),
        "backlog_growth_per_h": ("backlog_growth", "length_h"),
        "return_delay_mean": ("delay_s", "length_s"),
        "empty_probability": ("empty_s", "length_s"),
        "all_busy_probability": ("all_busy_s", "manned_s"),
        "contacts_per_agent_h": ("legs", "staffed_h"),
        "cost_cny": ("cost_cny", ONE),
        "csat": ("satisfied", "rated"),
        "invite_rate": ("invited", "answered_there"),
        "rating_rate": ("rated", "invited"),
        "conversion": ("ordered", "asked"),
        "orders": ("ordered", ONE),
        "silent_orders": ("silent", ONE),
        "lost_orders": ("lost", ONE),
        "lost_sales_cny": ("lost_cny", ONE),
        "complaint": ("complained", "offered"),
        "return_share": ("returned", "ordered"),
    }
)

QUANTILES: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "frt_p50_s": ("replied", 0.50),
        "frt_p90_s": ("replied", 0.90),
        "frt_p95_s": ("replied", 0.95),
        "frt_max_s": ("replied", 1.0),
        "art_p90_s": ("responses", 0.90),
    }
)

_BY_THRESHOLD: Mapping[str, Ratio] = MappingProxyType(
    {
        "service_level": ("answered_within_{}", "stayed_{}"),
        "service_level_offered": ("answered_within_{}", "offered"),
        "frt_attainment": ("replied_within_{}", "offered"),
        "answered_within": ("answered_within_{}", ONE),
    }
)

# of which a platform's rule decides; the first such rule of the scenario counts
BY_INDICATOR = ("rate_3min", "rate_30s")


def ratio_of(id_: str) -> Ratio:
    """Return numerator and denominator of a measure that is a ratio, thresholds included.

    Raises
    ------
    InputError
        ``measure.unknown`` if there is none of this id.
    """
    if id_ in RATIOS:
        return RATIOS[id_]
    name, threshold_s = threshold_of(id_)
    top, bottom = _BY_THRESHOLD[name]
    return top.format(f"{threshold_s:.0f}"), bottom.format(f"{threshold_s:.0f}")


def platform_rules(scenario: Scenario) -> dict[str, PlatformRule]:
    """Return the rules that are counted, by the ids of their measures.

    ``rate_3min`` and ``rate_30s`` are the first rule of the scenario that defines them.
    """
    found = {platform_measure(rule): rule for rule in scenario.platform_rules}
    for rule in scenario.platform_rules:
        if rule.indicator in BY_INDICATOR:
            found.setdefault(rule.indicator, rule)
    return found


def measure_ids(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids measured for a scenario: the standard ones and those of its targets.

    Raises
    ------
    InputError
        ``measure.unknown`` if a target names an unknown measure; ``measure.not_modelled`` if it
        names one of outcomes, costs or a platform's rule that the scenario does not have;
        ``measure.of_agents`` if it names one of agents for a class.
    """
    left_out = [] if scenario.outcomes is not None else [*OUTCOME_MEASURES]
    left_out += [] if _is_priced(scenario) else [COST]
    rules = platform_rules(scenario)
    by_threshold = [f"{name}_{s}_s" for name in THRESHOLD_MEASURES for s in STANDARD_THRESHOLDS_S]
    wanted = [target.measure for target in scenario.targets]
    for target in scenario.targets:
        id_, kind = target.measure, target.contact_class
        meaning(id_)
        by_rule = ":" in id_ or id_ in BY_INDICATOR
        if _lacks_model(scenario, id_) or (by_rule and id_ not in rules):
            raise InputError("measure.not_modelled", measure=id_)
        if kind and id_ in MEASURES_OF_AGENTS:
            raise InputError("measure.of_agents", measure=id_, contact_class=kind)
    always = [id_ for id_ in MEASURES if id_ not in left_out]
    return tuple(dict.fromkeys([*always, *by_threshold, *rules, *wanted]))


def _lacks_model(scenario: Scenario, id_: str) -> bool:
    """Tell whether a measure is of an outcome, or of costs, that the scenario says nothing of."""
    if id_ == COST:
        return not _is_priced(scenario)
    if id_ not in OUTCOME_MEASURES or scenario.outcomes is None:
        return id_ in OUTCOME_MEASURES
    model = MODEL_OF_OUTCOME.get(id_)
    return model is not None and getattr(scenario.outcomes, model) is None


def _is_priced(scenario: Scenario) -> bool:
    """Tell whether the agents of a scenario cost anything: no price is not a price of 0."""
    return any(group.cost_per_h or group.cost_per_contact for group in scenario.staffing.groups)


def unit_of(id_: str) -> str:
    """Return a measure's unit: s, h, share, count, per h or CNY."""
    return meaning(id_).unit


def is_assumed_in(scenario: Scenario, id_: str) -> bool:
    """Tell whether an input of this scenario decides the measure.

    First contact resolution is a result where the chance to solve depends on who serves or on how
    busy the agent is; it is an input everywhere else.
    """
    if id_ == "fcr":
        return not any(
            any(factor != 1 for factor in group.pressure)
            or any(skill.solved_factor != 1 for skill in group.skills)
            or any(step.solved_factor != 1 for step in group.learning)
            for group in scenario.staffing.groups
        )
    return meaning(id_).assumed
