"""Importances that need no lattice: betasq, Pratt, Genizi (Johnson) and CAR scores.

All from the correlations of single predictors with each other and with the outcome, after the
columns that are always in have been taken out. Pratt's, Genizi's and the CAR scores add up to
the R2; the others do so only where the predictors are uncorrelated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SINGULAR = 1e-12  # of the largest eigenvalue: below it a direction has no spread


@dataclass(frozen=True, slots=True, eq=False)
class RelativeWeights:
    """Parts of the R2 of p predictors, each (p,): ``pratt`` may be negative."""

    betasq: Floats
    pratt: Floats
    genizi: Floats
    car: Floats


def relative_weights(correlations: Floats, with_outcome: Floats) -> RelativeWeights:
    """Return the importances of predictors by their correlations.

    Parameters
    ----------
    correlations
        (p, p), positive semidefinite: a direction without spread, as a resample of few clusters
        may have, carries nothing.
    with_outcome
        (p,) correlations with the outcome.

    Notes
    -----
    With ``R = correlations`` and ``G = R^(1/2)``: the orthogonal variables nearest to the
    predictors have correlations ``v = G^-1 r`` with the outcome. Genizi's share of predictor j
    is ``sum_k G_jk^2 v_k^2``, found again by Johnson as the relative weight; the CAR score is
    ``v_j^2``; Pratt's ``beta_j r_j``.

    References
    ----------
    Genizi (1993), Statistica Sinica 3, 407-420; Johnson (2000), Multivariate Behavioral
    Research 35, 1-19; Zuber and Strimmer (2011), Statistical Applications in Genetics and
    Molecular Biology 10, 34; Pratt (1987), Second International Tampere Conference, 245-260.
    """
    eigenvalues, vectors = np.linalg.eigh(correlations)
    spread = eigenvalues > SINGULAR * eigenvalues[-1]
    eigenvalues, vectors = eigenvalues[spread], vectors[:, spread]
    roots = np.sqrt(eigenvalues)
    root = (vectors * roots) @ vectors.T
    nearest = (vectors / roots) @ vectors.T @ with_outcome
    beta = (vectors / eigenvalues) @ vectors.T @ with_outcome
    return RelativeWeights(
        betasq=beta**2,
        pratt=beta * with_outcome,
        genizi=root**2 @ nearest**2,
        car=nearest**2,
    )
