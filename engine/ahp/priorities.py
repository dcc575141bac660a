"""Priorities of complete judgement matrices, by four methods; gaps are left to ``ahp.gaps``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.ahp.judgement_checks import checked_judgements, checked_stack
from engine.ahp.least_absolute import least_absolute_scores
from engine.ahp.perron import perron, row_geometric_means

Stack: TypeAlias = NDArray[np.float64]


class Method(StrEnum):
    """How priorities are found."""

    EIGENVECTOR = "eigenvector"
    GEOMETRIC_MEAN = "geometric-mean"
    COLUMN_MEAN = "column-mean"
    LEAST_ABSOLUTE = "least-absolute"


@dataclass(frozen=True, slots=True, eq=False)
class Priorities:
    """Weights of n items: (n,), positive, sum 1; ``lambda_max`` >= n; and the method used."""

    weights: NDArray[np.float64]
    lambda_max: float
    method: Method


def priorities(values: NDArray[np.float64], method: Method = Method.EIGENVECTOR) -> Priorities:
    """Return the priorities of a judgement matrix by the method asked for.

    Parameters
    ----------
    values
        (n, n), complete, positive, reciprocal within 1e-9.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_judgements`.
    """
    weights, lambda_max = _FORMULAS[method](checked_judgements(values))
    return Priorities(weights, float(lambda_max), method)


def batched_priorities(
    values: NDArray[np.float64], method: Method
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights (..., n), each sum 1, and lambda_max (...) of a stack of matrices.

    Parameters
    ----------
    values
        (..., n, n), each complete, positive, reciprocal within 1e-9.

    Returns
    -------
    tuple
        To rounding what :func:`priorities` gives for each matrix. For every method but the
        eigenvector, ``lambda_max`` is the mean over i of (A w)_i / w_i, as published tables of
        approximations print it.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_stack`.

    Notes
    -----
    Least absolute errors solve one linear programme for each matrix, some milliseconds each; the
    other three treat the whole stack at once.
    """
    return _FORMULAS[method](checked_stack(values))


def principal_eigenvector(values: NDArray[np.float64]) -> Priorities:
    """Return the principal eigenvector and eigenvalue of a judgement matrix.

    Parameters
    ----------
    values
        (n, n), complete, positive, reciprocal within 1e-9.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_judgements`.

    References
    ----------
    Saaty, T. L. (1990), How to make a decision, EJOR 48, 9-26.

    Examples
    --------
    >>> import numpy as np
    >>> principal_eigenvector(np.array([[1.0, 3.0], [1 / 3, 1.0]])).weights.round(6).tolist()
    [0.75, 0.25]
    """
    return priorities(values, Method.EIGENVECTOR)


def geometric_mean(values: NDArray[np.float64]) -> Priorities:
    """Return the row geometric means, scaled to sum 1: the log-least-squares priorities.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_judgements`.

    References
    ----------
    Crawford, G., Williams, C. (1985), J. Math. Psychology 29, 387-405.
    """
    return priorities(values, Method.GEOMETRIC_MEAN)


def column_mean(values: NDArray[np.float64]) -> Priorities:
    """Return the row means of the columns scaled to sum 1: the spreadsheet approximation.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_judgements`.
    """
    return priorities(values, Method.COLUMN_MEAN)


def least_absolute_errors(values: NDArray[np.float64]) -> Priorities:
    """Return the weights of least total absolute log error, made unique by least squares.

    Raises
    ------
    InputError
        See :func:`engine.ahp.judgement_checks.checked_judgements`.

    References
    ----------
    See :func:`engine.ahp.least_absolute.least_absolute_fit`, which also gives the total and
    takes gaps.
    """
    return priorities(values, Method.LEAST_ABSOLUTE)


def _by_geometric_means(values: Stack) -> tuple[Stack, Stack]:
    return _with_mean_growth(values, row_geometric_means(values))


def _by_column_means(values: Stack) -> tuple[Stack, Stack]:
    shares = values / values.sum(axis=-2, keepdims=True)
    return _with_mean_growth(values, shares.mean(axis=-1))


def _by_least_absolute_errors(values: Stack) -> tuple[Stack, Stack]:
    n = values.shape[-1]
    scores = [least_absolute_scores(logs)[0] for logs in np.log(values).reshape(-1, n, n)]
    weights = np.exp(np.array(scores).reshape(values.shape[:-1]))
    return _with_mean_growth(values, weights / weights.sum(axis=-1, keepdims=True))


def _with_mean_growth(values: Stack, weights: Stack) -> tuple[Stack, Stack]:
    grown = (values @ weights[..., None])[..., 0]
    return weights, (grown / weights).mean(axis=-1)


_FORMULAS: Mapping[Method, Callable[[Stack], tuple[Stack, Stack]]] = MappingProxyType(
    {
        Method.EIGENVECTOR: perron,
        Method.GEOMETRIC_MEAN: _by_geometric_means,
        Method.COLUMN_MEAN: _by_column_means,
        Method.LEAST_ABSOLUTE: _by_least_absolute_errors,
    }
)
