"""How well predicted probabilities tell outcomes apart, and how true they are: bare arrays.

Every row stands for ``ones`` contacts with the outcome and ``zeros`` without it, so that rows,
groups and cells give the same figures. Which rows a model has seen is left to
:mod:`engine.evidence.validation`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit, logit, xlogy

from engine.domain.pack import Estimate
from engine.evidence.likelihoods import BERNOULLI

Floats = NDArray[np.float64]
NEWTON_STEPS = 50
CONVERGED = 1e-10
LEAST_SLOPE_INFORMATION = 1e-9
INSIDE = 1e-12  # predictions are kept this far inside (0, 1) where logarithms are taken


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Predictions beside what came.

    Parameters
    ----------
    predicted
        (n,) probabilities in [0, 1].
    ones, zeros
        (n,) contacts of the row with and without the outcome, >= 0.
    clusters
        (n,) codes, or None where rows are independent.
    """

    predicted: Floats
    ones: Floats
    zeros: Floats
    clusters: NDArray[np.int64] | None = None

    @property
    def trials(self) -> Floats:
        """(n,) contacts of each row."""
        return self.ones + self.zeros


def auc(scored: Scored) -> float:
    """Return the chance that a contact with the outcome is ranked above one without, ties half.

    Returns nan where one of the two outcomes is missing.

    References
    ----------
    Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50-60.
    """
    return _auc(scored, _placements(scored)[0])


def auc_interval(scored: Scored, level: float) -> Estimate | None:
    """Return the AUC with its interval on the log-odds scale; None where an outcome is missing.

    Independent contacts give DeLong's variance, clusters Obuchowski's, which allows for contacts
    of one cluster resembling each other; t with clusters - 1 degrees. A perfect ranking has no
    estimable error and gets no interval.

    References
    ----------
    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44, 837-845; Obuchowski (1997),
    Biometrics 53, 567-578, equations 3 to 5; Pepe (2003), section 5.2 (log-odds interval).
    """
    placements = _placements(scored)
    value = _auc(scored, placements[0])
    if np.isnan(value):
        return None
    variance, degrees = _auc_variance(scored, value, placements)
    if not 0 < value < 1 or not np.isfinite(variance) or variance <= 0:
        return Estimate(value)
    half = stats.t.ppf((1 + level) / 2, degrees) * np.sqrt(variance) / (value * (1 - value))
    centre = logit(value)
    return Estimate(value, float(expit(centre - half)), float(expit(centre + half)))


def _auc(scored: Scored, above: Floats) -> float:
    ones = scored.ones.sum()
    return float((scored.ones * above).sum() / ones) if ones > 0 else float("nan")


def _placements(scored: Scored) -> tuple[Floats, Floats]:
    """Return for each row the share of zeros ranked below it and of ones ranked above it."""
    _, codes = np.unique(scored.predicted, return_inverse=True)
    ones, zeros = np.bincount(codes, scored.ones), np.bincount(codes, scored.zeros)
    below = np.cumsum(zeros) - 0.5 * zeros
    above = ones.sum() - np.cumsum(ones) + 0.5 * ones
    with np.errstate(invalid="ignore"):
        return (below / zeros.sum())[codes], (above / ones.sum())[codes]


def _auc_variance(
    scored: Scored, value: float, placements: tuple[Floats, Floats]
) -> tuple[float, float]:
    """Return the variance of the AUC and its degrees of freedom."""
    above, below = placements
    ones, zeros = scored.ones, scored.zeros
    m, n = ones.sum(), zeros.sum()
    if scored.clusters is None:
        if min(m, n) <= 1:
            return float("nan"), float("inf")
        of_ones = ones @ (above - value) ** 2 / ((m - 1) * m)
        return float(of_ones + zeros @ (below - value) ** 2 / ((n - 1) * n)), float("inf")
    codes = np.unique(scored.clusters, return_inverse=True)[1]
    first = np.bincount(codes, ones * (above - value))
    second = np.bincount(codes, zeros * (below - value))
    with_ones = int((np.bincount(codes, ones) > 0).sum())
    with_zeros = int((np.bincount(codes, zeros) > 0).sum())
    groups = len(first)
    if min(with_ones, with_zeros, groups) <= 1:
        return float("nan"), float("inf")
    variance = (
        with_ones / (with_ones - 1) * (first @ first) / m**2
        + with_zeros / (with_zeros - 1) * (second @ second) / n**2
        + 2 * groups / (groups - 1) * (first @ second) / (m * n)
    )
    return float(variance), float(groups - 1)


