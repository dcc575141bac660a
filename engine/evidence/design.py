"""The design matrix of a specification: our own columns, rows and clusters, aligned by label.

No formula language: a Python name in scope cannot change a model, and every column can be told
back to the term it came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.specification import Specification, Term, Transform
from engine.domain.tables import Column, ColumnTable
from engine.errors import InputError
from engine.evidence.outcomes import binary_outcome, check_varies, numeric, yes_or_no
from engine.evidence.transforms import check_defined, transformed

INTERCEPT = "intercept"
SHOWN_LEVELS = 8
SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class DesignColumn:
    """One column of the matrix: ``term`` None for the intercept, ``level`` of a category."""

    name: str
    term: Term | None = None
    level: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What a regression is fitted to; the n rows that miss nothing, in the table's order.

    Parameters
    ----------
    labels
        (n,) row labels of the table.
    outcome
        (n,) 0.0 or 1.0; ``outcome_level`` is the level that became 1.
    matrix
        (n, k) float64, intercept first.
    columns
        k descriptions of the matrix's columns.
    metrics
        Raw values (n,) of the numeric terms, by column of the table.
    clusters
        (n,) codes 0..G-1 into ``cluster_labels`` (G,).
    dropped, missing
        How many rows of the table were left out, and missing values by column (a row may miss
        several).
    """

    labels: NDArray[np.int64]
    outcome: NDArray[np.float64]
    outcome_level: str
    matrix: NDArray[np.float64]
    columns: tuple[DesignColumn, ...]
    metrics: Mapping[str, NDArray[np.float64]]
    clusters: NDArray[np.int64]
    cluster_labels: tuple[str, ...]
    dropped: int
    missing: Mapping[str, int]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the matrix's columns."""
        return tuple(column.name for column in self.columns)

    def positions(self, column: str) -> tuple[int, ...]:
        """Return where the matrix holds the terms of one column of the table."""
        return tuple(
            j
            for j, entry in enumerate(self.columns)
            if entry.term is not None and entry.term.column == column
        )

    def without(self, column: str) -> "Design":
        """Return the same rows without the terms of one column of the table."""
        gone = set(self.positions(column))
        if not gone:
            raise InputError("evidence.unknown_term", column=column, known=", ".join(self.names))
        keep = [j for j in range(len(self.columns)) if j not in gone]
        return Design(
            labels=self.labels,
            outcome=self.outcome,
            outcome_level=self.outcome_level,
            matrix=self.matrix[:, keep],
            columns=tuple(self.columns[j] for j in keep),
            metrics={name: values for name, values in self.metrics.items() if name != column},
            clusters=self.clusters,
            cluster_labels=self.cluster_labels,
            dropped=self.dropped,
            missing=self.missing,
        )


def needed_columns(specification: Specification) -> tuple[str, ...]:
    """Return the columns that a table must hold for this specification, each once."""
    names = [specification.outcome, specification.cluster]
    names += [term.column for term in specification.terms]
    return tuple(dict.fromkeys(names))


def design(table: ColumnTable, specification: Specification) -> Design:
    """Return the design of a specification on a table whose filters have been applied.

    Rows that miss the outcome or a term are left out and counted; a row that is used and has no
    cluster is refused, since it would silently change every standard error.

    Parameters
    ----------
    table
        Holds :func:`needed_columns`.
    specification
        At least one term.

    Raises
    ------
    InputError
        For a column that is not what its term says, see :mod:`engine.evidence.outcomes` and
        :mod:`engine.evidence.transforms`; ``evidence.reference_unknown``,
        ``evidence.cluster_missing``, ``evidence.no_rows``, ``evidence.outcome_constant``;
        ``evidence.mixed_terms`` where a column is both numeric and a flag or category.
    """
    _check_shared_columns(specification.terms)
    outcome, level = binary_outcome(
        table.column(specification.outcome),
        specification.outcome,
        specification.outcome_at_least,
    )
    readings = {term.column: _reading(table, term) for term in specification.terms}
    used, missing = _complete_rows(specification.outcome, outcome, readings)
    if not used.any():
        raise InputError("evidence.no_rows", outcome=specification.outcome)
    check_varies(outcome[used], specification.outcome)
    codes, cluster_labels = _clusters(table, specification.cluster, used)
    columns, matrix = _matrix(specification.terms, readings, used)
    metrics = {
        name: values[used] for name, values in readings.items() if values.dtype == np.float64
    }
    return Design(
        labels=table.labels[used],
        outcome=outcome[used],
        outcome_level=level,
        matrix=matrix,
        columns=columns,
        metrics=MappingProxyType(metrics),
        clusters=codes,
        cluster_labels=cluster_labels,
        dropped=int(len(table) - used.sum()),
        missing=MappingProxyType(missing),
    )


