"""Contacts as teams by weeks, and when each team began: what a before-after review reads."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.tables import Column
from engine.errors import Fault, InputError
from engine.evidence.dispatch_windows import codes_of

LEAST_TEAMS = 2
MOST_FAULTS = 10  # rows told of one column
_MONDAY, _WEEK_DAYS = 4, 7  # 1970-01-05 was a Monday


@dataclass(frozen=True, slots=True, eq=False)
class TeamWeeks:
    """Means of an outcome by team and week.

    Parameters
    ----------
    teams, weeks
        Names, and the weeks' numbers in steps of one; ``dated`` tells that a number counts
        Mondays from 1970-01-05 on, which :func:`week_label` shows as a date.
    means, counts
        (teams, weeks); a mean is nan where a team had no contact.
    starts
        (teams,) place in ``weeks`` of the first week under the new weights; ``len(weeks)`` where
        none was seen.
    """

    teams: tuple[str, ...]
    weeks: tuple[int, ...]
    dated: bool
    means: NDArray[np.float64]
    counts: NDArray[np.int64]
    starts: NDArray[np.int64]

    def label(self, place: int) -> str:
        """Return a week as people write it."""
        return week_label(self.weeks[place], dated=self.dated)

    def take(self, teams: NDArray[np.bool_]) -> "TeamWeeks":
        """Return the teams that are kept."""
        return TeamWeeks(
            tuple(name for name, kept in zip(self.teams, teams, strict=True) if kept),
            self.weeks,
            self.dated,
            self.means[teams],
            self.counts[teams],
            self.starts[teams],
        )


def week_numbers(
    column: Column, name: str, labels: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float64], bool]:
    """Return week numbers (n,), nan where missing, and whether they come from dates.

    Whole numbers are taken as they are, numbers among texts too; ISO dates and times as the week
    of their Monday. ``labels`` are the rows of the user's file, to name those that are neither.

    Raises
    ------
    InputError
        ``review.time`` for numbers that are not whole and texts that are no dates, by row.
    """
    missing = np.asarray(pd.isna(column))
    numbers, dated = _numbers_or_weeks(column, missing)
    wrong = ~missing & ~np.isfinite(numbers)
    if not dated:
        wrong |= np.isfinite(numbers) & (numbers != np.floor(numbers))
    if wrong.any():
        raise _no_weeks(column, name, np.flatnonzero(wrong), labels)
    return numbers, dated


def _numbers_or_weeks(
    column: Column, missing: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], bool]:
    """Return a column as numbers, or as weeks of dates where most of it are dates."""
    if column.dtype.kind in "iuf":
        return np.asarray(column, dtype=np.float64), False
    texts = pd.Series(column, dtype=object)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    told = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce")
    days = told.to_numpy(dtype="datetime64[D]")
    is_date = ~np.isnat(days)
    if np.isfinite(numbers).sum() > (is_date & np.isnan(numbers)).sum():
        return numbers, False
    weeks = np.floor((days.astype(np.int64) - _MONDAY) / _WEEK_DAYS)
    return np.where(missing | ~is_date, np.nan, weeks), True


def _no_weeks(
    column: Column, name: str, wrong: NDArray[np.intp], labels: NDArray[np.int64] | None
) -> InputError:
    """Return the error of values that are no weeks, the first ones by row."""
    rows = np.arange(2, len(column) + 2) if labels is None else labels
    told = [(int(rows[i]), _shown(column[i])) for i in wrong[:MOST_FAULTS]]
    faults = [
        Fault("review.time", f"row {row}, column {name}", value, {"column": name})
        for row, value in told
    ]
    return InputError("review.time", faults, column=name, value=told[0][1])


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)[:80]


def week_label(number: int, *, dated: bool) -> str:
    """Return a week as its Monday's date, or as its number.

    Examples
    --------
    >>> week_label(2900, dated=True)
    '2025-08-04'
    """
    if not dated:
        return str(number)
    return str(np.datetime64(_MONDAY + _WEEK_DAYS * number, "D"))


def team_weeks(
    outcome: NDArray[np.float64], team: Column, weeks: NDArray[np.float64], *, dated: bool
) -> tuple[TeamWeeks, NDArray[np.int64], NDArray[np.int64]]:
    """Return the means of complete contacts, starts still open, and each contact's place.

    Returns
    -------
    TeamWeeks
        With every start beyond the last week.
    ndarray, ndarray
        (n,) team and week places of the contacts, -1 where one lacks anything.

    Raises
    ------
    InputError
        ``review.empty`` without a complete contact; ``review.one_team``;
        ``review.few_weeks`` for a single week; ``review.constant`` where the outcome never
        varies; ``review.week_gaps`` where most weeks between the first and the last are empty, as
        when 202552 is followed by 202601.
    """
    codes, names = codes_of(team)
    known = np.isfinite(outcome) & np.isfinite(weeks) & (codes >= 0)
    if not known.any():
        raise InputError("review.empty", rows=len(outcome))
    present = np.unique(codes[known])
    place = np.full(len(names), -1, dtype=np.int64)
    place[present] = np.arange(len(present))
    if len(present) < LEAST_TEAMS:
        raise InputError("review.one_team", team=names[present[0]])
    first = int(weeks[known].min())
    width = int(weeks[known].max()) - first + 1
    if width < 2:  # noqa: PLR2004 (before and after)
        raise InputError("review.few_weeks", weeks=width)
    if np.ptp(outcome[known]) == 0:
        raise InputError("review.constant", value=float(outcome[known][0]))
    filled = len(np.unique(weeks[known]))
    if 2 * filled < width:
        raise InputError("review.week_gaps", weeks=width, filled=filled)
    of_team = np.where(known, place[codes], -1)
    of_week = np.where(known, np.nan_to_num(weeks) - first, -1).astype(np.int64)
    cell = of_team[known] * width + of_week[known]
    size = len(present) * width
    counts = np.bincount(cell, minlength=size).reshape(-1, width)
    sums = np.bincount(cell, outcome[known], size).reshape(-1, width)
    means = np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    panel = TeamWeeks(
        tuple(names[each] for each in present),
        tuple(range(first, first + width)),
        dated,
        means,
        counts.astype(np.int64),
        np.full(len(present), width, dtype=np.int64),
    )
    return panel, of_team, of_week


def starts_by_flag(
    panel: TeamWeeks, flag: NDArray[np.float64], team: NDArray[np.int64], week: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return each team's first treated week from a yes-or-no column of the contacts.

    Raises
    ------
    InputError
        ``review.mixed_week`` where contacts of one team and week disagree;
        ``review.switches_off`` where a team goes back; ``review.flag_missing``.
    """
    known = (team >= 0) & (week >= 0)
    if np.isnan(flag[known]).any():
        raise InputError("review.flag_missing", rows=int(np.isnan(flag[known]).sum()))
    shape = panel.counts.shape
    cell = team[known] * shape[1] + week[known]
    on = np.bincount(cell, flag[known], panel.counts.size).reshape(shape)
    mixed = np.argwhere((on > 0) & (on < panel.counts))
    if len(mixed):
        i, t = mixed[0]
        raise InputError("review.mixed_week", team=panel.teams[i], week=panel.label(int(t)))
    starts = np.where((on > 0).any(axis=1), (on > 0).argmax(axis=1), shape[1])
    back = np.argwhere((panel.counts > 0) & (on == 0) & (np.arange(shape[1]) > starts[:, None]))
    if len(back):
        i, t = back[0]
        raise InputError("review.switches_off", team=panel.teams[i], week=panel.label(int(t)))
    return np.asarray(starts, dtype=np.int64)


