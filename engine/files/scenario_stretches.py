"""Stretches of time of a scenario file in seconds from the start of the horizon."""

import math

from engine.files.documents import Faults
from engine.files.scenario_time_schema import StretchTable
from engine.files.schemas import clock_seconds
from engine.files.toml_lines import KeyPath

HOUR_S = 3_600.0
DAY_H = 24.0
DAY_S = DAY_H * HOUR_S
DECIMALS = 6  # of seconds: hours written as decimal numbers come back exact
Stretch = tuple[float, float]


def seconds(hours: float) -> float:
    """Return hours in seconds, exact to a microsecond."""
    return round(HOUR_S * hours, DECIMALS)


def stretch_s(stretch: StretchTable) -> Stretch:
    """Return start and end in seconds: of the first day by the clock; 0 where a fault hides it."""
    if stretch.start is not None and stretch.end is not None:
        return clock_seconds(stretch.start), clock_seconds(stretch.end)
    return seconds(stretch.start_h or 0.0), seconds(stretch.end_h or 0.0)


def day_starts_s(stretch: StretchTable, horizon_h: float) -> tuple[float, ...]:
    """Return the starts of the days on which a stretch lies: all of them, if by the clock."""
    days = math.ceil(horizon_h / DAY_H) if stretch.by_clock else 1
    return tuple(day * DAY_S for day in range(days))


def daily_s(stretch: StretchTable, horizon_h: float) -> tuple[Stretch, ...]:
    """Return a stretch by the clock on every day of the horizon, one in hours as it stands."""
    start_s, end_s = stretch_s(stretch)
    return tuple((day + start_s, day + end_s) for day in day_starts_s(stretch, horizon_h))


def check_stretch(
    stretch: StretchTable, path: KeyPath, horizon_h: float | None, faults: Faults
) -> None:
    """Note a stretch in no form, that ends before it starts, or starts after a given horizon."""
    start_s, end_s = stretch_s(stretch)
    key = "end" if stretch.by_clock else "end_h"
    if not stretch.has_one_form:
        faults.add("scenario.stretch_form", path)
    elif start_s >= end_s:
        faults.add("scenario.stretch_order", (*path, key))
    elif horizon_h is not None and start_s >= HOUR_S * horizon_h:
        faults.add("scenario.past_horizon", path, values={"horizon_h": f"{horizon_h:g}"})


def plain_stretch(start_s: float, end_s: float) -> dict[str, object]:
    """Return a stretch as a scenario file holds it, in hours."""
    return {"start_h": start_s / HOUR_S, "end_h": end_s / HOUR_S}
