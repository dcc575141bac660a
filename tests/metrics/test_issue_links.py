"""Orders, samples and surveys against the contacts they name; files of another shop."""

from datetime import timedelta

import pytest

from engine.domain.records import TableKind
from engine.metrics.issue_links import link_doubts
from tests.metrics.issue_tables import MAY, Columns, hours, told

CONTACTS: tuple[TableKind, Columns] = (
    TableKind.CONTACTS,
    {
        "contact_id": ["S0", "S1", "S2"],
        "customer_id": ["C0", "C1", "C2"],
        "agent": ["A", "B", "A"],
        "started": hours(3),
        "paid": [True, False, None],
        "order_value": [30.0, None, None],
        "csat": [5, 3, None],
    },
)
ORDERS: Columns = {
    "order_id": ["O0", "O1", "O9"],
    "customer_id": ["C0", "C0", "C7"],
    "contact_id": ["S0", "S0", None],
    "paid_at": [MAY + timedelta(hours=2)] * 3,
    "order_value": [10.0, 20.0, 99.0],
}


def test_orders_that_fit_their_contacts_give_no_doubt() -> None:
    assert told(link_doubts, CONTACTS, (TableKind.ORDERS, ORDERS)) == []


@pytest.mark.parametrize(
    ("column", "cells", "codes"),
    [
        ("customer_id", ["C0", "C1", "C7"], {"other_customer"}),
        ("paid_at", [MAY - timedelta(hours=1)] * 3, {"before_contact"}),
        ("paid_at", [None, MAY + timedelta(hours=2), None], {"order_value_differs"}),
        ("paid_at", [None, None, None], {"unpaid_order_of_paid"}),
        (
            "contact_id",
            ["S0", "S1", None],
            {"other_customer", "order_of_unpaid", "order_value_differs"},
        ),
        ("contact_id", ["S0", "S0", "S8"], {"unknown_contact"}),
        ("contact_id", [None, None, None], {"paid_without_order"}),
        ("order_value", [1000.0, 2000.0, 99.0], {"order_value_differs"}),
    ],
)  # fmt: skip
def test_an_order_that_contradicts_its_contact_is_named(
    column: str, cells: list[object], codes: set[str]
) -> None:
    orders = (TableKind.ORDERS, {**ORDERS, column: cells})

    assert {each[0] for each in told(link_doubts, CONTACTS, orders)} == codes


def test_an_order_cancelled_beside_a_paid_one_is_no_contradiction() -> None:
    orders = {**ORDERS, "paid_at": [MAY + timedelta(hours=2), None, None]}
    orders["order_value"] = [30.0, 5.0, 99.0]

    assert told(link_doubts, CONTACTS, (TableKind.ORDERS, orders)) == []


def test_orders_of_other_days_name_contacts_that_are_not_in_the_log() -> None:
    orders = {**ORDERS, "contact_id": ["S0", "S0", "S8"]}
    orders["ordered_at"] = [MAY, MAY, MAY - timedelta(days=9)]

    assert told(link_doubts, CONTACTS, (TableKind.ORDERS, orders)) == []


def test_samples_and_surveys_are_held_against_their_contacts() -> None:
    samples: Columns = {
        "contact_id": ["S0", "S1"],
        "agent": ["B", "B"],
        "month": ["2026-05", "2026-06"],
    }
    surveys: Columns = {"contact_id": ["S0", "S1"], "csat": [5, 4]}

    doubts = told(link_doubts, CONTACTS, (TableKind.SAMPLES, samples), (TableKind.SURVEYS, surveys))

    assert doubts == [
        ("other_agent", "agent", 1), ("other_month", "month", 1), ("other_rating", "csat", 1)
    ]  # fmt: skip


def test_a_file_whose_customers_never_asked_is_another_shop_s() -> None:
    def orders(prefix: str) -> tuple[TableKind, Columns]:
        customers = [f"{prefix}{place % 4}" for place in range(120)]
        ids = [f"{prefix}{place}" for place in range(120)]
        return TableKind.ORDERS, {
            "order_id": ids,
            "customer_id": customers,
            "order_value": [9.0] * 120,
        }

    doubts = told(link_doubts, CONTACTS, orders("C"), orders("X"))

    assert doubts == [("foreign_file", "customer_id", 120)]


def test_several_shops_in_one_table_are_named() -> None:
    columns = {**CONTACTS[1], "shop": ["one", "one", "two"]}

    assert told(link_doubts, (TableKind.CONTACTS, columns)) == [("several_shops", "shop", 1)]
