"""The maximum of Cox's partial likelihood by Newton's steps, or why it has none."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.evidence.cox_risk_sets import RiskSets, RiskSums, risk_sums

STEPS = 60
HALVINGS = 30
SUSPICIOUS = 8  # steps; a maximum that exists is reached in fewer
CLOSE, FINISHED = 1e-8, 1e-24  # of the squared step in standard errors
MONOTONE = 1e-6  # of the largest difference along a direction
NAMED = 1e-3  # of the largest loading


@dataclass(frozen=True, slots=True, eq=False)
class PartialLikelihood:
    """Risk sets by stratum over one matrix (N, k) of well-scaled columns without intercept."""

    matrix: NDArray[np.float64]
    names: tuple[str, ...]
    strata: tuple[RiskSets, ...]

    def sums(self, coefficients: NDArray[np.float64]) -> tuple[RiskSums, ...]:
        """Return the risk sums of every stratum."""
        predictor = np.asarray(self.matrix @ coefficients, dtype=np.float64)
        return tuple(risk_sums(sets, self.matrix, predictor) for sets in self.strata)

    def at(self, coefficients: NDArray[np.float64]) -> "PartialPoint":
        """Return value, score and information at given coefficients."""
        parts = self.sums(coefficients)
        return PartialPoint(
            coefficients,
            sum(part.log_likelihood for part in parts),
            np.sum([part.score() for part in parts], axis=0),
            np.sum([part.information(np.ones(len(part.totals))) for part in parts], axis=0),
        )


@dataclass(frozen=True, slots=True, eq=False)
class PartialPoint:
    """Log partial likelihood, score (k,) and observed information (k, k) at coefficients (k,)."""

    coefficients: NDArray[np.float64]
    value: float
    score: NDArray[np.float64]
    information: NDArray[np.float64]


def confirmed_maximum(
    likelihood: PartialLikelihood, start: NDArray[np.float64] | None
) -> PartialPoint:
    """Return the maximum climbed to from the library's estimate (k,), else from no effect.

    Raises
    ------
    MethodError
        As :func:`maximum`, from no effect too.
    """
    if start is None:
        return maximum(likelihood)
    try:
        return maximum(likelihood, start)
    except MethodError:
        return maximum(likelihood)


def maximum(
    likelihood: PartialLikelihood, start: NDArray[np.float64] | None = None
) -> PartialPoint:
    """Return the maximum of the partial likelihood.

    Parameters
    ----------
    start
        (k,) coefficients; by default no effect.

    Raises
    ------
    MethodError
        ``evidence.monotone_likelihood`` naming the terms along which the likelihood grows
        without end: whenever an event came, the one who had it was highest (or lowest) of all
        at risk; ``evidence.not_converged``.

    References
    ----------
    Cox (1972), Journal of the Royal Statistical Society B 34, 187-220; Bryson and Johnson
    (1981), Technometrics 23, 381-383 (monotone likelihood).
    """
    first = np.zeros(len(likelihood.names)) if start is None else start
    point, last = likelihood.at(first), np.inf
    for number in range(STEPS):
        step = _step(likelihood, point)
        decrement = float(step @ point.score)
        if decrement < FINISHED or (decrement < CLOSE and decrement >= last):
            _check_bounded(likelihood, step)  # far out, a likelihood without end is flat too
            return point
        if number >= SUSPICIOUS:
            _check_bounded(likelihood, step)
        point, last = _climbed(likelihood, point, step, decrement), decrement
    raise MethodError("evidence.not_converged", steps=STEPS)


def _step(likelihood: PartialLikelihood, point: PartialPoint) -> NDArray[np.float64]:
    try:
        np.linalg.cholesky(point.information)
    except np.linalg.LinAlgError:
        _check_bounded(likelihood, point.coefficients)
        raise MethodError("evidence.not_converged", steps=STEPS) from None
    return np.asarray(np.linalg.solve(point.information, point.score), dtype=np.float64)


def _climbed(
    likelihood: PartialLikelihood,
    point: PartialPoint,
    step: NDArray[np.float64],
    decrement: float,
) -> PartialPoint:
    """Return the point after a step, halved until the likelihood grows; a full one at the end."""
    for halving in range(HALVINGS):
        following = likelihood.at(point.coefficients + step / 2.0**halving)
        if decrement < CLOSE or following.value >= point.value:
            return following
    raise MethodError("evidence.not_converged", steps=HALVINGS)


def _check_bounded(likelihood: PartialLikelihood, direction: NDArray[np.float64]) -> None:
    """Refuse a direction along which no event's risk set holds anybody higher."""
    along = np.asarray(likelihood.matrix @ direction, dtype=np.float64)
    width = float(np.ptp(along))
    if width == 0.0 or any(
        _is_exceeded(sets, along, MONOTONE * width) for sets in likelihood.strata
    ):
        return
    size = np.abs(direction)
    loaded = [n for n, s in zip(likelihood.names, size, strict=True) if s > NAMED * size.max()]
    raise MethodError("evidence.monotone_likelihood", terms=", ".join(loaded))


def _is_exceeded(sets: RiskSets, along: NDArray[np.float64], tolerance: float) -> bool:
    """Return whether somebody at risk was higher than one who had the event."""
    own = along[sets.rows]
    highest = np.maximum.accumulate(np.maximum.reduceat(own, sets.starts)[::-1])[::-1]
    return bool((own[sets.events] < highest[sets.at] - tolerance).any())