def starts_by_week(panel: TeamWeeks, begun: Mapping[str, int | None]) -> NDArray[np.int64]:
    """Return each team's first treated week from week numbers; None is never.

    Raises
    ------
    InputError
        ``review.teams_unknown`` for teams of the data without an entry.
    """
    if missing := [team for team in panel.teams if team not in begun]:
        raise InputError(
            "review.teams_unknown", teams=", ".join(missing), known=", ".join(sorted(begun))
        )
    width, first = len(panel.weeks), panel.weeks[0]
    told = [begun[team] for team in panel.teams]
    places = [width if number is None else number - first for number in told]
    return np.clip(np.array(places, dtype=np.int64), 0, width)


def starts_of_contacts(
    panel: TeamWeeks, begun: NDArray[np.float64], team: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return each team's start from a column that repeats it on every contact, nan for never.

    Raises
    ------
    InputError
        ``review.two_starts`` where a team's contacts name several.
    """
    named: dict[str, int | None] = {}
    for place, name in enumerate(panel.teams):
        told = np.unique(begun[team == place])
        if len(told) > 1:
            known = told[np.isfinite(told)]
            labels = [week_label(int(each), dated=panel.dated) for each in known]
            raise InputError("review.two_starts", team=name, starts=", ".join(labels))
        named[name] = None if np.isnan(told[0]) else int(told[0])
    return starts_by_week(panel, named)
