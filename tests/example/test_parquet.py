"""The written tables give back what was drawn."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.example.contacts import Contacts, column_table, fields_of
from engine.example.parquet import write_contacts, write_records
from engine.example.records import agent_months
from engine.example.world import World

HENGS_COLUMNS = [
    *("contact_id", "problem_id", "customer_id", "agent", "group", "shift", "contact_class"),
    *("channel", "started", "attempt", "bot_first", "bot_ended", "rounds", "frt_s", "art_s"),
    *("handle_s", "attention_s", "open_chats", "attitude", "solved", "invited", "rated", "csat"),
    *("complaint", "customer_value", "presale", "paid", "order_value", "returned"),
    *("repurchase_30d", "repurchase_90d", "later_reply_s", "later_gap_s"),
]


@pytest.fixture(scope="module")
def written(contacts: Contacts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "contacts.parquet"
    write_contacts(contacts, path)
    return path


def test_columns_have_hengs_names_in_order(written: Path) -> None:
    assert pq.read_schema(written).names == HENGS_COLUMNS


def test_numbers_flags_and_categories_come_back(contacts: Contacts, written: Path) -> None:
    table = pq.read_table(written)
    expected = column_table(contacts, list(fields_of(contacts)))

    for name, column in expected.columns.items():
        if column.dtype == object:
            assert table[name].to_pylist() == column.tolist()
        else:
            found = table[name].cast("float64").to_numpy()
            np.testing.assert_allclose(found, column, atol=1e-5, rtol=0, err_msg=name)


def test_rounds_after_the_first_are_lists(contacts: Contacts, written: Path) -> None:
    lists = pq.read_table(written, columns=["later_reply_s", "rounds"])

    lengths = lists["later_reply_s"].combine_chunks().value_lengths().to_numpy()

    assert (lengths == lists["rounds"].to_numpy() - 1).all()
    flat = lists["later_reply_s"].combine_chunks().flatten().to_numpy()
    assert (flat == contacts.service.later_reply_s).all()


def test_started_is_local_time(contacts: Contacts, written: Path) -> None:
    started = pq.read_table(written, columns=["started"])["started"]

    assert started.type.tz is None
    first = np.datetime64("2026-01-01") + np.timedelta64(int(contacts.arrivals.start_s[0]), "s")
    assert np.datetime64(started[0].as_py()) == first


def test_records_come_back_as_they_were(world: World, contacts: Contacts, tmp_path: Path) -> None:
    months = agent_months(world, contacts)
    write_records(months, tmp_path / "months.parquet")

    table = pq.read_table(tmp_path / "months.parquet")

    assert table["agent"].to_pylist() == months["agent"].tolist()
    assert table["attendance"].to_numpy() == pytest.approx(months["attendance"])
    assert table["violations"].to_pylist() == months["violations"].tolist()
