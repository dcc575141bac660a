"""Priorities of a complete judgement matrix, by three methods; gaps are left to ``ahp.gaps``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.domain.judgements import RECIPROCITY_TOLERANCE
from engine.errors import InputError, InternalError

CERTIFIED_SPREAD = 1e-13  # 30 products and sums of doubles lose at most 7e-15
MOST_SQUARINGS = 64  # 2 ** 64 power steps
LARGEST_RATIO = 1e9  # no respondent means more; keeps every product far from overflow


class Method(StrEnum):
    """How priorities are found."""

    EIGENVECTOR = "eigenvector"
    GEOMETRIC_MEAN = "geometric-mean"
    COLUMN_MEAN = "column-mean"


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
        See :func:`checked_judgements`.
    """
    return _METHODS[method](values)


def principal_eigenvector(values: NDArray[np.float64]) -> Priorities:
    """Return the principal eigenvector and eigenvalue of a judgement matrix.

    Parameters
    ----------
    values
        (n, n), complete, positive, reciprocal within 1e-9.

    Raises
    ------
    InputError
        See :func:`checked_judgements`.

    References
    ----------
    Saaty, T. L. (1990), How to make a decision, EJOR 48, 9-26.

    Examples
    --------
    >>> import numpy as np
    >>> principal_eigenvector(np.array([[1.0, 3.0], [1 / 3, 1.0]])).weights.round(6).tolist()
    [0.75, 0.25]
    """
    weights, lambda_max = perron(checked_judgements(values))
    return Priorities(weights, float(lambda_max), Method.EIGENVECTOR)


def geometric_mean(values: NDArray[np.float64]) -> Priorities:
    """Return the row geometric means, scaled to sum 1: the log-least-squares priorities.

    ``lambda_max`` is the mean of (A w)_i / w_i, as for every approximation of the eigenvector.

    Raises
    ------
    InputError
        See :func:`checked_judgements`.

    References
    ----------
    Crawford, G., Williams, C. (1985), J. Math. Psychology 29, 387-405.
    """
    complete = checked_judgements(values)
    return _with_mean_growth(complete, row_geometric_means(complete), Method.GEOMETRIC_MEAN)


def column_mean(values: NDArray[np.float64]) -> Priorities:
    """Return the row means of the columns scaled to sum 1: the spreadsheet approximation.

    Raises
    ------
    InputError
        See :func:`checked_judgements`.
    """
    complete = checked_judgements(values)
    return _with_mean_growth(
        complete, (complete / complete.sum(axis=0)).mean(axis=1), Method.COLUMN_MEAN
    )


def perron(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the principal eigenvectors (..., n), sum 1, and eigenvalues (...) of a stack.

    Parameters
    ----------
    values
        (..., n, n), every entry positive and finite; not checked here.

    Raises
    ------
    InternalError
        ``ahp.not_certified`` when the bounds on the eigenvalue do not close.

    Notes
    -----
    The matrix is first divided by the ratios of its row geometric means, which leaves the errors
    of judgement only (all ones when consistent). Its powers are taken by repeated squaring, which
    for positive matrices only adds and multiplies positive numbers and so never cancels. The
    answer is certified by the bounds of Collatz and Wielandt: min_i (B v)_i / v_i <= lambda_max
    <= max_i (B v)_i / v_i. A general eigenvalue solver was rejected: it is slower on a stack of
    small matrices and may return complex pairs that have to be sorted out.
    """
    scale = row_geometric_means(values)
    errors = values * scale[..., None, :] / scale[..., :, None]
    power = errors
    for _ in range(MOST_SQUARINGS):
        vector = power.sum(axis=-1)
        growth = (errors @ vector[..., None])[..., 0] / vector
        low, high = growth.min(axis=-1), growth.max(axis=-1)
        if bool((high - low <= CERTIFIED_SPREAD * high).all()):
            weights = scale * vector
            return weights / weights.sum(axis=-1, keepdims=True), (low + high) / 2
        power = power @ power
        power = power / power.max(axis=(-2, -1), keepdims=True)
    raise InternalError("ahp.not_certified", items=values.shape[-1])


def row_geometric_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the geometric mean of each row, scaled to sum 1: (..., n) from (..., n, n)."""
    means = np.exp(np.log(values).mean(axis=-1))
    return np.asarray(means / means.sum(axis=-1, keepdims=True), dtype=np.float64)


def checked_judgements(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix if it is a complete judgement matrix.

    Raises
    ------
    InputError
        ``ahp.not_square``; ``ahp.not_complete`` with the number of gaps; ``ahp.not_positive``
        for zero, a negative, or a ratio beyond 1e9; ``ahp.not_reciprocal`` with the first pair
        (rows and columns counted from 0).
    """
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not values.size:  # noqa: PLR2004 a matrix has two axes
        raise InputError("ahp.not_square", shape=str(values.shape))
    missing = int(np.isnan(values).sum())
    if missing:
        raise InputError("ahp.not_complete", missing=missing // 2)
    outside = ~((values <= LARGEST_RATIO) & (values >= 1 / LARGEST_RATIO))
    if outside.any():
        raise _refused("ahp.not_positive", outside, values)
    unequal = np.abs(values * values.T - 1) > RECIPROCITY_TOLERANCE
    if unequal.any():
        raise _refused("ahp.not_reciprocal", unequal, values)
    return values


def _refused(code: str, wrong: NDArray[np.bool_], values: NDArray[np.float64]) -> InputError:
    row, column = (int(index) for index in np.argwhere(wrong)[0])
    return InputError(code, row=row, column=column, value=float(values[row, column]))


def _with_mean_growth(
    values: NDArray[np.float64], weights: NDArray[np.float64], method: Method
) -> Priorities:
    return Priorities(weights, float((values @ weights / weights).mean()), method)


_METHODS: Mapping[Method, Callable[[NDArray[np.float64]], Priorities]] = MappingProxyType(
    {
        Method.EIGENVECTOR: principal_eigenvector,
        Method.GEOMETRIC_MEAN: geometric_mean,
        Method.COLUMN_MEAN: column_mean,
    }
)
