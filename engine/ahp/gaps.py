"""Judgement matrices with gaps: what is connected, and what the answers given imply."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.completion import Completion, filled
from engine.ahp.priorities import Method, Priorities, priorities
from engine.domain.judgements import JudgementMatrix
from engine.errors import MethodError


@dataclass(frozen=True, slots=True, eq=False)
class Completed:
    """A judgement matrix without gaps; ``filled`` are the pairs that nobody answered.

    ``completion`` and ``rounded`` (to the scale 1/9 .. 9) say how they were filled.
    """

    matrix: JudgementMatrix
    filled: tuple[tuple[str, str], ...]
    completion: Completion
    rounded: bool


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


def connected_values(matrix: JudgementMatrix) -> NDArray[np.float64]:
    """Return the judgements, (n, n) with nan at the gaps, if they link all items.

    Raises
    ------
    MethodError
        ``ahp.unconnected`` naming the groups that no answer links: between them any ratio would
        be an invention.
    """
    groups = connected_groups(matrix)
    if len(groups) > 1:
        told = " | ".join(", ".join(group) for group in groups)
        raise MethodError("ahp.unconnected", groups=told)
    return matrix.values


def completed(
    matrix: JudgementMatrix,
    completion: Completion = Completion.MINIMUM_LAMBDA,
    *,
    rounded: bool = False,
) -> Completed:
    """Return the matrix with every gap filled by the ratio that the answers given imply.

    Parameters
    ----------
    matrix
        With or without gaps.
    rounded
        Whether a gap gets the nearest value of the scale 1/9 .. 9.

    Raises
    ------
    MethodError
        ``ahp.unconnected``, see :func:`connected_values`.

    Examples
    --------
    >>> import numpy as np
    >>> chain = np.array([[1, 2, np.nan], [1 / 2, 1, 3], [np.nan, 1 / 3, 1]])
    >>> whole = completed(JudgementMatrix(("a", "b", "c"), chain))
    >>> whole.matrix.values[0].round(9).tolist(), whole.filled
    ([1.0, 2.0, 6.0], (('a', 'c'),))
    """
    values = connected_values(matrix)
    whole = filled(values, completion, rounded=rounded)
    gaps = np.argwhere(np.triu(np.isnan(values), 1))
    pairs = tuple((matrix.items[row], matrix.items[column]) for row, column in gaps)
    return Completed(JudgementMatrix(matrix.items, whole), pairs, completion, rounded)


def own_priorities(
    matrix: JudgementMatrix,
    method: Method = Method.EIGENVECTOR,
    completion: Completion = Completion.MINIMUM_LAMBDA,
) -> Priorities:
    """Return a respondent's own priorities, from the completed matrix where there are gaps.

    ``lambda_max`` then describes the completed matrix, and is to be compared with the random
    index for as many gaps: see :mod:`engine.ahp.incomplete_index`.

    Raises
    ------
    MethodError
        As :func:`completed`.
    """
    return priorities(completed(matrix, completion).matrix.values, method)
