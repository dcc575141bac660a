"""Opening a contact source with DuckDB: its columns, and what stands in for absent ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import duckdb

from engine.domain.records import RecordSource
from engine.errors import InputError

MEMORY_LIMIT = "512MB"
# One thread: with more, sums are added in another order and the last digits change from run to
# run, and with them the fingerprint of a pack. A month of the example takes 0.1 s either way.
THREADS = 1
STAND_INS = {"bot_ended": "FALSE", "attempt": "1", "presale": "TRUE"}

_GLOB_SIGNS = "[*?"


@contextmanager
def opened(source: RecordSource) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection whose view ``source`` is the file's rows, with ``file_row_number``.

    Raises
    ------
    InputError
        ``metrics.unreadable`` when the file is gone or is no Parquet.
    """
    with (
        TemporaryDirectory(prefix="heng-spill-") as spill,  # DuckDB's own choice: the user's folder
        duckdb.connect(
            ":memory:",
            config={"memory_limit": MEMORY_LIMIT, "threads": THREADS, "temp_directory": spill},
        ) as connection,
    ):
        path = "".join(f"[{sign}]" if sign in _GLOB_SIGNS else sign for sign in str(source.path))
        try:
            rows = connection.read_parquet(path, file_row_number=True)
        except duckdb.Error as wrong:
            raise InputError("metrics.unreadable", file=source.path.name) from wrong
        rows.create_view("source")
        yield connection


def quoted(column: str) -> str:
    """Return a column's name as an SQL identifier, whatever characters it holds."""
    doubled = column.replace('"', '""')
    return f'"{doubled}"'


def require_columns(source: RecordSource, columns: Sequence[str]) -> None:
    """Raise ``metrics.unknown_columns`` naming every column that the source lacks."""
    missing = [column for column in columns if column not in source.columns]
    if missing:
        raise InputError(
            "metrics.unknown_columns",
            columns=", ".join(missing),
            known=", ".join(source.columns),
        )


def projection(source: RecordSource, columns: Sequence[str]) -> str:
    """Return the select list of columns; an absent one is its stand-in where it has one."""
    parts = []
    for column in columns:
        if column in source.columns:
            parts.append(quoted(column))
        elif column in STAND_INS:
            parts.append(f"{STAND_INS[column]} AS {quoted(column)}")
    return ", ".join(parts)
