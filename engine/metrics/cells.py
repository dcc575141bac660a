"""Contacts for the evidence room: rows of the columns that were asked for, or binned counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.domain.records import RecordSource, TableKind
from engine.domain.specification import RowFilter
from engine.domain.tables import CellTable, Column, ColumnTable
from engine.errors import InputError
from engine.metrics.records import OpenRecords, opened_records, quoted

_TEXT_TYPES = ("VARCHAR", "ENUM", "DATE", "TIME", "UUID", "BLOB")
_LABEL = "source_row"
_LEAST_EDGES = 2


def contact_columns(
    source: RecordSource, columns: Sequence[str], filters: Sequence[RowFilter] = ()
) -> ColumnTable:
    """Return columns of a contact source, row by row in file order.

    Parameters
    ----------
    source
        A validated file of contacts.
    columns
        Names to return; a name twice is returned once.
    filters
        Rows to keep: all filters must hold. Values are compared as text, flags as ``true`` and
        ``false``; missing values never match.

    Returns
    -------
    ColumnTable
        ``labels`` are rows of the user's file, the header being row 1. Numbers and flags are
        float64 with nan where missing; text and times are str with None, one object for each
        distinct value.

    Raises
    ------
    InputError
        ``metrics.unknown_columns``, or ``metrics.no_rows`` when the filters keep nothing.
    """
    wanted = tuple(dict.fromkeys(columns))
    with opened_records([source]) as records:
        require_columns(records, source.kind, [*wanted, *(f.column for f in filters)])
        is_text = text_columns(records, source.kind)
        parts = [
            f"CAST({quoted(c)} AS {'VARCHAR' if is_text[c] else 'DOUBLE'}) AS {quoted(c)}"
            for c in wanted
        ]
        where, values = filter_condition(filters)
        query = f"SELECT {', '.join([_LABEL, *parts])} FROM {source.kind} WHERE {where} ORDER BY source_file, {_LABEL}"  # noqa: E501, S608 (names are quoted and known to the file, values are parameters)
        rows = records.connection.sql(query, params=values or None).to_arrow_table()
    if len(rows) == 0:
        raise no_rows(filters)
    labels = np.asarray(rows[_LABEL].to_numpy(), dtype=np.int64)
    return ColumnTable(labels, {c: arrow_column(rows[c], is_text=is_text[c]) for c in wanted})


def binned_counts(
    records: OpenRecords,
    bins: Mapping[str, Sequence[float]],
    outcome: str,
    *,
    table: str = TableKind.CONTACTS,
    filters: Sequence[RowFilter] = (),
) -> CellTable:
    """Return the rows of a table counted by cell: a cell for each combination of bins that occurs.

    Parameters
    ----------
    bins
        For each column that makes cells its edges, ascending: bin i holds
        ``edges[i] <= x < edges[i + 1]`` and the last bin its upper edge too; (-inf, inf) are
        good edges. Columns without edges, ``()``, are categories: a cell for every value.
        Rows whose value is missing or outside all bins are left out, as are rows without the
        outcome: ``left_out`` counts them.
    outcome
        A flag or a number.
    filters
        As :func:`contact_columns`.

    Returns
    -------
    CellTable
        In order of the cells; at most as many rows as there are cells, whatever the table holds.

    Raises
    ------
    InputError
        ``metrics.unknown_columns``; ``metrics.bins`` when edges do not ascend;
        ``metrics.no_rows`` when no row is left.
    """
    require_columns(records, table, [*bins, outcome, *(f.column for f in filters)])
    _require_edges(bins)
    kept, values = filter_condition(filters)
    names = [f"key_{i}" for i in range(len(bins))]
    query = _cell_query(table, bins, outcome, kept)
    found = records.connection.sql(query, params=values or None).to_arrow_table()
    is_inside = np.asarray(found["inside"].to_numpy(), dtype=np.bool_)
    counted = np.asarray(found["n"].to_numpy(), dtype=np.int64)
    if not is_inside.any():
        raise no_rows(filters)
    cells = found.filter(found["inside"])
    return CellTable(
        keys={
            column: arrow_column(cells[name], is_text=not edges).astype(
                object if not edges else np.int64
            )
            for name, (column, edges) in zip(names, bins.items(), strict=True)
        },
        edges={column: tuple(edges) for column, edges in bins.items()},
        outcome=outcome,
        n=counted[is_inside],
        sums=np.asarray(cells["total"].to_numpy(), dtype=np.float64),
        squares=np.asarray(cells["squares"].to_numpy(), dtype=np.float64),
        left_out=int(counted[~is_inside].sum()),
    )


def _cell_query(table: str, bins: Mapping[str, Sequence[float]], outcome: str, kept: str) -> str:
    """Return the query of counts and sums by cell, and whether its rows lie inside all bins."""
    names = [f"key_{i}" for i in range(len(bins))]
    keys = ", ".join(
        f"{_bin(column, edges)} AS {name}"
        for name, (column, edges) in zip(names, bins.items(), strict=True)
    )
    inside = " AND ".join(f"{name} IS NOT NULL" for name in [*names, "outcome"])
    return f"""WITH kept AS (SELECT {keys}, {quoted(outcome)}::DOUBLE AS outcome
  FROM {quoted(table)} WHERE {kept})
