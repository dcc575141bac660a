"""Scenario files to scenarios and back; what happens in a scenario is left to simulation."""

from dataclasses import asdict
from pathlib import Path

from engine.domain.platform import PlatformRule
from engine.domain.scenario import Scenario
from engine.domain.staffing import StaffingPlan
from engine.domain.targets import Target
from engine.domain.traffic import Wave
from engine.files.documents import Faults, load_toml
from engine.files.scenario_arrivals import MINUTE_S, arrivals_of
from engine.files.scenario_checks import check_scenario
from engine.files.scenario_classes import class_of, plain_class
from engine.files.scenario_groups import group_of, plain_group, plain_text
from engine.files.scenario_outcomes import outcomes_of, plain_outcomes
from engine.files.scenario_platforms import platform_names, platform_rules
from engine.files.scenario_schema import ScenarioFile, WaveTable
from engine.files.scenario_sound_parts import validated_scenario
from engine.files.scenario_stretches import DECIMALS, HOUR_S, plain_stretch, seconds, stretch_s
from engine.files.toml_writer import toml_text


def read_scenario(path: Path) -> Scenario:
    """Return the scenario of a file, merged over the one it ``extends``.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file and of the files that it names at once:
        schema, unknown groups, profiles, scopes or measures, times past the horizon, shares
        written as per cent, durations without the figures of their shape.
    """
    document = load_toml(path)
    file = validated_scenario(document, _check)
    faults = Faults(document)
    rules = _check(file, faults)
    arrivals = arrivals_of(file, faults)
    faults.raise_if_any()
    return Scenario(
        id=file.id,
        name=file.name.text(),
        horizon_s=seconds(file.horizon_h),
        classes=tuple(
            class_of(kind, profile, file.horizon_h)
            for kind, profile in zip(file.classes, arrivals, strict=True)
        ),
        staffing=StaffingPlan(
            tuple(group_of(group, file.horizon_h) for group in file.groups), file.absence
        ),
        targets=tuple(Target(**dict(target)) for target in file.targets),
        interval_s=round(MINUTE_S * file.interval_min, DECIMALS),
        warm_up_s=file.warm_up_s,
        factor=file.factor,
        waves=tuple(_wave(wave) for wave in file.waves),
        busyness_shape=file.busyness_shape,
        max_attempts=file.max_attempts,
        generated=file.generated,
        fidelity=file.fidelity,
        interval_busyness_shape=file.interval_busyness_shape,
        platform_rules=rules,
        outcomes=outcomes_of(file.outcomes) if file.outcomes else None,
    )


def _check(file: ScenarioFile, faults: Faults) -> tuple[PlatformRule, ...]:
    """Note what disagrees between the parts of a file; return the platform rules it names."""
    rules = platform_rules(file.platforms, faults)
    check_scenario(file, rules, faults)
    return rules


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as TOML: arrivals by class, times in hours, no ``extends``.

    A platform rule that is not a shipped one is named as a file of its id beside the scenario.
    """
    return toml_text(
        {
            "schema_version": 1,
            "id": scenario.id,
            "generated": scenario.generated,
            "fidelity": scenario.fidelity.value,
            "horizon_h": scenario.horizon_s / HOUR_S,
            "warm_up_s": scenario.warm_up_s,
            "interval_min": scenario.interval_s / MINUTE_S,
            "factor": scenario.factor,
            "busyness_shape": scenario.busyness_shape,
            "interval_busyness_shape": scenario.interval_busyness_shape,
            "max_attempts": scenario.max_attempts,
            "absence": scenario.staffing.absence,
            "platforms": platform_names(scenario.platform_rules),
            "name": plain_text(scenario.name),
            "outcomes": plain_outcomes(scenario.outcomes),
            "waves": [_plain_wave(wave) for wave in scenario.waves],
            "groups": [plain_group(group) for group in scenario.staffing.groups],
            "classes": [plain_class(kind) for kind in scenario.classes],
            "targets": [_plain_target(target) for target in scenario.targets],
        }
    )


def _wave(wave: WaveTable) -> Wave:
    return Wave(wave.id, wave.name.text(), *stretch_s(wave), wave.factor, wave.classes)


def _plain_wave(wave: Wave) -> dict[str, object]:
    return {
        "id": wave.id,
        "name": plain_text(wave.name),
        **plain_stretch(wave.start_s, wave.end_s),
        "factor": wave.factor,
        "classes": list(wave.classes),
    }


def _plain_target(target: Target) -> dict[str, object]:
    plain = asdict(target)
    del plain["threshold_high"]  # a range is for schemes; a scenario judges one threshold
    return plain | {"comparison": target.comparison.value}
