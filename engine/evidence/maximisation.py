"""The maximum of a likelihood by Fisher scoring on standardised columns, block by block.

It confirms and refines what statsmodels estimated, or climbs alone where fits are repeated in a
loop. Nothing of the matrix's size is made: each block is standardised as it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.likelihoods import Likelihood
from engine.evidence.standardisation import Standardisation

BLOCK_ROWS = 8_192  # for speed: a block of ten columns stays in the processor's cache
STEPS = 100
HALVINGS = 40
CLOSE = 1e-6  # a Newton decrement below it is lost in the likelihood's rounding
CONVERGED = 1e-18  # of the Newton decrement: a step of 1e-9 standard errors
NEAR = 1e-6  # of the Newton decrement, where no errors are made of the place
ROUNDING = 1e-10  # below it a decrement that no longer falls is made of rounding


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Coefficients (k,) of the standardised columns and the inverse information (k, k) there.

    ``kernel`` is the log-likelihood without its constant.
    """

    coefficients: NDArray[np.float64]
    bread: NDArray[np.float64]
    kernel: float


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A place on the likelihood: its height without constants, slope (k,), information (k, k)."""

    coefficients: NDArray[np.float64]
    kernel: float
    slope: NDArray[np.float64]
    information: NDArray[np.float64]


def maximum(
    design: Design,
    standard: Standardisation,
    likelihood: Likelihood,
    start: NDArray[np.float64] | None = None,
) -> Maximum:
    """Return the maximum of a likelihood over the coefficients of standardised columns.

    Parameters
    ----------
    start
        (k,) standardised coefficients; by default the intercept alone, at the outcome's mean.

    Raises
    ------
    MethodError
        ``evidence.not_converged`` where the steps do not come to an end.

    Notes
    -----
    Fisher scoring, ``g + (Z'WZ)^-1 Z'u``, the step halved while the likelihood would fall; done
    once the Newton decrement ``u'Z (Z'WZ)^-1 Z'u`` is below 1e-18, or falls no further below
    1e-10, as where terms are nearly collinear.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 2.5.
    """
    place, bread, _ = _ascent(design, standard, likelihood, start, CONVERGED)
    return Maximum(place.coefficients, bread, place.kernel)


def maximiser(
    design: Design,
    standard: Standardisation,
    likelihood: Likelihood,
    start: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the coefficients (k,) of :func:`maximum`, to about a millionth of a standard error.

    For predictions: from a start nearby, half the passes over the rows.

    Raises
    ------
    MethodError
        As :func:`maximum`.

    Notes
    -----
    Once the Newton decrement is below 1e-6 the step is taken unseen: it is below a thousandth
    of a standard error, and what it leaves is of the order of its square.
    """
    place, _, step = _ascent(design, standard, likelihood, start, NEAR)
    return np.asarray(place.coefficients + step, dtype=np.float64)


def _ascent(
    design: Design,
    standard: Standardisation,
    likelihood: Likelihood,
    start: NDArray[np.float64] | None,
    enough: float,
) -> tuple[_Place, NDArray[np.float64], NDArray[np.float64]]:
    """Return where the decrement is below ``enough``, the inverse information and the next step."""
    first = _at_the_mean(design, likelihood) if start is None else start
    place, last = _place(design, standard, likelihood, first), np.inf
    for _ in range(STEPS):
        bread = _inverse(place.information)
        step = bread @ place.slope
        decrement = float(place.slope @ step)
        if decrement < enough or last <= decrement < ROUNDING:
            return place, bread, step
        last = decrement
        place = _climbed(design, standard, likelihood, place, step)
    raise MethodError("evidence.not_converged", steps=STEPS)


def information(
    design: Design, standard: Standardisation, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return ``Z' diag(w) Z`` (k, k) of the standardised columns."""
    k = design.matrix.shape[1]
    total = np.zeros((k, k))
    for rows, matrix in _blocks(design, standard):
        total += matrix.T @ (weights[rows, None] * matrix)
    return total


def predictor(
    design: Design, standard: Standardisation, coefficients: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return offset + Z g (n,) of standardised coefficients (k,)."""
    told = np.empty(len(design.matrix))
    for rows, matrix in _blocks(design, standard):
        told[rows] = design.offset[rows] + matrix @ coefficients
    return told


def intercept_alone(design: Design, likelihood: Likelihood) -> float:
    """Return the intercept whose mean, the exposure counted, is the outcome's.

    The maximum of the model without terms for every family without an offset, and for Poisson
    with one.
    """
    exposure = design.trials * np.exp(design.offset)
    return _predictor_of(likelihood, float(design.outcome.sum() / exposure.sum()))


def _climbed(
    design: Design,
    standard: Standardisation,
    likelihood: Likelihood,
    place: _Place,
    step: NDArray[np.float64],
) -> _Place:
    """Return the place one step on, halved until the likelihood does not fall."""
    close = float(place.slope @ step) < CLOSE
    for halving in range(HALVINGS):
        ahead = place.coefficients + step / 2.0**halving
        new = _place(design, standard, likelihood, ahead)
        if close or new.kernel >= place.kernel:
            return new
    raise MethodError("evidence.not_converged", steps=STEPS)


def _place(
    design: Design,
    standard: Standardisation,
    likelihood: Likelihood,
    coefficients: NDArray[np.float64],
) -> _Place:
    k = len(coefficients)
    kernel, slope, information = 0.0, np.zeros(k), np.zeros((k, k))
    with np.errstate(over="ignore", invalid="ignore"):  # a step too far has no height, below
        for rows, matrix in _blocks(design, standard):
            y, m = design.outcome[rows], design.trials[rows]
            eta = design.offset[rows] + matrix @ coefficients
            u, w = likelihood.derivatives(y, m, eta)
            kernel += float(likelihood.kernel(y, m, eta).sum())
            slope += matrix.T @ u
            information += matrix.T @ (w[:, None] * matrix)
    if not (np.isfinite(kernel) and np.isfinite(information).all()):
        kernel = -np.inf
    return _Place(coefficients, kernel, slope, information)


def _blocks(
    design: Design, standard: Standardisation
) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    for start in range(0, len(design.matrix), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        yield rows, standard.apply(design.matrix[rows])


def _at_the_mean(design: Design, likelihood: Likelihood) -> NDArray[np.float64]:
    coefficients = np.zeros(design.matrix.shape[1])
    coefficients[0] = intercept_alone(design, likelihood)
    return coefficients


def _predictor_of(likelihood: Likelihood, mean: float) -> float:
    """Return eta with mu(eta) = mean."""
    match likelihood.link.name:
        case "logit":
            return float(np.log(mean / (1 - mean)))
        case "cloglog":
            return float(np.log(-np.log1p(-mean)))
        case _:
            return float(np.log(mean))


def _inverse(information: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the inverse of a positive definite matrix, scaled to ones on its diagonal."""
    with np.errstate(divide="ignore", invalid="ignore"):  # no information: refused below
        scale = 1.0 / np.sqrt(np.diag(information))
        scaled = scale[:, None] * information * scale
    try:
        factor = linalg.cho_factor(scaled)
    except (linalg.LinAlgError, ValueError) as wrong:
        raise MethodError("evidence.not_converged", steps=STEPS) from wrong
    inverse = linalg.cho_solve(factor, np.eye(len(scale)))
    return np.asarray(scale[:, None] * inverse * scale, dtype=np.float64)
