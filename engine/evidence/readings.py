"""Raw values of the columns a model reads: numbers, flags and levels, and what they miss."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.domain.specification import Specification, Term, Transform
from engine.domain.tables import Column, ColumnTable
from engine.errors import InputError
from engine.evidence.factors import Raw
from engine.evidence.outcomes import check_finite, numeric, yes_or_no
from engine.evidence.term_ranges import check_reach
from engine.evidence.transforms import check_defined, check_settings

MISSING = -1  # the code of a missing level


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Raw values (n,) of one column; of a category the codes, with the ``levels`` they stand for.

    Levels ascend: numbers by size, texts by their characters.
    """

    values: Raw
    levels: tuple[str, ...] = ()

    @property
    def absent(self) -> NDArray[np.bool_]:
        """(n,) whether the value is missing."""
        if self.values.dtype == np.int64:
            return np.asarray(self.values == MISSING)
        return np.isnan(self.values)

    def take(self, rows: NDArray[np.bool_]) -> "Reading":
        """Return the reading of some rows, with the levels that occur among them."""
        if rows.all():
            return self  # for memory: no second copy of a column that misses nothing
        values = self.values[rows]
        if not self.levels:
            return Reading(values)
        present, codes = np.unique(values, return_inverse=True)
        levels = tuple(self.levels[code] for code in present)
        return Reading(codes.astype(np.int64), levels)


def term_readings(table: ColumnTable, specification: Specification) -> dict[str, Reading]:
    """Return the readings (N,) of every term and fixed effect of a specification, by column.

    Raises
    ------
    InputError
        For a value that is not what its term says; see :mod:`engine.evidence.outcomes` and
        :mod:`engine.evidence.transforms`.
    """
    readings = {}
    for term in specification.terms:
        readings[term.column] = _reading(table, term)
    for column in specification.fixed_effects:
        readings[column] = level_reading(table.column(column))
    return readings


def _reading(table: ColumnTable, term: Term) -> Reading:
    values = table.column(term.column)
    match term.transform:
        case Transform.CATEGORY:
            return level_reading(values)
        case Transform.FLAG:
            return Reading(yes_or_no(values, term.column)[0])
        case _:
            numbers = numeric(values, term.column)
            check_finite(numbers, term.column, table.labels)
            check_settings(term)
            check_reach(numbers, term, table.labels)
            check_defined(numbers, term)
            return Reading(numbers)


def level_reading(values: Column) -> Reading:
    """Return a column's levels in words: numbers without needless decimals, never rounded."""
    if values.dtype == object:
        known = ~pd.isna(values)
        texts = np.full(len(values), None, dtype=object)
        texts[known] = [str(value) for value in values[known]]
        codes, levels = pd.factorize(texts, sort=True)
        return Reading(codes.astype(np.int64), tuple(str(level) for level in levels))
    codes, numbers = pd.factorize(values, sort=True)
    return Reading(codes.astype(np.int64), tuple(_number(float(each)) for each in numbers))


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def complete_rows(
    columns: Mapping[str, NDArray[np.bool_]], rows: int
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Return which rows miss nothing, and how many values each column misses.

    Parameters
    ----------
    columns
        By column, (rows,) whether the value is missing.
    """
    used = np.ones(rows, dtype=np.bool_)
    missing: dict[str, int] = {}
    for name, absent in columns.items():
        if absent.any():
            missing[name] = int(absent.sum())
            used &= ~absent
    return used, missing


def check_terms(specification: Specification) -> None:
    """Refuse terms that do not go together.

    Raises
    ------
    InputError
        ``evidence.mixed_terms`` where a column is both a number and a flag, category, bands or
        fixed effect, or twice one of these.
    """
    columns = [term.column for term in specification.terms] + list(specification.fixed_effects)
    discrete = {Transform.FLAG, Transform.CATEGORY}
    single = [term.column for term in specification.terms if term.transform in discrete]
    for column in (*single, *specification.fixed_effects):
        if columns.count(column) > 1:
            raise InputError("evidence.mixed_terms", column=column)
