"""The design of a specification: our own columns, rows and clusters, aligned by label.

No formula language: a Python name in scope cannot change a model, and every column can be told
back to the terms it came from, and made again with other values of a metric.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.specification import Specification, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Finding
from engine.errors import InputError
from engine.evidence.columns import INTERCEPT, DesignColumn, design_columns
from engine.evidence.design_notes import design_notes
from engine.evidence.factors import Factor, Raw
from engine.evidence.outcomes import first_labels
from engine.evidence.readings import Reading, check_terms, complete_rows, term_readings
from engine.evidence.responses import Response, check_response_varies, response
from engine.evidence.transforms import check_defined

__all__ = [
    "INTERCEPT",
    "Clustering",
    "Design",
    "DesignColumn",
    "Factor",
    "design",
    "needed_columns",
    "reshaped",
]

_Value = TypeVar("_Value")

MOST_BYTES = 2_000_000_000  # of the matrix
FEW_LEVELS = 20  # of a category; more must hold ten contacts each on average
LEAST_BY_LEVEL = 10


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """Which cluster each row belongs to: ``codes`` (n,) 0..G-1 into ``labels`` (G,)."""

    column: str
    codes: NDArray[np.int64]
    labels: tuple[str, ...]

    def take(self, rows: NDArray[np.int64]) -> "Clustering":
        """Return some rows, with the clusters that occur among them."""
        present, codes = np.unique(self.codes[rows], return_inverse=True)
        labels = tuple(self.labels[code] for code in present)
        return Clustering(self.column, codes.astype(np.int64), labels)


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What a regression is fitted to; the n rows that miss nothing, in the table's order.

    Parameters
    ----------
    labels
        (n,) row labels of the table.
    outcome
        (n,) 0.0 or 1.0, a count, a number, or the sum over the row's trials;
        ``outcome_level`` is the level that became 1, else ``count`` or ``number``.
    trials
        (n,) how many contacts a row stands for, >= 1.
    offset
        (n,) added to the linear predictor: the log of the exposure.
    matrix
        (n, k) float64, intercept first.
    columns
        k descriptions of the matrix's columns.
    readings
        Raw values (n,) by column of the table, float64; a category's are int64 codes into its
        ``levels``.
    clusterings
        None, one or two.
    dropped, missing
        How many rows of the table were left out, and missing values by column (a row may miss
        several).
    notes
        What the reader must know of the rows and columns.
    """

    labels: NDArray[np.int64]
    outcome: NDArray[np.float64]
    outcome_level: str
    trials: NDArray[np.float64]
    offset: NDArray[np.float64]
    matrix: NDArray[np.float64]
    columns: tuple[DesignColumn, ...]
    readings: Mapping[str, Raw]
    levels: Mapping[str, tuple[str, ...]]
    clusterings: tuple[Clustering, ...]
    dropped: int
    missing: Mapping[str, int]
    notes: tuple[Finding, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the matrix's columns."""
        return tuple(column.name for column in self.columns)

    def positions(self, column: str) -> tuple[int, ...]:
        """Return where the matrix holds a column of the table, interactions included."""
        return tuple(j for j, entry in enumerate(self.columns) if entry.reads(column))

    def without(self, column: str) -> "Design":
        """Return the same rows without the terms and interactions of one column of the table."""
        gone = set(self.positions(column))
        if not gone:
            raise InputError("evidence.unknown_term", column=column, known=", ".join(self.names))
        keep = [j for j in range(len(self.columns)) if j not in gone]
        return replace(
            self,
            matrix=self.matrix[:, keep],
            columns=tuple(self.columns[j] for j in keep),
            readings=_all_but(self.readings, column),
            levels=_all_but(self.levels, column),
        )

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Design":
        """Return some rows, by position or flag, with the same columns.

        A row may be taken more than once. Clusters are numbered anew, so that repeated rows of
        one cluster stay one cluster; a resample of clusters has to name its own.
        """
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)
        return replace(
            self,
            labels=self.labels[places],
            outcome=self.outcome[places],
            trials=self.trials[places],
            offset=self.offset[places],
            matrix=self.matrix[places],
            readings={name: values[places] for name, values in self.readings.items()},
            clusterings=tuple(each.take(places) for each in self.clusterings),
        )

    def matrix_at(self, rows: slice, column: str, raw: Raw | float) -> NDArray[np.float64]:
        """Return the rows' matrix (m, k) had a column of the table other raw values.

        Parameters
        ----------
        raw
            (m,) or one value for all; of a category the codes.
        """
        changed = self.matrix[rows].copy()
        readings = self._raw(rows)
        readings[column] = np.broadcast_to(np.asarray(raw), len(changed))
        for j in self.positions(column):
            changed[:, j] = self.columns[j].values(readings)
        return changed

    def slopes(self, rows: slice, column: str) -> NDArray[np.float64]:
        """Return the derivative (m, k) of the rows' matrix by a column of the table."""
        readings = self._raw(rows)
        derivative = np.zeros(self.matrix[rows].shape)
        for j in self.positions(column):
            derivative[:, j] = self.columns[j].slope(readings, column)
        return derivative

    def _raw(self, rows: slice) -> dict[str, Raw]:
        return {name: values[rows] for name, values in self.readings.items()}


def _all_but(values: Mapping[str, _Value], column: str) -> Mapping[str, _Value]:
    return MappingProxyType({name: each for name, each in values.items() if name != column})


