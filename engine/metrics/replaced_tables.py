"""A table of the open records seen otherwise for a moment: without rows, or under other keys."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.metrics.records import OpenRecords, quoted


@contextmanager
def replaced(records: OpenRecords, table: str, query: str) -> Iterator[OpenRecords]:
    """Give records in which a view is the result of ``query``, which may read ``whole``.

    The view is put back afterwards, whatever happens; no rows are copied.
    """
    connection, name = records.connection, quoted(table)
    connection.execute(f"ALTER VIEW {name} RENAME TO whole")
    try:
        connection.execute(f"CREATE TEMP VIEW {name} AS {query}")
        try:
            yield OpenRecords(connection, dict(records.tables))
        finally:
            connection.execute(f"DROP VIEW {name}")
    finally:
        connection.execute(f"ALTER VIEW whole RENAME TO {name}")


@contextmanager
def without_rows(records: OpenRecords, table: str, touched: str) -> Iterator[OpenRecords]:
    """Give records whose table lacks the rows that ``touched`` names by file and row."""
    records.connection.execute(f"CREATE OR REPLACE TEMP TABLE touched_rows AS {touched}")
    query = "FROM whole ANTI JOIN touched_rows USING (source_file, source_row)"
    with replaced(records, table, query) as rest:
        yield rest
