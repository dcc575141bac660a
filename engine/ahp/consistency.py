"""How consistent judgements are, and which of them to ask again first."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.ahp.priorities import (
    checked_judgements,
    perron,
    principal_eigenvector,
    row_geometric_means,
)
from engine.ahp.random_index import DEFAULT, FIRST, RANDOM_INDICES, random_index_table
from engine.ahp.scales import nearest_scale_value
from engine.domain.judgements import JudgementMatrix

__all__ = [
    "CUSTOMARY_LIMIT",
    "RANDOM_INDICES",
    "Revision",
    "circular_triads",
    "consistency_index",
    "consistency_ratio",
    "error_ratios",
    "geometric_consistency_index",
    "geometric_consistency_limit",
    "implied_by_the_others",
    "revisions",
]

CUSTOMARY_LIMIT = 0.10  # Saaty (1980)
SAME_RATIO = 1e-9


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


def consistency_ratio(values: NDArray[np.float64], random_index: str = DEFAULT) -> float:
    """Return the consistency ratio of a complete judgement matrix.

    Parameters
    ----------
    values
        (n, n), complete, positive, reciprocal within 1e-9.
    random_index
        One of ``RANDOM_INDICES``.

    Returns
    -------
    float
        >= 0; 0.10 is Saaty's customary limit. 0 for n < 3 by definition: such a matrix cannot
        contradict itself.

    Raises
    ------
    InputError
        See :func:`engine.ahp.priorities.checked_judgements` and
        :func:`engine.ahp.random_index.random_index_table`.

    Notes
    -----
    CR = CI / RI with CI = (lambda_max - n) / (n - 1).
    """
    table = random_index_table(random_index)
    lambda_max = principal_eigenvector(values).lambda_max
    return _ratio(consistency_index(lambda_max, len(values)), table.value(len(values)))


def consistency_index(lambda_max: float, items: int) -> float:
    """Return Saaty's consistency index (lambda_max - n) / (n - 1), >= 0; 0 for n < 3.

    lambda_max >= n holds for every reciprocal matrix, so a negative index is rounding and is
    returned as 0.
    """
    if items < FIRST:
        return 0.0
    return max(0.0, (lambda_max - items) / (items - 1))


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
    n = len(checked_judgements(values))
    if n < FIRST:
        return 0.0
    log_errors = np.log(_relative_errors(values, row_geometric_means(values)))
    return float((np.triu(log_errors, 1) ** 2).sum() * 2 / ((n - 1) * (n - 2)))


def geometric_consistency_limit(items: int) -> float:
    """Return the GCI that corresponds to CR = 0.10: Aguaron and Moreno-Jimenez (2003)."""
    return _GCI_LIMITS.get(items, _GCI_LIMIT_OF_MORE)


_GCI_LIMITS = {3: 0.3147, 4: 0.3526}
_GCI_LIMIT_OF_MORE = 0.370


def error_ratios(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return max(e, 1/e) of each judgement, e_ij = a_ij w_j / w_i: (n, n), >= 1, 1 if exact."""
    errors = _relative_errors(values, weights)
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


def implied_by_the_others(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the other judgements imply about each pair: (n, n), n >= 3.

    Notes
    -----
    The geometric mean over the n - 2 detours i -> k -> j of a_ik a_kj, which is the
    log-least-squares estimate from all judgements but the pair's own.
    """
    logs = np.log(values)
    n = len(values)
    # the detours over k = i and k = j are the judgement itself, once each
    detours = logs.sum(axis=1)[:, None] + logs.sum(axis=0)[None, :] - 2 * logs
    return np.asarray(np.exp(detours / (n - 2)), dtype=np.float64)


def revisions(
    matrix: JudgementMatrix, random_index: str = DEFAULT, most: int = 3
) -> tuple[Revision, ...]:
    """Return the judgements to ask again first: those whose revision helps the ratio most.

    Parameters
    ----------
    matrix
        Complete.
    most
        How many at most; none is returned for a judgement that already stands at the scale
        value the others imply, nor one whose revision would not lower the ratio.

    Raises
    ------
    InputError
        As :func:`consistency_ratio`.
    """
    n = len(matrix.items)
    before = consistency_ratio(matrix.values, random_index)
    if n < FIRST or before <= SAME_RATIO:
        return ()
    implied = implied_by_the_others(matrix.values)
    suggested = nearest_scale_value(implied)
    rows, columns = np.triu_indices(n, 1)
    index = random_index_table(random_index).value(n)
    after = _ratios_after(matrix.values, suggested, index)
    order = [pair for pair in np.argsort(after, kind="stable") if after[pair] < before - SAME_RATIO]
    return tuple(
        Revision(
            first=matrix.items[rows[pair]],
            second=matrix.items[columns[pair]],
            stated=float(matrix.values[rows[pair], columns[pair]]),
            implied=float(implied[rows[pair], columns[pair]]),
            suggested=float(suggested[rows[pair], columns[pair]]),
            ratio_after=float(after[pair]),
        )
        for pair in order[:most]
    )


def _ratios_after(
    values: NDArray[np.float64], suggested: NDArray[np.float64], index: float
) -> NDArray[np.float64]:
    """Return the ratio after each single revision, in the order of ``np.triu_indices``."""
    rows, columns = np.triu_indices(len(values), 1)
    pairs = np.arange(len(rows))
    revised = np.repeat(values[None], len(pairs), axis=0)
    revised[pairs, rows, columns] = suggested[rows, columns]
    revised[pairs, columns, rows] = 1 / suggested[rows, columns]
    _, lambda_max = perron(revised)
    return np.array([_ratio(consistency_index(each, len(values)), index) for each in lambda_max])


def _relative_errors(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    return values * weights[None, :] / weights[:, None]


def _ratio(index: float, random: float) -> float:
    return index / random if random else 0.0
