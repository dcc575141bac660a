"""Which columns a question reads, whether they are there, and terms whose form nobody stated."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_plan import ColumnRole, EvidencePlan
from engine.domain.indicators import IndicatorTree
from engine.domain.records import RecordSource
from engine.domain.specification import Role, RowFilter, Specification, Term, Transform
from engine.domain.tables import Column, ColumnTable
from engine.domain.texts import Finding, Sentence
from engine.errors import Fault, InputError
from engine.evidence.design import needed_columns
from engine.evidence.dispatch import dispatch_columns
from engine.evidence.outcomes import NO, YES, check_no_numbers
from engine.metrics.cells import contact_columns

ROW_NUMBER = "source_row"
INDICATOR_COLUMNS: Mapping[str, tuple[str, Role]] = MappingProxyType(
    {
        "frt_s": ("frt", Role.LEVER),
        "art_s": ("art", Role.LEVER),
        "solved": ("fcr", Role.LEVER),
        "attitude": ("qa_session", Role.LEVER),
        "handle_s": ("aht", Role.OUTCOME_DERIVED),
        "csat": ("csat_score", Role.MEDIATOR),
    }
)
"""Contacts' columns, the indicator that is computed from each, and what it is to later orders."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A specification with every term's form settled, and its own rows and columns."""

    specification: Specification
    table: ColumnTable
    notes: tuple[Finding, ...]


NO_ROWS = np.empty(0, dtype=np.int64)


def asked_question(
    source: RecordSource,
    specification: Specification,
    more: Iterable[str] = (),
    without: NDArray[np.int64] = NO_ROWS,
) -> Question:
    """Return a question with its table.

    Parameters
    ----------
    more
        Columns that are read too where they are there.
    without
        Rows, by label, that are left out.

    Raises
    ------
    InputError
        As :func:`engine.metrics.cells.contact_columns`.
    """
    names = [*needed_columns(specification), *(each for each in more if each in source.columns)]
    table = contact_columns(source, tuple(dict.fromkeys(names)), specification.filters)
    if len(without):
        table = table.where(~np.isin(table.labels, without))
    settled = [_settled(term, table.column(term.column)) for term in specification.terms]
    notes = [
        _said(term, specification)
        for term, before in zip(settled, specification.terms, strict=True)
        if before.as_held and term.transform is not Transform.IDENTITY
    ]
    return Question(replace(specification, terms=tuple(settled)), table, tuple(notes))


def check_columns(source: RecordSource, plan: EvidencePlan) -> None:
    """Raise one error that names every column of the plan that the table lacks.

    Raises
    ------
    InputError
        ``evidence.columns`` with a fault for each, and the nearest name that is there.
    """
    known = [name for name in source.columns if name != ROW_NUMBER]
    faults = {
        (place, column): _absent(place, column, known)
        for place, column in _named(plan)
        if column and column not in known
    }
    if faults:
        told = [each.in_file(source.file) for each in faults.values()]
        raise InputError("evidence.columns", told, file=source.file, count=len(told))


def named_columns(plan: EvidencePlan) -> frozenset[str]:
    """Return every column of the table that the plan names."""
    return frozenset(column for _, column in _named(plan) if column)


def _absent(place: str, column: str, known: list[str]) -> Fault:
    near = get_close_matches(column, known, n=1)
    values = {"known": ", ".join(known), "nearest": near[0] if near else ""}
    code = "evidence.column_near" if near else "evidence.column"
    return Fault(code, place, column, values)


def _named(plan: EvidencePlan) -> Iterator[tuple[str, str]]:
    """Yield where in the specification file a column is named, and its name."""
    for role in plan.columns:
        yield "columns", role.column
    for asked in plan.specifications:
        yield from _places(f"evidence {asked.id}", needed_columns(asked), asked.filters)
    for band in plan.bands:
        yield from _places(f"bands {band.id}", (band.outcome, band.metric, band.cluster), ())
    for deal in plan.dispatches:
        yield from _places(f"dispatch {deal.id}", dispatch_columns(deal), deal.filters)


def _places(
    place: str, columns: Iterable[str], filters: Iterable[RowFilter]
) -> Iterator[tuple[str, str]]:
    for column in columns:
        yield place, column
    for each in filters:
        yield f"{place}: filters", each.column


def _settled(term: Term, values: Column) -> Term:
    """Return a term with the form that its column shows, where none was stated."""
    if not term.as_held:
        return term
    transform = held_transform(values)
    if transform is Transform.CATEGORY:
        check_no_numbers(values, term.column)
    return replace(term, transform=transform)


def held_transform(values: Column) -> Transform:
    """Return the form in which a column enters a model when nobody says it.

    Numbers enter as they are, 0 and 1 or yes and no as a flag, other texts as a category.
    """
    if values.dtype != object:
        known = values[~np.isnan(values)]
        both = known.size > 0 and bool(np.isin(known, (0.0, 1.0)).all())
        return Transform.FLAG if both else Transform.IDENTITY
    told = {str(value).strip().lower() for value in values if value is not None}
    return Transform.FLAG if told and told <= {*YES, *NO} else Transform.CATEGORY


def _said(term: Term, specification: Specification) -> Finding:
    values = {"column": term.column, "question": specification.id}
    key = f"finding.evidence.held_{term.transform.value}"
    return Finding("note", Sentence(key, values))


def scheme_roles(tree: IndicatorTree | None) -> dict[str, ColumnRole]:
    """Return the roles that a scheme gives to the contacts' columns its indicators are made of."""
    if tree is None:
        return {}
    return {
        column: ColumnRole(column, role, indicator)
        for column, (indicator, role) in INDICATOR_COLUMNS.items()
        if indicator in tree.leaf_ids
    }
