"""What a planner must know before reading the measures of a simulation."""

import numpy as np

from engine.domain.scenario import Fidelity, Scenario
from engine.domain.texts import Finding, Sentence
from engine.domain.traffic import Channel
from engine.simulation.measuring.measures import is_assumed_in
from engine.simulation.measuring.overload import overload_finding
from engine.simulation.replications import SimulationResult

DAY = "day"
_AREA = "finding.simulation"


def findings_of(result: SimulationResult) -> tuple[Finding, ...]:
    """Return what limits the reading of a result.

    A backlog that grows all the time; groups that serve chats by rounds and other contacts at
    rate level together; platform rates of first rounds only; contacts that arrived with nobody on
    duty; customers who would have tried once more; where the coefficients of what customers do
    afterwards come from; targets that an input decides.
    """
    return (
        *overload_finding(result.by_interval("backlog"), np.array(result.interval_ends_s)),
        *_mixed_levels(result.scenario),
        *_first_rounds_only(result.scenario),
        *_counted(result, "offline_messages"),
        *_counted(result, "capped"),
        *_followed(result.scenario),
        *_assumed_targets(result.scenario),
    )


def _mixed_levels(scenario: Scenario) -> tuple[Finding, ...]:
    """Return the groups whose agents have rounds in their inbox and shared attention at once."""
    by_turns, by_rate = (
        {
            group
            for kind in scenario.classes
            if scenario.by_turns(kind) is level
            for group in (*kind.groups, *(transfer.to for transfer in kind.transfers))
        }
        for level in (True, False)
    )
    named = [group.id for group in scenario.staffing.groups if group.id in by_turns & by_rate]
    return _caution("mixed_levels", groups=", ".join(named)) if named else ()


def _first_rounds_only(scenario: Scenario) -> tuple[Finding, ...]:
    rules = scenario.platform_rules  # they judge chats alone
    chats = any(kind.channel is Channel.CHAT for kind in scenario.classes)
    if scenario.fidelity is Fidelity.TURNS or not (rules and chats):
        return ()
    told = Sentence(f"{_AREA}.first_rounds_only", {"rules": ", ".join(rule.id for rule in rules)})
    return (Finding("note", told),)


def _counted(result: SimulationResult, measure: str) -> tuple[Finding, ...]:
    """Return that a measure which ought to be 0 is not."""
    mean = result.estimate(DAY, measure).mean
    return _caution(measure, mean=mean) if mean > 0 else ()


def _followed(scenario: Scenario) -> tuple[Finding, ...]:
    """Return whose coefficients decide the outcomes, and what lost orders are counted against."""
    if scenario.outcomes is None:
        return ()
    key = "outcomes_lost" if scenario.outcomes.conversion is not None else "outcomes"
    source, frt_s = scenario.outcomes.source, scenario.outcomes.counterfactual_frt_s
    told = Sentence(f"{_AREA}.{key}", {"source": source, "frt_s": frt_s})
    return (Finding("note", told),)


def _assumed_targets(scenario: Scenario) -> tuple[Finding, ...]:
    wanted = dict.fromkeys(target.measure for target in scenario.targets)
    named = [id_ for id_ in wanted if is_assumed_in(scenario, id_)]
    return _caution("assumed", measures=", ".join(named)) if named else ()


def _caution(key: str, **values: str | float) -> tuple[Finding, ...]:
    return (Finding("caution", Sentence(f"{_AREA}.{key}", values)),)
