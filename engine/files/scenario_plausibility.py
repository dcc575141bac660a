"""Slips in a scenario file that the schema cannot see: entries twice, and figures a hundredfold.

The limits are ours: wide enough for an unusual desk, too narrow for a slip of unit or of a comma.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from engine.domain.measures import meaning
from engine.domain.targets import Comparison
from engine.domain.traffic import Channel
from engine.errors import InputError
from engine.files.documents import Faults
from engine.files.scenario_schema import (
    ClassTable,
    DurationTable,
    GroupTable,
    ProfileTable,
    ScenarioFile,
    ShiftTable,
    StretchTable,
    TargetTable,
)
from engine.files.schemas import clock_seconds
from engine.files.toml_lines import KeyPath

HOUR_S, DAY_H = 3_600.0, 24.0
# Greatest mean of a duration, by what it is of; a ticket waits and is worked on for longer.
MOST_MEAN_S: Mapping[str, float] = MappingProxyType(
    {
        "work": 2 * HOUR_S,
        "wrap_up": HOUR_S,
        "patience": 4 * HOUR_S,
        "bot": 0.5 * HOUR_S,
        "delay": 14 * DAY_H * HOUR_S,
    }
)
TICKET_FACTOR = 24.0
MOST_TARGET_S = HOUR_S
# A shift may serve what the horizon leaves over, through the next day.
MOST_HOURS_AFTER = DAY_H
LEAST_AGENTS_DOUBTED = 20
MOST_SHIFT_LOADS = 4.0  # a shift that alone could do four times the work of a whole day
MOST_OVERLOAD = 10.0  # work over what all agents can do: beyond it nothing is left to learn
MOST_STEP_RATIO = 8.0  # a step's weight over the next greatest; waves say what is a promotion
LEAST_STEPS_DOUBTED = 12

_MORE_IS_WORSE = frozenset({"abandonment", "wait_probability", "repeat", "queue_mean", "backlog"})
_MORE_IS_BETTER = ("rate_", "reply_rate", "fcr", "service_level", "frt_attainment")
Durations = Iterable[tuple[KeyPath, DurationTable]]


def check_plausible(file: ScenarioFile, faults: Faults) -> None:
    """Note entries that stand twice and figures that no desk has."""
    _check_repeated(file, faults)
    work_h = _work_h_a_day(file)
    for place, group in enumerate(file.groups):
        _check_group(group, file.horizon_h, work_h, ("groups", place), faults)
    _check_overload(file, work_h, faults)
    for place, profile in enumerate(file.profiles):
        _check_profile(profile, ("profiles", place, "weights"), faults)
    has_tickets = any(kind.channel is Channel.TICKET for kind in file.classes)
    for place, target in enumerate(file.targets):
        _check_target(target, ("targets", place), faults, has_tickets=has_tickets)


def check_means(kind: ClassTable, durations: Durations, path: KeyPath, faults: Faults) -> None:
    """Note durations of a class whose mean leaves what :data:`MOST_MEAN_S` allows."""
    longer = TICKET_FACTOR if kind.channel is Channel.TICKET else 1.0
    for name, duration in durations:
        key = "delay" if name[-1] == "delay" else str(name[0])
        most = MOST_MEAN_S.get(key, MOST_MEAN_S["work"])
        most *= longer if key in {"work", "patience"} else 1.0
        if duration.mean_s > most:
            values = {"most": f"{most:g}"}
            faults.add("scenario.mean_long", (*path, *name, "mean_s"), values=values)
    short = kind.patience.short_work
    if short is not None and short.mean_s > kind.work.mean_s:
        values = {"work_s": f"{kind.work.mean_s:g}"}
        faults.add(
            "scenario.short_longer", (*path, "patience", "short_work", "mean_s"), values=values
        )


def _check_repeated(file: ScenarioFile, faults: Faults) -> None:
    faults.add_repeated(("targets",), file.targets)
    for place, group in enumerate(file.groups):
        faults.add_repeated(("groups", place, "shifts"), group.shifts)
    for place, wave in enumerate(file.waves):
        faults.add_repeated(("waves", place, "classes"), wave.classes)


def _work_h_a_day(file: ScenarioFile) -> float:
    """Return the hours of full attention that a day's contacts need, waves left out."""
    hours = 0.0
    for kind in file.classes:
        rates = kind.rates_per_h or ()
        a_day = DAY_H * sum(rates) / len(rates) if rates else (kind.contacts_per_day or 0.0)
        human = 1 - kind.bot.containment if kind.bot else 1.0
        hours += file.factor * a_day * human * kind.work.mean_s / HOUR_S
    return hours


