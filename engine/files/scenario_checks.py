"""What must agree between the parts of a scenario file: names, times, shares, durations."""

import math
from collections.abc import Sequence
from difflib import get_close_matches

from engine.domain.measures import MEASURES, THRESHOLD_MEASURES, meaning
from engine.domain.traffic import Channel, Shape
from engine.errors import InputError
from engine.files.documents import Faults
from engine.files.scenario_plausibility import check_plausible, durations
from engine.files.scenario_schema import (
    ClassTable,
    DurationTable,
    ProfileTable,
    ScenarioFile,
    StretchTable,
    TargetTable,
)
from engine.files.schemas import clock_seconds
from engine.files.toml_lines import KeyPath

HOUR_S = 3_600.0
DAY_H = 24.0
DAY_MIN = 60 * DAY_H
PER_CENT = 100
DECIMALS = 6  # of seconds: hours written as decimal numbers come back exact
MOST_UNIFORM_CV = 3**-0.5
MOST_CONTACTS = 20_000_000  # expected in one replication: what a computer of today can hold
EVERY_HOUR = "hour"


def check_scenario(file: ScenarioFile, faults: Faults) -> None:
    """Note every disagreement between the parts of a scenario file."""
    for name, entries in (
        ("profiles", file.profiles),
        ("waves", file.waves),
        ("groups", file.groups),
        ("classes", file.classes),
    ):
        _check_ids(name, [entry.id for entry in entries], faults)
    _check_times(file, faults)
    for place, kind in enumerate(file.classes):
        _check_class(file, kind, ("classes", place), faults)
    for place, target in enumerate(file.targets):
        _check_target(file, target, ("targets", place), faults)
    check_plausible(file, faults)


def stretch_s(stretch: StretchTable) -> tuple[float, float]:
    """Return start and end in seconds: of the first day, where the clock is given."""
    if stretch.start is not None and stretch.end is not None:
        return clock_seconds(stretch.start), clock_seconds(stretch.end)
    start_h, end_h = stretch.start_h or 0.0, stretch.end_h or 0.0
    return round(HOUR_S * start_h, DECIMALS), round(HOUR_S * end_h, DECIMALS)


def _check_ids(name: str, ids: Sequence[str], faults: Faults) -> None:
    for place, id_ in enumerate(ids):
        if id_ in ids[:place]:
            faults.add("document.duplicate_id", (name, place, "id"), values={"id": id_})


def _check_times(file: ScenarioFile, faults: Faults) -> None:
    if file.warm_up_s >= HOUR_S * file.horizon_h:
        values = {"horizon_h": f"{file.horizon_h:g}"}
        faults.add("scenario.warm_up_long", ("warm_up_s",), values=values)
    for place, wave in enumerate(file.waves):
        _check_stretch(wave, ("waves", place), file.horizon_h, faults)
        for number, kind in enumerate(wave.classes):
            known = [table.id for table in file.classes]
            _check_known(kind, known, ("waves", place, "classes", number), faults)
    for place, group in enumerate(file.groups):
        for number, shift in enumerate(group.shifts):
            path = ("groups", place, "shifts", number)
            # a shift may outlast the horizon: agents finish what is open
            _check_stretch(shift, path, None, faults)
    for place, profile in enumerate(file.profiles):
        _check_profile(profile, ("profiles", place, "weights"), faults)


def _check_profile(profile: ProfileTable, path: KeyPath, faults: Faults) -> None:
    steps = DAY_MIN / profile.step_min
    if not math.isclose(len(profile.weights), steps):
        faults.add("scenario.profile_length", path, len(profile.weights), {"count": f"{steps:g}"})
    elif sum(profile.weights) <= 0:
        faults.add("scenario.profile_empty", path, 0)


def _check_stretch(
    stretch: StretchTable, path: KeyPath, horizon_h: float | None, faults: Faults
) -> None:
    start_s, end_s = stretch_s(stretch)
    key = "end" if stretch.end is not None else "end_h"
    if start_s >= end_s:
        faults.add("scenario.stretch_order", (*path, key))
    elif horizon_h is not None and start_s >= HOUR_S * horizon_h:
        faults.add("scenario.past_horizon", path, values={"horizon_h": f"{horizon_h:g}"})


