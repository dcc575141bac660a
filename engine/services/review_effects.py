"""Review the effect of a rollout from a table of contacts and its schedule."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.tables import Column, ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import InputError
from engine.evidence.before_after_panel import (
    TeamWeeks,
    starts_by_flag,
    starts_by_week,
    starts_of_contacts,
    team_weeks,
    week_numbers,
)
from engine.evidence.dispatch_windows import codes_of
from engine.metrics.cells import contact_columns
from engine.services.tables import opened_table
from engine.studies.before_after import EffectReview, effect_review

_NEVER = ("never", "none", "-")
_JSON = ".json"


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """What to review: a table, its columns, and who began when.

    ``rollout`` is the schedule of ``heng experiment`` (JSON) or a table with columns ``team`` and
    ``start``; ``rollout_column`` a column of the data: yes or no, or the start. One of the two.
    """

    data: Path
    outcome: str
    team: str
    time: str
    agent: str = ""
    rollout: Path | None = None
    rollout_column: str = ""
    level: float = 0.95
    seed: int = 1


@dataclass(frozen=True, slots=True)
class _Schedule:
    """When teams began: numbers of weeks in the data's own count; None is never."""

    begun: Mapping[str, int | None]
    randomised: bool


def reviewed_effect(request: ReviewRequest) -> EffectReview:
    """Return the review of a rollout.

    Raises
    ------
    InputError
        ``review.two_starts`` for a team that a schedule names twice, differently;
        ``review.rollout_needed`` unless exactly one of schedule and column is given;
        ``review.schedule`` for a file that is no schedule; ``review.start`` for a start that is
        no week of the data; ``rollout.not_numeric``; as the table's
        reader, :mod:`engine.evidence.before_after_panel` and
        :func:`engine.evidence.before_after.checked_panel` say.
    """
    if (request.rollout is None) == (not request.rollout_column):
        raise InputError("review.rollout_needed")
    names = (request.outcome, request.team, request.time, request.agent, request.rollout_column)
    with opened_table(request.data) as source:
        table = contact_columns(source, tuple(dict.fromkeys(name for name in names if name)))
    outcome = table.column(request.outcome)
    if outcome.dtype.kind not in "iuf":
        value = next((str(each) for each in outcome if each is not None), "")
        raise InputError("rollout.not_numeric", column=request.outcome, value=value)
    weeks, dated = week_numbers(table.column(request.time), request.time)
    panel, team, week = team_weeks(outcome, table.column(request.team), weeks, dated=dated)
    randomised = False
    if request.rollout is not None:
        schedule = _schedule(request.rollout, dated=dated)
        starts, randomised = starts_by_week(panel, schedule.begun), schedule.randomised
    else:
        starts = _starts_of_column(table, request.rollout_column, panel, team, week)
    rng = np.random.default_rng(request.seed)
    review = effect_review(replace(panel, starts=starts), rng, request.level, randomised=randomised)
    findings = (*review.findings, *_incomplete(table, review), *_moved(table, request))
    return replace(review, findings=findings)


def _incomplete(table: ColumnTable, review: EffectReview) -> tuple[Finding, ...]:
    """Return how many rows lack the outcome, the team or the time."""
    left = len(table) - review.contacts
    if not left:
        return ()
    values = {"rows": left, "share": left / len(table)}
    return (Finding("caution", Sentence("finding.review.incomplete", values)),)


def _moved(table: ColumnTable, request: ReviewRequest) -> tuple[Finding, ...]:
    """Return that agents worked in several teams: they carry the new weights over with them."""
    if not request.agent:
        return ()
    agents, names = codes_of(table.column(request.agent))
    teams, labels = codes_of(table.column(request.team))
    known = (agents >= 0) & (teams >= 0)
    pairs = np.unique(agents[known] * len(labels) + teams[known]) // len(labels)
    moved = int((np.bincount(pairs, minlength=len(names)) > 1).sum())
    if not moved:
        return ()
    values = {"moved": moved, "agents": len(names)}
    return (Finding("caution", Sentence("finding.review.agents_moved", values)),)


def _starts_of_column(
    table: ColumnTable,
    name: str,
    panel: TeamWeeks,
    team: NDArray[np.int64],
    week: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return starts from a yes-or-no column or from one that repeats each team's start."""
    column = table.column(name)
    if column.dtype.kind in "iuf" and np.isin(column[~np.isnan(column)], (0.0, 1.0)).all():
        return starts_by_flag(panel, column, team, week)
    begun, dated = _start_numbers(column, name)
    _require_same_count(name, dated=dated, panel_dated=panel.dated)
    return starts_of_contacts(panel, begun, team)


def _start_numbers(column: Column, name: str) -> tuple[NDArray[np.float64], bool]:
    """Return starts as week numbers, nan for never, and whether they are dates."""
    if column.dtype.kind in "iuf":
        return week_numbers(column, name)
    words = [None if each is None or str(each).lower() in _NEVER else each for each in column]
    known = [each for each in words if each is not None]
    numbers = pd.to_numeric(pd.Series(known, dtype=object), errors="coerce")
    if known and numbers.notna().all():  # week numbers beside a word for never
        return week_numbers(np.array(words, dtype=np.float64), name)
    return week_numbers(np.array(words, dtype=object), name)


def _schedule(path: Path, *, dated: bool) -> _Schedule:
    """Return the schedule of a file."""
    if path.suffix.lower() == _JSON:
        return _json_schedule(path, dated=dated)
    with opened_table(path) as source:
        table = contact_columns(source, ("team", "start"))
    numbers, are_dates = _start_numbers(table.column("start"), "start")
    _require_same_count(path.name, dated=are_dates, panel_dated=dated)
    codes, teams = codes_of(table.column("team"))
    begun: dict[str, int | None] = {}
    for code, number in zip(codes, numbers, strict=True):
        if code >= 0:
            _add(begun, teams[code], None if np.isnan(number) else int(number))
    return _Schedule(begun, randomised=False)


def _json_schedule(path: Path, *, dated: bool) -> _Schedule:
    """Return the schedule that ``heng experiment`` wrote; its week 1 is ``first_week``."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        first = document.get("first_week")
        told = [(str(each["team"]), int(each["start_week"])) for each in document["schedule"]]
        randomised = document.get("randomised") is True
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InputError("review.schedule", file=path.name) from fault
    _require_same_count(path.name, dated=bool(first), panel_dated=dated)
    origin = 1
    if first:
        origin = int(week_numbers(np.array([first], dtype=object), "first_week")[0][0])
    begun: dict[str, int | None] = {}
    for team, start in told:
        _add(begun, team, origin + start - 1)
    return _Schedule(begun, randomised)


def _add(begun: dict[str, int | None], team: str, start: int | None) -> None:
    """Enter a team's start; refuse a second one that differs."""
    if begun.setdefault(team, start) != start:
        starts = ", ".join("-" if each is None else str(each) for each in (begun[team], start))
        raise InputError("review.two_starts", team=team, starts=starts)


def _require_same_count(name: str, *, dated: bool, panel_dated: bool) -> None:
    """Refuse dates against week numbers: they cannot be laid side by side."""
    if dated != panel_dated:
        raise InputError("review.start", name=name)
