"""When teams began: from the schedule of ``heng experiment`` or a table of team and start."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.tables import Column
from engine.errors import Fault, InputError
from engine.evidence.before_after_panel import week_label, week_numbers
from engine.evidence.dispatch_windows import codes_of
from engine.services.team_contacts import read_contacts

_NEVER = ("never", "none", "-")
_JSON = ".json"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When teams began: numbers of weeks in the data's own count; None is never."""

    begun: Mapping[str, int | None]
    randomised: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line of a schedule says: where it stands, the team, its start."""

    place: str
    team: str
    start: int | None


def read_schedule(path: Path, teams: Sequence[str], *, dated: bool) -> Schedule:
    """Return the schedule of a file for the teams of the data.

    Raises
    ------
    InputError
        With a fault for every wrong start, every team that is named twice, differently, and
        every team of the data that is not named. The code is the first's: ``review.time``,
        ``review.two_starts`` or ``review.teams_unknown``. ``review.schedule`` for a file that is
        no schedule; ``review.start`` for dates against week numbers.
    """
    is_json = path.suffix.lower() == _JSON
    read = _json_lines if is_json else _table_lines
    told, randomised, wrong = read(path, dated=dated)
    begun: dict[str, int | None] = {}
    for line in told:
        if begun.setdefault(line.team, line.start) != line.start:
            starts = ", ".join(_week(each, dated=dated) for each in (begun[line.team], line.start))
            values = {"team": line.team, "starts": starts}
            wrong.append(_Wrong("review.two_starts", line.place, line.team, values))
    named = {*begun, *(str(each.values.get("team", "")) for each in wrong)}
    missing = [team for team in teams if team not in named]
    if missing:
        values = {"teams": ", ".join(missing), "known": ", ".join(sorted(begun))}
        wrong.append(_Wrong("review.teams_unknown", "file", values["teams"], values))
    if wrong:
        faults = [Fault(e.code, e.place, e.value, e.values, path.name) for e in wrong]
        raise InputError(wrong[0].code, faults, **wrong[0].values)
    return Schedule(begun, randomised)


def start_numbers(
    column: Column, name: str, labels: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float64], bool]:
    """Return starts as week numbers, nan for never, and whether they are dates."""
    if column.dtype.kind in "iuf":
        return week_numbers(column, name, labels)
    words = [None if _is_never(each) else each for each in column]
    return week_numbers(np.array(words, dtype=object), name, labels)


def require_same_count(name: str, starts: NDArray[np.float64], *, dated: bool, of: bool) -> None:
    """Refuse dates against week numbers: they cannot be laid side by side; no start says nothing.

    Raises
    ------
    InputError
        ``review.start``.
    """
    if dated != of and np.isfinite(starts).any():
        raise InputError("review.start", name=name)


@dataclass(frozen=True, slots=True)
class _Wrong:
    """One thing wrong with a schedule."""

    code: str
    place: str
    value: str
    values: Mapping[str, str]


_Lines = tuple[list[_Told], bool, list[_Wrong]]


def _table_lines(path: Path, *, dated: bool) -> _Lines:
    """Return the lines of a table of team and start, and those whose start is no week."""
    table = read_contacts(path, ("team", "start"))
    codes, names = codes_of(table.column("team"))
    teams = [names[code] if code >= 0 else None for code in codes]
    starts, wrong = table.column("start"), []
    try:
        numbers, are_dates = start_numbers(starts, "start", table.labels)
    except InputError as refused:
        rows = {fault.place: fault.value for fault in refused.faults}
        places = [f"row {row}, column start" for row in table.labels]
        wrong = [
            _Wrong("review.time", place, rows[place], {"column": "start", "value": rows[place]})
            for place in places
            if place in rows
        ]
        good = [None if place in rows else each for place, each in zip(places, starts, strict=True)]
        numbers, are_dates = start_numbers(np.array(good, dtype=object), "start")
        teams = [None if place in rows else t for place, t in zip(places, teams, strict=True)]
    require_same_count(path.name, numbers, dated=are_dates, of=dated)
    told = [
        _Told(f"row {row}", team, None if np.isnan(number) else int(number))
        for row, team, number in zip(table.labels, teams, numbers, strict=True)
        if team is not None
    ]
    return told, False, wrong


def _json_lines(path: Path, *, dated: bool) -> _Lines:
    """Return the schedule that ``heng experiment`` wrote; its week 1 is ``first_week``."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        first = document.get("first_week")
        told = [(str(each["team"]), int(each["start_week"])) for each in document["schedule"]]
        randomised = document.get("randomised") is True
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InputError("review.schedule", file=path.name) from fault
    starts = np.array([start for _, start in told], dtype=np.float64)
    require_same_count(path.name, starts, dated=bool(first), of=dated)
    origin = 1
    if first:
        origin = int(week_numbers(np.array([first], dtype=object), "first_week")[0][0])
    lines = [
        _Told(f"schedule[{place}]", team, origin + start - 1)
        for place, (team, start) in enumerate(told)
    ]
    return lines, randomised, []


def _is_never(value: object) -> bool:
    return value is None or bool(pd.isna(value)) or str(value).strip().lower() in _NEVER  # type: ignore[call-overload]  # any cell


def _week(start: int | None, *, dated: bool) -> str:
    return "-" if start is None else week_label(start, dated=dated)
