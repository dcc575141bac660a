"""A period's conversion, aov, sales, paid rate and reminders by agent; agents + silent = shop."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.domain.attribution import AttributionPolicy
from engine.domain.records import RecordSource, TableKind
from engine.domain.texts import Text
from engine.errors import InputError
from engine.example.contacts import Contacts
from engine.example.orders import shop_orders
from engine.example.parquet import write_records
from engine.example.sales import credited_contacts, sales_truth
from engine.example.world import shop_world
from engine.metrics.attribution import attributed
from engine.metrics.records import opened_records

ORDERED = AttributionPolicy("o", Text("下单", "ordered"), "ordered", "last", 72, 0)


def at(day: int, hour: int, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour)  # noqa: DTZ001 (local time)


CONTACTS = {
    "customer_id": list("abcdefgh"),
    "agent": list("AAABBBCA"),
    "group": ["g1"] * 7 + ["g2"],
    "started": [*(at(day, 9) for day in (1, 2, 3, 4, 5, 31, 7)), at(30, 22, month=4)],
    "replied": [True] * 6 + [False, True],
}
ORDERS = {
    "order_id": [f"o{number}" for number in range(1, 8)],
    "customer_id": list("abdfgha"),
    "ordered_at": [
        *(at(1, 10), at(2, 10), at(4, 10), at(1, 8, month=6), at(8, 9), at(1, 1)),
        at(1, 11),
    ],
    "paid_at": [at(1, 12), None, at(4, 11), at(1, 9, month=6), at(8, 10), at(1, 2), at(1, 11)],
    "reminded_at": [at(1, 11), at(2, 12), None, None, at(8, 9), None, None],
    "order_value": [100.0, 60.0, 30.0, 500.0, 80.0, 40.0, 20.0],
}


def test_a_month_worked_by_hand(opened_shop: Any) -> None:
    outcome = attributed(opened_shop(contacts=CONTACTS, orders=ORDERS), ORDERED, "2026-05")
    table, shop = outcome.table, outcome.shop

    assert table.agents == ("A", "B")
    assert table.groups == ("g1", "g1")
    # A: asked by a, b, c; a and b ordered. B: d, e, f; d and f ordered (f in June).
    assert table.column("conversion").tolist() == pytest.approx([2 / 3, 2 / 3])
    # A: o1, o2, o6 (h asked in April) and o7; B: o3, as o4 is June's
    assert table.column("sales").tolist() == [220.0, 30.0]
    assert table.column("aov").tolist() == [55.0, 30.0]
    assert table.column("paid_rate").tolist() == [0.75, 1.0]
    assert table.column("remind")[0] == 0.5  # o1 paid, o2 not; o5 is silent
    assert np.isnan(table.column("remind")[1])
    assert table.sample_sizes.tolist() == [[3, 4, 4, 4, 2], [3, 1, 1, 1, 0]]
    assert (shop["enquiries"], shop["buyers"]) == (6, 4)
    assert (shop["lost"], shop["open"]) == (2, 0)
    assert (shop["unanswered"], shop["unanswered_bought"]) == (1, 1)
    assert (shop["agent_orders"], shop["silent_orders"]) == (5, 1)
    assert (shop["agent_sales_cny"], shop["silent_sales_cny"]) == (250, 80)
    assert shop["shop_sales_cny"] == 330
    assert (shop["reminders"], shop["reminders_paid"]) == (2, 1)
    assert (shop["silent_reminders"], shop["silent_reminders_paid"]) == (1, 1)
    assert shop["assumed_presale"] == 8  # the contacts carry no mark


def test_an_agent_who_sold_nothing_sold_for_nothing(opened_shop: Any) -> None:
    orders = {name: column[:1] for name, column in ORDERS.items()}
    outcome = attributed(opened_shop(contacts=CONTACTS, orders=orders), ORDERED, "2026-05")

    assert outcome.table.column("sales").tolist() == [100.0, 0.0]
    assert np.isnan(outcome.table.column("aov")[1])


def test_doubts_of_the_tables_are_counted(opened_shop: Any) -> None:
    orders = {name: [*column, column[0]] for name, column in ORDERS.items()}
    orders["ordered_at"][4] = orders["paid_at"][4] = None
    contacts = {**CONTACTS, "presale": [None] + [True] * 7}
    outcome = attributed(opened_shop(contacts=contacts, orders=orders), ORDERED, "2026-05")

    assert outcome.shop["repeated_orders"] == 1
    assert outcome.shop["undated_orders"] == 1
    assert outcome.shop["unmarked_contacts"] == 1


def test_refunds_not_completed_and_orders_without_value_are_counted(opened_shop: Any) -> None:
    refunds = {
        "refund_value": [100.0, None, 30.0, None, 0.0, None, None],
        "refunded_at": [None, None, at(6, 9), None, None, None, None],
        "order_value": [100.0, None, 30.0, 500.0, 80.0, 40.0, 20.0],
    }
    records = opened_shop(contacts=CONTACTS, orders=ORDERS | refunds)
    net = attributed(records, replace(ORDERED, net_of_refunds=True), "2026-05")

    assert net.shop["pending_refunds"] == 1
    assert net.shop["unvalued_orders"] == 1
    assert net.table.column("sales").tolist() == [100 + 40 + 20, 0]
    assert "pending_refunds" not in attributed(records, ORDERED, "2026-05").shop


def test_recorded_orders_match_the_back_office_to_the_cent(opened_shop: Any) -> None:
    orders = ORDERS | {"agent": ["A", "B", "C", None, "静默", "A", "B"]}
    records = opened_shop(contacts=CONTACTS, orders=orders)

    outcome = attributed(records, replace(ORDERED, agent="recorded"), "2026-05")

    assert outcome.table.agents == ("A", "B", "C")
    assert outcome.table.column("sales").tolist() == [140.0, 80.0, 30.0]
    assert outcome.shop["silent_sales_cny"] == 80
    # a never asked B, b never asked B, d never asked C; h had asked A in April
    assert outcome.shop["unasked_orders"] == 3


def test_a_period_without_anything_is_empty_not_wrong(opened_shop: Any) -> None:
    outcome = attributed(opened_shop(contacts=CONTACTS, orders=ORDERED_ONLY), ORDERED, "2020-01")

    assert outcome.table.agents == ()
    assert outcome.table.indicators == ("conversion", "aov", "sales")
    assert outcome.shop["shop_sales_cny"] == 0


ORDERED_ONLY = {name: ORDERS[name] for name in ("order_id", "customer_id", "ordered_at")}
ORDERED_ONLY["order_value"] = ORDERS["order_value"]


def test_a_policy_without_its_columns_is_refused(opened_shop: Any) -> None:
    records = opened_shop(contacts=CONTACTS, orders=ORDERED_ONLY)

    with pytest.raises(InputError, match=r"orders\.paid_at"):
        attributed(records, replace(ORDERED, event="paid"), "2026-05")


@pytest.fixture(scope="module")
def shop_orders_source(
    shop_contacts: Contacts, tmp_path_factory: pytest.TempPathFactory
) -> RecordSource:
    path = tmp_path_factory.mktemp("orders") / "orders.parquet"
    write_records(shop_orders(shop_world(31), shop_contacts), path)
    names = tuple(pq.read_schema(path).names)
    return RecordSource(path, names, pq.read_metadata(path).num_rows, kind=TableKind.ORDERS)


@pytest.mark.parametrize("event", ["ordered", "paid"])
def test_the_example_gives_the_generators_truth_exactly(
    shop_contacts: Contacts,
    shop_source: RecordSource,
    shop_orders_source: RecordSource,
    event: Literal["ordered", "paid"],
) -> None:
    placed = shop_orders(shop_world(31), shop_contacts)
    found = credited_contacts(shop_contacts, placed, event, 72)
    truth = sales_truth(shop_contacts, placed, event)

    with opened_records([shop_source, shop_orders_source]) as records:
        shop = attributed(records, replace(ORDERED, event=event), "2026").shop
        rows = records.connection.execute(
            "SELECT order_id::INT, contact_id::INT FROM sales WHERE NOT is_silent"
        ).fetchall()

    assert dict(rows) == dict(
        zip(placed["order_id"][found >= 0].tolist(), found[found >= 0].tolist(), strict=True)
    )
    assert (shop["enquiries"], shop["buyers"]) == (truth.enquiries, truth.converted)
    assert (shop["agent_orders"], shop["silent_orders"]) == (truth.credited, truth.silent)
    assert shop["agent_sales_cny"] == pytest.approx(truth.credited_cny, abs=1e-5)
    assert shop["silent_sales_cny"] == pytest.approx(truth.silent_cny, abs=1e-5)
