"""A Parquet table in Heng's own column names (agent months, quality samples) as it is."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.records import RecordSource, TableKind, table_layout
from engine.errors import Fault, InputError


def parquet_source(path: Path, kind: TableKind) -> RecordSource:
    """Return the source of a table that needs no reading of headers or cells.

    Raises
    ------
    InputError
        ``tables.invalid`` when the file is absent or no Parquet, or lacks a column that its kind
        of table cannot do without.
    """
    try:
        with pq.ParquetFile(path) as file:
            columns, rows = tuple(file.schema_arrow.names), file.metadata.num_rows
    except (OSError, pa.ArrowInvalid) as wrong:
        fault = Fault("tables.unreadable", "file", type(wrong).__name__, file=path.name)
        raise InputError("tables.invalid", [fault], file=path.name) from wrong
    layout = table_layout(kind)
    faults = [
        Fault("tables.column_missing", name, ", ".join(columns), {"table": kind.value}, path.name)
        for name in dict.fromkeys((*layout.missing(columns), layout.dated))
        if name not in columns
    ]
    if faults:
        raise InputError("tables.invalid", faults, file=path.name)
    return RecordSource(path, columns, rows, kind=kind, file=path.name)