def needed_columns(specification: Specification) -> tuple[str, ...]:
    """Return the columns that a table must hold for this specification, each once."""
    names = [specification.outcome, specification.cluster, specification.second_cluster]
    names += [term.column for term in specification.terms]
    names += [*specification.fixed_effects, specification.trials, specification.exposure]
    names += [specification.duration, specification.time, specification.unseen]
    names += [specification.promotion]
    return tuple(name for name in dict.fromkeys(names) if name)


def design(table: ColumnTable, specification: Specification) -> Design:
    """Return the design of a specification on a table whose filters have been applied.

    Rows that miss the outcome or a term are left out and counted; a row that is used and has no
    cluster is refused, since it would silently change every standard error.

    Parameters
    ----------
    table
        Holds :func:`needed_columns`.
    specification
        Its family says what the outcome must be; without terms the model is its mean.

    Raises
    ------
    InputError
        For a column that is not what its term says, see :mod:`engine.evidence.readings`,
        :mod:`engine.evidence.responses` and :mod:`engine.evidence.columns`;
        ``evidence.cluster_missing``, ``evidence.no_rows``, ``evidence.outcome_constant``,
        ``evidence.too_large`` (a matrix above 2 GB), ``evidence.too_many_levels`` (a category of
        more than 20 levels with fewer than ten contacts each on average).
    """
    check_terms(specification)
    answers = response(table, specification)
    readings = term_readings(table, specification)
    used, missing = complete_rows(_absent(specification, answers, readings), len(table))
    if not used.any():
        raise InputError("evidence.no_rows", outcome=specification.outcome)
    answers = answers.take(used)
    check_response_varies(answers, specification)
    readings = {name: reading.take(used) for name, reading in readings.items()}
    levels = {name: reading.levels for name, reading in readings.items() if reading.levels}
    _check_levels(specification, levels, int(answers.trials.sum()))
    raw = {name: reading.values for name, reading in readings.items()}
    columns = design_columns(specification, levels)
    return Design(
        labels=table.labels[used],
        outcome=answers.outcome,
        outcome_level=answers.level,
        trials=answers.trials,
        offset=answers.offset,
        matrix=_matrix(columns, raw, len(answers.outcome)),
        columns=columns,
        readings=MappingProxyType(raw),
        levels=MappingProxyType(levels),
        clusterings=_clusterings(table, specification, used),
        dropped=int(len(table) - used.sum()),
        missing=MappingProxyType(missing),
        notes=design_notes(specification, readings, answers.trials),
    )


def reshaped(made: Design, specification: Specification) -> Design:
    """Return the same rows with other forms of the terms, made from the values already read.

    Parameters
    ----------
    specification
        The design's own but for the transforms and their settings; no new columns.

    Raises
    ------
    InputError
        As :func:`design` for a form that the values do not have.
    """
    check_terms(specification)
    for term in specification.terms:
        raw = made.readings[term.column]
        if term.column not in made.levels and term.transform is not Transform.FLAG:
            check_defined(np.asarray(raw, dtype=np.float64), term)
    columns = design_columns(specification, made.levels)
    matrix = _matrix(columns, made.readings, len(made.outcome))
    return replace(made, matrix=matrix, columns=columns)


def _absent(
    specification: Specification, answers: Response, readings: Mapping[str, Reading]
) -> dict[str, NDArray[np.bool_]]:
    """Return, by column, which values are missing (N,)."""
    absent = {specification.outcome: np.isnan(answers.outcome)}
    if specification.trials:
        absent[specification.trials] = np.isnan(answers.trials)
    if specification.exposure:
        absent[specification.exposure] = np.isnan(answers.offset)
    return absent | {name: reading.absent for name, reading in readings.items()}


def _matrix(
    columns: tuple[DesignColumn, ...], readings: Mapping[str, Raw], rows: int
) -> NDArray[np.float64]:
    size = rows * len(columns) * np.dtype(np.float64).itemsize
    if size > MOST_BYTES:
        raise InputError(
            "evidence.too_large", rows=rows, columns=len(columns), gigabytes=size / 1e9
        )
    matrix = np.empty((rows, len(columns)))
    for j, column in enumerate(columns):
        matrix[:, j] = column.values(readings)
    return matrix


def _check_levels(
    specification: Specification, levels: Mapping[str, tuple[str, ...]], contacts: int
) -> None:
    """Refuse a category that is a name rather than a kind: fixed effects are for those."""
    most = max(FEW_LEVELS, contacts // LEAST_BY_LEVEL)
    asked = {term.column for term in specification.terms} - {specification.duration}
    for column in sorted(asked & levels.keys()):
        if len(levels[column]) > most:
            raise InputError(
                "evidence.too_many_levels",
                column=column,
                levels=len(levels[column]),
                rows=contacts,
                most=most,
            )


def _clusterings(
    table: ColumnTable, specification: Specification, used: NDArray[np.bool_]
) -> tuple[Clustering, ...]:
    names = (specification.cluster, specification.second_cluster)
    return tuple(_clustering(table, name, used) for name in names if name)


def _clustering(table: ColumnTable, name: str, used: NDArray[np.bool_]) -> Clustering:
    values = table.column(name)[used]
    absent = pd.isna(values)
    if absent.any():
        raise InputError(
            "evidence.cluster_missing",
            cluster=name,
            rows=int(absent.sum()),
            first=first_labels(table.labels[used][absent]),
        )
    codes, levels = pd.factorize(values, sort=True)
    return Clustering(name, codes.astype(np.int64), tuple(str(level) for level in levels))
