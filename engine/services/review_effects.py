"""Review the effect of a rollout from a table of contacts and its schedule."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError
from engine.evidence.before_after_panel import (
    TeamWeeks,
    starts_by_flag,
    starts_by_week,
    starts_of_contacts,
    team_weeks,
    week_numbers,
)
from engine.evidence.dispatch_windows import codes_of
from engine.services.rollout_faults import DATA, ROLLOUT, placed
from engine.services.rollout_files import read_schedule, require_same_count, start_numbers
from engine.services.team_contacts import numbers_of, outcome_values, read_contacts
from engine.studies.before_after import EffectReview, effect_review


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


def reviewed_effect(request: ReviewRequest) -> EffectReview:
    """Return the review of a rollout.

    Raises
    ------
    InputError
        Every fault with file, place and value. ``review.rollout_needed`` unless exactly one of
        schedule and column is given; as :mod:`engine.services.team_contacts`,
        :mod:`engine.services.rollout_files`, :mod:`engine.evidence.before_after_panel` and
        :func:`engine.evidence.before_after.checked_panel` say.
    """
    if (request.rollout is None) == (not request.rollout_column):
        named = "" if request.rollout is None else f"{request.rollout}, {request.rollout_column}"
        fault = Fault("review.rollout_needed", "--rollout", named, {}, "heng review-effect")
        raise InputError("review.rollout_needed", [fault])
    schedule = request.data if request.rollout is None else request.rollout
    columns = {"outcome": request.outcome, "team": request.team, "time": request.time}
    try:
        return _reviewed(request)
    except InputError as error:
        files = {DATA: request.data.name, ROLLOUT: schedule.name}
        raise placed(error, files, {**columns, ROLLOUT: request.rollout_column}) from error


def _reviewed(request: ReviewRequest) -> EffectReview:
    names = (request.outcome, request.team, request.time, request.agent, request.rollout_column)
    table = read_contacts(request.data, names)
    outcome = outcome_values(table, request.outcome, request.data.name)
    weeks, dated = week_numbers(table.column(request.time), request.time, table.labels)
    panel, team, week = team_weeks(outcome, table.column(request.team), weeks, dated=dated)
    randomised = False
    if request.rollout is not None:
        schedule = read_schedule(request.rollout, panel.teams, dated=dated)
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
    flag = numbers_of(column)
    told = ~pd.isna(column)
    if told.any() and np.isin(flag[told], (0.0, 1.0)).all():
        return starts_by_flag(panel, flag, team, week)
    begun, dated = start_numbers(column, name, table.labels)
    require_same_count(name, begun, dated=dated, of=panel.dated)
    return starts_of_contacts(panel, begun, team)
