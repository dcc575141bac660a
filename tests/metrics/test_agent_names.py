"""Everybody who is named anywhere in the records, and what the staff table calls them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.records import RecordSource, TableKind
from engine.metrics.agent_names import agent_ids, staff_names
from engine.metrics.records import opened_records


def source(folder: Path, kind: TableKind, **columns: list[object]) -> RecordSource:
    table = pa.table(columns)
    pq.write_table(table, folder / f"{kind}.parquet")
    return RecordSource(
        folder / f"{kind}.parquet", tuple(table.column_names), len(table), kind=kind
    )


def test_ids_come_from_every_table_and_every_column_that_names_a_person(tmp_path: Path) -> None:
    contacts = source(tmp_path, TableKind.CONTACTS, agent=["B", None, "A", "B"])
    samples = source(tmp_path, TableKind.SAMPLES, agent=["C"], rater=["Q"])
    orders = source(tmp_path, TableKind.ORDERS, reminded_by=["D"])

    with opened_records([contacts, samples, orders]) as records:
        assert agent_ids(records) == ("A", "B", "C", "D", "Q")


def test_nobody_is_named_where_no_table_has_people(tmp_path: Path) -> None:
    orders = source(tmp_path, TableKind.ORDERS, order_id=["1"])

    with opened_records([orders]) as records:
        assert agent_ids(records) == ()
        assert staff_names(records) == {}


def test_name_is_that_of_the_latest_month(tmp_path: Path) -> None:
    staff = source(
        tmp_path,
        TableKind.STAFF,
        agent=["A", "A", "B"],
        month=["2026-05", "2026-04", "2026-05"],
        name=["new", "old", None],
    )

    with opened_records([staff]) as records:
        assert staff_names(records) == {"A": "new"}
