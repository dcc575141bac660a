"""Yes-or-no columns as 0.0 and 1.0: which level is 1 is always stated, never guessed."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from engine.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.domain.tables import Column

YES = ("1", "1.0", "true", "yes", "y", "t", "\u662f")
NO = ("0", "0.0", "false", "no", "n", "f", "\u5426")
SHOWN_LEVELS = 6
SHOWN_ROWS = 5


def binary_outcome(
    values: "Column", outcome: str, at_least: float | None = None
) -> tuple["NDArray[np.float64]", str]:
    """Return an outcome as 0.0, 1.0 and nan, and the level that became 1.

    Parameters
    ----------
    values
        (n,) booleans, numbers 0/1, or text such as yes/no; with ``at_least`` any number.
    outcome
        The column's name, for messages.
    at_least
        Where given, 1 means "this value or more"; otherwise the column must be yes or no.

    Returns
    -------
    tuple
        (n,) float64 of 0, 1 and nan (missing), and the text of the level that is 1.

    Raises
    ------
    InputError
        ``evidence.outcome_range`` for numbers other than 0 and 1 (per cents, counts),
        ``evidence.outcome_levels`` for text that is not yes or no, ``evidence.outcome_constant``
        where every row agrees.
    """
    if at_least is not None:
        numbers = numeric(values, outcome)
        coded = np.where(np.isnan(numbers), np.nan, (numbers >= at_least).astype(np.float64))
        level = f">= {at_least:g}"
    else:
        coded, level = yes_or_no(values, outcome)
    check_varies(coded, outcome)
    return coded, level


def check_varies(coded: "NDArray[np.float64]", outcome: str) -> None:
    """Refuse an outcome that is the same in every row: nothing can be learnt from it."""
    known = coded[~np.isnan(coded)]
    if not known.size:
        raise InputError("evidence.no_rows", outcome=outcome)
    if known.min() == known.max():
        raise InputError("evidence.outcome_constant", outcome=outcome, value=float(known[0]))


def yes_or_no(values: "Column", column: str) -> tuple["NDArray[np.float64]", str]:
    """Return a yes-or-no column as 0.0, 1.0 and nan, and the text of the level that is 1."""
    if values.dtype != object:
        numbers = values.astype(np.float64)
        known = numbers[~np.isnan(numbers)]
        if known.size and not bool(np.isin(known, (0.0, 1.0)).all()):
            low, high = float(known.min()), float(known.max())
            raise InputError("evidence.outcome_range", outcome=column, low=low, high=high)
        return numbers, "true" if values.dtype == bool else "1"
    return _coded_text(values, column)


def _coded_text(values: "Column", column: str) -> tuple["NDArray[np.float64]", str]:
    codes, levels = pd.factorize(values)
    told = [str(level).strip() for level in levels]
    meaning = {level: _meaning(level) for level in told}
    if None in meaning.values():
        shown = ", ".join(sorted(told)[:SHOWN_LEVELS])
        raise InputError("evidence.outcome_levels", outcome=column, levels=shown)
    lookup = np.array([meaning[level] for level in told] + [np.nan], dtype=np.float64)
    yes = sorted({level for level in told if meaning[level] == 1.0})
    return lookup[codes], ", ".join(yes)


def _meaning(level: str) -> float | None:
    if level.lower() in YES:
        return 1.0
    return 0.0 if level.lower() in NO else None


def numeric(values: "Column", column: str) -> "NDArray[np.float64]":
    """Return a column as float64, or raise ``evidence.not_numeric`` naming the first text."""
    if values.dtype != object:
        return values.astype(np.float64, copy=False)
    numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce").to_numpy(np.float64)
    wrong = np.flatnonzero(np.isnan(numbers) & ~pd.isna(values))
    if wrong.size:
        raise InputError("evidence.not_numeric", column=column, value=str(values[wrong[0]])[:80])
    return numbers


def check_finite(values: "NDArray[np.float64]", column: str, labels: "NDArray[np.int64]") -> None:
    """Refuse infinite values, naming their rows; a missing value is nan and passes."""
    infinite = np.isinf(values)
    if infinite.any():
        raise InputError(
            "evidence.infinite",
            column=column,
            rows=int(infinite.sum()),
            first=first_labels(labels[infinite]),
        )


def first_labels(labels: "NDArray[np.int64]") -> str:
    """Return the first few row labels for a message."""
    return ", ".join(str(label) for label in labels[:SHOWN_ROWS])
