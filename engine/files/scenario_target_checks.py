"""What must agree in a target of a scenario file: measure, threshold, and what it is taken over."""

import math
from collections.abc import Sequence

from engine.domain.measures import (
    COST,
    MEASURES_OF_AGENTS,
    MODEL_OF_OUTCOME,
    OUTCOME_MEASURES,
    meaning,
    nearest_measure,
    platform_measure,
)
from engine.domain.platform import PlatformRule
from engine.errors import InputError
from engine.files.documents import Faults
from engine.files.scenario_names import check_known
from engine.files.scenario_schema import ScenarioFile, TargetTable
from engine.files.scenario_stretches import DAY_H, HOUR_S, stretch_s
from engine.files.toml_lines import KeyPath

PER_CENT = 100
EVERY_HOUR, EVERY_DAY, ROLLING_DAYS = "hour", "each_day", "30d"
WINDOW_DAYS = 30
OF_A_RULE = ("rate_3min", "rate_30s")  # measures that a platform's rule defines


def check_target(
    file: ScenarioFile,
    rules: Sequence[PlatformRule],
    target: TargetTable,
    path: KeyPath,
    faults: Faults,
) -> None:
    """Note an unknown measure, scope, class or group, and a share written as per cent."""
    if _unit(target, rules, path, faults) == "share" and target.threshold > 1:
        code = "document.per_cent" if target.threshold <= PER_CENT else "document.share"
        faults.add(code, (*path, "threshold"), values={"share": target.threshold / PER_CENT})
    _check_outcome(file, target, path, faults)
    if target.contact_class and target.measure in MEASURES_OF_AGENTS:
        faults.add("scenario.measure_of_agents", (*path, "measure"))
    if target.scope == ROLLING_DAYS and not _windows(file):
        values = {"days": f"{math.floor(file.horizon_h / DAY_H) - _first(file, DAY_H)}"}
        faults.add("scenario.scope_30d", (*path, "scope"), values=values)
    else:
        check_known(target.scope, _scopes(file), (*path, "scope"), faults)
    classes = ["", *(kind.id for kind in file.classes)]
    groups = ["", *(group.id for group in file.groups)]
    check_known(target.contact_class, classes, (*path, "contact_class"), faults)
    check_known(target.group, groups, (*path, "group"), faults)


def _check_outcome(file: ScenarioFile, target: TargetTable, path: KeyPath, faults: Faults) -> None:
    """Note an outcome or a cost that the scenario lacks: it would be promised, never measured."""
    if target.measure == COST and not any(g.cost_per_h or g.cost_per_contact for g in file.groups):
        faults.add("scenario.cost_missing", (*path, "measure"))
    if target.measure not in OUTCOME_MEASURES:
        return
    model = MODEL_OF_OUTCOME.get(target.measure)
    if file.outcomes is None:
        faults.add("scenario.outcomes_missing", (*path, "measure"))
    elif model is not None and getattr(file.outcomes, model) is None:
        faults.add("scenario.outcome_missing", (*path, "measure"), values={"model": model})


def _unit(target: TargetTable, rules: Sequence[PlatformRule], path: KeyPath, faults: Faults) -> str:
    """Return the unit of a target's measure; an unknown one is noted and counts nothing."""
    of_rules = [rule.indicator for rule in rules] + [platform_measure(rule) for rule in rules]
    if ":" in target.measure or target.measure in OF_A_RULE:
        check_known(target.measure, of_rules, (*path, "measure"), faults)
    try:
        return meaning(target.measure).unit
    except InputError:
        if ":" not in target.measure:
            _unknown(target.measure, (*path, "measure"), faults)
        return "count"


def _unknown(measure: str, path: KeyPath, faults: Faults) -> None:
    near = nearest_measure(measure)
    if near is None:
        faults.add("scenario.unknown_measure", path)
    else:
        faults.add("scenario.unknown_measure_near", path, values={"nearest": near})


def _scopes(file: ScenarioFile) -> list[str]:
    """Return what a target may be taken over: what the warm-up leaves."""
    waves = [f"wave:{wave.id}" for wave in file.waves if stretch_s(wave)[1] > file.warm_up_s]
    hours = range(_first(file, 1.0), math.ceil(file.horizon_h))
    days = range(_first(file, DAY_H), math.ceil(file.horizon_h / DAY_H)) or range(1)
    return [
        "day",
        *((EVERY_HOUR,) if hours else ()),
        EVERY_DAY,
        *((ROLLING_DAYS,) if _windows(file) else ()),
        *waves,
        *(f"{EVERY_HOUR}:{hour}" for hour in hours),
        *(f"day:{day}" for day in days),
        *(f"{ROLLING_DAYS}:{last}" for last in _windows(file)),
    ]


def _first(file: ScenarioFile, length_h: float) -> int:
    """Return the number of the first hour or day that begins after the warm-up."""
    return math.ceil(file.warm_up_s / (HOUR_S * length_h))


def _windows(file: ScenarioFile) -> range:
    """Return the last day of each window of 30 whole days."""
    return range(_first(file, DAY_H) + WINDOW_DAYS - 1, math.floor(file.horizon_h / DAY_H))
