"""What a complete judgement matrix must be; what a file must be is left to ``engine.files``."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.judgements import RECIPROCITY_TOLERANCE
from engine.errors import Fault, InputError

LARGEST_RATIO = 1e9  # no respondent means more; keeps every product far from overflow
MATRIX_AXES = 2


def checked_judgements(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix if it is a complete judgement matrix.

    Raises
    ------
    InputError
        ``ahp.not_square``; ``ahp.not_complete`` with the number of gaps; ``ahp.not_positive``
        for zero, a negative, or a ratio beyond 1e9; ``ahp.not_reciprocal`` with the first pair
        (rows and columns counted from 0).
    """
    if values.ndim != MATRIX_AXES:
        raise InputError("ahp.not_square", shape=str(values.shape))
    return checked_stack(values)


def checked_stack(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the stack (..., n, n) if every matrix of it is a complete judgement matrix.

    Raises
    ------
    InputError
        As :func:`checked_judgements` for a single matrix. For a stack ``ahp.stack_invalid``, with
        a fault for every matrix that is not one; its place counts from 0: ``[matrix]``, or
        ``[matrix, row, column]`` where one entry is to blame.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if (
        numbers.ndim < MATRIX_AXES
        or numbers.shape[-1] != numbers.shape[-2]
        or not numbers.shape[-1]
    ):
        raise InputError("ahp.not_square", shape=str(numbers.shape))
    inside = (numbers <= LARGEST_RATIO) & (numbers >= 1 / LARGEST_RATIO)
    ratios = np.where(inside, numbers, np.nan)  # nan fails every comparison: gaps do too
    valid = np.abs(ratios * np.swapaxes(ratios, -1, -2) - 1) <= RECIPROCITY_TOLERANCE
    if not valid.all():
        raise _refusal(numbers, valid.all(axis=(-2, -1)))
    return numbers


def checked_answers(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix if it is a judgement matrix, perhaps with gaps: nan in both places.

    Raises
    ------
    InputError
        As :func:`checked_judgements`; ``ahp.not_complete`` for nan in one place of a pair only.
    """
    if values.ndim != MATRIX_AXES or values.shape[0] != values.shape[1]:
        raise InputError("ahp.not_square", shape=str(values.shape))
    is_gap = np.isnan(values) & np.isnan(values.T) & ~np.eye(len(values), dtype=np.bool_)
    checked_judgements(np.where(is_gap, 1.0, values))
    return values


def _refusal(stack: NDArray[np.float64], valid: NDArray[np.bool_]) -> InputError:
    if stack.ndim == MATRIX_AXES:
        return _first_fault(stack)
    faults = []
    for position in np.argwhere(~valid).tolist():
        reason = _first_fault(stack[tuple(position)])
        entry = [reason.values[axis] for axis in ("row", "column") if axis in reason.values]
        value = str(reason.values.get("value", ""))
        faults.append(Fault(reason.code, str([*position, *entry]), value))
    return InputError("ahp.stack_invalid", faults, count=len(faults))


def _first_fault(matrix: NDArray[np.float64]) -> InputError:
    missing = int(np.isnan(matrix).sum())
    if missing:
        return InputError("ahp.not_complete", missing=(missing + 1) // 2)
    outside = ~((matrix <= LARGEST_RATIO) & (matrix >= 1 / LARGEST_RATIO))
    if outside.any():
        return _entry_refused("ahp.not_positive", outside, matrix)
    unequal = np.abs(matrix * matrix.T - 1) > RECIPROCITY_TOLERANCE
    return _entry_refused("ahp.not_reciprocal", unequal, matrix)


def _entry_refused(code: str, wrong: NDArray[np.bool_], matrix: NDArray[np.float64]) -> InputError:
    row, column = (int(index) for index in np.argwhere(wrong)[0])
    return InputError(code, row=row, column=column, value=float(matrix[row, column]))
