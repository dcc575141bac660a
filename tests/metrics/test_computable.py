"""What the tables at hand can give, and what they lack."""

import pytest

from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.metrics.computable import computable, lacking, made_from, rating_columns, required
from engine.metrics.counting import Counting
from engine.metrics.definitions import DEFINITIONS, Table
from engine.metrics.records import opened_records

SHARES = Counting(rater_shares={"self": 0.3, "supervisor": 0.5, "others": 0.2})
CONTACTS = {"contacts": ("agent", "started", "paid", "bot_first", "bot_ended")}


def test_computable_follows_the_tables(
    ten_contacts: RecordSource, shop_source: RecordSource, shop_staff: RecordSource
) -> None:
    with opened_records([ten_contacts]) as records:
        assert "aht" not in computable(records)
        assert {"frt", "fcr", "conversion"} <= set(computable(records))
        assert "attendance" not in computable(records)
    with opened_records([shop_source, shop_staff]) as records:
        assert {"attendance", "collaboration"} <= set(computable(records, SHARES))
        assert "to_human" not in computable(records)
        assert {"to_human", "bot_solved"} <= set(computable(records, by="shop"))
        assert "attendance" not in computable(records, by="day")


def test_collaboration_needs_the_raters_shares(shop_staff: RecordSource) -> None:
    with opened_records([shop_staff]) as records:
        definition = DEFINITIONS["collaboration"]
        assert lacking(records, definition) == ("rating_<rater>",)
        assert lacking(records, definition, SHARES) == ()
        other = Counting(rater_shares={"customer": 1.0})
        assert lacking(records, definition, other) == ("rating_customer",)


def test_raters_ask_for_their_columns() -> None:
    assert rating_columns(SHARES) == ("rating_self", "rating_supervisor", "rating_others")


def test_other_table_stands_in_only_where_the_first_lacks_something() -> None:
    conversion = DEFINITIONS["conversion"]
    both = {**CONTACTS, "enquiries": ("agent", "day", "converted", "answered")}

    assert made_from(CONTACTS, conversion).table is Table.CONTACTS
    assert made_from(both, conversion).table is Table.ENQUIRIES


def test_what_the_nearer_table_lacks_is_named() -> None:
    with pytest.raises(InputError) as raised:
        required({"contacts": ("agent", "started")}, ["conversion", "staged"], Counting(), "agent")

    assert [(fault.place, fault.value) for fault in raised.value.faults] == [
        ("conversion", "paid"),
        ("staged", "tickets"),
    ]


def test_rows_that_a_table_does_not_know_are_lacking() -> None:
    with pytest.raises(InputError) as raised:
        required(CONTACTS, ["throughput"], Counting(), "shift")

    assert raised.value.faults[0].value == "shift"
