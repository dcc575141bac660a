"""What a measure is taken over: a stretch of time, perhaps of one class, channel or group only."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.domain.scenario import Scenario
from engine.domain.targets import Target
from engine.errors import InputError

DAY_S, HOUR_S = 86_400.0, 3_600.0
WINDOW_DAYS = 30  # of the platforms' rolling rates

EVERY = {"hour": "hour", "each_day": "day", "30d": "30d"}
"""Scopes of targets that stand for many stretches, and how each of these is called."""

Stretches = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Contacts that arrive in ``[start_s, end_s)``, and what happens in that stretch of time.

    ``stretch`` is ``day`` (the whole horizon after the warm-up), ``day:3`` (one day, from 0),
    ``hour:20`` (both counted from the start of the horizon), ``30d:29`` (the 30 days that end with
    day 29), ``wave:<id>`` or ``interval:<number>``; ``contact_class``, ``group`` and ``channel``
    restrict it, empty means all.
    """

    stretch: str
    start_s: float
    end_s: float
    contact_class: str = ""
    group: str = ""
    channel: str = ""

    @property
    def key(self) -> str:
        """The scope's name in results: ``day``, ``wave:opening``, ``day/class:logistics``."""
        return scope_key(self.stretch, self.contact_class, self.group, self.channel)

    @property
    def part(self) -> tuple[str, str, str]:
        """What the scope is restricted to: class, group and channel."""
        return self.contact_class, self.group, self.channel


def scope_key(stretch: str, contact_class: str = "", group: str = "", channel: str = "") -> str:
    """Return the name of a scope in results."""
    parts = [stretch]
    parts += [f"class:{contact_class}"] if contact_class else []
    parts += [f"channel:{channel}"] if channel else []
    parts += [f"group:{group}"] if group else []
    return "/".join(parts)


def scopes_of(scenario: Scenario) -> tuple[Scope, ...]:
    """Return everything that is measured.

    The whole horizon, it by class, channel and group; each day of several; waves; intervals; and
    what targets name.

    Raises
    ------
    InputError
        ``simulation.scope`` if a target names a stretch, class or group that is not there.
    """
    stretches = _stretches(scenario)
    classes = [kind.id for kind in scenario.classes]
    groups = [group.id for group in scenario.staffing.groups]
    wanted = [("day", "", "", "")]
    wanted += [("day", kind, "", "") for kind in classes]
    wanted += [("day", "", "", name) for name in _channels(scenario)]
    wanted += [("day", "", group, "") for group in groups]
    several_days = scenario.horizon_s - scenario.warm_up_s > DAY_S  # one alone is "day"
    always = (*(("day:",) if several_days else ()), "wave:", "interval:")
    wanted += [(name, "", "", "") for name in stretches if name.startswith(always)]
    for target in scenario.targets:
        _refuse_unknown(target, stretches, classes, groups)
        of = (target.contact_class, target.group, "")
        wanted += [(name, *of) for name in _names(target.scope, stretches)]
    return tuple(
        Scope(name, *stretches[name], kind, group, channel)
        for name, kind, group, channel in dict.fromkeys(wanted)
    )


def target_keys(target: Target, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the scopes that must meet a target: one, or every hour, day or window of 30 days."""
    own = scope_key(target.scope, target.contact_class, target.group)
    if target.scope not in EVERY:
        return tuple(key for key in keys if key == own)
    rest, stretch = own.removeprefix(target.scope), f"{EVERY[target.scope]}:"
    return tuple(key for key in keys if key.startswith(stretch) and _part_of(key) == rest)


def _part_of(key: str) -> str:
    return key.removeprefix(key.partition("/")[0])


def _stretches(scenario: Scenario) -> Stretches:
    begin, end = scenario.warm_up_s, scenario.horizon_s
    found = {"day": (begin, end)}
    for wave in scenario.waves:
        start_s, end_s = max(begin, wave.start_s), min(end, wave.end_s)
        if start_s < end_s:  # a wave that the warm-up swallows is not measured
            found[f"wave:{wave.id}"] = (start_s, end_s)
    found |= _numbered("day", DAY_S, begin, end) or {"day:0": (begin, end)}
    found |= _numbered("hour", HOUR_S, begin, end)
    found |= _numbered("interval", scenario.interval_s, begin, end)
    return found | dict(_windows(begin, end))


def _numbered(name: str, length_s: float, begin_s: float, end_s: float) -> Stretches:
    """Return the stretches of one length that begin after the warm-up; the last may be cut."""
    numbers = range(int(np.ceil(begin_s / length_s)), int(np.ceil(end_s / length_s)))
    return {
        f"{name}:{number}": (number * length_s, min(end_s, (number + 1) * length_s))
        for number in numbers
    }


def _windows(begin_s: float, end_s: float) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the rolling windows of 30 whole days, by the number of their last day."""
    for first in range(int(np.ceil(begin_s / DAY_S)), int(end_s // DAY_S) - WINDOW_DAYS + 1):
        after = first + WINDOW_DAYS
        yield f"30d:{after - 1}", (first * DAY_S, after * DAY_S)


def _names(scope: str, stretches: Stretches) -> list[str]:
    if scope not in EVERY:
        return [scope]
    return [name for name in stretches if name.startswith(f"{EVERY[scope]}:")]


def _refuse_unknown(
    target: Target, stretches: Stretches, classes: list[str], groups: list[str]
) -> None:
    every = [scope for scope in EVERY if _names(scope, stretches)]
    for value, known in (
        (target.scope, [*stretches, *every]),
        (target.contact_class, ["", *classes]),
        (target.group, ["", *groups]),
    ):
        if value not in known:
            shown = [name for name in known if name and not name.startswith("interval:")]
            raise InputError(
                "simulation.scope", measure=target.measure, value=value, known=", ".join(shown)
            )


def _channels(scenario: Scenario) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind.channel.value for kind in scenario.classes))
