"""Contacts counted by what they have in common, for fits to tables of tens of millions of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.records import RecordSource
from engine.domain.specification import RowFilter
from engine.domain.tables import Column, ColumnTable, CountedTable
from engine.errors import InputError
from engine.metrics.cells import (
    arrow_column,
    filter_condition,
    no_rows,
    require_columns,
    text_columns,
)
from engine.metrics.records import MEMORY_LIMIT, OpenRecords, opened_records, quoted

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Counting:
    """How rows are brought together before they are counted.

    Parameters
    ----------
    edges
        By column, values below which nothing is told apart: a value counts as the greatest edge
        at or below it (bands); one below the first edge stays as it is.
    cuts
        By column, ascending values between bins; a value counts as the mean of its bin's
        contacts, and the outermost bins are open.
    averaged
        A number that is averaged within rows that otherwise agree (text is kept as it is);
        empty: none.
    most_values
        A column of numbers without edges and cuts may take about this many.
    """

    edges: Mapping[str, Sequence[float]] = field(default_factory=dict)
    cuts: Mapping[str, Sequence[float]] = field(default_factory=dict)
    averaged: str = ""
    most_values: int = 1_000


def counted_rows(
    source: RecordSource,
    columns: Sequence[str],
    counting: Counting,
    filters: Sequence[RowFilter] = (),
    memory_limit: str = MEMORY_LIMIT,
) -> CountedTable:
    """Return columns of a contact source with rows that agree in all of them counted together.

    Nothing is left out: a missing value is a value of its own here, as it is for rows.

    Parameters
    ----------
    columns
        Names to return, ``counting.averaged`` among them or not.
    filters
        As :func:`contact_columns`.
    memory_limit
        What the database may hold, ``512MB``; beyond it uses the disk.

    Returns
    -------
    CountedTable
        Values as :func:`contact_columns` returns them, in order of the columns.

    Raises
    ------
    InputError
        ``metrics.unknown_columns``; ``metrics.bins`` when edges or cuts do not ascend;
        ``metrics.too_many_values`` naming the columns with more values than bins could hold;
        ``metrics.no_rows`` when the filters keep nothing.
    """
    wanted = [name for name in dict.fromkeys([*columns, counting.averaged]) if name]
    with opened_records([source], memory_limit) as records:
        require_columns(records, source.kind, [*wanted, *(f.column for f in filters)])
        _require_ascending(counting)
        is_text = text_columns(records, source.kind)
        if is_text.get(counting.averaged, False):
            counting = replace(counting, averaged="")
        keys = [name for name in wanted if name != counting.averaged]
        where, values = filter_condition(filters)
        read = _Read(records, source.kind, where, values)
        free = [name for name in keys if not is_text[name] and name not in _binned(counting)]
        _require_few_values(read, free, counting.most_values)
        found = read.asked(_counting_query(keys, is_text, counting))
    n = np.asarray(found["n"].to_numpy(), dtype=np.int64)
    if not len(n):
        raise no_rows(filters)
    table = {
        name: arrow_column(found[f"k{i}"], is_text=is_text[name]) for i, name in enumerate(keys)
    }
    for name in counting.cuts:
        table[name] = _bin_means(table[name], found[f"total_{keys.index(name)}"].to_numpy(), n)
    within = np.zeros(len(n))
    if counting.averaged:
        means, unusual = (arrow_column(found[n], is_text=False) for n in ("mean", "unusual"))
        table[counting.averaged] = np.where(unusual == 0, means, unusual)
        within = np.nan_to_num(arrow_column(found["within"], is_text=False))
    return CountedTable(ColumnTable(np.arange(len(n), dtype=np.int64), table), n, within)


@dataclass(frozen=True, slots=True)
class _Read:
    """The kept rows of a table, and how to ask about them."""

    records: OpenRecords
    kind: str
    where: str
    values: dict[str, object]

    def asked(self, selected: str) -> "pa.Table":
        """Return what a list of expressions gives, grouped by those that are no aggregates."""
        query = f"SELECT {selected} FROM {quoted(self.kind)} WHERE {self.where} GROUP BY ALL ORDER BY ALL"  # noqa: E501, S608 (names are quoted, values are parameters)
        return self.records.connection.sql(query, params=self.values or None).to_arrow_table()


def _binned(counting: Counting) -> set[str]:
    return {*counting.edges, *counting.cuts}


def _require_ascending(counting: Counting) -> None:
    for column, values in (*counting.edges.items(), *counting.cuts.items()):
        if not len(values) or not (np.diff(np.asarray(values)) > 0).all():
            raise InputError("metrics.bins", column=column, edges=", ".join(map(str, values)))


def _require_few_values(read: _Read, columns: Sequence[str], most: int) -> None:
    if not columns:
        return
    counts = [f"approx_count_distinct({quoted(name)}) AS d{i}" for i, name in enumerate(columns)]
    found = read.asked(", ".join(counts)).to_pylist()[0]
    many = [name for i, name in enumerate(columns) if found[f"d{i}"] > most]
    if many:
        raise InputError("metrics.too_many_values", columns=", ".join(many), most=most)


def _counting_query(keys: Sequence[str], is_text: Mapping[str, bool], counting: Counting) -> str:
    """Return keys, counts, and the mean and squared deviations of what is averaged."""
    parts = [
        f"{_key(name, counting, is_text=is_text[name])} AS k{i}" for i, name in enumerate(keys)
    ]
    parts.append("count(*) AS n")
    parts += [f"fsum({quoted(name)}::DOUBLE) AS total_{keys.index(name)}" for name in counting.cuts]
    if counting.averaged:
        number = f"{quoted(counting.averaged)}::DOUBLE"
        finite = f"CASE WHEN isfinite({number}) THEN {number} END"
        parts.append(f"CASE WHEN isfinite({number}) THEN 0.0 ELSE {number} END AS unusual")
        parts.append(f"favg({finite}) AS mean, var_pop({finite}) * count(*) AS within")
    return ", ".join(parts)


def _key(name: str, counting: Counting, *, is_text: bool) -> str:
    """Return the expression by which rows are brought together; NaN and infinite stay."""
    if is_text:
        return f"CAST({quoted(name)} AS VARCHAR)"
    value = f"CAST({quoted(name)} AS DOUBLE)"
    if name not in _binned(counting):
        return value
    edges = [float(each) for each in counting.edges.get(name, counting.cuts.get(name, ()))]
    lowest = "-1" if name in counting.cuts else value
    told = range(len(edges)) if name in counting.cuts else edges
    cases = [
        f"WHEN {value} >= '{edge!r}'::DOUBLE THEN {each!r}::DOUBLE"
        for edge, each in reversed(list(zip(edges, told, strict=True)))
    ]
    return (
        f"CASE WHEN isnan({value}) OR isinf({value}) THEN {value} {' '.join(cases)} "
        f"WHEN {value} IS NULL THEN NULL ELSE {lowest} END"
    )


def _bin_means(bins: Column, totals: Column, n: "NDArray[np.int64]") -> Column:
    """Return the mean of each row's bin over all contacts; what is in no bin stays."""
    inside = np.isfinite(bins)
    codes = bins[inside].astype(np.int64) + 1
    means = np.bincount(codes, totals[inside].astype(np.float64)) / np.maximum(
        np.bincount(codes, n[inside]), 1
    )
    values = bins.copy()
    values[inside] = means[codes]
    return values