def brier(scored: Scored) -> float:
    """Return the mean squared distance of the probability from what came, 0 (best) to 1.

    References
    ----------
    Brier (1950), Monthly Weather Review 78, 1-3.
    """
    p = scored.predicted
    return float((scored.ones @ (1 - p) ** 2 + scored.zeros @ p**2) / scored.trials.sum())


def log_likelihood(scored: Scored) -> float:
    """Return the log-likelihood of what came under the predictions, without constants."""
    p = np.clip(scored.predicted, INSIDE, 1 - INSIDE)
    return float((xlogy(scored.ones, p) + xlogy(scored.zeros, 1 - p)).sum())


def mcfadden(scored: Scored, everybody: Scored) -> float:
    """Return ``1 - l / l0``, where l0 is the log-likelihood of one probability for everybody.

    References
    ----------
    McFadden (1974), Conditional logit analysis of qualitative choice behavior, page 121.
    """
    return 1.0 - log_likelihood(scored) / log_likelihood(everybody)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Slope and level of the recalibrated log-odds: 1 and 0 say that predictions are true.

    A slope below 1 says that predictions are too extreme; a level above 0 that the outcome came
    more often than predicted.
    """

    slope: Estimate
    level: Estimate


def calibration(scored: Scored, level: float) -> Calibration | None:
    """Return the calibration of predicted log-odds; None where it is not determined.

    The slope is that of the logit of the outcome on the predicted log-odds; the level is the
    intercept with the slope held at 1. Errors are clustered where clusters are known, t with
    clusters - 1 degrees.

    References
    ----------
    Cox (1958), Biometrika 45, 562-565; Steyerberg (2019), Clinical Prediction Models, 15.3.
    """
    eta = logit(np.clip(scored.predicted, INSIDE, 1 - INSIDE))
    centre = float(np.average(eta, weights=scored.trials))
    straight = np.asfortranarray(np.column_stack([np.ones(len(eta)), eta - centre]))  # for speed
    both = _recalibrated(scored, straight, np.array([centre, 1.0]), np.zeros(len(eta)))
    alone = _recalibrated(scored, np.ones((len(eta), 1)), np.zeros(1), eta)
    if both is None or alone is None:
        return None
    return Calibration(
        _estimate(scored, both, 1, level),
        _estimate(scored, alone, 0, level),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Recalibrated:
    coefficients: Floats
    covariance: Floats


def _recalibrated(
    scored: Scored, matrix: Floats, start: Floats, offset: Floats
) -> _Recalibrated | None:
    """Return the logit of the outcome on a matrix by Newton's steps; None where none exists."""
    b = start
    for _ in range(NEWTON_STEPS):
        eta = offset + matrix @ b
        score, weights = BERNOULLI.derivatives(scored.ones, scored.trials, eta)
        information = matrix.T @ (weights[:, None] * matrix)
        if np.linalg.eigvalsh(information)[0] <= LEAST_SLOPE_INFORMATION:
            return None
        bread = np.asarray(np.linalg.inv(information), dtype=np.float64)
        step = bread @ (matrix.T @ score)
        b = b + step
        if np.abs(step).max() <= CONVERGED * (1 + np.abs(b).max()):
            return _Recalibrated(b, _covariance(scored, matrix, score, bread))
    return None


def _covariance(scored: Scored, matrix: Floats, score: Floats, bread: Floats) -> Floats:
    if scored.clusters is None:
        return bread
    codes = np.unique(scored.clusters, return_inverse=True)[1]
    sums = np.stack([np.bincount(codes, score * column) for column in matrix.T], axis=1)
    factor = len(sums) / (len(sums) - 1) if len(sums) > 1 else float("nan")
    return np.asarray(factor * bread @ (sums.T @ sums) @ bread, dtype=np.float64)


def _estimate(scored: Scored, fit: _Recalibrated, place: int, level: float) -> Estimate:
    value, error = float(fit.coefficients[place]), float(np.sqrt(fit.covariance[place, place]))
    degrees = np.inf if scored.clusters is None else len(np.unique(scored.clusters)) - 1
    if not np.isfinite(error):
        return Estimate(value)
    half = float(stats.t.ppf((1 + level) / 2, degrees)) * error
    return Estimate(value, value - half, value + half)
