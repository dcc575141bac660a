"""Sessions: ten million chat messages split at silences, against sorting them in DuckDB."""

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.harness import Duel, duel
from engine.domain.records import RecordSource, TableKind
from engine.metrics.records import OpenRecords, opened_records
from engine.metrics.sessions import sessionised

MESSAGES = 10_000_000
CUSTOMERS = 700_000
LEAST_RATIO = 1 / 3  # sessionising may take three times as long as the sort alone

_DRAWN = f"""
COPY (SELECT (hash(i) % {CUSTOMERS})::INTEGER AS customer_id,
  TIMESTAMP '2026-05-01' + to_seconds((hash(i + 7) % 2500000)::INTEGER) AS sent_at,
  CASE hash(i + 3) % 2 WHEN 0 THEN 'customer' ELSE 'agent' END AS sender,
  'A' || (hash(i + 5) % 60) AS agent
  FROM range({MESSAGES}) AS numbers(i)) TO '$path'
"""  # noqa: S608 (our own numbers)
_ORDER = "customer_id, sent_at, sender <> 'customer', source_file, source_row"

_FOLDER = TemporaryDirectory(prefix="heng-bench-")


def _source() -> RecordSource:
    path = Path(_FOLDER.name) / "messages.parquet"
    if not path.exists():
        duckdb.connect().execute(_DRAWN.replace("$path", str(path)))
    names = ("customer_id", "sent_at", "sender", "agent")
    return RecordSource(path, names, MESSAGES, kind=TableKind.MESSAGES)


def _ours(source: RecordSource) -> int:
    with opened_records([source]) as records:
        sessionised(records)
        return _rows(records)


def _sorted(source: RecordSource) -> int:
    with opened_records([source]) as records:
        records.define("messages", f"FROM messages ORDER BY {_ORDER}")
        return _rows(records)


def _rows(records: OpenRecords) -> int:
    return int(records.connection.execute("SELECT count(*) FROM messages").fetchall()[0][0])


duel(
    Duel(
        "sessions of 10,000,000 messages: split / sorted only",
        _source,
        _ours,
        _sorted,
        lambda ours, other: ours == other == MESSAGES,
        rounds=3,
        least_ratio=LEAST_RATIO,
    )
)
