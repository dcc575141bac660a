"""Rows of any table that repeat an earlier row in every column: told, never dropped unasked."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from engine.domain.records import RecordSource
from engine.metrics.records import opened_records, quoted

_NUMBERS = frozenset({"source_row", "source_file"})


def repeated_rows(source: RecordSource, apart: Collection[str] = ()) -> NDArray[np.int64]:
    """Return the numbers of the rows that are like an earlier one, ascending.

    Parameters
    ----------
    source
        A validated table.
    apart
        Columns that are not compared: what only numbers the rows.

    Returns
    -------
    NDArray
        Rows of the user's file, the header being row 1; empty where no column is compared.
    """
    with opened_records([source]) as records:
        held = records.tables[source.kind]
        compared = [quoted(name) for name in held if name not in {*_NUMBERS, *apart}]
        if not compared:
            return np.empty(0, dtype=np.int64)
        names, table = ", ".join(compared), quoted(source.kind)
        # counting hashes first keeps ten million rows that do not repeat out of a sort
        told = f"SELECT count(*) - count(DISTINCT hash({names})) FROM {table}"  # noqa: S608 (quoted)
        if not records.connection.sql(told).fetchall()[0][0]:
            return np.empty(0, dtype=np.int64)
        query = (
            f"SELECT source_row FROM {table} QUALIFY row_number() OVER "  # noqa: S608 (quoted)
            f"(PARTITION BY {names} ORDER BY source_file, source_row) > 1 ORDER BY source_row"
        )
        rows = records.connection.sql(query).to_arrow_table()
    return np.asarray(rows["source_row"].to_numpy(), dtype=np.int64)