def _check_overload(file: ScenarioFile, work_h: float, faults: Faults) -> None:
    """Note work of a day beyond all capacity; part of a day has a load that is its own."""
    days = file.horizon_h / DAY_H
    capacity_h = 0.0
    for group in file.groups:
        for shift in group.shifts:
            times = 1.0 if shift.start is not None else 1 / days
            capacity_h += times * shift.agents * _hours(shift) * _pace(group)
    if capacity_h == 0:
        faults.add("scenario.no_agents", ("groups",), 0)
    elif days >= 1 and work_h > MOST_OVERLOAD * capacity_h:
        values = {"work_h": f"{work_h:.0f}", "capacity_h": f"{capacity_h:.0f}"}
        faults.add("scenario.overloaded", ("classes",), len(file.classes), values)


def _pace(group: GroupTable) -> float:
    """Return the hours of work that an agent of a group does in an hour, windows full or not."""
    return group.efficiency * max(n * speed for n, speed in enumerate(group.speed, 1))


def _check_group(
    group: GroupTable, horizon_h: float, work_h: float, path: KeyPath, faults: Faults
) -> None:
    if any(later > earlier for earlier, later in zip(group.speed, group.speed[1:], strict=False)):
        faults.add("scenario.speed_rises", (*path, "speed"))
    for number, shift in enumerate(group.shifts):
        _check_shift(shift, horizon_h, work_h / _pace(group), (*path, "shifts", number), faults)


def _check_shift(
    shift: ShiftTable, horizon_h: float, work_h: float, path: KeyPath, faults: Faults
) -> None:
    latest_h = horizon_h + MOST_HOURS_AFTER
    if shift.end_h is not None and shift.end_h > latest_h:
        faults.add("scenario.shift_late", (*path, "end_h"), values={"latest_h": f"{latest_h:g}"})
        return
    hours = min(_hours(shift), DAY_H)
    most = MOST_SHIFT_LOADS * work_h
    if shift.agents > LEAST_AGENTS_DOUBTED and shift.agents * hours > most:
        values = {"hours": f"{shift.agents * hours:.0f}", "work_h": f"{work_h:.0f}"}
        faults.add("scenario.many_agents", (*path, "agents"), values=values)


def _hours(stretch: StretchTable) -> float:
    if stretch.start is not None and stretch.end is not None:
        return (clock_seconds(stretch.end) - clock_seconds(stretch.start)) / HOUR_S
    return (stretch.end_h or 0.0) - (stretch.start_h or 0.0)


def _check_profile(profile: ProfileTable, path: KeyPath, faults: Faults) -> None:
    *_, second, greatest = (0.0, *sorted(profile.weights))
    long = len(profile.weights) >= LEAST_STEPS_DOUBTED
    if long and 0 < MOST_STEP_RATIO * second < greatest:
        place = profile.weights.index(greatest)
        faults.add("scenario.step_high", (*path, place), values={"next": f"{second:g}"})


def _check_target(target: TargetTable, path: KeyPath, faults: Faults, *, has_tickets: bool) -> None:
    try:
        unit = meaning(target.measure).unit
    except InputError:
        return  # said where names are checked
    right = _right_comparison(target.measure, unit)
    if right is not None and target.comparison is not right:
        values = {"right": right.value, "measure": target.measure}
        faults.add("scenario.target_direction", (*path, "comparison"), values=values)
    if unit == "s" and target.threshold > MOST_TARGET_S and not has_tickets:
        values = {"most": f"{MOST_TARGET_S:g}"}
        faults.add("scenario.target_long", (*path, "threshold"), values=values)


def _right_comparison(measure: str, unit: str) -> Comparison | None:
    """Return how a target on a measure compares; None where both ways have their use."""
    if unit == "s" or measure in _MORE_IS_WORSE:
        return Comparison.AT_MOST
    return Comparison.AT_LEAST if measure.startswith(_MORE_IS_BETTER) else None
