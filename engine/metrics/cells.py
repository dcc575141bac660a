"""Rows of contacts for the evidence room: only the columns and rows that were asked for."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.domain.records import RecordSource
from engine.domain.specification import RowFilter
from engine.domain.tables import Column, ColumnTable
from engine.errors import InputError
from engine.metrics.source import opened, quoted, require_columns

_TEXT_TYPES = ("VARCHAR", "ENUM", "DATE", "TIME", "UUID", "BLOB")
ROW_NUMBER = "file_row_number"


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
        ``labels`` are positions in the file. Numbers and flags are float64 with nan where
        missing; text and times are str with None, one object for each distinct value.

    Raises
    ------
    InputError
        ``metrics.unknown_columns``, or ``metrics.no_rows`` when the filters keep nothing.
    """
    wanted = tuple(dict.fromkeys(columns))
    require_columns(source, [*wanted, *(f.column for f in filters)])
    with opened(source) as connection:
        described = connection.execute("DESCRIBE SELECT * FROM source").fetchall()
        is_text = {str(name): str(kind).startswith(_TEXT_TYPES) for name, kind, *_ in described}
        parts = [f"CAST({quoted(c)} AS {_kind(is_text[c])}) AS {quoted(c)}" for c in wanted]
        where = " AND ".join(
            f"list_contains($filter_{i}, CAST({quoted(f.column)} AS VARCHAR))"
            for i, f in enumerate(filters)
        )
        query = f"SELECT {', '.join([ROW_NUMBER, *parts])} FROM source WHERE {where or 'TRUE'} ORDER BY {ROW_NUMBER}"  # noqa: E501, S608 (names are quoted and known to the file, values are parameters)
        values = {f"filter_{i}": list(f.values) for i, f in enumerate(filters)}
        rows = connection.sql(query, params=values or None).to_arrow_table()
    if len(rows) == 0:
        told = ", ".join(f"{f.column} = {' | '.join(f.values)}" for f in filters)
        raise InputError("metrics.no_rows", filters=told)
    labels = np.asarray(rows[ROW_NUMBER].to_numpy(), dtype=np.int64)
    return ColumnTable(labels, {c: _column(rows[c], is_text=is_text[c]) for c in wanted})


def _kind(is_text: bool) -> str:  # noqa: FBT001 (one flag, named by the caller's mapping)
    return "VARCHAR" if is_text else "DOUBLE"


def _column(column: Any, *, is_text: bool) -> Column:
    """Return an Arrow column as numpy; text shares one str for each distinct value (memory)."""
    if not is_text:
        return np.asarray(column.to_numpy(), dtype=np.float64)
    coded = column.combine_chunks().dictionary_encode()
    names = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    codes = coded.indices.fill_null(len(names) - 1).to_numpy()
    text: Column = names[codes]
    return text
