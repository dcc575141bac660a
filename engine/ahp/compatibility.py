"""How far the group's weights are from what each respondent answered: GCOMPI and violations."""

import numpy as np
from numpy.typing import NDArray

from engine.ahp.random_index import FIRST
from engine.ahp.voices import voice_shares
from engine.errors import InputError

SAME = 1e-9  # of logarithms: closer weights are tied, a judgement closer to 1 says equal


def geometric_compatibility(
    matrices: NDArray[np.float64],
    group_weights: NDArray[np.float64],
    respondent_weights: NDArray[np.float64],
) -> float | None:
    """Return the geometric compatibility index (GCOMPI) of the group's weights with the panel.

    Parameters
    ----------
    matrices
        (k, n, n): each respondent's judgement matrix; nan where a pair was not answered.
    group_weights
        (n,), positive; any scale.
    respondent_weights
        (k,), >= 0. Who has weight 0 or answered no pair is left out.

    Returns
    -------
    float or None
        >= 0, 0 when the weights say exactly what everybody answered: the mean of
        :func:`respondent_compatibility`. None below three items, where the index is not
        defined, and when nobody is left.

    Raises
    ------
    InputError
        ``group.compatibility_shape`` when the three do not fit each other;
        ``group.judgements_not_positive`` and ``group.group_weights`` for a judgement or weight
        that is not a positive number; as :func:`engine.ahp.voices.voice_shares`.

    References
    ----------
    Escobar, M. T., Aguaron, J., Moreno-Jimenez, J. M. (2015), Some extensions of the precise
    consistency consensus matrix, Decision Support Systems 74, 67-77. Aguaron, J., Escobar, M. T.,
    Moreno-Jimenez, J. M., Turon, A. (2019), AHP-group decision making based on consistency,
    Mathematics 7(3), 242.
    """
    return _mean(respondent_compatibility(matrices, group_weights), respondent_weights)


def priority_violations(
    matrices: NDArray[np.float64],
    group_weights: NDArray[np.float64],
    respondent_weights: NDArray[np.float64],
) -> float | None:
    """Return the priority violation number (PVN): how much of the panel's order is reversed.

    Parameters, errors and references as :func:`geometric_compatibility`.

    Returns
    -------
    float or None
        The mean of :func:`respondent_violations`: 0 when the group orders every pair as
        everybody answered it, n / (n - 2) when it reverses all of them. None below three items,
        and when nobody is left.
    """
    return _mean(respondent_violations(matrices, group_weights), respondent_weights)


def respondent_compatibility(
    matrices: NDArray[np.float64], group_weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each respondent's GCOMPI: (k,), nan below three items or without an answer.

    Raises
    ------
    InputError
        As :func:`geometric_compatibility`.

    Notes
    -----
    2 / ((n - 1)(n - 2)) * sum over i < j of ln(a_ij w_j / w_i) ** 2, with a the respondent's
    judgements and w the group's weights: the geometric consistency index with the group's
    weights in the place of the respondent's own. A respondent with gaps is measured on the
    pairs answered, scaled up to all pairs.
    """
    logs, differences = _compared(matrices, group_weights)
    return _scaled((logs - differences) ** 2, np.isnan(logs))


def respondent_violations(
    matrices: NDArray[np.float64], group_weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each respondent's PVN: (k,), nan below three items or without an answer.

    Raises
    ------
    InputError
        As :func:`geometric_compatibility`.

    Notes
    -----
    2 / ((n - 1)(n - 2)) * sum over i < j of I_ij: 1 when the respondent judged one item
    greater and the group weighs it less; 1/2 when just one of the two holds them equal; else 0.
    The divisor is that of the GCI, not the number of pairs. A respondent with gaps is measured
    on the pairs answered, scaled up to all pairs.
    """
    logs, differences = _compared(matrices, group_weights)
    judged, weighed = _sign(logs), _sign(differences)
    return _scaled(np.abs(judged - weighed) / 2, np.isnan(logs))


def _compared(
    matrices: NDArray[np.float64], group_weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the pairs' log judgements (k, pairs) and the group's log ratios (pairs,)."""
    n = len(group_weights)
    if group_weights.ndim != 1 or matrices.ndim != 3 or matrices.shape[1:] != (n, n):  # noqa: PLR2004 a stack of matrices
        raise InputError(
            "group.compatibility_shape",
            matrices=str(matrices.shape),
            weights=str(group_weights.shape),
        )
    if ((matrices <= 0) | np.isinf(matrices)).any():
        raise InputError("group.judgements_not_positive")
    if not ((group_weights > 0) & np.isfinite(group_weights)).all():
        raise InputError("group.group_weights", weights=str(group_weights.tolist()))
    rows, columns = np.triu_indices(n, 1)
    log_weights = np.log(group_weights)
    return np.log(matrices[:, rows, columns]), log_weights[rows] - log_weights[columns]


def _sign(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.abs(logs) <= SAME, 0.0, np.sign(logs))


def _scaled(terms: NDArray[np.float64], gaps: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return each row's mean over its answered pairs times n / (n - 2).

    There are n (n - 1) / 2 pairs, so that without gaps this is 2 / ((n - 1)(n - 2)) of the sum.
    """
    n = round((1 + np.sqrt(1 + 8 * gaps.shape[1])) / 2)
    answered = (~gaps).sum(axis=1)
    found = np.full(len(terms), np.nan)
    if n >= FIRST:
        sums = np.where(gaps, 0.0, terms).sum(axis=1)
        np.divide(sums * n, answered * (n - 2), out=found, where=answered > 0)
    return found


def _mean(values: NDArray[np.float64], respondent_weights: NDArray[np.float64]) -> float | None:
    shares = voice_shares(respondent_weights, len(values))
    heard = ~np.isnan(values) & (shares > 0)
    if not heard.any():
        return None
    return float(np.average(values[heard], weights=shares[heard]))
