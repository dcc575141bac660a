"""Covariances that allow for contacts of one agent resembling each other."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FEW_CLUSTERS = 30  # below it the sandwich is known to be too narrow


class ErrorDefinition(StrEnum):
    """Which small-sample factor the clustered sandwich carries.

    ``clustered_g_n_k`` is G/(G-1) x (N-1)/(N-K), as Stata's and statsmodels' least squares and
    statsmodels' Logit; ``clustered_g`` is G/(G-1), the default of R's ``sandwich::vcovCL`` for
    ``glm`` (type HC0).
    """

    CLUSTERED_G_N_K = "clustered_g_n_k"
    CLUSTERED_G = "clustered_g"


def small_sample_factor(rows: int, columns: int, clusters: int, errors: ErrorDefinition) -> float:
    """Return the factor on the clustered sandwich, >= 1; clusters >= 2."""
    factor = clusters / (clusters - 1)
    if errors is ErrorDefinition.CLUSTERED_G_N_K:
        factor *= (rows - 1) / (rows - columns)
    return factor


def cluster_sums(
    matrix: NDArray[np.float64], weights: NDArray[np.float64], clusters: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the (G, k) sums of ``weights_i matrix_ij`` over the rows of each cluster.

    One pass a column, so that no second matrix of the rows' size is made.
    """
    groups = int(clusters.max()) + 1
    sums = np.empty((groups, matrix.shape[1]))
    for j in range(matrix.shape[1]):
        sums[:, j] = np.bincount(clusters, weights * matrix[:, j], groups)
    return sums


def sandwich(
    bread: NDArray[np.float64], scores: NDArray[np.float64], factor: float
) -> NDArray[np.float64]:
    """Return ``factor x B (S' S) B``: the clustered covariance.

    Parameters
    ----------
    bread
        (k, k) inverse of the negative Hessian.
    scores
        (G, k) score sums of the clusters.

    References
    ----------
    Liang and Zeger (1986), Biometrika 73, equation 2; Cameron and Miller (2015), Journal of
    Human Resources 50, section II.
    """
    return factor * (bread @ (scores.T @ scores) @ bread)
