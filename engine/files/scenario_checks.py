"""What must agree between the parts of a scenario file: names, times, shares, durations."""

import math
from collections.abc import Sequence

from engine.domain.platform import PlatformRule
from engine.files.documents import Faults
from engine.files.scenario_class_checks import check_class
from engine.files.scenario_group_checks import check_group, check_served
from engine.files.scenario_names import check_ids, check_known
from engine.files.scenario_outcomes import check_outcomes
from engine.files.scenario_plausibility import check_plausible
from engine.files.scenario_schema import ProfileTable, ScenarioFile
from engine.files.scenario_stretches import DAY_H, HOUR_S, check_stretch
from engine.files.scenario_target_checks import check_target
from engine.files.toml_lines import KeyPath

DAY_MIN = 60 * DAY_H


def check_scenario(file: ScenarioFile, rules: Sequence[PlatformRule], faults: Faults) -> None:
    """Note every disagreement between the parts of a scenario file and the rules it names."""
    for name, entries in (
        ("profiles", file.profiles),
        ("waves", file.waves),
        ("groups", file.groups),
        ("classes", file.classes),
    ):
        check_ids((name,), [entry.id for entry in entries], faults)
    _check_times(file, faults)
    for place, group in enumerate(file.groups):
        check_group(file, group, ("groups", place), faults)
    check_served(file, faults)
    for place, kind in enumerate(file.classes):
        check_class(file, kind, ("classes", place), faults)
    if file.outcomes is not None:
        check_outcomes(file.outcomes, [kind.id for kind in file.classes], faults)
    for place, target in enumerate(file.targets):
        check_target(file, rules, target, ("targets", place), faults)
    check_plausible(file, faults)


def _check_times(file: ScenarioFile, faults: Faults) -> None:
    if file.warm_up_s >= HOUR_S * file.horizon_h:
        values = {"horizon_h": f"{file.horizon_h:g}"}
        faults.add("scenario.warm_up_long", ("warm_up_s",), values=values)
    for place, wave in enumerate(file.waves):
        check_stretch(wave, ("waves", place), file.horizon_h, faults)
        for number, kind in enumerate(wave.classes):
            known = [table.id for table in file.classes]
            check_known(kind, known, ("waves", place, "classes", number), faults)
    for place, profile in enumerate(file.profiles):
        _check_profile(profile, ("profiles", place, "weights"), faults)


def _check_profile(profile: ProfileTable, path: KeyPath, faults: Faults) -> None:
    steps = DAY_MIN / profile.step_min
    if not math.isclose(len(profile.weights), steps):
        faults.add("scenario.profile_length", path, len(profile.weights), {"count": f"{steps:g}"})
    elif sum(profile.weights) <= 0:
        faults.add("scenario.profile_empty", path, 0)
