"""The logit's likelihood with Jeffreys' penalty: value, modified score and information.

The numbers only; which terms, clusters and intervals follow is for :mod:`engine.evidence.firth`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from engine.errors import MethodError
from engine.evidence.likelihoods import BERNOULLI
from engine.evidence.links import LOGIT

BLOCK_ROWS = 8_192  # for speed: a block of ten columns stays in the processor's cache
STEPS = 250
HALVINGS = 40
LONGEST_STEP = 5.0  # of a standardised coefficient; a probability moves from 1/2 to 0.993
MOST_LENGTHENED = 100.0  # times a scoring step
PATIENCE = 5  # steps without a smaller decrement: the rounding of the score
# of the decrement, the square of the remaining step in standard errors
CLOSE = 1e-8
FINISHED = 1e-24


@dataclass(frozen=True, slots=True, eq=False)
class PenalisedPoint:
    """The penalised likelihood at one place.

    Parameters
    ----------
    coefficients
        (k,).
    value
        Log-likelihood plus half the log determinant of the information, without constants.
    factor
        (k, k) lower Cholesky factor of the information ``X' diag(m p (1 - p)) X``.
    """

    coefficients: NDArray[np.float64]
    value: float
    factor: NDArray[np.float64]

    def solved(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the inverse information times a vector or matrix (k, ...)."""
        inverse = np.linalg.inv(self.factor)  # for speed: scipy's solver wakes threads for k = 7
        return np.asarray(inverse.T @ (inverse @ vector), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class PenalisedLogit:
    """Successes of trials given columns, with Jeffreys' prior as penalty.

    Parameters
    ----------
    matrix
        (n, k) of full column rank, well scaled.
    successes, trials, offset
        (n,); ``0 <= successes <= trials``.

    References
    ----------
    Firth (1993), Biometrika 80, 27-38; Heinze and Schemper (2002), Statistics in Medicine 21,
    2409-2419, section 2.
    """

    matrix: NDArray[np.float64]
    successes: NDArray[np.float64]
    trials: NDArray[np.float64]
    offset: NDArray[np.float64]

    def blocks(self) -> Iterator[slice]:
        """Return stretches of rows, so that no second matrix of the data's size is made."""
        for start in range(0, len(self.matrix), BLOCK_ROWS):
            yield slice(start, start + BLOCK_ROWS)

    def predictor(self, coefficients: NDArray[np.float64], rows: slice) -> NDArray[np.float64]:
        """Return ``offset + X b`` of some rows."""
        return np.asarray(self.offset[rows] + self.matrix[rows] @ coefficients, dtype=np.float64)

    def log_likelihood(self, coefficients: NDArray[np.float64]) -> float:
        """Return ``sum y eta - m ln(1 + e^eta)``, without the binomial coefficients."""
        total = 0.0
        for rows in self.blocks():
            eta = self.predictor(coefficients, rows)
            total += float(BERNOULLI.kernel(self.successes[rows], self.trials[rows], eta).sum())
        return total

    def binomial_constant(self) -> float:
        """Return the sum of ``ln C(m, y)``: 0 where every row is one trial."""
        return float(BERNOULLI.constant(self.successes, self.trials).sum())

    def at(self, coefficients: NDArray[np.float64]) -> PenalisedPoint | None:
        """Return the point, or None where the information is no longer positive definite."""
        k = self.matrix.shape[1]
        information = np.zeros((k, k))
        for rows in self.blocks():
            weights = self._weights(self.predictor(coefficients, rows), rows)
            block = self.matrix[rows]
            information += block.T @ (weights[:, None] * block)
        try:
            factor = np.asarray(np.linalg.cholesky(information), dtype=np.float64)
        except np.linalg.LinAlgError:
            return None
        penalty = float(np.log(np.diag(factor)).sum())
        return PenalisedPoint(coefficients, self.log_likelihood(coefficients) + penalty, factor)

    def _weights(self, eta: NDArray[np.float64], rows: slice) -> NDArray[np.float64]:
        p = expit(eta)
        return np.asarray(self.trials[rows] * p * expit(-eta), dtype=np.float64)

    def leverages(self, point: PenalisedPoint) -> NDArray[np.float64]:
        """Return (n,) ``h_i = w_i x_i' I^-1 x_i``; they sum to k."""
        hats = np.empty(len(self.matrix))
        inverse = point.solved(np.eye(self.matrix.shape[1]))
        for rows in self.blocks():
            weights = self._weights(self.predictor(point.coefficients, rows), rows)
            block = self.matrix[rows]
            hats[rows] = weights * np.einsum("ij,ij->i", block @ inverse, block)
        return hats

    def residuals(self, point: PenalisedPoint) -> NDArray[np.float64]:
        """Return (n,) ``u_i = y_i - m_i p_i + h_i (1/2 - p_i)``; ``X' u`` is the modified score."""
        p = expit(self.offset + self.matrix @ point.coefficients)
        adjustment = self.leverages(point) * (0.5 - p)
        return np.asarray(self.successes - self.trials * p + adjustment, dtype=np.float64)

    def penalised_information(self, point: PenalisedPoint) -> NDArray[np.float64]:
        """Return ``X' diag((m + h) p (1 - p)) X``, (k, k): h further trials, half successes."""
        leverages = self.leverages(point)
        k = self.matrix.shape[1]
        information = np.zeros((k, k))
        for rows in self.blocks():
            slope = LOGIT.slope(self.predictor(point.coefficients, rows))
            weights = (self.trials[rows] + leverages[rows]) * slope
            information += self.matrix[rows].T @ (weights[:, None] * self.matrix[rows])
        return information

    def score(self, point: PenalisedPoint) -> NDArray[np.float64]:
        """Return the modified score (k,): the gradient of the penalised likelihood."""
        return np.asarray(self.matrix.T @ self.residuals(point), dtype=np.float64)


def maximum(
    logit: PenalisedLogit,
    start: NDArray[np.float64],
    fixed: NDArray[np.float64] | None = None,
    finished: float = FINISHED,
) -> PenalisedPoint:
    """Return the maximum of the penalised likelihood, along ``fixed . b`` held if one is given.

    Parameters
    ----------
    start
        (k,) from which scoring starts; ``fixed . start`` is the value that is held.
    fixed
        (k,) combination of the coefficients to hold: a profile likelihood.
    finished
        The decrement at which to end; half of it is what the likelihood can still gain.

    Raises
    ------
    MethodError
        ``evidence.not_converged`` (not met for a matrix of full column rank, whose maximum is
        finite: Kosmidis and Firth, 2021, Biometrika 108, 71-82).

    Notes
    -----
    Scoring steps ``A^-1 U`` with the information A of the penalised data (that of the data
    alone oversteps where outcomes are separated), halved until the likelihood grows; with a held
    combination c the step is projected: ``A^-1 (U - c (c' A^-1 U) / (c' A^-1 c))``. Where all
    outcomes are separated A overstates the curvature along the other terms some tenfold, and
    plain scoring would take hundreds of steps; a step is therefore lengthened by what the one
    before has left over (Barzilai and Borwein, 1988, IMA Journal of Numerical Analysis 8,
    141-148, in the metric A).
    """
    point, least, stalled = logit.at(start), np.inf, 0
    if point is None:
        raise MethodError("evidence.not_converged", steps=0)
    best, before = point, None
    for _ in range(STEPS):
        step = _scoring_step(logit, point, fixed)
        best, stalled = (point, 0) if step.decrement < least else (best, stalled + 1)
        least = min(least, step.decrement)
        if least < finished or (least < CLOSE and stalled >= PATIENCE):
            return best
        point, before = _following(logit, point, step, step.length_after(before))
    raise MethodError("evidence.not_converged", steps=STEPS)


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """A scoring step (k,), the information it was made with, and the size that was taken."""

    direction: NDArray[np.float64]
    curvature: NDArray[np.float64]
    size: float = 1.0

    @property
    def decrement(self) -> float:
        return float(self.direction @ self.curvature @ self.direction)

    def length_after(self, before: "_Step | None") -> float:
        """Return how far to go: 1, more where the step before left much of its way over."""
        if before is None:
            return 1.0
        left = float(before.direction @ before.curvature @ self.direction) / before.decrement
        return float(np.clip(before.size / max(1.0 - left, 1e-9), 1.0, MOST_LENGTHENED))


def _scoring_step(
    logit: PenalisedLogit, point: PenalisedPoint, fixed: NDArray[np.float64] | None
) -> _Step:
    score, curvature = logit.score(point), logit.penalised_information(point)
    step = np.asarray(np.linalg.solve(curvature, score), dtype=np.float64)
    if fixed is not None:
        along = np.linalg.solve(curvature, fixed)
        step -= along * (fixed @ step) / (fixed @ along)
    return _Step(step, curvature)


def _following(
    logit: PenalisedLogit, point: PenalisedPoint, step: _Step, length: float
) -> tuple[PenalisedPoint, _Step]:
    """Return the next point: a step halved until the likelihood grows, a full one at the end.

    Close to the maximum the likelihood has no digits left to show its growth; there the score
    alone leads, and the decrement tells when it stops shrinking.
    """
    size = min(length, LONGEST_STEP / max(float(np.abs(step.direction).max()), 1e-300))
    for _ in range(HALVINGS):
        following = logit.at(point.coefficients + size * step.direction)
        if following is not None and (step.decrement < CLOSE or following.value >= point.value):
            return following, replace(step, size=size)
        size /= 2.0
    raise MethodError("evidence.not_converged", steps=HALVINGS)
