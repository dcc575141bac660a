"""What a model explains, by family: the outcome, its trials and the offset of its exposure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family, Specification
from engine.domain.tables import Column, ColumnTable
from engine.errors import InputError
from engine.evidence.outcomes import (
    binary_outcome,
    check_finite,
    check_varies,
    first_labels,
    numeric,
    yes_or_no,
)

COUNTS = (Family.POISSON, Family.NEGATIVE_BINOMIAL)
NUMBER = "number"
COUNT = "count"


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """(n,) outcome, trials and offset; nan where missing.

    ``level`` is the level of a yes-or-no outcome that became 1, else ``count`` or ``number``.
    """

    outcome: NDArray[np.float64]
    level: str
    trials: NDArray[np.float64]
    offset: NDArray[np.float64]

    def take(self, rows: NDArray[np.bool_]) -> "Response":
        """Return some rows."""
        return Response(self.outcome[rows], self.level, self.trials[rows], self.offset[rows])


def response(table: ColumnTable, specification: Specification) -> Response:
    """Return the response of a specification's family, every value checked.

    Raises
    ------
    InputError
        ``evidence.outcome_range`` and ``evidence.outcome_levels`` (no yes or no),
        ``evidence.outcome_not_numeric`` (texts),
        ``evidence.not_a_count`` (negative, or no whole number), ``evidence.trials_missing``,
        ``evidence.trials_too_few`` (below the successes, or below 1), ``evidence.exposure``
        (not above 0), ``evidence.infinite``, ``evidence.outcome_constant``.
    """
    outcome, level = _outcome(table, specification)
    trials = _trials(table, specification, outcome)
    return Response(outcome, level, trials, _offset(table, specification))


def check_response_varies(made: Response, specification: Specification) -> None:
    """Refuse an outcome (for each trial) that is the same in every row used."""
    check_varies(made.outcome / made.trials, specification.outcome)


def _outcome(table: ColumnTable, specification: Specification) -> tuple[NDArray[np.float64], str]:
    values, name = table.column(specification.outcome), specification.outcome
    match specification.family:
        case Family.GROUPED | Family.POISSON | Family.NEGATIVE_BINOMIAL:
            return _whole(numeric(values, name), name, table.labels), COUNT
        case Family.LINEAR if specification.outcome_at_least is None:
            try:
                numbers = numeric(values, name)
            except InputError as wrong:
                return _linear_flag(values, name, wrong)
            check_finite(numbers, name, table.labels)
            return numbers, NUMBER
        case _:
            return binary_outcome(values, name, specification.outcome_at_least)


def _linear_flag(values: Column, name: str, wrong: InputError) -> tuple[NDArray[np.float64], str]:
    """Return yes and no for a linear probability model; other texts should have been numbers."""
    try:
        return yes_or_no(values, name)
    except InputError:
        raise InputError("evidence.outcome_not_numeric", (), **wrong.values) from wrong


def _whole(
    numbers: NDArray[np.float64], column: str, labels: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return numbers that are counts, 0, 1, 2 ...; nan stays nan."""
    check_finite(numbers, column, labels)
    known = ~np.isnan(numbers)
    wrong = known & ((numbers < 0) | (numbers != np.floor(numbers)))
    if wrong.any():
        raise InputError(
            "evidence.not_a_count",
            column=column,
            value=float(numbers[wrong][0]),
            rows=int(wrong.sum()),
            first=first_labels(labels[wrong]),
        )
    return numbers


def _trials(
    table: ColumnTable, specification: Specification, outcome: NDArray[np.float64]
) -> NDArray[np.float64]:
    if specification.family is not Family.GROUPED:
        return np.ones(len(outcome))
    if not specification.trials:
        raise InputError("evidence.trials_missing", outcome=specification.outcome)
    name = specification.trials
    trials = _whole(numeric(table.column(name), name), name, table.labels)
    wrong = (trials < np.maximum(outcome, 1.0)) & ~np.isnan(outcome)
    if wrong.any():
        raise InputError(
            "evidence.trials_too_few",
            trials=name,
            outcome=specification.outcome,
            value=float(trials[wrong][0]),
            successes=float(outcome[wrong][0]),
            rows=int(wrong.sum()),
            first=first_labels(table.labels[wrong]),
        )
    return trials


def _offset(table: ColumnTable, specification: Specification) -> NDArray[np.float64]:
    if specification.family not in COUNTS or not specification.exposure:
        return np.zeros(len(table))
    name = specification.exposure
    exposure = numeric(table.column(name), name)
    check_finite(exposure, name, table.labels)
    wrong = exposure <= 0
    if wrong.any():
        raise InputError(
            "evidence.exposure",
            column=name,
            value=float(exposure[wrong][0]),
            rows=int(wrong.sum()),
            first=first_labels(table.labels[wrong]),
        )
    return np.asarray(np.log(exposure), dtype=np.float64)
