"""Scenario files to scenarios and back; what happens in a scenario is left to simulation."""

import math
from dataclasses import asdict
from pathlib import Path

from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
from engine.domain.targets import Target
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    ContactClass,
    Duration,
    Patience,
    Repeat,
    Retry,
    Shape,
    Wave,
)
from engine.files.documents import Faults, load_toml, validate
from engine.files.scenario_checks import DAY_H, DECIMALS, HOUR_S, check_scenario, stretch_s
from engine.files.scenario_schema import (
    BotTable,
    ClassTable,
    DurationTable,
    GroupTable,
    PatienceTable,
    ProfileTable,
    RepeatTable,
    ScenarioFile,
    ShiftTable,
    WaveTable,
)
from engine.files.toml_writer import toml_text

DAY_S = DAY_H * HOUR_S


def read_scenario(path: Path) -> Scenario:
    """Return the scenario of a file, merged over the one it ``extends``.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file at once: schema, unknown groups,
        profiles, scopes or measures, times past the horizon, shares written as per cent,
        durations without the figures of their shape.
    """
    document = load_toml(path)
    file = validate(document, ScenarioFile)
    faults = Faults(document)
    check_scenario(file, faults)
    faults.raise_if_any()
    return Scenario(
        id=file.id,
        name=file.name.text(),
        horizon_s=round(HOUR_S * file.horizon_h, DECIMALS),
        classes=tuple(_class(kind, file.profiles) for kind in file.classes),
        staffing=StaffingPlan(
            tuple(_group(group, file.horizon_h) for group in file.groups), file.absence
        ),
        targets=tuple(Target(**dict(target)) for target in file.targets),
        interval_s=60 * file.interval_min,
        warm_up_s=file.warm_up_s,
        factor=file.factor,
        waves=tuple(_wave(wave) for wave in file.waves),
        busyness_shape=file.busyness_shape,
        max_attempts=file.max_attempts,
        generated=file.generated,
    )


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario as a file that reads back equal."""
    path.write_text(scenario_text(scenario), encoding="utf-8", newline="\n")


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as TOML: rates by class, times in hours, no ``extends``."""
    return toml_text(
        {
            "schema_version": 1,
            "id": scenario.id,
            "generated": scenario.generated,
            "horizon_h": scenario.horizon_s / HOUR_S,
            "warm_up_s": scenario.warm_up_s,
            "interval_min": scenario.interval_s / 60,
            "factor": scenario.factor,
            "busyness_shape": scenario.busyness_shape,
            "max_attempts": scenario.max_attempts,
            "absence": scenario.staffing.absence,
            "name": _plain_text(scenario.name),
            "waves": [_plain_wave(wave) for wave in scenario.waves],
            "groups": [_plain_group(group) for group in scenario.staffing.groups],
            "classes": [_plain_class(kind) for kind in scenario.classes],
            "targets": [_plain_target(target) for target in scenario.targets],
        }
    )


# --- building ------------------------------------------------------------------------------------


def _wave(wave: WaveTable) -> Wave:
    return Wave(wave.id, wave.name.text(), *stretch_s(wave), wave.factor, wave.classes)


def _group(group: GroupTable, horizon_h: float) -> AgentGroup:
    shifts = [shift for table in group.shifts for shift in _shifts(table, horizon_h)]
    return AgentGroup(
        group.id, group.name.text(), group.slots, group.speed, tuple(shifts), group.efficiency
    )


def _shifts(table: ShiftTable, horizon_h: float) -> list[Shift]:
    """Return a shift by the clock on every day of the horizon, one in hours as it stands."""
    start_s, end_s = stretch_s(table)
    days = math.ceil(horizon_h / DAY_H) if table.start is not None else 1
    return [Shift(day * DAY_S + start_s, day * DAY_S + end_s, table.agents) for day in range(days)]


def _class(kind: ClassTable, profiles: tuple[ProfileTable, ...]) -> ContactClass:
    return ContactClass(
        id=kind.id,
        name=kind.name.text(),
        channel=kind.channel,
        arrivals=_arrivals(kind, profiles),
        work=_duration(kind.work),
        reply_work=_perhaps(kind.reply_work),
        patience=_patience(kind.patience),
        groups=kind.groups,
        priority=kind.priority,
        retry=Retry(kind.retry.probability, _duration(kind.retry.delay)) if kind.retry else Retry(),
        repeat=_repeat(kind.repeat),
        bot=_bot(kind.bot) if kind.bot else Bot(),
        wrap_up=_perhaps(kind.wrap_up),
    )


