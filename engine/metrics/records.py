"""The tables of a shop opened side by side in DuckDB, for everything that computes on them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from engine.domain.records import RecordSource
from engine.errors import InputError

MEMORY_LIMIT = "512MB"
# One thread: with more, sums are added in another order and the last digits change from run to
# run, and with them the fingerprint of a pack. A month of the example takes 0.1 s either way.
THREADS = 1

_GLOB_SIGNS = "[*?"


@dataclass(frozen=True, slots=True, eq=False)
class OpenRecords:
    """A connection with a view or table for each kind of record, by its name.

    ``tables`` holds the columns of each table there is. The views of sources have two columns
    more than the file: ``source_file`` (position among the sources of the kind) and
    ``source_row`` (number in the user's file, the header being row 1). Steps that derive tables
    (rounds from messages, sales from orders) add or replace tables by :meth:`define`. ``files``
    names the user's files of each kind, in the order of ``source_file``.
    """

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether there is a table of this name with all these columns."""
        return table in self.tables and set(columns) <= set(self.tables[table])

    def define(
        self, table: str, query: str, parameters: Mapping[str, object] | None = None
    ) -> None:
        """Make or replace a table from a query over the others; it may read its predecessor."""
        made = f"made_{table}"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted(made)} AS {query}", parameters or None
        )
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {quoted(table)} AS FROM {quoted(made)}"
        )
        described = self.connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
        self.tables[table] = tuple(str(row[0]) for row in described)


@contextmanager
def opened_records(
    sources: Sequence[RecordSource], memory_limit: str = MEMORY_LIMIT
) -> Iterator[OpenRecords]:
    """Give the sources as views by kind; several sources of a kind are one view, by column name.

    Raises
    ------
    InputError
        ``metrics.unreadable`` when a file is gone or is no Parquet.
    """
    with (
        TemporaryDirectory(prefix="heng-spill-") as spill,  # DuckDB's own choice: the user's folder
        duckdb.connect(
            ":memory:",
            config={"memory_limit": memory_limit, "threads": THREADS, "temp_directory": spill},
        ) as connection,
    ):
        # DuckDB draws its bar on standard output, where a JSON document may be expected
        connection.execute("SET enable_progress_bar = false")
        records = OpenRecords(connection)
        for kind in dict.fromkeys(source.kind for source in sources):
            _open_kind(records, kind, [each for each in sources if each.kind is kind])
        yield records


def quoted(name: str) -> str:
    """Return a name as an SQL identifier, whatever characters it holds."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _open_kind(records: OpenRecords, kind: str, sources: Sequence[RecordSource]) -> None:
    parts = []
    records.files[kind] = tuple(source.file or source.path.name for source in sources)
    for position, source in enumerate(sources):
        part = f"source_{kind}_{position}"
        try:
            rows = records.connection.read_parquet(
                _pattern(source.path), file_row_number=True, union_by_name=True
            )
            rows.create_view(part)
        except duckdb.Error as wrong:
            raise InputError("metrics.unreadable", file=source.file or source.path.name) from wrong
        numbered = "source_row" in source.columns
        number = "source_row" if numbered else "file_row_number + 2 AS source_row"
        hidden = "file_row_number, source_row" if numbered else "file_row_number"
        parts.append(
            f"SELECT * EXCLUDE ({hidden}), {position} AS source_file, {number} FROM {quoted(part)}"  # noqa: S608 (our own names)
        )
    union = " UNION ALL BY NAME ".join(parts)
    records.connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(kind)} AS {union}")
    described = records.connection.execute(f"DESCRIBE {quoted(kind)}").fetchall()
    records.tables[kind] = tuple(str(row[0]) for row in described)


def _pattern(path: Path) -> str:
    """Return a file, or every Parquet file of a folder, as DuckDB's pattern; signs are literal."""
    literal = "".join(f"[{sign}]" if sign in _GLOB_SIGNS else sign for sign in str(path))
    return f"{literal}/*.parquet" if path.is_dir() else literal
