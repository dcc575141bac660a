"""Covariances that allow for contacts of one agent resembling each other.

The sandwich by name: which error definition means which formula. Two cluster columns are joined
in :mod:`engine.evidence.two_way`, few clusters are met in :mod:`engine.evidence.bias_reduced`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import ErrorDefinition
from engine.domain.texts import Finding, Sentence
from engine.errors import InputError, MethodError
from engine.evidence.bias_reduced import BiasReduced, bias_reduced
from engine.evidence.two_way import intersection, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.evidence.design import Clustering

FEW_CLUSTERS = 30  # below it the sandwich is known to be too narrow
LEAST_CLUSTERS = 2
BLOCK_ROWS = 65_536  # rows weighed at once: no second matrix of the data's size


@dataclass(frozen=True, slots=True, eq=False)
class RobustCovariance:
    """A covariance of coefficients and the degrees of freedom of its t tests.

    Parameters
    ----------
    covariance
        (k, k), symmetric and positive semi-definite.
    degrees
        Of one t test: clusters - 1 (two-way: of the column with fewest), inf for rows taken as
        independent (least squares puts rows - columns there), for ``cr2`` the smallest of
        ``coefficient_degrees`` that is not 0.
    coefficient_degrees
        (k,) Satterthwaite's, for ``cr2`` (0: rests on one cluster alone); else None.
    findings
        A two-way sandwich that had to be made positive semi-definite.
    """

    covariance: NDArray[np.float64]
    degrees: float
    coefficient_degrees: NDArray[np.float64] | None = None
    findings: tuple[Finding, ...] = ()


def robust_covariance(  # noqa: PLR0913 (the parts of a sandwich; one object would only rename them)
    bread: NDArray[np.float64],
    matrix: NDArray[np.float64],
    score: NDArray[np.float64],
    information: NDArray[np.float64],
    clusterings: "Sequence[Clustering]",
    errors: ErrorDefinition,
    contacts: int,
) -> RobustCovariance:
    """Return the covariance of coefficients as an error definition says.

    Parameters
    ----------
    bread
        (k, k) inverse of ``X' diag(information) X``.
    matrix
        (n, k) X; the coordinates of bread, matrix and answer are the same.
    score
        (n,) u: the score of row i is ``u_i x_i``.
    information
        (n,) working weights, >= 0; ones for least squares.
    clusterings
        None, one or two; those of ``hc0``, ``hc1`` and ``model`` are not looked at.
    contacts
        N of the small-sample factors.

    Raises
    ------
    InputError
        ``evidence.errors_need_cluster`` where the definition needs a cluster column and there
        is none; ``evidence.cr2_two_way`` where ``cr2`` meets two.
    MethodError
        ``evidence.one_cluster``.

    Notes
    -----
    ``model``: B. ``hc0``: ``B (sum u_i^2 x_i x_i') B``; ``hc1``: times N/(N - K). Two-way: each
    part with the factor of its own number of clusters, as in R's ``vcovCL(cluster = ~ a + b)``
    and statsmodels' ``cov_cluster_2groups``; it reproduces Petersen's 0.0536.

    References
    ----------
    White (1980), Econometrica 48, theorem 1; MacKinnon and White (1985), Journal of
    Econometrics 29, equation 7; Liang and Zeger (1986), Biometrika 73, equation 2.
    """
    rows = (matrix, score)
    match errors:
        case ErrorDefinition.MODEL:
            return RobustCovariance(bread, np.inf)
        case ErrorDefinition.HC0 | ErrorDefinition.HC1:
            columns = matrix.shape[1]
            factor = contacts / (contacts - columns) if errors is ErrorDefinition.HC1 else 1.0
            return RobustCovariance(factor * _white(bread, *rows), np.inf)
        case ErrorDefinition.CR2:
            only = _only(clusterings, errors)
            return _bias_reduced(bias_reduced(*rows, information, only.codes, range(len(bread))))
        case ErrorDefinition.CLUSTERED_G | ErrorDefinition.CLUSTERED_G_N_K:
            return _clustered(bread, rows, clusterings, errors, contacts)


def _bias_reduced(few: BiasReduced) -> RobustCovariance:
    known = few.degrees[few.degrees > 0]
    least = float(known.min()) if known.size else 0.0
    return RobustCovariance(few.covariance, least, few.degrees)


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
    # The influences first: bread times meat would lose twice the digits where a column lies far
    # from 0, as order numbers do.
    influences = scores @ bread
    return factor * (influences.T @ influences)


def _clustered(
    bread: NDArray[np.float64],
    rows: tuple[NDArray[np.float64], NDArray[np.float64]],
    clusterings: "Sequence[Clustering]",
    errors: ErrorDefinition,
    contacts: int,
) -> RobustCovariance:
    groups = [_checked(each) for each in clusterings]
    if not groups:
        raise InputError("evidence.errors_need_cluster", errors=errors.value)

    def one(codes: NDArray[np.int64]) -> NDArray[np.float64]:
        scores = cluster_sums(*rows, codes)
        factor = small_sample_factor(contacts, len(bread), len(scores), errors)
        return sandwich(bread, scores, factor)

    degrees = min(len(each.labels) for each in groups) - 1
    if len(groups) == 1:
        return RobustCovariance(one(groups[0].codes), degrees)
    first, second = groups
    covariance, moved = joined(
        one(first.codes), one(second.codes), one(intersection(first.codes, second.codes))
    )
    findings = (_clipped(first.column, second.column),) if moved else ()
    return RobustCovariance(covariance, degrees, findings=findings)


def _only(clusterings: "Sequence[Clustering]", errors: ErrorDefinition) -> "Clustering":
    if not clusterings:
        raise InputError("evidence.errors_need_cluster", errors=errors.value)
    if len(clusterings) > 1:
        first, second = (each.column for each in clusterings)
        raise InputError("evidence.cr2_two_way", first=first, second=second)
    return _checked(clusterings[0])


def _checked(clustering: "Clustering") -> "Clustering":
    if len(clustering.labels) < LEAST_CLUSTERS:
        label = clustering.labels[0]
        raise MethodError("evidence.one_cluster", cluster=clustering.column, label=label)
    return clustering


def _white(
    bread: NDArray[np.float64], matrix: NDArray[np.float64], score: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return ``B (sum u_i^2 x_i x_i') B``, block by block."""
    covariance = np.zeros_like(bread)
    for start in range(0, len(score), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        influences = (matrix[rows] @ bread) * score[rows, None]
        covariance += influences.T @ influences
    return covariance


def _clipped(first: str, second: str) -> Finding:
    values = {"first": first, "second": second}
    return Finding("caution", Sentence("finding.evidence.two_way_clipped", values))
