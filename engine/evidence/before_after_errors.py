"""Errors of weighted sums of team-week means: clustered by team, by wild bootstrap where few.

The bootstrap flips whole teams, so a team's weeks may hang together in any way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.evidence.before_after import Contrast
from engine.evidence.before_after_panel import TeamWeeks

MANY_TEAMS = 50  # from here on t with teams - 1 degrees, no bootstrap
RESAMPLES = 1999
RADEMACHER_FROM = 12  # teams; below it Webb's six points
_WEBB = np.sqrt(np.array([0.5, 1.0, 1.5]))
_HALVINGS = 18
_WIDEST = 64.0  # standard errors searched for an end of the interval
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Tested:
    """A sum with its clustered error, interval and p-value; an open end is infinite."""

    value: float
    standard_error: float
    low: float
    high: float
    p_value: float
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class TeamErrors:
    """What is left of the means after team, week and one common effect, and its projections.

    Parameters
    ----------
    seen
        (cells,) flat places of the means there are; ``team`` (cells,) their teams.
    means, on
        (cells,) the means, and whether the new weights were at work.
    basis
        (cells, k) orthonormal columns of teams, weeks and the effect; ``plain`` without it.
    signs
        (resamples, teams) drawn weights.
    """

    panel: TeamWeeks
    seen: NDArray[np.int64]
    team: NDArray[np.int64]
    means: NDArray[np.float64]
    on: NDArray[np.float64]
    basis: NDArray[np.float64]
    plain: NDArray[np.float64]
    signs: NDArray[np.float64]

    def tested(self, contrast: Contrast, level: float) -> Tested:
        """Return a contrast of the effect with its interval.

        Notes
        -----
        Standard error: ``G/(G-1) sum over teams of (sum of weights x residual)^2``, residuals of
        the least squares of means on teams, weeks and one common effect, so that effects which
        differ widen it. Few teams: the wild cluster bootstrap-t with the null imposed, its
        interval by inversion (Cameron, Gelbach and Miller, 2008, Review of Economics and
        Statistics 90, 414-427; Webb, 2023, Canadian Journal of Economics 56, 839-858).
        """
        value = contrast.of(self.panel.means)
        error = self._error(contrast)
        teams = len(self.panel.teams)
        if self._is_nothing(error):
            return Tested(value, error, -np.inf, np.inf, 1.0, "none")
        if teams >= MANY_TEAMS:
            half = float(stats.t.ppf((1 + level) / 2, teams - 1)) * error
            p = float(2 * stats.t.sf(abs(value) / error, teams - 1))
            return Tested(value, error, value - half, value + half, p, "clustered_t")
        p = self._p_value(contrast, value, error, 0.0)
        low, high = (self._end(contrast, value, error, 1 - level, side) for side in (-1.0, 1.0))
        return Tested(value, error, low, high, p, "wild_bootstrap_t")

    def around(self, contrast: Contrast, level: float) -> Tested:
        """Return a contrast of one week: the interval at the bootstrap's quantile of |t|.

        No null is imposed and nothing inverted, since a review shows many weeks: quicker, and
        for single weeks a little less exact than :meth:`tested`.
        """
        value = contrast.of(self.panel.means)
        error = self._error(contrast)
        if self._is_nothing(error):
            return Tested(value, error, -np.inf, np.inf, 1.0, "none")
        ratios = np.abs(self._ratios(contrast, self.means - _on(self.basis, self.means)))
        half = float(np.quantile(ratios, level)) * error
        p = float((1 + (ratios >= abs(value) / error - _TINY).sum()) / (1 + len(ratios)))
        return Tested(value, error, value - half, value + half, p, "wild_bootstrap_t")

    def joint(self, contrasts: Sequence[Contrast]) -> float:
        """Return the p-value that all contrasts are 0, by the largest absolute t.

        Its law is the wild bootstrap's from the residuals, which makes one test of several leads
        (Romano and Wolf, 2005, Econometrica 73, 1237-1282, single step).
        """
        left = self.means - _on(self.basis, self.means)
        largest, observed = np.zeros(len(self.signs)), 0.0
        for contrast in contrasts:
            error = self._error(contrast)
            if not self._is_nothing(error):
                observed = max(observed, abs(contrast.of(self.panel.means)) / error)
                largest = np.maximum(largest, np.abs(self._ratios(contrast, left)))
        return float((1 + (largest >= observed - _TINY).sum()) / (1 + len(largest)))

    def _p_value(self, contrast: Contrast, value: float, error: float, null: float) -> float:
        left = self.means - null * self.on
        residuals = left - _on(self.plain, left)
        larger = np.abs(self._ratios(contrast, residuals)) >= abs(value - null) / error - _TINY
        return float((1 + larger.sum()) / (1 + len(larger)))

    def _end(
        self, contrast: Contrast, value: float, error: float, alpha: float, side: float
    ) -> float:
        """Return where the p-value falls to alpha on one side; infinite where it never does."""
        near, far = 0.0, 2.0
        while self._p_value(contrast, value, error, value + side * far * error) > alpha:
            near, far = far, 2 * far
            if far > _WIDEST:
                return float(side * np.inf)
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            inside = self._p_value(contrast, value, error, value + side * middle * error) > alpha
            near, far = (middle, far) if inside else (near, middle)
        return value + side * far * error

    def _is_nothing(self, error: float) -> bool:
        """Tell whether an error is only rounding: nothing varies that could tell how sure."""
        return error <= _TINY * float(np.abs(self.means).max())

    def _error(self, contrast: Contrast) -> float:
        """Return the clustered error of a contrast."""
        residuals = self.means - _on(self.basis, self.means)
        pulls = contrast.weights.ravel()[self.seen] * residuals
        teams = len(self.panel.teams)
        sums = np.bincount(self.team, pulls, teams)
        return float(np.sqrt(teams / (teams - 1) * (sums**2).sum()))

    def _ratios(self, contrast: Contrast, residuals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the bootstrap's t ratios, (resamples,), from residuals (cells,).

        Means redrawn by team weights are linear in these, so each team's residuals are projected
        once and no resample is: 100 times faster for 8 teams and 12 weeks.
        """
        teams = len(self.panel.teams)
        weights = contrast.weights.ravel()[self.seen]
        blocks = residuals[:, None] * (self.team[:, None] == np.arange(teams))
        left = weights[:, None] * (blocks - _on(self.basis, blocks))
        pulled = np.zeros((teams, teams))
        np.add.at(pulled, self.team, left)
        errors = np.sqrt(teams / (teams - 1) * ((self.signs @ pulled.T) ** 2).sum(axis=1))
        values = self.signs @ (weights @ blocks)
        return np.asarray(
            values / np.where(errors > _TINY * np.abs(self.means).max(), errors, np.inf)
        )


def team_errors(panel: TeamWeeks, rng: np.random.Generator) -> TeamErrors:
    """Return the residual machinery of a panel, its bootstrap weights drawn once."""
    teams, weeks = panel.means.shape
    seen = np.flatnonzero(np.isfinite(panel.means))
    team, week = seen // weeks, seen % weeks
    on = (week >= panel.starts[team]).astype(np.float64)
    dummies = np.hstack([np.eye(teams)[team], np.eye(weeks)[week]])
    plain = _orthonormal(dummies)
    return TeamErrors(
        panel,
        seen,
        team,
        panel.means.ravel()[seen],
        on,
        _orthonormal(np.column_stack([dummies, on])),
        plain,
        _signs(teams, rng),
    )


def _signs(teams: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw the teams' weights: mean 0, variance 1."""
    points = np.array([1.0]) if teams >= RADEMACHER_FROM else _WEBB
    return np.asarray(rng.choice(np.concatenate([-points, points]), (RESAMPLES, teams)))


def _orthonormal(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    left, values, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(left[:, values > values[0] * 1e-10])


def _on(basis: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(basis @ (basis.T @ values))
