"""The month that is shown unasked: the fullest of the table that dates the shop."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.records import RecordSource, TableKind
from engine.errors import InputError
from engine.metrics.record_months import BusiestMonth, busiest_month
from engine.metrics.records import opened_records


def source(folder: Path, kind: TableKind, **columns: list[object]) -> RecordSource:
    table = pa.table(columns)
    pq.write_table(table, folder / f"{kind}.parquet")
    return RecordSource(
        folder / f"{kind}.parquet", tuple(table.column_names), len(table), kind=kind
    )


def days(*months: int) -> list[object]:
    return [datetime(2026, month, 3) for month in months]  # noqa: DTZ001 (local time)


def test_fullest_month_of_the_contacts_is_chosen(tmp_path: Path) -> None:
    contacts = source(tmp_path, TableKind.CONTACTS, started=[*days(4, 5, 5, 6), None])
    orders = source(tmp_path, TableKind.ORDERS, ordered_at=days(6, 6, 6, 6))

    with opened_records([orders, contacts]) as records:
        assert busiest_month(records) == BusiestMonth("2026-05", "contacts", 2, 4)


def test_samples_without_a_month_have_their_day(tmp_path: Path) -> None:
    samples = source(tmp_path, TableKind.SAMPLES, agent=["a", "b"], sampled_at=days(5, 5))

    with opened_records([samples]) as records:
        assert busiest_month(records) == BusiestMonth("2026-05", "samples", 2, 2)


def test_later_of_two_equally_full_months_is_chosen(tmp_path: Path) -> None:
    with opened_records([source(tmp_path, TableKind.CONTACTS, started=days(5, 6))]) as records:
        assert busiest_month(records).period == "2026-06"


def test_months_of_staff_date_a_shop_without_days(tmp_path: Path) -> None:
    staff = source(tmp_path, TableKind.STAFF, month=["2026-04", "2026-05", "2026-05"])

    with opened_records([staff]) as records:
        assert busiest_month(records) == BusiestMonth("2026-05", "staff", 2, 3)


def test_records_without_a_date_are_refused(tmp_path: Path) -> None:
    contacts = source(tmp_path, TableKind.CONTACTS, agent=["A"])

    with opened_records([contacts]) as records, pytest.raises(InputError, match="no_rows"):
        busiest_month(records)
