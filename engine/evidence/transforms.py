"""How a metric enters a model: each transform, its slope and where it is defined."""

from typing import TYPE_CHECKING

import numpy as np

from engine.domain.specification import Term, Transform
from engine.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def transformed(metric: "NDArray[np.float64]", term: Term) -> "NDArray[np.float64]":
    """Return T(x) of a metric as the term's transform says (see :class:`Transform`).

    Parameters
    ----------
    metric
        (n,) in the column's own unit; nan stays nan.
    term
        A numeric term (not a category).

    Returns
    -------
    ndarray
        (n,); ``ln(max(x, floor)/floor)``, ``ln(1 + x)``, ``(x - shift)/unit`` or x itself.
    """
    match term.transform:
        case Transform.LOG_FLOOR:
            return np.log(np.maximum(metric, term.floor) / term.floor)
        case Transform.LOG1P:
            return np.log1p(metric)
        case Transform.SCALE:
            return (metric - term.shift) / term.unit
        case _:
            return metric


def slope(metric: "NDArray[np.float64]", term: Term) -> "NDArray[np.float64]":
    """Return dT/dx at each row; 0 on the plateau below the floor of ``log_floor``."""
    match term.transform:
        case Transform.LOG_FLOOR:
            above = metric > term.floor
            return np.where(above, 1.0 / np.maximum(metric, term.floor), 0.0)
        case Transform.LOG1P:
            return 1.0 / (1.0 + metric)
        case Transform.SCALE:
            return np.full(metric.shape, 1.0 / term.unit)
        case _:
            return np.ones(metric.shape)


def check_defined(metric: "NDArray[np.float64]", term: Term) -> None:
    """Refuse a floor or unit without meaning, and values outside the transform's domain.

    Raises
    ------
    InputError
        ``evidence.term_invalid`` (floor <= 0, unit 0) or ``evidence.outside_transform`` (an
        infinite value; a value <= -1 under ``log1p``; a negative one under ``log_floor``).
    """
    if term.floor <= 0 or term.unit == 0:
        raise InputError(
            "evidence.term_invalid", column=term.column, floor=term.floor, unit=term.unit
        )
    least = {Transform.LOG1P: np.nextafter(-1.0, 0.0), Transform.LOG_FLOOR: 0.0}
    low = least.get(term.transform, -np.inf)
    outside = (metric < low) | np.isinf(metric)
    if bool(outside.any()):
        raise InputError(
            "evidence.outside_transform",
            column=term.column,
            value=float(metric[outside][0]),
            transform=term.transform.value,
        )
