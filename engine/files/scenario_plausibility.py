"""Slips in a scenario file that the schema cannot see: entries twice, and figures a hundredfold.

The limits are ours. Load is a question, not a slip: three or ten times the work that the agents
can do, a hundred agents for little work, services of a second or of a day are all simulated. A
figure is refused only where its neighbours in the same file show that it is out of line; what
stands alone is taken at its word.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from statistics import median
from types import MappingProxyType

from engine.domain.measures import meaning
from engine.domain.targets import Comparison
from engine.domain.traffic import Channel
from engine.errors import InputError
from engine.files.documents import Faults
from engine.files.scenario_class_checks import durations
from engine.files.scenario_class_schema import ClassTable, TurnsTable
from engine.files.scenario_durations import mean_of
from engine.files.scenario_group_schema import GroupTable, ShiftTable
from engine.files.scenario_schema import ProfileTable, ScenarioFile, TargetTable
from engine.files.scenario_stretches import DAY_H, HOUR_S, stretch_s
from engine.files.scenario_time_schema import StretchTable
from engine.files.toml_lines import KeyPath

# Greatest mean of a duration, by what it is of; a ticket waits and is worked on for longer.
MOST_MEAN_S: Mapping[str, float] = MappingProxyType(
    {
        "work": 2 * HOUR_S,
        "reply": HOUR_S,
        "first_reply": HOUR_S,
        "think": HOUR_S,
        "wrap_up": HOUR_S,
        "patience": 4 * HOUR_S,
        "bot": 0.5 * HOUR_S,
        "delay": 14 * DAY_H * HOUR_S,
    }
)
TICKET_FACTOR = 24.0
MOST_TARGET_S = HOUR_S
MOST_OF_WORK = 5.0  # attention of all rounds over the work given beside them, or the reverse
# A shift may serve what the horizon leaves over: an overload of ten needs ten times as long.
MOST_HORIZONS_AFTER = 10.0
LEAST_NEIGHBOURS = 2  # fewer others tell nothing
MOST_OF_NEIGHBOURS = 15.0  # a figure over the median of the others of its kind
LEAST_AGENTS_DOUBTED = 20
MOST_SHIFT_LOADS = 4.0  # a shift that alone could do four times the work of a whole day
MOST_OVERLOAD = 10.0  # work of a class that is out of line, over what all agents can do
MOST_OVERLOAD_AT_ALL = 40.0  # all work: beyond it nothing is left to learn
MOST_STEP_RATIO = 8.0  # a step's weight over the next greatest; waves say what is a promotion
LEAST_STEPS_DOUBTED = 12

_MORE_IS_WORSE = frozenset(
    {
        "abandonment",
        "blocking",
        "wait_probability",
        "late_share",
        "repeat",
        "queue_mean",
        "queue_max",
        "backlog",
        "backlog_growth_per_h",
        "complaint",
        "return_share",
        "lost_orders",
        "lost_sales_cny",
        "cost_cny",
    }
)
_MORE_IS_BETTER = (
    "rate_",
    "platform_rate:",
    "reply_rate",
    "fcr",
    "service_level",
    "frt_attainment",
    "answered_within",
    "csat",
    "conversion",
)


def check_plausible(file: ScenarioFile, faults: Faults) -> None:
    """Note entries that stand twice and figures that no desk has."""
    _check_repeated(file, faults)
    for place, group in enumerate(file.groups):
        _check_speed(group, ("groups", place), faults)
    _check_shifts(file, faults)
    _check_overload(file, faults)
    for place, kind in enumerate(file.classes):
        others = [other for other in file.classes if other is not kind]
        _check_means(kind, others, ("classes", place), faults)
    for place, profile in enumerate(file.profiles):
        _check_profile(profile, ("profiles", place, "weights"), faults)
    has_tickets = any(kind.channel is Channel.TICKET for kind in file.classes)
    for place, target in enumerate(file.targets):
        _check_target(target, ("targets", place), faults, has_tickets=has_tickets)


def is_out_of_line(value: float, others: Iterable[float]) -> bool:
    """Tell whether a figure is far above the others of its kind; too few others tell nothing."""
    known = list(others)
    return len(known) >= LEAST_NEIGHBOURS and value > MOST_OF_NEIGHBOURS * median(known)


def _check_means(
    kind: ClassTable, others: Iterable[ClassTable], path: KeyPath, faults: Faults
) -> None:
    """Note durations longer than :data:`MOST_MEAN_S` and out of line with the other classes'."""
    longer = TICKET_FACTOR if kind.channel is Channel.TICKET else 1.0
    theirs = [durations(other) for other in others]
    for name, duration in durations(kind).items():
        key = _kind_of_duration(name)
        most = MOST_MEAN_S.get(key, MOST_MEAN_S["work"])
        most *= longer if key in {"work", "patience"} else 1.0
        mean_s = mean_of(duration)
        same = [mean_of(given[name]) for given in theirs if name in given]
        if mean_s > most and is_out_of_line(mean_s, same):
            values = {"most": f"{most:g}"}
            faults.add("scenario.mean_long", (*path, *name, "mean_s"), values=values)
    _check_short(kind, path, faults)
    _check_turns(kind, path, faults)


def _kind_of_duration(name: KeyPath) -> str:
    """Return which of :data:`MOST_MEAN_S` limits the duration at a path inside a class."""
    if name[0] in {"turns", "stretches"} or name[-1] == "delay":
        return str(name[-1])
    return str(name[0])


