"""A shop of two agents, small enough to work by hand: contacts, orders, ratings, exports."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.attribution import AttributionPolicy
from engine.domain.records import RecordSource, TableKind
from engine.domain.texts import Text

PAID_LAST = AttributionPolicy("paid-last", Text("付款", "paid"), "paid", "last", 72, 0)
PAID_FIRST = AttributionPolicy("paid-first", Text("首位", "first"), "paid", "first", 72, 0)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001 (local time)


def source(folder: Path, kind: TableKind, **columns: list[Any]) -> RecordSource:
    rows = len(next(iter(columns.values())))
    table = pa.table({**columns, "source_row": list(range(2, rows + 2))})
    path = folder / f"{kind}.parquet"
    pq.write_table(table, path)
    return RecordSource(path, tuple(table.column_names), rows, kind=kind, file=f"{kind}.csv")


def contacts(folder: Path) -> RecordSource:
    """Return contacts: A answers 10 s and 30 s, B 50 s; customer 1 asks A, then B."""
    return source(
        folder,
        TableKind.CONTACTS,
        contact_id=["c1", "c2", "c3", "c4"],
        customer_id=["1", "2", "1", "3"],
        contact_class=["size", "size", "size", "size"],
        agent=["A", "A", "B", "B"],
        started=[at(1), at(2), at(2, 10), at(1, month=6)],
        frt_s=[10.0, 30.0, 50.0, 70.0],
        presale=[True, True, True, True],
    )


def orders(folder: Path) -> RecordSource:
    """Return orders: customer 1 pays 100 after both contacts, customer 9 pays 40 without any."""
    return source(
        folder,
        TableKind.ORDERS,
        order_id=["o1", "o2"],
        customer_id=["1", "9"],
        ordered_at=[at(2, 10, 30), at(3)],
        paid_at=[at(2, 11), at(3)],
        order_value=[100.0, 40.0],
    )


def ratings(folder: Path) -> RecordSource:
    """Return ratings: A has 80 of himself and 90 of the supervisor; B misses the supervisor's."""
    return source(
        folder,
        TableKind.RATINGS,
        month=["2026-05"] * 3,
        agent=["A", "A", "B"],
        rater=["A", "S", "B"],
        role=["self", "supervisor", "self"],
        indicator=["collaboration"] * 3,
        score=[80.0, 90.0, 70.0],
    )


def agent_days(folder: Path) -> RecordSource:
    """Return an export: 2 and 3 contacts of A on two days, and a figure only it knows."""
    return source(
        folder,
        TableKind.AGENT_DAYS,
        agent=["A", "A", "A", "A"],
        date=[at(1, 0), at(2, 0), at(1, 0), at(2, 0)],
        layout=["pdd"] * 4,
        indicator=["throughput", "throughput", "assisted", "assisted"],
        variant=[""] * 4,
        role=["total"] * 4,
        header=["接待人数", "接待人数", "协助", "协助"],
        value=[2.0, 3.0, 1.0, 1.0],
    )
