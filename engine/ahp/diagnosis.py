"""Everything one judgement matrix tells: weights, consistency, circles, what to ask again."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ahp.consistency import (
    Revision,
    circular_triads,
    consistency_index,
    error_ratios,
    geometric_consistency_index,
    revisions,
)
from engine.ahp.gaps import completed
from engine.ahp.priorities import Method, priorities
from engine.ahp.random_index import DEFAULT, random_index_table
from engine.domain.judgements import JudgementMatrix

SAME_WEIGHT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """What one judgement matrix says, by a named method and against a named random index.

    ``consistency_index``, ``consistency_ratio`` and ``geometric_consistency_index`` are None
    when the respondent left gaps: filled pairs agree with the rest by construction, so that any
    ratio of the completed matrix would flatter. ``lambda_max`` is the completed matrix's.
    ``methods_disagree`` says whether two of the three methods order some pair of items
    differently.
    """

    items: tuple[str, ...]
    method: Method
    weights: NDArray[np.float64]
    lambda_max: float
    consistency_index: float | None
    consistency_ratio: float | None
    geometric_consistency_index: float | None
    random_index_name: str
    random_index: float
    circular_triads: tuple[tuple[str, str, str], ...]
    revise: tuple[Revision, ...]
    error_ratios: NDArray[np.float64]
    completed: NDArray[np.float64]
    filled: tuple[tuple[str, str], ...]
    methods_disagree: bool


def diagnose(
    matrix: JudgementMatrix,
    method: Method = Method.EIGENVECTOR,
    random_index: str = DEFAULT,
) -> Diagnosis:
    """Return the diagnosis of one judgement matrix, with or without gaps.

    Notes
    -----
    ``lambda_max`` and the consistency index belong to the method asked for (for the means, the
    mean of (A w)_i / w_i), as published tables print them; the ratio follows from that index.

    Raises
    ------
    InputError
        As :func:`engine.ahp.consistency.consistency_ratio`.
    MethodError
        ``ahp.unconnected`` when the answers do not link all items.
    """
    whole = completed(matrix)
    values = whole.matrix.values
    found = priorities(values, method)
    table = random_index_table(random_index)
    n = len(matrix.items)
    divisor = table.value(n)
    index = consistency_index(found.lambda_max, n)
    ratio = index / divisor if divisor else 0.0
    gci = geometric_consistency_index(values)
    is_complete = matrix.is_complete
    return Diagnosis(
        items=matrix.items,
        method=method,
        weights=found.weights,
        lambda_max=found.lambda_max,
        consistency_index=index if is_complete else None,
        consistency_ratio=ratio if is_complete else None,
        geometric_consistency_index=gci if is_complete else None,
        random_index_name=table.name,
        random_index=divisor,
        circular_triads=circular_triads(matrix),
        revise=revisions(matrix, random_index) if is_complete else (),
        error_ratios=error_ratios(values, found.weights),
        completed=values,
        filled=whole.filled,
        methods_disagree=methods_disagree(values),
    )


def methods_disagree(values: NDArray[np.float64]) -> bool:
    """Return whether two of the three methods order some pair of items differently.

    Parameters
    ----------
    values
        (n, n), complete. Items within 1e-9 of each other are tied, and a tie disagrees with
        nothing.
    """
    weights = np.array([priorities(values, method).weights for method in Method])
    differences = weights[:, :, None] - weights[:, None, :]
    above = (differences > SAME_WEIGHT).any(axis=0)
    return bool((above & above.T).any())
