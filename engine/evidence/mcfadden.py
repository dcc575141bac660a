"""Worths of sets of players under a likelihood: McFadden's R2, or the deviance's for counts.

Exact: every set is fitted anew. Where that is too much, :mod:`engine.evidence.importance` takes
the quadratic approximation of the likelihood at the full fit and says so. Thousands of fits in a
row are climbed to from the full one without statsmodels, for speed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from engine.domain.specification import Family
from engine.errors import MethodError
from engine.evidence.fitted import FittedModel
from engine.evidence.importance_bootstrap import LeverColumns
from engine.evidence.likelihoods import LIKELIHOODS, Likelihood, negative_binomial
from engine.evidence.links import LOGIT
from engine.evidence.maximisation import intercept_alone

Floats = NDArray[np.float64]

MCFADDEN, DEVIANCE_R2, R2 = "mcfadden", "deviance_r2", "r2"
MEASURES = {Family.LINEAR: R2, Family.POISSON: DEVIANCE_R2, Family.NEGATIVE_BINOMIAL: DEVIANCE_R2}

STEPS = 100
HALVINGS = 30
CLOSE = 1e-9  # of the deviance: the gain of a further step
TINY = 1e-300
SINGULAR = 1e-13
BLOCK_ROWS = 8_192
FARTHEST = 30.0  # of the linear predictor: beyond it a mean is 0 or 1 to thirteen digits


def measure_of(family: Family) -> str:
    """Return what is shared out: ``r2``, ``deviance_r2`` (counts) or ``mcfadden``."""
    return MEASURES.get(family, MCFADDEN)


def exact_worths(fit: FittedModel, columns: LeverColumns) -> Floats:
    """Return (2**p,) the R2 of every set of players, each model fitted anew.

    ``1 - D(set) / D(nothing)`` with the deviance D of the family. For yes-or-no outcomes, grouped
    or not, D is minus twice the log-likelihood of the single trials: McFadden's R2, the same from
    rows and from cells. A negative binomial keeps the alpha of the full fit.

    Raises
    ------
    MethodError
        ``evidence.not_converged``.

    References
    ----------
    McFadden (1974), Frontiers in Econometrics, 105-142; Cameron and Windmeijer (1996), Journal
    of Business and Economic Statistics 14, 209-220.
    """
    rows = _Rows.of(fit)
    information = rows.at(np.arange(len(fit.coefficients)), fit.coefficients).information
    target = information @ fit.coefficients
    deviances = np.empty(2 ** len(columns.players))
    for number in range(len(deviances)):
        chosen = [player for j, player in enumerate(columns.players) if number >> j & 1]
        own = np.array([*columns.always, *(c for player in chosen for c in player)], dtype=np.int64)
        # Best by the full fit's information: for speed, two or three steps from the answer.
        start = _solved(information[np.ix_(own, own)], target[own])
        deviances[number] = rows.least_deviance(own, start)
    return np.asarray(1.0 - deviances / null_deviance(fit), dtype=np.float64)


def null_deviance(fit: FittedModel) -> float:
    """Return the deviance with the intercept (and offset) alone."""
    intercept = [j for j, entry in enumerate(fit.design.columns) if not entry.factors]
    start = np.array([intercept_alone(fit.design, _likelihood(fit))])
    return _Rows.of(fit).least_deviance(np.array(intercept[:1]), start)


def _likelihood(fit: FittedModel) -> Likelihood:
    if fit.specification.family is Family.NEGATIVE_BINOMIAL:
        return negative_binomial(fit.alpha)
    return LIKELIHOODS[fit.specification.family]


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """Where the likelihood stands at some coefficients, with its slope and information."""

    deviance: float
    slope: Floats
    information: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """A fit's rows and likelihood.

    ``saturated`` turns a cell's deviance into that of its single trials; of a logit it is 0,
    whose deviance is taken from the trials directly.
    """

    likelihood: Likelihood
    matrix: Floats
    outcome: Floats
    trials: Floats
    offset: Floats
    saturated: float

    @classmethod
    def of(cls, fit: FittedModel) -> "_Rows":
        design = fit.design
        y, m = design.outcome, design.trials
        saturated, likelihood = 0.0, _likelihood(fit)
        binomial = measure_of(fit.specification.family) == MCFADDEN
        if binomial and likelihood.link is not LOGIT:
            saturated = -2 * float((xlogy(y, y / m) + xlogy(m - y, 1 - y / m)).sum())
        return cls(likelihood, design.matrix, y, m, design.offset, saturated)

    def least_deviance(self, columns: NDArray[np.int64], start: Floats) -> float:
        """Return the deviance at the maximum of the likelihood on some columns.

        Fisher scoring until the next step would gain less than a billionth; that gain, known
        from the decrement, is taken off without the step.
        """
        found, at = start, self.at(columns, start)
        for _ in range(STEPS):
            step = _solved(at.information, at.slope)
            gain = float(at.slope @ step)
            if gain <= CLOSE * (at.deviance + 1.0):
                return at.deviance - max(gain, 0.0)
            found, at = self._climbed(columns, found, step, at)
        raise MethodError("evidence.not_converged", steps=STEPS)

    def _climbed(
        self, columns: NDArray[np.int64], found: Floats, step: Floats, at: _Point
    ) -> tuple[Floats, _Point]:
        """Return the step, halved until the deviance does not grow."""
        for halving in range(HALVINGS):
            tried = found + step / 2**halving
            reached = self.at(columns, tried)
            if reached.deviance <= at.deviance:
                return tried, reached
        return found, at

    def at(self, columns: NDArray[np.int64], coefficients: Floats) -> _Point:
        """Return where the likelihood stands: one pass over blocks that stay in the cache."""
        k = len(columns)
        deviance, slope, information = self.saturated, np.zeros(k), np.zeros((k, k))
        for start in range(0, len(self.outcome), BLOCK_ROWS):
            rows = slice(start, start + BLOCK_ROWS)
            matrix, y, m = self.matrix[rows][:, columns], self.outcome[rows], self.trials[rows]
            eta = np.clip(self.offset[rows] + matrix @ coefficients, -FARTHEST, FARTHEST)
            score, weights = self.likelihood.derivatives(y, m, eta)
            deviance += self._deviance(y, m, eta)
            slope += matrix.T @ score
            information += matrix.T @ (weights[:, None] * matrix)
        return _Point(deviance, slope, information)

    def _deviance(self, y: Floats, m: Floats, eta: Floats) -> float:
        if self.likelihood.link is LOGIT:  # for speed: a third of the time of the general form
            return float(-2 * self.likelihood.kernel(y, m, eta).sum())
        return float(self.likelihood.deviance(y, m, eta).sum())


def _solved(matrix: Floats, right: Floats) -> Floats:
    """Return the solution of a positive semidefinite system, scaled; least norm if singular."""
    scale = 1.0 / np.sqrt(np.maximum(np.diag(matrix), TINY))
    scaled = scale[:, None] * matrix * scale
    found = np.linalg.lstsq(scaled, scale * right, rcond=SINGULAR)[0]
    return np.asarray(scale * found, dtype=np.float64)
