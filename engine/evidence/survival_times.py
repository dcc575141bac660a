"""Who was followed for how long, and whether the event came: the rows of a survival model."""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family, Specification
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.design import Design, design
from engine.evidence.outcomes import first_labels, numeric, yes_or_no


@dataclass(frozen=True, slots=True, eq=False)
class Subjects:
    """The rows that miss nothing, each followed for a time.

    Parameters
    ----------
    design
        Its outcome is 1 where the event came at the end of the time, 0 where observation ended.
    durations
        (n,) in the duration column's unit, > 0 and finite.
    rows
        (n,) positions in the table.
    """

    design: Design
    durations: NDArray[np.float64]
    rows: NDArray[np.int64]


def subjects(table: ColumnTable, specification: Specification) -> Subjects:
    """Return the subjects of a survival model; terms as of the specification, no fixed effects.

    Parameters
    ----------
    table
        Rows to which ``specification.filters`` have been applied.
    specification
        ``duration`` names the column of times; the outcome says whether the event came.

    Raises
    ------
    InputError
        ``evidence.duration_unnamed``; ``evidence.duration_as_term`` where it is a term too;
        ``evidence.duration_absent`` and
        ``evidence.duration_positive`` where a row with an outcome has no time or none above 0;
        what :func:`engine.evidence.design.design` raises. A row without an outcome or a term is
        left out and counted.
    MethodError
        ``evidence.no_events``.
    """
    _check_duration(specification)
    events, level = _events(table, specification)
    known = ~np.isnan(events)
    if not known.any():
        raise InputError("evidence.no_rows", outcome=specification.outcome)
    durations = _durations(table.where(known), specification.duration)
    # row numbers stand in for the outcome: that every subject had the event is no fault
    numbers = np.arange(len(table), dtype=np.float64)
    numbered = ColumnTable(table.labels, {**table.columns, specification.duration: numbers})
    standing = replace(
        specification,
        outcome=specification.duration,
        outcome_at_least=None,
        family=Family.LINEAR,
        fixed_effects=(),
        interactions=_own_interactions(specification),
    )
    made = design(numbered.where(known), standing)
    rows = np.flatnonzero(known)[np.isin(table.labels[known], made.labels)]
    if not events[rows].any():
        raise MethodError("evidence.no_events", outcome=specification.outcome, rows=len(rows))
    missing = dict(made.missing)
    if not known.all():
        missing[specification.outcome] = int((~known).sum())
    whole = replace(
        made,
        outcome=events[rows],
        outcome_level=level,
        dropped=len(table) - len(rows),
        missing=MappingProxyType(missing),
    )
    return Subjects(whole, durations[np.isin(table.labels[known], made.labels)], rows)


def _check_duration(specification: Specification) -> None:
    if not specification.duration:
        raise InputError("evidence.duration_unnamed", outcome=specification.outcome)
    columns = {term.column for term in specification.terms}
    if specification.duration in columns | set(specification.fixed_effects):
        raise InputError("evidence.duration_as_term", column=specification.duration)


def _own_interactions(specification: Specification) -> tuple[tuple[str, str], ...]:
    """Return the interactions between terms; those with the time itself are for the periods."""
    return tuple(pair for pair in specification.interactions if specification.duration not in pair)


def _events(table: ColumnTable, specification: Specification) -> tuple[NDArray[np.float64], str]:
    values, least = table.column(specification.outcome), specification.outcome_at_least
    if least is None:
        return yes_or_no(values, specification.outcome)
    numbers = numeric(values, specification.outcome)
    reached = np.where(np.isnan(numbers), np.nan, (numbers >= least).astype(np.float64))
    return reached, f">= {least:g}"


def _durations(table: ColumnTable, column: str) -> NDArray[np.float64]:
    durations = numeric(table.column(column), column)
    absent = np.isnan(durations)
    if absent.any():
        raise InputError(
            "evidence.duration_absent",
            column=column,
            rows=int(absent.sum()),
            first=first_labels(table.labels[absent]),
        )
    wrong = ~((durations > 0) & np.isfinite(durations))
    if wrong.any():
        raise InputError(
            "evidence.duration_positive",
            column=column,
            value=float(durations[wrong][0]),
            rows=int(wrong.sum()),
            first=first_labels(table.labels[wrong]),
        )
    return durations
