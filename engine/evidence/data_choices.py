"""Choices about the data that somebody has to make: each as another table, to see what it does.

Which choices are tried, and what they do to the weights, is left to :mod:`engine.studies`.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import Column, ColumnTable
from engine.evidence.fitted import FittedModel
from engine.evidence.outcomes import numeric

CLIPPED_AT = 0.999  # of a numeric term's values; the rest is drawn in to that quantile
TINY_CLUSTER = 10  # rows
MISSING_LEVEL = "(missing)"
NUMERIC = frozenset(
    {
        *(Transform.IDENTITY, Transform.LOG_FLOOR, Transform.LOG1P, Transform.LOG),
        *(Transform.SCALE, Transform.POWER, Transform.SPLINE, Transform.BANDS),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Another table (and perhaps other terms) for the same question; ``rows`` it touches."""

    table: ColumnTable
    specification: Specification
    rows: int


def without_rows(
    table: ColumnTable,
    specification: Specification,
    labels: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> Choice:
    """Return the question without some rows, named by label."""
    gone = np.isin(table.labels, labels)
    return Choice(table.where(~gone), specification, int(gone.sum()))


def clipped(table: ColumnTable, specification: Specification) -> Choice:
    """Return the question with every numeric term drawn in to its 99.9 % quantile (winsorised).

    Where the column goes below 0, also to its 0.1 % quantile.
    """
    columns = dict(table.columns)
    touched = np.zeros(len(table), dtype=np.bool_)
    for term in specification.terms:
        if term.transform not in NUMERIC:
            continue
        values = numeric(table.column(term.column), term.column)
        low, high = np.nanquantile(values, [1 - CLIPPED_AT, CLIPPED_AT])
        low = low if np.nanmin(values) < 0 else -np.inf
        touched |= (values > high) | (values < low)
        columns[term.column] = np.clip(values, low, high)
    return Choice(ColumnTable(table.labels, columns), specification, int(touched.sum()))


def without_tiny_clusters(table: ColumnTable, specification: Specification) -> Choice:
    """Return the question without the clusters of fewer than ten rows."""
    if not specification.cluster:
        return Choice(table, specification, 0)
    codes, _ = pd.factorize(table.column(specification.cluster))
    sizes = np.bincount(codes + 1)  # place 0: rows without a cluster
    tiny = (sizes[codes + 1] < TINY_CLUSTER) & (codes >= 0)
    return Choice(table.where(~tiny), specification, int(tiny.sum()))


def missing_as_levels(table: ColumnTable, specification: Specification) -> Choice:
    """Return the question with rows kept that miss a term: a level or a flag says so.

    A category or flag gets the level ``(missing)``; a missing number becomes the column's
    median, with a flag of its own beside it.
    """
    columns = dict(table.columns)
    touched = np.zeros(len(table), dtype=np.bool_)
    terms: list[Term] = []
    for term in specification.terms:
        values = table.column(term.column)
        absent = np.asarray(pd.isna(values), dtype=np.bool_)
        if not absent.any():
            terms.append(term)
            continue
        touched |= absent
        more, kept = _filled(term, values, absent)
        columns |= more
        terms += kept
    other = replace(specification, terms=tuple(terms))
    return Choice(ColumnTable(table.labels, columns), other, int(touched.sum()))


def _filled(
    term: Term, values: Column, absent: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[dict[str, Column], list[Term]]:
    """Return a column without gaps and the terms that then stand for it."""
    if term.transform in NUMERIC:
        numbers = numeric(values, term.column)
        flag = f"{term.column} {MISSING_LEVEL}"
        filled = np.where(absent, np.nanmedian(numbers), numbers)
        told = Term(flag, Role.CONFOUNDER, Transform.FLAG)
        return {term.column: filled, flag: absent.astype(np.float64)}, [term, told]
    texts = np.array([_level(value) for value in values], dtype=object)
    texts[absent] = MISSING_LEVEL
    reference = term.reference or sorted(set(texts) - {MISSING_LEVEL})[0]
    return {term.column: texts}, [replace(term, transform=Transform.CATEGORY, reference=reference)]


def _level(value: object) -> str:
    """Return a level in words: numbers without needless decimals."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def effect_moved(fit: FittedModel, other: FittedModel) -> float:
    """Return the largest change of a lever's coefficient, over its standard error in ``fit``.

    Coefficients that only one of the fits has are left aside.
    """
    names, others = fit.design.names, other.design.names
    moves = [
        abs(float(other.coefficients[others.index(name)] - fit.coefficients[j]))
        / float(fit.standard_errors[j])
        for j, name in enumerate(names)
        if name in others and _is_lever(fit, j)
    ]
    return max(moves, default=0.0)


def _is_lever(fit: FittedModel, place: int) -> bool:
    factors = fit.design.columns[place].factors
    return any(factor.term.role is Role.LEVER for factor in factors)
