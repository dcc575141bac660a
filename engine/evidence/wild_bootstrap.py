"""p-values for few clusters: what the statistic does when clusters' residuals change sign.

The null hypothesis is imposed on the residuals, a draw flips whole clusters, and only sums by
cluster are needed: G x k numbers instead of the rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evidence.bias_reduced import rows_of_clusters
from engine.evidence.standardisation import standardisation

DRAWS = 9_999  # with it 0.05 (draws + 1) is a whole number
ENUMERATED_CLUSTERS = 12  # 4,096 sign patterns: all of them, no chance left
WEBB_CLUSTERS = 10  # below it signs alone give too few distinct statistics
WEBB = np.sqrt(np.array([0.5, 1.0, 1.5]))
BLOCK_DRAWS = 512  # for speed: too few for BLAS to wake threads (10 x on a busy machine)
EQUAL = 1e-9  # relative: a draw's statistic that equals the observed one up to rounding


@dataclass(frozen=True, slots=True)
class WildTest:
    """A bootstrap test that one coefficient is 0.

    ``weights``: ``rademacher_all`` (every pattern of signs once: exact for the draws),
    ``rademacher`` or ``webb`` (drawn).
    """

    statistic: float
    p_value: float
    draws: int
    weights: str


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSums:
    """A working regression under the null hypothesis, summed by cluster.

    Parameters
    ----------
    bread
        (k, k) M, the inverse of ``X' W X`` with W at the restricted estimate.
    scores
        (G, k) ``X_g' u_g`` with the restricted residuals.
    information
        (G, k, k) ``X_g' W_g X_g``.
    """

    bread: NDArray[np.float64]
    scores: NDArray[np.float64]
    information: NDArray[np.float64]


def summed_by_cluster(
    matrix: NDArray[np.float64],
    score: NDArray[np.float64],
    information: NDArray[np.float64],
    clusters: NDArray[np.int64],
) -> ClusterSums:
    """Return the sums that the bootstrap needs, of standardised columns.

    What is tested, that a column's coefficient is 0, is the same for either but the intercept.

    Parameters
    ----------
    matrix
        (n, k) of the whole model, intercept first, the tested column included.
    score, information
        (n,) u and W of the fit without that column.
    clusters
        (n,) codes 0..G-1.
    """
    standard = standardisation(matrix)
    groups = rows_of_clusters(clusters)
    k = matrix.shape[1]
    scores, by_cluster = np.empty((len(groups), k)), np.empty((len(groups), k, k))
    for g, rows in enumerate(groups):
        own = standard.apply(matrix[rows])
        scores[g] = own.T @ score[rows]
        by_cluster[g] = own.T @ (information[rows, None] * own)
    bread = np.asarray(np.linalg.inv(by_cluster.sum(axis=0)), dtype=np.float64)
    return ClusterSums(bread, scores, by_cluster)


def wild_test(
    sums: ClusterSums, place: int, rng: np.random.Generator, draws: int = DRAWS
) -> WildTest:
    """Return the symmetric p-value of a coefficient by the restricted wild cluster bootstrap.

    Parameters
    ----------
    sums
        Of the fit in which the coefficient is 0.
    place
        Of the coefficient among the k, not the intercept's 0.
    draws
        Where not all patterns of signs are gone through.

    Notes
    -----
    A draw v gives cluster g the residuals ``v_g u_g``, and the regression on them the estimate
    ``m' sum v_g s_g`` with m the coefficient's row of M, and the score sums
    ``v_g s_g - S_g M sum_h v_h s_h``; the statistic is the estimate over the clustered error.
    With v = 1 that is the t statistic of least squares itself; for other families it is the one
    of one Newton step from the restricted estimate, a score test's. p is the share of draws
    whose statistic is at least as large in absolute value, the observed one counted as a draw.

    10 to 12 clusters: all sign patterns; more: signs by chance; fewer: Webb's six points.

    References
    ----------
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, 414-427; Kline and
    Santos (2012), Journal of Econometric Methods 1, 23-41; Webb (2023), Canadian Journal of
    Economics 56, 839-858; Roodman, MacKinnon, Nielsen and Webb (2019), Stata Journal 19,
    4-60 (sums by cluster).
    """
    clusters = len(sums.scores)
    row = sums.bread[place]
    own = sums.scores @ row
    lost = (sums.information @ row) @ sums.bread @ sums.scores.T
    residual = np.diag(own) - lost
    observed = float(_statistics(np.ones((1, clusters)), own, residual)[0])
    weights, name = _weights(clusters, rng, draws)
    at_least = abs(observed) * (1.0 - EQUAL)
    hits = sum(
        int((np.abs(_statistics(weights[i : i + BLOCK_DRAWS], own, residual)) >= at_least).sum())
        for i in range(0, len(weights), BLOCK_DRAWS)
    )
    if name == "rademacher_all":  # the observed one is among the patterns
        return WildTest(observed, hits / len(weights), len(weights), name)
    return WildTest(observed, (hits + 1) / (len(weights) + 1), len(weights), name)


def _statistics(
    weights: NDArray[np.float64], own: NDArray[np.float64], residual: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (draws,) estimate over error; the small-sample factor is the same in all."""
    errors = np.sqrt(((weights @ residual.T) ** 2).sum(axis=1))
    estimates = weights @ own
    return np.asarray(
        np.divide(estimates, errors, out=np.full(len(weights), np.inf), where=errors > 0),
        dtype=np.float64,
    )


def _weights(
    clusters: int, rng: np.random.Generator, draws: int
) -> tuple[NDArray[np.float64], str]:
    if clusters < WEBB_CLUSTERS:
        points = np.concatenate([-WEBB, WEBB])
        return np.asarray(rng.choice(points, (draws, clusters)), dtype=np.float64), "webb"
    if clusters <= ENUMERATED_CLUSTERS:
        patterns = np.arange(2**clusters)[:, None] >> np.arange(clusters)
        return np.asarray(1.0 - 2.0 * (patterns & 1), dtype=np.float64), "rademacher_all"
    return rng.choice([-1.0, 1.0], (draws, clusters)), "rademacher"