def _arrivals(kind: ClassTable, profiles: tuple[ProfileTable, ...]) -> ArrivalProfile:
    if kind.rates_per_h is not None and kind.step_min is not None:
        return ArrivalProfile(60 * kind.step_min, kind.rates_per_h)
    profile = next(profile for profile in profiles if profile.id == kind.profile)
    per_step = (kind.contacts_per_day or 0.0) / sum(profile.weights)
    steps_per_h = 60 / profile.step_min
    rates = tuple(per_step * weight * steps_per_h for weight in profile.weights)
    return ArrivalProfile(60 * profile.step_min, rates)


def _duration(table: DurationTable) -> Duration:
    fixed = {Shape.EXPONENTIAL: 1.0, Shape.DETERMINISTIC: 0.0}
    cv = fixed.get(table.shape, 0.0) if table.cv is None else table.cv
    return Duration(table.shape, table.mean_s, cv)


def _perhaps(table: DurationTable | None) -> Duration | None:
    return None if table is None else _duration(table)


def _patience(table: PatienceTable) -> Patience:
    return Patience(_perhaps(table.duration), table.on_patience, _perhaps(table.short_work))


def _repeat(table: RepeatTable | None) -> Repeat:
    if table is None:
        return Repeat()
    return Repeat(table.solved_probability, table.return_probability, _perhaps(table.delay))


def _bot(table: BotTable) -> Bot:
    return Bot(table.containment, _perhaps(table.duration), _repeat(table.repeat))


# --- writing -------------------------------------------------------------------------------------


def _plain_text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _plain_wave(wave: Wave) -> dict[str, object]:
    return {
        "id": wave.id,
        "name": _plain_text(wave.name),
        "start_h": wave.start_s / HOUR_S,
        "end_h": wave.end_s / HOUR_S,
        "factor": wave.factor,
        "classes": list(wave.classes),
    }


def _plain_group(group: AgentGroup) -> dict[str, object]:
    return {
        "id": group.id,
        "name": _plain_text(group.name),
        "slots": group.slots,
        "speed": list(group.speed),
        "efficiency": group.efficiency,
        "shifts": [
            {
                "start_h": shift.start_s / HOUR_S,
                "end_h": shift.end_s / HOUR_S,
                "agents": shift.agents,
            }
            for shift in group.shifts
        ],
    }


def _plain_class(kind: ContactClass) -> dict[str, object]:
    retry, bot = kind.retry, kind.bot
    return {
        "id": kind.id,
        "name": _plain_text(kind.name),
        "channel": kind.channel.value,
        "groups": list(kind.groups),
        "priority": kind.priority,
        "step_min": kind.arrivals.interval_s / 60,
        "rates_per_h": list(kind.arrivals.rates_per_h),
        "work": _plain_duration(kind.work),
        "reply_work": _plain_duration(kind.reply_work),
        "wrap_up": _plain_duration(kind.wrap_up),
        "patience": {
            "duration": _plain_duration(kind.patience.duration),
            "on_patience": kind.patience.on_patience.value,
            "short_work": _plain_duration(kind.patience.short_work),
        },
        "retry": retry.delay
        and {"probability": retry.probability, "delay": _plain_duration(retry.delay)},
        "repeat": _plain_repeat(kind.repeat),
        "bot": {
            "containment": bot.containment,
            "duration": _plain_duration(bot.duration),
            "repeat": _plain_repeat(bot.repeat),
        },
    }


def _plain_repeat(repeat: Repeat) -> dict[str, object]:
    return {
        "solved_probability": repeat.solved_probability,
        "return_probability": repeat.return_probability,
        "delay": _plain_duration(repeat.delay),
    }


def _plain_duration(duration: Duration | None) -> dict[str, object] | None:
    if duration is None:
        return None
    free = duration.shape in (Shape.LOGNORMAL, Shape.GAMMA, Shape.UNIFORM)
    return {
        "shape": duration.shape.value,
        "mean_s": duration.mean_s,
        "cv": duration.cv if free else None,
    }


def _plain_target(target: Target) -> dict[str, object]:
    plain = asdict(target)
    del plain["threshold_high"]  # a range is for schemes; a scenario judges one threshold
    return plain | {"comparison": target.comparison.value}
