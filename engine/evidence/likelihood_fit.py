"""Fits by maximum likelihood: yes or no, shares of trials, hazards, counts at a given spread."""

import numpy as np
from numpy.typing import NDArray

from engine.evidence.design import Design
from engine.evidence.fitted import Method, Solution
from engine.evidence.likelihoods import Likelihood
from engine.evidence.maximisation import Maximum, intercept_alone, maximum, predictor
from engine.evidence.standardisation import Standardisation


def likelihood_fit(design: Design, standard: Standardisation, likelihood: Likelihood) -> Solution:
    """Return the maximum-likelihood solution of an identified design.

    Raises
    ------
    MethodError
        ``evidence.not_converged``.
    """
    return solution_at(design, standard, likelihood, maximum(design, standard, likelihood))


def solution_at(
    design: Design, standard: Standardisation, likelihood: Likelihood, found: Maximum
) -> Solution:
    """Return a maximum as a solution on the raw columns."""
    back = standard.way_back()
    eta = predictor(design, standard, found.coefficients)
    score, information = likelihood.derivatives(design.outcome, design.trials, eta)
    bread = back @ found.bread @ back.T
    null = design.offset + intercept_alone(design, likelihood)
    return Solution(
        link=likelihood.link,
        method=Method.MAXIMUM_LIKELIHOOD,
        coefficients=back @ found.coefficients,
        bread=bread,
        plain_covariance=bread,
        score=score,
        information=information,
        log_likelihood=log_likelihood(design, likelihood, eta),
        null_log_likelihood=log_likelihood(design, likelihood, null),
        deviance=float(likelihood.deviance(design.outcome, design.trials, eta).sum()),
        dispersion=_dispersion(design, likelihood, eta),
    )


def log_likelihood(design: Design, likelihood: Likelihood, eta: NDArray[np.float64]) -> float:
    """Return the log-likelihood with every constant at a linear predictor (n,)."""
    y, m = design.outcome, design.trials
    return float(likelihood.kernel(y, m, eta).sum() + likelihood.constant(y, m).sum())


def _dispersion(design: Design, likelihood: Likelihood, eta: NDArray[np.float64]) -> float:
    """Return Pearson's chi2 over the rows less the columns; nan where no row is left over."""
    n, k = design.matrix.shape
    if n == k:
        return float("nan")
    residual = design.outcome - design.trials * likelihood.link.mean(eta)
    variance = likelihood.variance(design.trials, eta)
    pearson = np.divide(residual**2, variance, out=np.zeros(n), where=variance > 0)
    return float(pearson.sum() / (n - k))