def _check_shared_columns(terms: tuple[Term, ...]) -> None:
    """Several terms of one column must all be numeric: they share one metric and its slope."""
    columns = [term.column for term in terms]
    for term in terms:
        discrete = term.transform in (Transform.FLAG, Transform.CATEGORY)
        if discrete and columns.count(term.column) > 1:
            raise InputError("evidence.mixed_terms", column=term.column)


def _reading(table: ColumnTable, term: Term) -> Column:
    """Return the raw values of a term: float64, or texts for a category."""
    values = table.column(term.column)
    match term.transform:
        case Transform.CATEGORY:
            return _texts(values)
        case Transform.FLAG:
            return yes_or_no(values, term.column)[0]
        case _:
            numbers = numeric(values, term.column)
            check_defined(numbers, term)
            return numbers


def _texts(values: Column) -> Column:
    if values.dtype == object:
        return values
    codes, levels = pd.factorize(values)
    told = np.array([f"{level:g}" for level in levels.astype(np.float64)] + [None], dtype=object)
    return told[codes]


def _complete_rows(
    outcome_name: str, outcome: NDArray[np.float64], readings: Mapping[str, Column]
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    used = np.ones(len(outcome), dtype=np.bool_)
    missing: dict[str, int] = {}
    for name, values in {outcome_name: outcome, **readings}.items():
        absent = pd.isna(values)
        if absent.any():
            missing[name] = int(absent.sum())
            used &= ~absent
    return used, missing


def _clusters(
    table: ColumnTable, name: str, used: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    values = table.column(name)[used]
    absent = pd.isna(values)
    if absent.any():
        rows = table.labels[used][absent][:SHOWN_ROWS]
        raise InputError(
            "evidence.cluster_missing",
            cluster=name,
            rows=int(absent.sum()),
            first=", ".join(str(row) for row in rows),
        )
    codes, levels = pd.factorize(values, sort=True)
    return codes.astype(np.int64), tuple(str(level) for level in levels)


def _matrix(
    terms: tuple[Term, ...], readings: Mapping[str, Column], used: NDArray[np.bool_]
) -> tuple[tuple[DesignColumn, ...], NDArray[np.float64]]:
    blocks = [_term_block(term, readings[term.column][used]) for term in terms]
    columns = [DesignColumn(INTERCEPT), *(column for named, _ in blocks for column in named)]
    matrix = np.empty((int(used.sum()), len(columns)))
    matrix[:, 0] = 1.0
    start = 1
    for named, values in blocks:
        for offset, column in enumerate(values):
            matrix[:, start + offset] = column
        start += len(named)
    return tuple(columns), matrix


def _term_block(
    term: Term, values: Column
) -> tuple[list[DesignColumn], list[NDArray[np.float64] | NDArray[np.bool_]]]:
    if term.transform is not Transform.CATEGORY:
        return [DesignColumn(_name(term), term)], [transformed(values, term)]
    codes, levels = pd.factorize(values, sort=True)
    told = [str(level) for level in levels]
    if term.reference not in told:
        raise InputError(
            "evidence.reference_unknown",
            column=term.column,
            reference=term.reference,
            levels=", ".join(told[:SHOWN_LEVELS]),
        )
    others = [(code, level) for code, level in enumerate(told) if level != term.reference]
    named = [DesignColumn(f"{term.column}={level}", term, level) for _, level in others]
    return named, [codes == code for code, _ in others]


def _name(term: Term) -> str:
    match term.transform:
        case Transform.LOG_FLOOR:
            return f"ln(max({term.column}, {term.floor:g})/{term.floor:g})"
        case Transform.LOG1P:
            return f"ln(1 + {term.column})"
        case Transform.SCALE:
            return f"({term.column} - {term.shift:g})/{term.unit:g}"
        case _:
            return term.column