def _check_short(kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    short, work_s = kind.patience.short_work, _work_s(kind)
    if short is not None and mean_of(short) > work_s > 0:
        values = {"work_s": f"{work_s:g}"}
        faults.add(
            "scenario.short_longer", (*path, "patience", "short_work", "mean_s"), values=values
        )


def _check_turns(kind: ClassTable, path: KeyPath, faults: Faults) -> None:
    """Note rounds that take another attention altogether than the work given beside them."""
    if kind.turns is None or kind.work is None:
        return
    work_s, rounds_s = mean_of(kind.work), _attention_s(kind.turns)
    if min(work_s, rounds_s) > 0 and not (1 / MOST_OF_WORK <= rounds_s / work_s <= MOST_OF_WORK):
        values = {"work_s": f"{work_s:g}", "rounds_s": f"{rounds_s:g}"}
        faults.add("scenario.turns_work", (*path, "turns"), values=values)


def _attention_s(turns: TurnsTable) -> float:
    """Return the mean attention that all rounds of a chat take; 0 where a fault hides it."""
    rounds, weights = turns.rounds.mean or 0.0, turns.rounds.weights or ()
    if sum(weights):
        rounds = sum(k * weight for k, weight in enumerate(weights, 1)) / sum(weights)
    first_s = mean_of(turns.first_reply or turns.reply)
    return first_s + (rounds - 1) * mean_of(turns.reply) if rounds else 0.0


def _work_s(kind: ClassTable) -> float:
    """Return the mean attention that a contact takes: as given, else that of its rounds."""
    if kind.work is not None:
        return mean_of(kind.work)
    return _attention_s(kind.turns) if kind.turns else 0.0


def _check_repeated(file: ScenarioFile, faults: Faults) -> None:
    faults.add_repeated(("targets",), file.targets)
    for place, group in enumerate(file.groups):
        faults.add_repeated(("groups", place, "shifts"), group.shifts)
    for place, wave in enumerate(file.waves):
        faults.add_repeated(("waves", place, "classes"), wave.classes)


def _work_h_a_day(kind: ClassTable, file: ScenarioFile) -> float:
    """Return the hours of full attention that a day's contacts of a class need, without waves."""
    rates, times = kind.rates_per_h or (), kind.arrival_times_s
    a_day = DAY_H * sum(rates) / len(rates) if rates else (kind.contacts_per_day or 0.0)
    a_day *= file.factor
    if times is not None:
        a_day = len(times) * DAY_H / file.horizon_h
    human = 1 - kind.bot.containment if kind.bot else 1.0
    return a_day * human * _work_s(kind) / HOUR_S


def _check_overload(file: ScenarioFile, faults: Faults) -> None:
    """Note a class far beyond the others and beyond all capacity, and all work far beyond it."""
    days = file.horizon_h / DAY_H
    shifts = [(group, shift) for group in file.groups for shift in group.shifts]
    if days < 1 or any(_hours(shift) <= 0 for _, shift in shifts):
        return  # part of a day has a load of its own; wrong times are said elsewhere
    capacity_h = sum(
        (1.0 if shift.by_clock else 1 / days) * shift.agents * _hours(shift) * _pace(group)
        for group, shift in shifts
    )
    if capacity_h == 0:
        return  # nobody serves: said elsewhere
    works_h = [_work_h_a_day(kind, file) for kind in file.classes]
    values = {"work_h": f"{sum(works_h):.0f}", "capacity_h": f"{capacity_h:.0f}"}
    if sum(works_h) > MOST_OVERLOAD_AT_ALL * capacity_h:
        faults.add("scenario.overloaded", ("classes",), f"{sum(works_h):.0f} h", values)
    for place, work_h in enumerate(works_h):
        others = works_h[:place] + works_h[place + 1 :]
        if work_h > MOST_OVERLOAD * capacity_h and is_out_of_line(work_h, others):
            faults.add("scenario.overloaded", ("classes", place), f"{work_h:.0f} h", values)


def _pace(group: GroupTable) -> float:
    """Return the hours of work that an agent of a group does in an hour, windows full or not."""
    return group.efficiency * max(n * speed for n, speed in enumerate(group.pace, 1))


def _check_speed(group: GroupTable, path: KeyPath, faults: Faults) -> None:
    if any(later > earlier for earlier, later in pairwise(group.pace)):
        faults.add("scenario.speed_rises", (*path, "speed"))


def _check_shifts(file: ScenarioFile, faults: Faults) -> None:
    """Note shifts that end out of sight, and shifts far larger than the others and the load."""
    latest_h = file.horizon_h + max(DAY_H, MOST_HORIZONS_AFTER * file.horizon_h)
    work_h = sum(_work_h_a_day(kind, file) for kind in file.classes)
    sizes = [shift.agents for group in file.groups for shift in group.shifts]
    for place, group in enumerate(file.groups):
        for number, shift in enumerate(group.shifts):
            path = ("groups", place, "shifts", number)
            others = sizes.copy()
            others.remove(shift.agents)
            if shift.end_h is not None and shift.end_h > latest_h:
                values = {"latest_h": f"{latest_h:g}"}
                faults.add("scenario.shift_late", (*path, "end_h"), values=values)
            elif is_out_of_line(shift.agents, others):
                _check_agents(shift, work_h / _pace(group), path, faults)


def _check_agents(shift: ShiftTable, work_h: float, path: KeyPath, faults: Faults) -> None:
    hours = min(_hours(shift), DAY_H)
    if shift.agents > LEAST_AGENTS_DOUBTED and shift.agents * hours > MOST_SHIFT_LOADS * work_h:
        values = {"hours": f"{shift.agents * hours:.0f}", "work_h": f"{work_h:.0f}"}
        faults.add("scenario.many_agents", (*path, "agents"), values=values)


def _hours(stretch: StretchTable) -> float:
    start_s, end_s = stretch_s(stretch)
    return (end_s - start_s) / HOUR_S


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
