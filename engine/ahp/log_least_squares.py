"""Log-least-squares weights of judgements with gaps, and what the graph of answers tells."""

import numpy as np
from numpy.typing import NDArray

# an eigenvalue of the Laplacian of n <= 30 linked items is 0 or above 3e-4 of the greatest
NO_EIGENVALUE = 1e-9
BRIDGE = 1e-9  # 1 - resistance below this is rounding: no detour runs round the pair


def log_least_squares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log-least-squares weights of judgements that link all items: (..., n), sum 1.

    Parameters
    ----------
    values
        (..., n, n), positive and reciprocal, nan where not answered; not checked here.

    Notes
    -----
    The weights minimise the sum over the answered pairs of (ln a_ij - ln w_i + ln w_j) ** 2. The
    normal equations are L y = r with L the Laplacian of the graph of answers and r_i the sum of
    the answered ln a_ij; L + 11'/n is regular and picks the solution of mean 0.

    References
    ----------
    Bozoki, S., Fulop, J., Ronyai, L. (2010), On optimal completion of incomplete pairwise
    comparison matrices, Mathematical and Computer Modelling 52, 318-333, section 4.
    """
    logs = np.nan_to_num(np.log(values))
    regular = laplacian(~np.isnan(values)) + 1 / values.shape[-1]
    solution = np.linalg.solve(regular, logs.sum(axis=-1)[..., None])[..., 0]
    weights = np.exp(solution - solution.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)


def laplacian(answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the Laplacians (..., n, n) of graphs of answers; their diagonals do not matter."""
    loops = np.eye(answered.shape[-1], dtype=np.bool_)
    links = (answered & ~loops).astype(np.float64)
    return np.asarray(loops * links.sum(axis=-1)[..., None] - links, dtype=np.float64)


def log_covariance(answered: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the covariance (n, n) of the log-least-squares log weights, error variance 1.

    It is the pseudo-inverse L+ of the Laplacian of the graph of answers, when their errors are
    independent and alike; within each group of items that answers link, it is that of the
    group's own weights.
    """
    inverse = np.linalg.pinv(laplacian(answered), rcond=NO_EIGENVALUE, hermitian=True)
    return np.asarray(inverse, dtype=np.float64)


def resistances(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variances (n, n) of the differences of pairs with this covariance (n, n).

    Notes
    -----
    R_ij = C_ii + C_jj - 2 C_ij. With the covariance of the log weights it is the resistance
    distance in the graph of answers, each answer a unit resistance; between items that no
    answers link it means nothing.

    References
    ----------
    Klein, D. J., Randic, M. (1993), Resistance distance, J. Mathematical Chemistry 12, 81-95.
    """
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own[None, :] - 2 * covariance, dtype=np.float64)


def implied_by_the_others(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what all other answers imply about each answered pair: (n, n), reciprocal.

    Parameters
    ----------
    values
        (n, n), with or without gaps; the answers link all items.

    Returns
    -------
    NDArray
        nan at a gap, and at a pair whose two items no other answers link.

    Notes
    -----
    The log-least-squares ratio from all answers but the pair's own. With e the pair's error in
    the fit of all answers and R its resistance, leaving it out moves the fitted logarithm by
    -e R / (1 - R), so that ln a_ij - e / (1 - R) remains. Without gaps R = 2 / n, and the ratio
    is the geometric mean over the n - 2 detours a_ik a_kj.
    """
    weights = log_least_squares(values)
    errors = np.log(values * weights / weights[:, None])
    detours = 1 - resistances(log_covariance(~np.isnan(values)))
    left_out = np.where(detours > BRIDGE, detours, np.nan)
    np.fill_diagonal(left_out, 1.0)
    return np.asarray(values * np.exp(-errors / left_out), dtype=np.float64)
