"""Fits by maximum likelihood: yes or no, shares of trials, hazards, counts at a given spread.

statsmodels estimates; the score equations of this room confirm the estimate and refine it.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family
from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.fitted import Method, Solution
from engine.evidence.likelihoods import LIKELIHOODS, Likelihood
from engine.evidence.maximisation import Maximum, intercept_alone, maximum, predictor
from engine.evidence.standardisation import Standardisation
from engine.evidence.statsmodels_estimates import library_estimate


def likelihood_fit(
    design: Design,
    standard: Standardisation,
    family: Family,
    near: NDArray[np.float64] | None = None,
) -> Solution:
    """Return the maximum-likelihood solution of an identified design.

    Parameters
    ----------
    family
        One of :data:`engine.evidence.likelihoods.LIKELIHOODS`.
    near
        (k,) raw coefficients near the answer, as of the same question with another form of a
        term: the climb starts there and the library is not asked, for speed.

    Returns
    -------
    Solution
        Its findings say where the library came to no end, or to a place more than a thousandth
        of a standard error away.

    Raises
    ------
    MethodError
        ``evidence.not_converged``.
    """
    if near is not None:
        start = standard.way_there() @ near
        found = confirmed_maximum(design, standard, LIKELIHOODS[family], start)
        return solution_at(design, standard, LIKELIHOODS[family], found)
    estimate = library_estimate(design, standard, family)
    found = confirmed_maximum(design, standard, LIKELIHOODS[family], estimate.values)
    told = estimate.notes(found.coefficients, np.sqrt(np.diag(found.bread)))
    return replace(solution_at(design, standard, LIKELIHOODS[family], found), findings=told)


def confirmed_maximum(
    design: Design,
    standard: Standardisation,
    likelihood: Likelihood,
    start: NDArray[np.float64] | None,
) -> Maximum:
    """Return the maximum climbed to from the library's estimate (k,), else from the mean.

    Raises
    ------
    MethodError
        ``evidence.not_converged`` from the mean too.
    """
    if start is None:
        return maximum(design, standard, likelihood)
    try:
        return maximum(design, standard, likelihood, start)
    except MethodError:
        return maximum(design, standard, likelihood)


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
