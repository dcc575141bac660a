"""Which judgements to ask again first, with or without gaps beside them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.ahp.completion import Completion, filled
from engine.ahp.consistency import Revision, consistency_index
from engine.ahp.gaps import connected_values
from engine.ahp.log_least_squares import implied_by_the_others
from engine.ahp.perron import perron
from engine.ahp.random_index import DEFAULT, random_index_table
from engine.ahp.scales import nearest_scale_value
from engine.domain.judgements import JudgementMatrix

SAME_RATIO = 1e-9


def revisions(
    matrix: JudgementMatrix,
    random_index: str = DEFAULT,
    completion: Completion = Completion.MINIMUM_LAMBDA,
    *,
    rounded: bool = False,
    most: int = 3,
) -> tuple[Revision, ...]:
    """Return the judgements to ask again first: those whose revision helps the ratio most.

    Parameters
    ----------
    matrix
        With or without gaps; these are filled anew after each revision.
    completion, rounded
        As :func:`engine.ahp.completion.filled`.
    most
        How many at most; none is returned for a judgement that already stands at the scale
        value the others imply, for one about which the others imply nothing, nor for one whose
        revision would not lower the ratio.

    Raises
    ------
    InputError
        As :func:`engine.ahp.random_index.random_index_table`.
    MethodError
        ``ahp.unconnected`` when the answers do not link all items.
    """
    values = connected_values(matrix)
    divisor = random_index_table(random_index).value(len(values), matrix.missing)
    if not divisor:
        return ()

    def ratios(stack: NDArray[np.float64]) -> NDArray[np.float64]:
        _, lambda_max = perron(filled(stack, completion, rounded=rounded))
        return np.array([consistency_index(each, len(values)) for each in lambda_max]) / divisor

    return _best(matrix, ratios, most)


def _best(
    matrix: JudgementMatrix, ratios: Callable[[NDArray[np.float64]], NDArray[np.float64]], most: int
) -> tuple[Revision, ...]:
    values = matrix.values
    implied = implied_by_the_others(values)
    rows, columns = np.nonzero(np.triu(~np.isnan(implied), 1))
    stated, implied = values[rows, columns], implied[rows, columns]
    suggested = nearest_scale_value(implied)
    revised = np.repeat(values[None], len(rows) + 1, axis=0)  # the last one stays as stated
    each = np.arange(len(rows))
    revised[each, rows, columns], revised[each, columns, rows] = suggested, 1 / suggested
    *after, before = ratios(revised).tolist()
    order = sorted((ratio, pair) for pair, ratio in enumerate(after) if ratio < before - SAME_RATIO)
    return tuple(
        Revision(
            first=matrix.items[rows[pair]],
            second=matrix.items[columns[pair]],
            stated=float(stated[pair]),
            implied=float(implied[pair]),
            suggested=float(suggested[pair]),
            ratio_after=ratio,
        )
        for ratio, pair in order[:most]
    )
