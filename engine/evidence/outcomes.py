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
_SHOWN_TEXT = 80
_SIGNED = r"[+-]?(?:\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?)[%\uff05]?"
_NEARLY_ALL = 0.95
_MANY_VALUES = 20


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
            value = float(known[~np.isin(known, (0.0, 1.0))][0])
            raise InputError(
                "evidence.outcome_range", outcome=column, low=low, high=high, value=value
            )
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


def check_no_numbers(values: "Column", column: str) -> None:
    """Refuse texts that are numbers but for their signs, or but for a few: no category is meant.

    Raises
    ------
    InputError
        ``evidence.number_signs`` for per cents and thousands with their signs (``12.3%``,
        ``10,234``); ``evidence.not_numeric`` where more than 95 % of the rows, with more than 20
        different values, are numbers and others are not.
    """
    known = pd.Series(values, dtype=object).dropna().astype(str).str.strip()
    plain = pd.to_numeric(known, errors="coerce").notna()
    signed = known.str.fullmatch(_SIGNED) & ~plain
    is_number = plain | signed
    if signed.any() and bool(is_number.all()):
        first = str(known[signed].iloc[0])[:_SHOWN_TEXT]
        raise InputError(
            "evidence.number_signs", column=column, value=first, rows=int(signed.sum())
        )
    others = known[~is_number]
    many = known[is_number].nunique() > _MANY_VALUES
    if many and len(others) and is_number.mean() > _NEARLY_ALL:
        first = str(others.iloc[0])[:_SHOWN_TEXT]
        raise InputError("evidence.not_numeric", column=column, value=first)


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
