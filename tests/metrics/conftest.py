"""A hand-worked table of contacts, and the example's contacts written once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.records import RecordSource, TableKind
from engine.example.contacts import Contacts, draw_contacts
from engine.example.parquet import write_contacts, write_records
from engine.example.records import agent_months, quality_samples
from engine.example.world import shop_world
from engine.files.parquet_source import parquet_source
from engine.metrics.records import OpenRecords, opened_records

ShopOf = Callable[..., OpenRecords]
SourceOf = Callable[[Mapping[str, Sequence[Any]]], RecordSource]


@pytest.fixture
def source_of(tmp_path: Path) -> SourceOf:
    """Return a function that writes columns to a contact source."""

    def write(columns: Mapping[str, Sequence[Any]]) -> RecordSource:
        table = pa.table({name: pa.array(values) for name, values in columns.items()})
        path = tmp_path / "contacts [1].parquet"
        pq.write_table(table, path)
        return RecordSource(path, tuple(table.column_names), len(table))

    return write


@pytest.fixture
def opened_shop(tmp_path: Path) -> Iterator[ShopOf]:
    """Return a function that opens tables given as columns by kind."""
    with ExitStack() as stack:

        def opened(**tables: Mapping[str, Sequence[Any]]) -> OpenRecords:
            sources = []
            for kind, columns in tables.items():
                table = pa.table({name: pa.array(values) for name, values in columns.items()})
                path = tmp_path / f"{kind}-{len(list(tmp_path.iterdir()))}.parquet"
                pq.write_table(table, path)
                names = tuple(table.column_names)
                sources.append(RecordSource(path, names, len(table), kind=TableKind(kind)))
            return stack.enter_context(opened_records(sources))

        yield opened


@pytest.fixture
def ten_contacts(source_of: SourceOf) -> RecordSource:
    """Return ten contacts of May and two beyond it, worked by hand in the tests."""
    may = [(1, 9), (1, 10), (2, 9), (2, 11), (3, 9), (10, 9), (10, 10), (20, 9), (20, 10), (21, 9)]
    started = [datetime(2026, 5, day, hour) for day, hour in may]  # noqa: DTZ001 (local time)
    started += [datetime(2026, 6, 1), datetime(2026, 6, 30)]  # noqa: DTZ001 (local time)
    n = None
    return source_of(
        {
            "contact_id": list(range(12)),
            "customer_id": [1, 2, 1, 3, 2, 4, 5, 6, 7, 6, 6, 9],
            "contact_class": ["a", "a", "a", "b", "b", "a", "a", "b", "b", "b", "b", "a"],
            "agent": ["A1", "A1", "A2", "A1", "A1", "A2", n, "A2", "A2", "A1", "A1", "A1"],
            "group": [{"a": "aft", "p": "pre"}[letter] for letter in "ppappapaappp"],
            "started": started,
            "attempt": [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1],
            "bot_ended": [False] * 6 + [True] + [False] * 5,
            "presale": [*(True, True, False, True, True, False, True, False, False), *[True] * 3],
            "frt_s": [10.0, 20.0, 30.0, 60.0, 61.0, 181.0, n, 30.0, 59.0, 49.0, 1.0, 1.0],
            "art_s": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, n, 70.0, 80.0, 90.0, 1.0, 1.0],
            "rounds": [1, 2, 1, 3, 2, 1, 1, 1, 2, 4, 1, 1],
            "invited": [True, True, True, False, True, True, False, True, False, True, True, True],
            "rated": [*(True, True, False, False, True, True, False, True), *[False] * 4],
            "csat": [5, 4, n, n, 2, 5, n, 3, n, n, n, n],
            "paid": [True, False, n, True, n, n, n, n, n, False, n, n],
            "order_value": [100.0, n, n, 50.0, n, n, n, n, n, n, n, n],
        }
    )


@pytest.fixture(scope="session")
def shop_contacts() -> Contacts:
    return draw_contacts(shop_world(31), 100_000)


@pytest.fixture(scope="session")
def shop_source(shop_contacts: Contacts, tmp_path_factory: pytest.TempPathFactory) -> RecordSource:
    path = tmp_path_factory.mktemp("shop") / "contacts.parquet"
    write_contacts(shop_contacts, path)
    return RecordSource(path, tuple(pq.read_schema(path).names), len(shop_contacts))


@pytest.fixture(scope="session")
def shop_staff(shop_contacts: Contacts, tmp_path_factory: pytest.TempPathFactory) -> RecordSource:
    path = tmp_path_factory.mktemp("staff") / "staff.parquet"
    write_records(agent_months(shop_world(31), shop_contacts), path)
    return parquet_source(path, TableKind.STAFF)


@pytest.fixture(scope="session")
def shop_samples(shop_contacts: Contacts, tmp_path_factory: pytest.TempPathFactory) -> RecordSource:
    path = tmp_path_factory.mktemp("samples") / "samples.parquet"
    write_records(quality_samples(shop_world(31), shop_contacts), path)
    return parquet_source(path, TableKind.SAMPLES)