def _check_class(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    groups = [group.id for group in file.groups]
    for place, group in enumerate(kind.groups):
        _check_known(group, groups, (*path, "groups", place), faults)
        if group in kind.groups[:place]:
            faults.add("document.duplicate_id", (*path, "groups", place), values={"id": group})
    if kind.profile is not None:
        profiles = [profile.id for profile in file.profiles]
        _check_known(kind.profile, profiles, (*path, "profile"), faults)
    _check_load(file, kind, path, faults)
    for name, duration in durations(kind).items():
        _check_duration(duration, (*path, *name), faults)
    _check_returns(kind, path, faults)


def _check_load(file: ScenarioFile, kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    per_h = max(kind.rates_per_h) if kind.rates_per_h else (kind.contacts_per_day or 0.0) / DAY_H
    expected = per_h * file.factor * file.horizon_h
    if expected > MOST_CONTACTS:
        key = "rates_per_h" if kind.rates_per_h else "contacts_per_day"
        values = {"expected": f"{expected:.3g}", "most": f"{MOST_CONTACTS:,}"}
        faults.add("scenario.too_many", (*path, key), values=values)


def _check_duration(duration: DurationTable, path: KeyPath, faults: Faults) -> None:
    free = duration.shape in (Shape.LOGNORMAL, Shape.GAMMA, Shape.UNIFORM)
    if free and duration.cv is None:
        faults.add("scenario.cv_missing", path, values={"shape": duration.shape.value})
    elif not free and duration.cv is not None:
        faults.add("scenario.cv_fixed", (*path, "cv"), values={"shape": duration.shape.value})
    elif duration.shape is Shape.UNIFORM and (duration.cv or 0.0) > MOST_UNIFORM_CV:
        faults.add("scenario.cv_uniform", (*path, "cv"))


def _check_returns(kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    if kind.reply_work is None:
        if kind.channel is not Channel.PHONE:
            faults.add("scenario.reply_missing", path)
    elif kind.reply_work.mean_s > kind.work.mean_s:
        values = {"work_s": f"{kind.work.mean_s:g}"}
        faults.add("scenario.reply_longer", (*path, "reply_work", "mean_s"), values=values)
    for name, repeat in (
        (("repeat",), kind.repeat),
        (("bot", "repeat"), kind.bot.repeat if kind.bot else None),
    ):
        if repeat is not None and repeat.return_probability > 0 and repeat.delay is None:
            faults.add("scenario.delay_missing", (*path, *name))


def _check_target(file: ScenarioFile, target: TargetTable, path: KeyPath, faults: Faults) -> None:
    try:
        unit = meaning(target.measure).unit
    except InputError:
        known = [*MEASURES, *(f"{name}_60_s" for name in THRESHOLD_MEASURES)]
        _check_known(target.measure, known, (*path, "measure"), faults)
        unit = "count"
    if unit == "share" and target.threshold > 1:
        code = "document.per_cent" if target.threshold <= PER_CENT else "document.share"
        faults.add(code, (*path, "threshold"), values={"share": target.threshold / PER_CENT})
    for key, value, known in (
        ("scope", target.scope, _scopes(file)),
        ("contact_class", target.contact_class, ["", *(kind.id for kind in file.classes)]),
        ("group", target.group, ["", *(group.id for group in file.groups)]),
    ):
        _check_known(value, known, (*path, key), faults)


def _scopes(file: ScenarioFile) -> list[str]:
    hours = range(math.ceil(file.warm_up_s / HOUR_S), math.ceil(file.horizon_h))
    waves = [f"wave:{wave.id}" for wave in file.waves if stretch_s(wave)[1] > file.warm_up_s]
    return ["day", EVERY_HOUR, *waves, *(f"{EVERY_HOUR}:{hour}" for hour in hours)]


def _check_known(value: str, known: list[str], path: KeyPath, faults: Faults) -> None:
    if value in known:
        return
    near = get_close_matches(value, known, n=1)
    values: dict[str, object] = {"known": ", ".join(name for name in known[:40] if name)}
    if near:
        faults.add("scenario.unknown_name_near", path, values={**values, "nearest": near[0]})
    else:
        faults.add("scenario.unknown_name", path, values=values)
