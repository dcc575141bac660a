"""Why a question has no answer, as faults: the file, the column, its value, what would be right.

A check in :mod:`engine.evidence` knows the column and the value, not the file nor the question;
here it becomes a fault of the place that the user can mend.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from engine.errors import EngineError, Fault, InputError, MethodError

MOST_TOLD = 80  # characters of a fault's value
Refusal = tuple[str, EngineError]
"""The id of a question, and its error."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Which sentences tell an error, and which of its values name the column and what it held."""

    fault: str
    column: str
    told: tuple[str, ...] = ("value", "rows", "first")


_COLUMN = "column"
_OUTCOME = "outcome"
_PLACES: Mapping[str, _Place] = MappingProxyType(
    {
        "not_numeric": _Place("numbers", _COLUMN),
        "outcome_not_numeric": _Place("numbers", _COLUMN),
        "number_signs": _Place("numbers", _COLUMN),
        "outcome_range": _Place("yes_or_no", _OUTCOME, ("value", "low", "high")),
        "outcome_levels": _Place("yes_or_no", _OUTCOME, ("levels",)),
        "not_a_count": _Place("counts", _COLUMN),
        "trials_too_few": _Place("trials", "trials"),
        "exposure": _Place("above_zero", _COLUMN),
        "duration_positive": _Place("above_zero", _COLUMN),
        "infinite": _Place("finite", _COLUMN),
        "outside_transform": _Place("domain", _COLUMN),
        "knots_outside": _Place("knots_inside", _COLUMN, ("knots", "low", "high")),
        "empty_band": _Place("bands_filled", _COLUMN, ("bands", "low", "high")),
        "below_bands": _Place("bands_reach", _COLUMN, ("value", "rows", "first")),
        "outcome_constant": _Place("varies", _OUTCOME),
        "constant_term": _Place("varies", "term", ("term",)),
        "constant_inside": _Place("told_apart", "terms", ("terms",)),
        "collinear": _Place("told_apart", "terms", ("terms",)),
        "one_cluster": _Place("clusters", "cluster", ("label",)),
        "cluster_missing": _Place("filled", "cluster", ("rows", "first")),
        "duration_absent": _Place("filled", _COLUMN, ("rows", "first")),
        "time_missing": _Place("filled", _COLUMN, ("rows", "first")),
        "time_unreadable": _Place("times", _COLUMN),
        "too_few_rows": _Place("enough_rows", "", ("rows", "columns")),
        "too_few_events": _Place("enough_rows", "", ("events", "columns")),
        "no_rows": _Place("complete_rows", _OUTCOME, (_OUTCOME,)),
        "no_events": _Place("events", _OUTCOME, ("rows",)),
        "no_events_in_periods": _Place("events", _COLUMN, ("end",)),
        "certain_period": _Place("periods", "", ("period", "rows")),
        "monotone_likelihood": _Place("overlap", "terms", ("terms",)),
        "zero_counts": _Place("overlap", "terms", ("terms",)),
        "complete_separation": _Place("overlap", "terms", ("terms",)),
        "quasi_separation": _Place("overlap", "terms", ("terms",)),
    }
)
"""By error what is wrong with the table; every other error is one of the specification."""


def wrong_questions(wrong: Sequence[Refusal], file: str = "") -> InputError:
    """Return one error for questions that the data do not fit: the first's, every place named.

    Parameters
    ----------
    wrong
        Ids of questions, each with its error.
    file
        The table, for faults of its columns.
    """
    faults = [fault for question, error in wrong for fault in _faults(question, error, file)]
    first = wrong[0][1]
    return InputError(first.code, faults, **first.values)


def nothing_fitted(refused: Sequence[Refusal], file: str = "") -> InputError | MethodError:
    """Return the error that no question could be answered.

    Where every reason is one that the user can mend in the table or the specification the error
    is one of input, with a fault for each question; else it is one of method.
    """
    if all(_place(error) is not None for _, error in refused):
        return wrong_questions(refused, file)
    if len(refused) == 1:
        return MethodError(refused[0][1].code, **refused[0][1].values)
    ids = ", ".join(question for question, _ in refused)
    return MethodError("evidence.nothing_fitted", questions=ids)


def _place(error: EngineError) -> _Place | None:
    area, _, name = error.code.partition(".")
    return _PLACES.get(name) if area == "evidence" else None


def _faults(question: str, error: EngineError, file: str) -> tuple[Fault, ...]:
    """Return an error's own faults, or the one that says which column is wrong, and how."""
    own = error.faults if isinstance(error, InputError) else ()
    place = _place(error)
    if own:
        return own
    if place is None:
        told = {"question": question}
        where, held = f"evidence {question}", _told(error, tuple(error.values))
        return (Fault("evidence.in_question", where, held, told),)
    column = str(error.values.get(place.column, ""))
    where = f"evidence {question}: column {column}" if column else f"evidence {question}"
    told = {"question": question, "column": column or question}
    return (Fault(f"evidence.{place.fault}", where, _told(error, place.told), told, file),)


def _told(error: EngineError, names: Sequence[str]) -> str:
    """Return the values that an error names, as text."""
    values = {name: error.values[name] for name in names if name in error.values}
    if list(values) == ["value"]:
        return str(values["value"])[:MOST_TOLD]
    return ", ".join(f"{name} {_shown(each)}" for name, each in values.items())[:MOST_TOLD]


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
