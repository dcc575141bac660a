"""How consistent complete judgements are; what to ask again is left to ``ahp.revisions``."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.ahp.judgement_checks import checked_judgements, checked_stack
from engine.ahp.perron import perron, row_means
from engine.ahp.random_index import DEFAULT, FIRST, random_index_table
from engine.domain.judgements import JudgementMatrix

CUSTOMARY_LIMIT = 0.10  # Saaty (1980)
SAME_RATIO = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class BatchConsistency:
    """How consistent each matrix of a stack is.

    ``weights`` (..., n) are the principal eigenvectors, found on the way; ``lambda_max``,
    ``consistency_index``, ``consistency_ratio`` and ``gci``, the geometric consistency index,
    are (...) each. The last three are >= 0, and 0 for n < 3 by definition.
    """

    weights: NDArray[np.float64]
    lambda_max: NDArray[np.float64]
    consistency_index: NDArray[np.float64]
    consistency_ratio: NDArray[np.float64]
    gci: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Revision:
    """A judgement worth asking again.

    ``stated`` is the respondent's ratio of ``first`` to ``second``; ``implied`` what the other
    judgements imply; ``suggested`` the scale value nearest to that; ``ratio_after`` the
    consistency ratio if the respondent agreed.
    """

    first: str
    second: str
    stated: float
    implied: float
    suggested: float
    ratio_after: float


def consistency_of(values: NDArray[np.float64], random_index: str = DEFAULT) -> BatchConsistency:
    """Return weights and consistency of a stack of complete judgement matrices.

    Parameters
    ----------
    values
        (..., n, n), each complete, positive, reciprocal within 1e-9.
    random_index
        One of ``engine.ahp.random_index.RANDOM_INDICES``.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_stack` and
        :func:`engine.ahp.random_index.random_index_table`.

    Examples
    --------
    >>> import numpy as np
    >>> consistency_of(np.ones((2, 4, 4))).consistency_ratio.tolist()
    [0.0, 0.0]
    """
    stack = checked_stack(values)
    divisor = random_index_table(random_index).value(stack.shape[-1])
    weights, lambda_max = perron(stack)
    index = _consistency_indices(lambda_max, stack.shape[-1])
    return BatchConsistency(
        weights, lambda_max, index, _ratios(index, divisor), _geometric_consistency_indices(stack)
    )


def consistency_ratio(values: NDArray[np.float64], random_index: str = DEFAULT) -> float:
    """Return the consistency ratio of a complete judgement matrix.

    Parameters
    ----------
    values
        (n, n), complete, positive, reciprocal within 1e-9.
    random_index
        One of ``engine.ahp.random_index.RANDOM_INDICES``.

    Returns
    -------
    float
        >= 0; 0.10 is Saaty's customary limit. 0 for n < 3 by definition: such a matrix cannot
        contradict itself.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_judgements` and
        :func:`engine.ahp.random_index.random_index_table`.

    Notes
    -----
    CR = CI / RI with CI = (lambda_max - n) / (n - 1).
    """
    return float(consistency_of(checked_judgements(values), random_index).consistency_ratio)


def consistency_index(lambda_max: float, items: int) -> float:
    """Return Saaty's consistency index (lambda_max - n) / (n - 1), >= 0; 0 for n < 3.

    lambda_max >= n holds for every reciprocal matrix, so a negative index is rounding and is
    returned as 0.
    """
    return float(_consistency_indices(np.array(lambda_max), items))


def geometric_consistency_index(values: NDArray[np.float64]) -> float:
    """Return the geometric consistency index: the mean squared log error of judgement.

    Notes
    -----
    GCI = 2 / ((n - 1)(n - 2)) * sum over i < j of ln(a_ij w_j / w_i) ** 2, with w the row
    geometric means; 0 for n < 3.

    References
    ----------
    Aguaron, J., Moreno-Jimenez, J. M. (2003), The geometric consistency index: approximated
    thresholds, EJOR 147, 137-145.
    """
    return float(_geometric_consistency_indices(checked_judgements(values)))


def geometric_consistency_limit(items: int) -> float:
    """Return the GCI that corresponds to CR = 0.10: Aguaron and Moreno-Jimenez (2003)."""
    return _GCI_LIMITS.get(items, _GCI_LIMIT_OF_MORE)


_GCI_LIMITS = {3: 0.3147, 4: 0.3526}
_GCI_LIMIT_OF_MORE = 0.370


def error_ratios(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return max(e, 1/e) of each judgement, e_ij = a_ij w_j / w_i: (n, n), >= 1, 1 if exact."""
    errors = values * weights[None, :] / weights[:, None]
    return np.maximum(errors, 1 / errors)


def circular_triads(matrix: JudgementMatrix) -> tuple[tuple[str, str, str], ...]:
    """Return the triads where a beats b, b beats c and c beats a, each begun by its first item.

    A pair without an answer or judged equal makes no circle.

    References
    ----------
    Kendall, M. G., Babington Smith, B. (1940), On the method of paired comparisons, Biometrika
    31, 324-345.
    """
    beats = matrix.values > 1 + SAME_RATIO
    circles = []
    for a, b, c in combinations(range(len(matrix.items)), 3):
        if beats[a, b] and beats[b, c] and beats[c, a]:
            circles.append((a, b, c))
        elif beats[a, c] and beats[c, b] and beats[b, a]:
            circles.append((a, c, b))
    names = matrix.items
    return tuple((names[a], names[b], names[c]) for a, b, c in circles)


def _consistency_indices(lambda_max: NDArray[np.float64], items: int) -> NDArray[np.float64]:
    if items < FIRST:
        return np.zeros_like(lambda_max)
    return np.maximum(0.0, (lambda_max - items) / (items - 1))


def _ratios(index: NDArray[np.float64], divisor: float) -> NDArray[np.float64]:
    return index / divisor if divisor else np.zeros_like(index)


def _geometric_consistency_indices(values: NDArray[np.float64]) -> NDArray[np.float64]:
    n = values.shape[-1]
    if n < FIRST:
        return np.zeros(values.shape[:-2])
    logs = np.log(values)
    means = row_means(logs)
    log_errors = logs - means[..., :, None] + means[..., None, :]
    # every pair stands in the sum twice, which cancels the formula's 2
    squares = np.einsum("...ij,...ij->...", log_errors, log_errors)
    return np.asarray(squares / ((n - 1) * (n - 2)), dtype=np.float64)
