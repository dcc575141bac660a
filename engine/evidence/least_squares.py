"""Least squares by the QR decomposition of standardised columns."""

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from engine.errors import MethodError
from engine.evidence.design import Design
from engine.evidence.fitted import Method, Solution
from engine.evidence.links import IDENTITY
from engine.evidence.standardisation import Standardisation


def least_squares(design: Design, standard: Standardisation) -> Solution:
    """Return the least-squares solution; a row's weight is its trials.

    Raises
    ------
    MethodError
        ``evidence.too_few_rows`` where as many columns as rows leave no error to tell.

    Notes
    -----
    ``Q R = sqrt(m) Z`` of the standardised columns Z, then ``R g = Q' sqrt(m) y / m``: normal
    equations would square the condition number. The log-likelihood is the normal one at the
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
    q, r = linalg.qr(root[:, None] * standard.apply(design.matrix), mode="economic")
    found = linalg.solve_triangular(r, q.T @ target)
    residual = target - q @ (r @ found)
    found = found + linalg.solve_triangular(r, q.T @ residual)  # refined once: the last digits
    back = standard.way_back()
    inverse = back @ linalg.solve_triangular(r, np.eye(k))
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
    )


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