SELECT {", ".join(names)}, {inside} AS inside, count(*) AS n,
  sum(outcome) AS total, sum(outcome * outcome) AS squares
FROM kept GROUP BY ALL ORDER BY ALL"""  # noqa: S608 (names are quoted, values are parameters)


def require_columns(records: OpenRecords, table: str, columns: Sequence[str]) -> None:
    """Raise ``metrics.unknown_columns`` naming every column that a table lacks."""
    held = records.tables.get(table, ())
    if missing := [column for column in dict.fromkeys(columns) if column not in held]:
        raise InputError(
            "metrics.unknown_columns", columns=", ".join(missing), known=", ".join(held)
        )


def _require_edges(bins: Mapping[str, Sequence[float]]) -> None:
    for column, edges in bins.items():
        if edges and (len(edges) < _LEAST_EDGES or not (np.diff(np.asarray(edges)) > 0).all()):
            raise InputError("metrics.bins", column=column, edges=", ".join(map(str, edges)))


def _bin(column: str, edges: Sequence[float]) -> str:
    """Return the expression of a row's bin from 0, or of its category; NULL outside all bins."""
    name = quoted(column)
    if not edges:
        return f"{name}::VARCHAR"
    value = f"{name}::DOUBLE"
    *inner, last = (repr(float(edge)) for edge in edges)
    cases = [
        f"WHEN {value} < '{upper}'::DOUBLE THEN {i}" for i, upper in enumerate([*inner[1:], last])
    ]
    # NaN is greater than every number for DuckDB, and so outside
    return (
        f"CASE WHEN {value} < '{inner[0]}'::DOUBLE THEN NULL {' '.join(cases)} "
        f"WHEN {value} = '{last}'::DOUBLE THEN {len(edges) - 2} END"
    )


def text_columns(records: OpenRecords, table: str) -> dict[str, bool]:
    """Return, by column, whether it is read as text; times are."""
    described = records.connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
    return {str(name): str(kind).startswith(_TEXT_TYPES) for name, kind, *_ in described}


def filter_condition(filters: Sequence[RowFilter]) -> tuple[str, dict[str, object]]:
    """Return the SQL that all filters hold, and its parameters."""
    parts = [
        f"list_contains($filter_{i}, CAST({quoted(f.column)} AS VARCHAR))"
        for i, f in enumerate(filters)
    ]
    return " AND ".join(parts) or "TRUE", {
        f"filter_{i}": list(f.values) for i, f in enumerate(filters)
    }


def no_rows(filters: Sequence[RowFilter]) -> InputError:
    """Return the error that filters keep nothing."""
    told = ", ".join(f"{f.column} = {' | '.join(f.values)}" for f in filters)
    return InputError("metrics.no_rows", filters=told)


def arrow_column(column: Any, *, is_text: bool) -> Column:
    """Return an Arrow column as numpy; text shares one str for each distinct value (memory)."""
    if not is_text:
        return np.asarray(column.to_numpy(), dtype=np.float64)
    coded = column.combine_chunks().dictionary_encode()
    names = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    codes = coded.indices.fill_null(len(names) - 1).to_numpy()
    text: Column = names[codes]
    return text
