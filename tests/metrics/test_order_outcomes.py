"""What orders tell of contacts: paid, bought again, kept; the log's own marks stay."""

from datetime import datetime, timedelta
from typing import Any

from engine.domain.attribution import AttributionPolicy
from engine.domain.texts import Text
from engine.metrics.order_outcomes import OutcomeDifference, add_order_outcomes
from engine.metrics.records import OpenRecords
from engine.metrics.sales import define_sales

N = None
POLICY = AttributionPolicy("p", Text("付款", "paid"), "paid", "last", 72, 0)
NEW_YEAR = datetime(2026, 1, 1, 9)  # noqa: DTZ001 (local time)


def day(number: float) -> datetime:
    return NEW_YEAR + timedelta(days=number)


CONTACTS = {
    "contact_id": [1, 2, 3, 4, 5, 6, 7],
    "customer_id": ["a", "b", "c", "d", "a", "e", "f"],
    "agent": ["A", "A", "B", "B", "B", "A", N],
    "started": [day(each) for each in (0, 0, 0, 0, 40, 119, 0)],
    "presale": [True, True, True, False, True, True, True],
}
ORDERS = {
    "order_id": list("pqrstuv"),
    "customer_id": ["a", "a", "b", "c", "c", "d", "z"],
    "paid_at": [day(each) for each in (1, 31, 30, 2, 2.5, 31, 120)],
    "returned": [True, False, N, False, N, N, N],
    "order_value": [10.0, 20.0, 5.0, 7.0, 8.0, 3.0, 1.0],
}


def outcomes(records: OpenRecords, column: str) -> list[Any]:
    query = f"SELECT {column} FROM contacts ORDER BY contact_id"  # noqa: S608 (our own names)
    return [row[0] for row in records.connection.execute(query).fetchall()]


def test_the_columns_that_a_log_lacks_come_from_the_orders(opened_shop: Any) -> None:
    records = opened_shop(contacts=CONTACTS, orders=ORDERS)
    define_sales(records, POLICY)

    assert add_order_outcomes(records, POLICY) == ()

    # 4 is after-sale, 6 too late for the records' end, 7 nobody's
    assert outcomes(records, "paid") == [True, False, True, N, False, N, N]
    assert outcomes(records, "order_value") == [10.0, N, 15.0, N, N, N, N]
    assert outcomes(records, "returned") == [True, N, False, N, N, N, N]
    # a: exactly 30 days after the order of day 1; b: day 30 from the contact; d: day 31
    assert outcomes(records, "repurchase_30d") == [True, True, False, False, False, N, N]
    assert outcomes(records, "repurchase_90d") == [True, True, False, True, N, N, N]


def test_kept_is_who_paid_in_the_month_before_and_in_the_contacts_own(opened_shop: Any) -> None:
    contacts = {
        "contact_id": [1, 2, 3, 4],
        "customer_id": ["a", "b", "c", "a"],
        "agent": ["A"] * 4,
        "started": [day(40), day(40), day(40), day(60)],  # 10 February thrice, 2 March
    }
    orders = {
        "order_id": list("pqrs"),
        "customer_id": ["a", "b", "a", "z"],
        "paid_at": [day(10), day(10), day(50), day(70)],
        "order_value": [1.0] * 4,
    }
    records = opened_shop(contacts=contacts, orders=orders)
    define_sales(records, POLICY)

    add_order_outcomes(records, POLICY)

    # a paid in January and February; b not again; c never; March had not ended
    assert outcomes(records, "retained") == [True, False, N, N]


def test_the_logs_own_marks_stay_and_their_differences_are_told(opened_shop: Any) -> None:
    marked = {"paid": [False, False, True, True, N, N, N], "order_value": [N, N, 14.0, 3, N, N, N]}
    records = opened_shop(contacts=CONTACTS | marked, orders=ORDERS)
    define_sales(records, POLICY)

    differences = add_order_outcomes(records, POLICY)

    assert differences == (
        OutcomeDifference("paid", compared=3, differing=1),
        OutcomeDifference("order_value", compared=1, differing=1),
    )
    assert outcomes(records, "paid") == marked["paid"]
    assert outcomes(records, "repurchase_30d")[0] is True


def test_orders_without_payment_tell_nothing(opened_shop: Any) -> None:
    orders = {name: ORDERS[name] for name in ("order_id", "customer_id", "order_value")}
    orders["ordered_at"] = ORDERS["paid_at"]
    records = opened_shop(contacts=CONTACTS, orders=orders)
    policy = AttributionPolicy("o", Text("下单", "ordered"), "ordered", "last", 72, 0)
    define_sales(records, policy)

    assert add_order_outcomes(records, policy) == ()
    assert not records.has("contacts", "paid")
