"""Counts that spread more than Poisson's: alpha and the coefficients by maximum likelihood.

statsmodels estimates both; the score equations of this room confirm and refine them.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import digamma, polygamma

from engine.domain.specification import Family
from engine.domain.texts import Finding, Sentence
from engine.errors import InputError, MethodError
from engine.evidence.design import Design
from engine.evidence.fitted import Solution
from engine.evidence.likelihood_fit import (
    confirmed_maximum,
    likelihood_fit,
    log_likelihood,
    solution_at,
)
from engine.evidence.likelihoods import POISSON, negative_binomial
from engine.evidence.maximisation import Maximum, information, maximum, predictor
from engine.evidence.standardisation import Standardisation
from engine.evidence.statsmodels_estimates import library_estimate

ROUNDS = 200
SETTLED = 1e-11  # of the logarithm of alpha from one round to the next
SMALLEST, LARGEST = 1e-6, 1e6  # alpha: below, differences of digammas lose their digits


def negative_binomial_fit(design: Design, standard: Standardisation) -> Solution:
    """Return the solution for counts with variance ``mu + alpha mu^2``.

    Raises
    ------
    InputError
        ``evidence.counts_summed`` where a row sums several counts: their spread is lost.
    MethodError
        ``evidence.not_converged``.

    Notes
    -----
    From the library's estimate, else from Poisson's, coefficients given alpha and alpha given
    coefficients take turns; the two are orthogonal in expectation, so that a few rounds settle.
    Where counts spread no more than Poisson's the
    maximum is at alpha 0, Poisson's own. ``bread`` is the information of the coefficients with
    alpha held, as MASS's ``glm.nb`` uses it; ``plain_covariance`` comes from the joint observed
    information of coefficients and alpha, as in statsmodels: they differ by up to 8 % on
    published data.

    References
    ----------
    Lawless (1987), Canadian Journal of Statistics 15, 209-225; Hilbe (2011), Negative Binomial
    Regression, chapter 8.
    """
    if (design.trials != 1).any():
        raise InputError("evidence.counts_summed", outcome=design.outcome_level)
    estimate = library_estimate(design, standard, Family.NEGATIVE_BINOMIAL)
    alpha, found = _joint_maximum(design, standard, estimate.values)
    if alpha == 0:
        poisson = likelihood_fit(design, standard, Family.POISSON)
        told = Finding("note", Sentence("finding.evidence.no_over_dispersion"))
        return replace(poisson, alpha=0.0, findings=(*poisson.findings, told))
    likelihood = negative_binomial(alpha)
    solution = solution_at(design, standard, likelihood, found)
    joint = _joint_inverse(design, standard, found, alpha)
    back, errors = standard.way_back(), np.sqrt(np.diag(joint))
    told = Finding(
        "note",
        Sentence("finding.evidence.negative_binomial", {"alpha": alpha, "error": errors[-1]}),
    )
    return replace(
        solution,
        plain_covariance=back @ joint[:-1, :-1] @ back.T,
        null_log_likelihood=_null_log_likelihood(design),
        alpha=alpha,
        findings=(*estimate.notes(np.append(found.coefficients, alpha), errors), told),
    )


def _joint_maximum(
    design: Design, standard: Standardisation, start: NDArray[np.float64] | None = None
) -> tuple[float, Maximum]:
    """Return alpha and the coefficients at the joint maximum; alpha is 0 at the edge.

    ``start`` (k + 1,) is an estimate with alpha last; without one, Poisson's maximum is taken.
    """
    if start is not None and start[-1] > SMALLEST:
        before = float(start[-1])
        found = confirmed_maximum(design, standard, negative_binomial(before), start[:-1])
    else:
        before, found = LARGEST, maximum(design, standard, POISSON)
    counts = _Counts.of(design.outcome)
    for _ in range(ROUNDS):
        mean = np.exp(predictor(design, standard, found.coefficients))
        alpha = _best_alpha(counts, mean)
        if alpha == 0 or abs(np.log(alpha / before)) < SETTLED:
            return alpha, found
        before = alpha
        found = maximum(design, standard, negative_binomial(alpha), found.coefficients)
    raise MethodError("evidence.not_converged", steps=ROUNDS)


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Counts (n,) with their distinct values and how many rows have each, for speed."""

    outcome: NDArray[np.float64]
    values: NDArray[np.float64]
    rows: NDArray[np.int64]

    @staticmethod
    def of(outcome: NDArray[np.float64]) -> "_Counts":
        values, rows = np.unique(outcome, return_counts=True)
        return _Counts(outcome, values, rows)


def _best_alpha(counts: _Counts, mean: NDArray[np.float64]) -> float:
    """Return the alpha of greatest likelihood at given means (n,); 0 below one in a million."""

    def slope(log_alpha: float) -> float:
        return -_size_slope(counts, mean, float(np.exp(-log_alpha)))

    low, high = np.log(SMALLEST), np.log(LARGEST)
    if slope(low) <= 0:
        return 0.0
    if slope(high) >= 0:
        raise MethodError("evidence.not_converged", steps=ROUNDS)
    return float(np.exp(brentq(slope, low, high, xtol=1e-14, rtol=1e-14)))


def _size_slope(counts: _Counts, mean: NDArray[np.float64], size: float) -> float:
    """Return the slope of the log-likelihood by ``size = 1 / alpha``, times the size."""
    ways = float(counts.rows @ (digamma(counts.values + size) - digamma(size)))
    excess = (mean - counts.outcome) / (size + mean)
    return size * (ways + float((excess - np.log1p(mean / size)).sum()))


def _joint_inverse(
    design: Design, standard: Standardisation, found: Maximum, alpha: float
) -> NDArray[np.float64]:
    """Return the inverse (k + 1, k + 1) of the observed information, alpha last.

    Notes
    -----
    ``-l_bb = X' diag(mu (1 + alpha y) / (1 + alpha mu)^2) X``,
    ``-l_ba = X' (mu (y - mu) / (1 + alpha mu)^2)``, ``-l_aa = -l_ss / alpha^4`` at ``l_s = 0``
    with the size ``s = 1 / alpha``.
    """
    y, k = design.outcome, design.matrix.shape[1]
    mean = np.exp(predictor(design, standard, found.coefficients))
    spread = (1 + alpha * mean) ** 2
    weights, cross = mean * (1 + alpha * y) / spread, mean * (y - mean) / spread
    joint = np.zeros((k + 1, k + 1))
    joint[:k, :k] = information(design, standard, weights)
    joint[:k, k] = joint[k, :k] = standard.way_back().T @ (design.matrix.T @ cross)
    joint[k, k] = -_size_curvature(_Counts.of(y), mean, 1 / alpha) / alpha**4
    return np.asarray(np.linalg.inv(joint), dtype=np.float64)


def _size_curvature(counts: _Counts, mean: NDArray[np.float64], size: float) -> float:
    """Return the second derivative of the log-likelihood by the size."""
    ways = float(counts.rows @ (polygamma(1, counts.values + size) - polygamma(1, size)))
    own = 1 / size - 2 / (size + mean) + (size + counts.outcome) / (size + mean) ** 2
    return ways + float(own.sum())


def _null_log_likelihood(design: Design) -> float:
    """Return the log-likelihood of the mean alone, with an alpha of its own."""
    alone = replace(design, matrix=design.matrix[:, :1], columns=design.columns[:1])
    standard = Standardisation(np.empty(0), np.empty(0))
    alpha, found = _joint_maximum(alone, standard)
    likelihood = negative_binomial(alpha)
    return log_likelihood(alone, likelihood, predictor(alone, standard, found.coefficients))
