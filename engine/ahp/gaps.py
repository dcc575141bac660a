"""Judgement matrices with gaps: what is connected, and what the answers given imply."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.priorities import Method, Priorities, priorities
from engine.domain.judgements import JudgementMatrix
from engine.errors import MethodError


@dataclass(frozen=True, slots=True, eq=False)
class Completed:
    """A judgement matrix without gaps; ``filled`` are the pairs that nobody answered."""

    matrix: JudgementMatrix
    filled: tuple[tuple[str, str], ...]


def connected_groups(matrix: JudgementMatrix) -> tuple[tuple[str, ...], ...]:
    """Return the groups of items that answers link, directly or in a chain; one if connected."""
    linked = ~np.isnan(matrix.values)
    left = list(range(len(matrix.items)))
    groups = []
    while left:
        group, frontier = {left[0]}, {left[0]}
        while frontier:
            reached = linked[list(frontier)].any(axis=0)
            frontier = set(np.flatnonzero(reached).tolist()) - group
            group |= frontier
        groups.append(tuple(matrix.items[index] for index in sorted(group)))
        left = [index for index in left if index not in group]
    return tuple(groups)


def completed(matrix: JudgementMatrix) -> Completed:
    """Return the matrix with every gap filled by the ratio that the answers given imply.

    Parameters
    ----------
    matrix
        With or without gaps.

    Raises
    ------
    MethodError
        ``ahp.unconnected`` naming the groups that no answer links: between them any ratio would
        be an invention.

    Notes
    -----
    The weights w minimise the sum over the answered pairs of (ln a_ij - ln w_i + ln w_j) ** 2;
    a gap becomes w_i / w_j. The row geometric means of the completed matrix are w again.

    References
    ----------
    Bozoki, S., Fulop, J., Ronyai, L. (2010), On optimal completion of incomplete pairwise
    comparison matrices, Mathematical and Computer Modelling 52, 318-333.
    """
    groups = connected_groups(matrix)
    if len(groups) > 1:
        told = " | ".join(", ".join(group) for group in groups)
        raise MethodError("ahp.unconnected", groups=told)
    gaps = np.isnan(matrix.values)
    weights = log_least_squares(matrix.values)
    values = np.where(gaps, weights[:, None] / weights[None, :], matrix.values)
    filled = tuple(
        (matrix.items[row], matrix.items[column]) for row, column in np.argwhere(np.triu(gaps, 1))
    )
    return Completed(JudgementMatrix(matrix.items, values), filled)


def own_priorities(matrix: JudgementMatrix, method: Method = Method.EIGENVECTOR) -> Priorities:
    """Return a respondent's own priorities, from the completed matrix where there are gaps.

    ``lambda_max`` then describes the completed matrix; no consistency ratio is derived from it,
    because filled pairs agree with the rest by construction and would flatter the respondent.

    Raises
    ------
    MethodError
        As :func:`completed`.
    """
    return priorities(completed(matrix).matrix.values, method)


def log_least_squares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log-least-squares weights (n,), sum 1, of a connected matrix with gaps (nan).

    Notes
    -----
    The normal equations are L y = r with L the Laplacian of the graph of answers and r_i the
    sum of the answered ln a_ij; L + 11'/n is regular and picks the solution of mean 0.
    """
    answered = ~np.isnan(values)
    logs = np.where(answered, np.log(np.where(answered, values, 1.0)), 0.0)
    links = answered.astype(np.float64)
    laplacian = np.diag(links.sum(axis=1)) - links
    n = len(values)
    solution = np.linalg.solve(laplacian + np.full((n, n), 1 / n), logs.sum(axis=1))
    weights = np.exp(solution - solution.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)
