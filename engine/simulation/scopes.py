"""What a measure is taken over: a stretch of time, perhaps of one class or one group only."""

from dataclasses import dataclass

import numpy as np

from engine.domain.scenario import Scenario
from engine.domain.targets import Target
from engine.errors import InputError
from engine.simulation.arrivals import HOUR_S

EVERY_HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Scope:
    """Contacts that arrive in ``[start_s, end_s)``, and what happens in that stretch of time.

    ``stretch`` is ``day`` (the whole horizon after the warm-up), ``hour:20`` (counted from the
    start of the horizon), ``wave:<id>`` or ``interval:<number>``; ``contact_class`` and ``group``
    restrict it, empty means all.
    """

    stretch: str
    start_s: float
    end_s: float
    contact_class: str = ""
    group: str = ""

    @property
    def key(self) -> str:
        """The scope's name in results: ``day``, ``wave:opening``, ``day/class:logistics``."""
        return scope_key(self.stretch, self.contact_class, self.group)


def scope_key(stretch: str, contact_class: str = "", group: str = "") -> str:
    """Return the name of a scope in results."""
    parts = [stretch]
    parts += [f"class:{contact_class}"] if contact_class else []
    parts += [f"group:{group}"] if group else []
    return "/".join(parts)


def scopes_of(scenario: Scenario) -> tuple[Scope, ...]:
    """Return everything that is measured: the day by class and by group, waves, intervals, targets.

    Raises
    ------
    InputError
        ``simulation.scope`` if a target names a stretch, class or group that is not there.
    """
    stretches = _stretches(scenario)
    classes = [kind.id for kind in scenario.classes]
    groups = [group.id for group in scenario.staffing.groups]
    wanted = [("day", "", "")]
    wanted += [("day", kind, "") for kind in classes]
    wanted += [("day", "", group) for group in groups]
    wanted += [(name, "", "") for name in stretches if name.startswith(("wave:", "interval:"))]
    for target in scenario.targets:
        _refuse_unknown(target, [*stretches, EVERY_HOUR], classes, groups)
        wanted += [(name, target.contact_class, target.group) for name in _names(target, stretches)]
    return tuple(
        Scope(name, *stretches[name], kind, group) for name, kind, group in dict.fromkeys(wanted)
    )


def target_keys(target: Target, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the scopes that must meet a target: one, or every hour."""
    own = scope_key(target.scope, target.contact_class, target.group)
    if target.scope != EVERY_HOUR:
        return tuple(key for key in keys if key == own)
    rest = own.removeprefix(EVERY_HOUR)
    return tuple(
        key for key in keys if key.startswith(f"{EVERY_HOUR}:") and _filter_of(key) == rest
    )


def _filter_of(key: str) -> str:
    return key.removeprefix(key.partition("/")[0])


def _stretches(scenario: Scenario) -> dict[str, tuple[float, float]]:
    begin, end = scenario.warm_up_s, scenario.horizon_s
    found = {"day": (begin, end)}
    for wave in scenario.waves:
        start_s, end_s = max(begin, wave.start_s), min(end, wave.end_s)
        if start_s < end_s:  # a wave that the warm-up swallows is not measured
            found[f"wave:{wave.id}"] = (start_s, end_s)
    for name, length in (("hour", HOUR_S), ("interval", scenario.interval_s)):
        first, last = int(np.ceil(begin / length)), int(np.ceil(end / length))
        for number in range(first, last):
            found[f"{name}:{number}"] = (number * length, min(end, (number + 1) * length))
    return found


def _names(target: Target, stretches: dict[str, tuple[float, float]]) -> list[str]:
    if target.scope != EVERY_HOUR:
        return [target.scope]
    return [name for name in stretches if name.startswith(f"{EVERY_HOUR}:")]


def _refuse_unknown(
    target: Target, stretches: list[str], classes: list[str], groups: list[str]
) -> None:
    for value, known in (
        (target.scope, stretches),
        (target.contact_class, ["", *classes]),
        (target.group, ["", *groups]),
    ):
        if value not in known:
            shown = [name for name in known if name and not name.startswith("interval:")]
            raise InputError(
                "simulation.scope", measure=target.measure, value=value, known=", ".join(shown)
            )
