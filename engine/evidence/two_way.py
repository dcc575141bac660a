"""Errors clustered two ways at once: by agent and by day, say, where neither holds the other."""

import numpy as np
from numpy.typing import NDArray

NEGATIVE = 1e-12  # of the largest eigenvalue: below it rounding explains a negative one


def intersection(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n,) codes 0..G-1 of the pairs of clusters that occur.

    Parameters
    ----------
    first, second
        (n,) codes from 0.
    """
    pair = first.astype(np.int64) * (int(second.max()) + 1) + second
    return np.asarray(np.unique(pair, return_inverse=True)[1], dtype=np.int64)


def joined(
    first: NDArray[np.float64], second: NDArray[np.float64], both: NDArray[np.float64]
) -> tuple[NDArray[np.float64], bool]:
    """Return the two-way covariance ``V1 + V2 - V12``, and whether it had to be made one.

    A difference need not be positive semi-definite: negative eigenvalues are set to 0, which
    makes errors larger, never smaller.

    Parameters
    ----------
    first, second, both
        (k, k) covariances clustered by either column and by their intersection.

    References
    ----------
    Cameron, Gelbach and Miller (2011), Journal of Business and Economic Statistics 29,
    equation 2.11 and section 2.3 (eigenvalues).
    """
    summed = first + second - both
    # Unit diagonal first: an eigenvalue is small or not whatever the columns' units are.
    scale = np.sqrt(np.diag(first) + np.diag(second))
    scale = np.where(scale > 0, scale, 1.0)
    eigenvalues, vectors = np.linalg.eigh(summed / np.outer(scale, scale))
    if eigenvalues[0] >= -NEGATIVE * max(float(eigenvalues[-1]), NEGATIVE):
        return summed, False
    mended = (vectors * np.maximum(eigenvalues, 0.0)) @ vectors.T
    return np.asarray(mended * np.outer(scale, scale), dtype=np.float64), True
