"""Several sources are one view; derived tables replace their predecessors."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.records import RecordSource, TableKind
from engine.errors import InputError
from engine.metrics.records import OpenRecords, opened_records


def source(folder: Path, name: str, **columns: list[object]) -> RecordSource:
    table = pa.table(columns)
    pq.write_table(table, folder / name)
    return RecordSource(folder / name, tuple(table.column_names), len(table), file=name)


def fetched(records: OpenRecords, query: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = records.connection.execute(query).fetchall()
    return rows


def test_sources_of_a_kind_are_one_view_and_every_row_knows_its_place(tmp_path: Path) -> None:
    first = source(tmp_path, "[a]*.parquet", agent=["A", "B"])
    second = source(tmp_path, "b.parquet", agent=["C"], source_row=[17])

    with opened_records([first, second]) as records:
        rows = fetched(records, "SELECT agent, source_file, source_row FROM contacts")

    assert rows == [("A", 0, 2), ("B", 0, 3), ("C", 1, 17)]


def test_a_folder_is_read_as_one_source(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    parts = [source(tmp_path / "parts", f"{i}.parquet", agent=[str(i)]) for i in range(3)]
    whole = RecordSource(tmp_path / "parts", parts[0].columns, 3, kind=TableKind.STAFF)

    with opened_records([whole]) as records:
        assert fetched(records, "SELECT count(*) FROM staff") == [(3,)]


def test_a_derived_table_may_read_its_predecessor(tmp_path: Path) -> None:
    with opened_records([source(tmp_path, "a.parquet", agent=["A"])]) as records:
        records.define("contacts", "SELECT *, $k AS k FROM contacts", {"k": 1})
        records.define("contacts", "SELECT agent, k + 1 AS k FROM contacts")

        assert fetched(records, "FROM contacts") == [("A", 2)]
        assert records.has("contacts", "agent", "k")
        assert not records.has("contacts", "source_row")
        assert not records.has("orders")


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    gone = RecordSource(tmp_path / "gone.parquet", ("agent",), 1, file="gone.csv")

    with pytest.raises(InputError, match=r"gone\.csv"), opened_records([gone]):
        pass
