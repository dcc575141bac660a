"""Orders and askings in one form: rows without a file, the last instant that counts."""

from datetime import datetime
from typing import Any

from engine.domain.attribution import AttributionPolicy
from engine.domain.texts import Text
from engine.metrics.order_tables import credit_limit, define_askings, define_orders

POLICY = AttributionPolicy("p", Text("付款", "paid"), "paid", "last", 72, 0)
MORNING = datetime(2026, 5, 1, 9)  # noqa: DTZ001 (local time)


def test_contacts_made_from_messages_get_row_numbers(opened_shop: Any) -> None:
    contacts = {"customer_id": ["a", "b"], "agent": ["A", "B"], "started": [MORNING] * 2}
    records = opened_shop(contacts=contacts)
    records.define("contacts", "SELECT customer_id, agent, started FROM contacts")

    define_askings(records, POLICY)

    rows = records.connection.execute("SELECT source_file, source_row FROM askings").fetchall()
    assert sorted(rows) == [(0, 1), (0, 2)]


def test_of_contacts_at_one_instant_a_presale_answered_one_stands(opened_shop: Any) -> None:
    contacts = {
        "contact_id": [1, 2, 3, 4],
        "customer_id": ["a"] * 4,
        "agent": list("ABCD"),
        "started": [MORNING] * 4,
        "presale": [False, True, True, True],
        "replied": [True, True, True, False],
    }
    for agent, kept in (("first", "B"), ("last", "C")):
        records = opened_shop(contacts=contacts)
        policy = AttributionPolicy("p", Text("付款", "paid"), "paid", agent, 72, 0)  # type: ignore[arg-type]  # a literal of the loop

        define_askings(records, policy)

        rows = records.connection.execute("SELECT agent FROM askings").fetchall()
        assert rows == [(kept,)]


def test_bot_contacts_and_unknown_customers_ask_nobody(opened_shop: Any) -> None:
    contacts = {
        "customer_id": ["a", None, "c"],
        "agent": ["A", "B", None],
        "started": [MORNING] * 3,
        "bot_ended": [True, False, None],
    }
    records = opened_shop(contacts=contacts)

    define_askings(records, POLICY)

    assert records.connection.execute("SELECT count(*) FROM askings").fetchall() == [(0,)]


def test_absent_order_columns_are_empty_and_ids_are_text(opened_shop: Any) -> None:
    orders = {"order_id": [7], "customer_id": [1], "order_value": [2.5]}
    records = opened_shop(orders=orders)

    define_orders(records)

    row = records.connection.execute(
        "SELECT order_id, customer_id, paid_at, returned, copies FROM shop_orders"
    ).fetchall()
    assert row == [("7", "1", None, None, 1)]


def test_the_limit_is_the_hours_or_the_end_of_the_last_day() -> None:
    next_day = AttributionPolicy("n", Text("次日", "next day"), "paid", "last", 48, 0, 1)

    assert credit_limit(POLICY, "asked") == "asked + $validity"
    assert "INTERVAL 2 DAY - INTERVAL 1 MICROSECOND" in credit_limit(next_day, "asked")
