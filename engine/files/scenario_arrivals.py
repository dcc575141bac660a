"""Arrivals of a class in a scenario file: by profile, as rates, or as measured."""

import math
from collections.abc import Sequence
from itertools import pairwise

from engine.domain.traffic import ArrivalProfile
from engine.files.documents import Faults
from engine.files.locations import referenced
from engine.files.scenario_class_schema import ClassTable
from engine.files.scenario_schema import ProfileTable, ScenarioFile
from engine.files.scenario_stretches import DECIMALS, HOUR_S
from engine.files.times_file import read_times
from engine.files.toml_lines import KeyPath

MINUTE_S = 60.0


def arrivals_of(file: ScenarioFile, faults: Faults) -> tuple[ArrivalProfile, ...]:
    """Return the arrivals of every class; faults of measured times are noted."""
    horizon_s = HOUR_S * file.horizon_h
    return tuple(
        _measured(kind, ("classes", place), horizon_s, faults)
        if kind.is_measured
        else _expected(kind, file.profiles)
        for place, kind in enumerate(file.classes)
    )


def measured_arrivals(times_s: Sequence[float], horizon_s: float) -> ArrivalProfile:
    """Return arrivals as measured; their rates are the counts of each hour of the horizon."""
    counts = [0.0] * math.ceil(horizon_s / HOUR_S)
    for time_s in times_s:
        counts[int(time_s // HOUR_S)] += 1
    return ArrivalProfile(HOUR_S, tuple(counts), tuple(times_s))


def plain_arrivals(arrivals: ArrivalProfile) -> dict[str, object]:
    """Return the keys of arrivals as a class of a scenario file holds them."""
    if arrivals.times_s is not None:
        return {"arrival_times_s": list(arrivals.times_s)}
    rates = list(arrivals.rates_per_h)
    return {"step_min": arrivals.interval_s / MINUTE_S, "rates_per_h": rates}


def _expected(kind: ClassTable, profiles: Sequence[ProfileTable]) -> ArrivalProfile:
    if kind.rates_per_h is not None and kind.step_min is not None:
        return ArrivalProfile(_step_s(kind.step_min), kind.rates_per_h)
    named = [profile for profile in profiles if profile.id == kind.profile]
    if not named or not sum(named[0].weights):  # said where names and weights are checked
        return ArrivalProfile(HOUR_S, (0.0,))
    profile = named[0]
    per_step = (kind.contacts_per_day or 0.0) / sum(profile.weights)
    steps_per_h = 60 / profile.step_min
    rates = tuple(per_step * weight * steps_per_h for weight in profile.weights)
    return ArrivalProfile(_step_s(profile.step_min), rates)


def _step_s(step_min: float) -> float:
    return round(MINUTE_S * step_min, DECIMALS)


def _measured(kind: ClassTable, path: KeyPath, horizon_s: float, faults: Faults) -> ArrivalProfile:
    known = len(faults.found)
    if kind.arrival_times_file is not None:
        source = referenced(faults, (*path, "arrival_times_file"))
        times_s = read_times(source, horizon_s, faults) if source else ()
    else:
        times_s = kind.arrival_times_s or ()
        _check_order(times_s, (*path, "arrival_times_s"), horizon_s, faults)
    return measured_arrivals(times_s if len(faults.found) == known else (), horizon_s)


def _check_order(times_s: Sequence[float], path: KeyPath, horizon_s: float, faults: Faults) -> None:
    """Note the first time that lies before the one above it, and the first past the horizon."""
    for place, (earlier, later) in enumerate(pairwise(times_s), 1):
        if later < earlier:
            faults.add("scenario.times_order", (*path, place), values={"earlier": f"{earlier:g}"})
            break
    late = next((place for place, time_s in enumerate(times_s) if time_s >= horizon_s), None)
    if late is not None:
        faults.add("scenario.times_late", (*path, late), values={"horizon_s": f"{horizon_s:g}"})
