"""The logarithm of the principal eigenvalue as a convex function of the log judgements."""

from math import isqrt

import numpy as np
from numpy.typing import NDArray

from engine.ahp.perron import perron

Floats = NDArray[np.float64]


def matrices_of(log_judgements: Floats) -> Floats:
    """Return the judgement matrices (m, n, n) of log judgements (m, n (n - 1) / 2).

    The judgements above the diagonal stand row by row, as ``np.triu_indices(n, 1)`` counts them.
    """
    count, pairs = log_judgements.shape
    n = (1 + isqrt(1 + 8 * pairs)) // 2
    rows, columns = np.triu_indices(n, 1)
    logs = np.zeros((count, n, n))
    logs[:, rows, columns] = log_judgements
    logs[:, columns, rows] = -log_judgements
    return np.exp(logs)


def log_principal_eigenvalue(
    log_judgements: Floats, positions: NDArray[np.intp]
) -> tuple[Floats, Floats, Floats]:
    """Return ln lambda_max of judgement matrices, its gradient and second derivatives.

    Parameters
    ----------
    log_judgements
        (m, p) with p = n (n - 1) / 2, see :func:`matrices_of`.
    positions
        (m, k): the judgements of each matrix whose second derivatives are wanted.

    Returns
    -------
    tuple
        Values (m,), gradients (m, p), second derivatives (m, k, k).

    Raises
    ------
    InternalError
        As :func:`engine.ahp.perron.perron`.

    Notes
    -----
    ln lambda_max is convex in the logarithms of the entries of a positive matrix. Divided by
    lambda_max and rescaled by its principal eigenvector w, c_ij = a_ij w_j / (w_i lambda_max),
    the matrix becomes the transition matrix of a Markov chain. With pi its stationary shares, the
    derivative in ln a_ij (a_ji moving with it) is the net flow pi_i c_ij - pi_j c_ji. With Z the
    fundamental matrix (I - C + 1 pi)^-1, D_p the derivative of C in the p-th judgement and g the
    gradient, the second derivative is pi D_p Z D_q 1 + pi D_q Z D_p 1 - 3 g_p g_q, and on the
    diagonal the gross flow pi_i c_ij + pi_j c_ji besides.

    References
    ----------
    Kingman, J. F. C. (1961), A convexity property of positive matrices, Quarterly J. of
    Mathematics 12, 283-284: convexity. Deutsch, E., Neumann, M. (1984), Derivatives of the Perron
    root at an essentially nonnegative matrix and the group inverse of an M-matrix, J. Math.
    Analysis and Applications 102, 1-29: second derivatives. Kemeny, J. G., Snell, J. L. (1960),
    Finite Markov Chains: the fundamental matrix.
    """
    values = matrices_of(log_judgements)
    right, lambda_max = perron(values)
    chain = values * right[:, None, :] / (right[:, :, None] * lambda_max[:, None, None])
    unit = np.eye(values.shape[-1])
    # 1 (I - C + 1 1') = 1 - 1 C + n 1 and pi C = pi: the column sums of the inverse are pi
    shares = np.linalg.inv(unit - chain + 1).sum(axis=1)
    rows, columns = np.triu_indices(values.shape[-1], 1)
    flows = shares[:, :, None] * chain
    gradient = flows[:, rows, columns] - flows[:, columns, rows]
    bends = _second_derivatives(chain, shares, rows[positions], columns[positions])
    return np.log(lambda_max), gradient, bends


def _second_derivatives(
    chain: Floats, shares: Floats, i: NDArray[np.intp], j: NDArray[np.intp]
) -> Floats:
    """Return the second derivatives (m, k, k) for the judgements at rows and columns (m, k)."""
    unit = np.eye(chain.shape[-1])
    matrix = np.arange(len(chain))[:, None]
    c_ij, c_ji = chain[matrix, i, j], chain[matrix, j, i]
    there, back = shares[matrix, i] * c_ij, shares[matrix, j] * c_ji
    from_left = there[..., None] * unit[j] - back[..., None] * unit[i]
    to_right = c_ij[..., None] * unit[i] - c_ji[..., None] * unit[j]
    fundamental = np.linalg.inv(unit - chain + shares[:, None, :])
    crossed = from_left @ fundamental @ np.swapaxes(to_right, -1, -2)
    slopes = there - back
    own = (there + back)[..., None] * np.eye(i.shape[-1])
    products = 3 * slopes[:, :, None] * slopes[:, None, :]
    return np.asarray(crossed + np.swapaxes(crossed, -1, -2) + own - products, dtype=np.float64)
