"""Least squares by the QR decomposition of standardised columns.

statsmodels estimates; a factor of this room gives the errors, and its residuals the last digits.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.fitted import Method, Solution
from engine.evidence.links import IDENTITY
from engine.evidence.standardisation import Standardisation
from engine.evidence.statsmodels_estimates import LibraryEstimate, library_least_squares


def least_squares(design: Design, standard: Standardisation) -> Solution:
    """Return the least-squares solution; a row's weight is its trials.

    Raises
    ------
    MethodError
        ``evidence.too_few_rows`` where as many columns as rows leave no error to tell.

    Notes
    -----
    ``Q R = sqrt(m) Z`` of the standardised columns Z, then ``R g = Q' sqrt(m) y / m``: normal
    equations would square the condition number. The library's g is refined once by
    ``R d = Q' r`` of its residuals r. The log-likelihood is the normal one at the
    maximum-likelihood variance ``rss / n``, as R's ``logLik``.

    References
    ----------
    Golub and Van Loan (2013), Matrix Computations, section 5.3.
    """
    n, k = design.matrix.shape
    if n == k:
        raise MethodError("evidence.too_few_rows", rows=n, columns=k)
    root = np.sqrt(design.trials)
    target = design.outcome / root
    columns = root[:, None] * standard.apply(design.matrix)
    estimate = library_least_squares(columns, target)
    q, r = linalg.qr(columns, mode="economic", overwrite_a=True)
    found = _refined(estimate, q, r, target)
    back, own = standard.way_back(), linalg.solve_triangular(r, np.eye(k))
    inverse = back @ own
    coefficients = back @ found
    score = root * (target - root * (design.matrix @ coefficients))
    squares = float((score**2 / design.trials).sum())
    bread = inverse @ inverse.T
    variance = squares / (n - k)
    return Solution(
        link=IDENTITY,
        method=Method.LEAST_SQUARES,
        coefficients=coefficients,
        bread=bread,
        plain_covariance=variance * bread,
        score=score,
        information=design.trials,
        log_likelihood=_normal_log_likelihood(design.trials, squares),
        null_log_likelihood=_normal_log_likelihood(design.trials, _squares_about_mean(design)),
        deviance=squares,
        dispersion=variance,
        findings=estimate.notes(found, np.sqrt(variance * (own**2).sum(axis=1))),
    )


def _refined(
    estimate: LibraryEstimate,
    q: NDArray[np.float64],
    r: NDArray[np.float64],
    target: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the estimate corrected by its residuals; the factor's own where there is none."""
    found = estimate.values
    if found is None:
        found = linalg.solve_triangular(r, q.T @ target)
    correction = linalg.solve_triangular(r, q.T @ (target - q @ (r @ found)))
    return np.asarray(found + correction, dtype=np.float64)


def _squares_about_mean(design: Design) -> float:
    mean = design.outcome.sum() / design.trials.sum()
    return float(((design.outcome - design.trials * mean) ** 2 / design.trials).sum())


def _normal_log_likelihood(weights: NDArray[np.float64], squares: float) -> float:
    """Return the normal log-likelihood of rows with variance ``squares / n / weight``."""
    n = len(weights)
    if squares <= 0:
        return float("inf")  # every row on the line
    logs = float(np.log(weights).sum())
    return 0.5 * (logs - n * (float(np.log(2 * np.pi * squares / n)) + 1))
