"""Filling gaps from the answers there are, in three ways; connectivity is left to ``ahp.gaps``."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.ahp.log_least_squares import log_least_squares
from engine.ahp.minimum_lambda import minimum_lambda
from engine.ahp.perron import perron
from engine.ahp.scales import nearest_scale_value


class Completion(StrEnum):
    """How gaps are filled; all three agree where the answers do not contradict each other."""

    MINIMUM_LAMBDA = "minimum-lambda"
    LOG_LEAST_SQUARES = "log-least-squares"
    HARKER = "harker"


def filled(
    values: NDArray[np.float64], completion: Completion, *, rounded: bool = False
) -> NDArray[np.float64]:
    """Return judgement matrices with their gaps filled, answers kept as they are.

    Parameters
    ----------
    values
        (..., n, n), positive and reciprocal, nan where not answered, the same number of gaps in
        each; the answers of each link all items. Not checked here.
    rounded
        Whether a gap gets the nearest value of the scale 1/9 .. 9, as a respondent would have
        had to answer; then even answers that agree may contradict what was filled in.

    Raises
    ------
    InternalError
        As :func:`engine.ahp.minimum_lambda.minimum_lambda` and
        :func:`engine.ahp.perron.perron`.
    """
    if not bool(np.isnan(values).any()):
        return values
    whole = _FILLERS[completion](values)
    return np.where(np.isnan(values), _on_the_scale(whole), values) if rounded else whole


def log_least_squares_completion(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrices with w_i / w_j in each gap, w the log-least-squares weights.

    The row geometric means of the completed matrix are these weights again: of all completions
    it has the least geometric consistency index.

    References
    ----------
    Bozoki, S., Fulop, J., Ronyai, L. (2010), On optimal completion of incomplete pairwise
    comparison matrices, Mathematical and Computer Modelling 52, 318-333, section 4.
    """
    return _with_ratios(values, log_least_squares(values))


def harker_completion(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrices with w_i / w_j in each gap, w the eigenvector of Harker's matrix.

    Notes
    -----
    Harker's matrix holds 0 in each gap and on its diagonal 1 + the number of gaps of the row.
    The completed matrix has the same principal eigenvector and eigenvalue. Harker's matrix is
    not positive, but its power n - 1 is, because the answers link all items, and a power has the
    same eigenvectors.

    References
    ----------
    Harker, P. T. (1987), Incomplete pairwise comparisons in the analytic hierarchy process,
    Mathematical Modelling 9(11), 837-848.
    """
    gaps = np.isnan(values)
    scale = log_least_squares(values)
    errors = values * scale[..., None, :] / scale[..., :, None]
    power = np.where(gaps, 0.0, errors) + np.eye(values.shape[-1]) * gaps.sum(axis=-1)[..., None]
    for _ in range((values.shape[-1] - 1).bit_length()):
        power = power @ power
        power = power / power.max(axis=(-2, -1), keepdims=True)
    weights, _ = perron(power)
    return _with_ratios(values, weights * scale)


def _on_the_scale(values: NDArray[np.float64]) -> NDArray[np.float64]:
    above = nearest_scale_value(values)
    below = np.swapaxes(1 / above, -1, -2)  # so that a tie rounds alike on both sides
    return np.where(np.tri(values.shape[-1], dtype=np.bool_), below, above)


def _with_ratios(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    ratios = weights[..., :, None] / weights[..., None, :]
    return np.where(np.isnan(values), ratios, values)


_FILLERS: Mapping[Completion, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = (
    MappingProxyType(
        {
            Completion.MINIMUM_LAMBDA: minimum_lambda,
            Completion.LOG_LEAST_SQUARES: log_least_squares_completion,
            Completion.HARKER: harker_completion,
        }
    )
)
