"""Effects of a staggered start on team-week means, against teams that had not begun.

Each is a plain weighted sum of the means, so that errors, bootstraps and permutations need no
second estimator. No cell of a treated team ever serves as a control.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError
from engine.evidence.before_after_panel import TeamWeeks

_LEAD = -2  # the week before the start is what the others are compared with


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """A weighted sum of team-week means: ``weights`` (teams, weeks), rows and columns sum to 0.

    ``event_week`` counts from the start (0 is the first week under the new weights), None for
    all weeks together; ``teams`` started ones stand behind it.
    """

    weights: NDArray[np.float64]
    event_week: int | None
    teams: int

    def of(self, means: NDArray[np.float64]) -> float:
        """Return the sum; missing means carry no weight."""
        return float((self.weights * np.nan_to_num(means)).sum())


def checked_panel(panel: TeamWeeks) -> tuple[TeamWeeks, tuple[str, ...]]:
    """Return the panel without teams that have no week before, and their names.

    Raises
    ------
    InputError
        ``review.nobody_started``; ``review.no_before`` where every started team lacks a week
        before; ``review.no_controls`` where no started team has a comparison, as when all begin
        at once.
    """
    width = len(panel.weeks)
    if (panel.starts >= width).all():
        raise InputError("review.nobody_started", teams=len(panel.teams))
    seen = np.isfinite(panel.means)
    before = np.array([seen[i, : panel.starts[i]].any() for i in range(len(panel.teams))])
    always = tuple(team for team, kept in zip(panel.teams, before, strict=True) if not kept)
    kept = panel.take(before) if always else panel
    if not (kept.starts < width).any():
        raise InputError("review.no_before", teams=", ".join(always))
    if len(kept.teams) == 0 or overall_contrast(kept) is None:
        raise InputError("review.no_controls", teams=len(kept.teams), change=raw_change(kept))
    return kept, always


def overall_contrast(panel: TeamWeeks) -> Contrast | None:
    """Return the mean effect over started teams and their weeks, or None without a comparison.

    Notes
    -----
    The group-time effects of Callaway and Sant'Anna (2021), Journal of Econometrics 225,
    200-230, without covariates: the change of the teams that start in g from week g - 1 to t,
    less that of teams not yet begun at t. Averaged over all t >= g with weights in proportion to
    the number of teams (their simple aggregation, theta_W^O), teams counting alike.
    """
    found = [each for each in _group_time(panel) if each.event_week >= 0]
    return _averaged(found, None)


def event_contrasts(panel: TeamWeeks) -> tuple[Contrast, ...]:
    """Return the effect by week since the start; weeks <= -2 are leads, that should be 0."""
    every = _group_time(panel)
    weeks = sorted({each.event_week for each in every})
    made = (_averaged([e for e in every if e.event_week == week], week) for week in weeks)
    return tuple(each for each in made if each is not None)


def is_lead(contrast: Contrast) -> bool:
    """Tell whether a contrast speaks of weeks before the start."""
    return contrast.event_week is not None and contrast.event_week <= _LEAD


def uncompared_teams(panel: TeamWeeks, overall: Contrast) -> tuple[str, ...]:
    """Return the started teams that no comparison could be made for, as the last ones to start."""
    width = len(panel.weeks)
    on = np.arange(width) >= panel.starts[:, None]
    compared = ((overall.weights > 0) & on).any(axis=1)
    return tuple(np.array(panel.teams, dtype=object)[(panel.starts < width) & ~compared])


def raw_change(panel: TeamWeeks) -> float:
    """Return the started teams' mean after less before, no controls: what nobody should trust."""
    after = np.arange(len(panel.weeks)) >= panel.starts[:, None]
    counts, sums = panel.counts, np.nan_to_num(panel.means) * panel.counts
    started = (panel.starts < len(panel.weeks))[:, None]
    late, early = started & after & (counts > 0), started & ~after & (counts > 0)
    if not late.any() or not early.any():
        return float("nan")
    return float(sums[late].sum() / counts[late].sum() - sums[early].sum() / counts[early].sum())


@dataclass(frozen=True, slots=True, eq=False)
class _GroupTime:
    """One cohort in one week, weights summing to +1 and -1 over treated and controls."""

    weights: NDArray[np.float64]
    event_week: int
    teams: int


def _group_time(panel: TeamWeeks) -> list[_GroupTime]:
    """Return every cohort and week that can be compared."""
    width = len(panel.weeks)
    found = []
    for start in np.unique(panel.starts[(panel.starts > 0) & (panel.starts < width)]):
        for week in range(width):
            if week != start - 1:
                effect = _cohort_week(panel, int(start), week)
                if effect is not None:
                    found.append(effect)
    return found


def _cohort_week(panel: TeamWeeks, start: int, week: int) -> _GroupTime | None:
    base = start - 1
    seen = np.isfinite(panel.means[:, week]) & np.isfinite(panel.means[:, base])
    treated = seen & (panel.starts == start)
    controls = seen & (panel.starts > max(week, base)) & (panel.starts != start)
    if not treated.any() or not controls.any():
        return None
    weights = np.zeros(panel.means.shape)
    change = treated / treated.sum() - controls / controls.sum()
    weights[:, week] = change
    weights[:, base] -= change
    return _GroupTime(weights, week - start, int(treated.sum()))


def _averaged(effects: list[_GroupTime], event_week: int | None) -> Contrast | None:
    if not effects:
        return None
    teams = np.array([effect.teams for effect in effects], dtype=np.float64)
    weights = sum(
        (
            effect.weights * share
            for effect, share in zip(effects, teams / teams.sum(), strict=True)
        ),
        start=np.zeros_like(effects[0].weights),
    )
    started = int(max(teams)) if event_week is None else int(teams.sum())
    return Contrast(weights, event_week, started)
