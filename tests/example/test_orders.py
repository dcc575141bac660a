"""The order table keeps its order of events and names only what had happened by its end."""

import numpy as np
import pytest

from engine.example.contacts import Contacts
from engine.example.orders import shop_orders
from engine.example.records import Records, orders
from engine.example.world import World


@pytest.fixture(scope="module")
def placed(world: World, contacts: Contacts) -> Records:
    return shop_orders(world, contacts)


def test_paid_orders_are_the_ones_that_contacts_and_silent_customers_made(
    world: World, contacts: Contacts, placed: Records
) -> None:
    made = orders(world, contacts)
    end = np.datetime64("2026-07-01T00:00:00")
    paid = placed["order_id"] < len(made["order_id"])
    row = placed["order_id"][paid]
    in_time = made["paid_at"][row] < end

    assert len(row) >= len(made["order_id"]) - 3  # but for orders placed after the end
    for name in ("customer_id", "contact_id", "order_value"):
        assert (placed[name][paid] == made[name][row]).all()
    assert (placed["paid_at"][paid][in_time] == made["paid_at"][row][in_time]).all()
    assert np.isnat(placed["paid_at"][~paid]).all()


def test_events_come_in_order(placed: Records) -> None:
    for earlier, later in (
        ("ordered_at", "paid_at"),
        ("ordered_at", "reminded_at"),
        ("paid_at", "shipped_at"),
        ("paid_at", "refund_requested_at"),
        ("refund_requested_at", "refunded_at"),
    ):
        known = ~np.isnat(placed[earlier]) & ~np.isnat(placed[later])
        assert known.any()
        assert (placed[earlier] <= placed[later])[known].all()
        assert not (np.isnat(placed[earlier]) & ~np.isnat(placed[later])).any()


def test_some_orders_are_placed_before_the_contact_that_brought_the_payment(
    contacts: Contacts, placed: Records
) -> None:
    first = np.datetime64("2026-01-01T00:00:00")
    linked = (placed["contact_id"] >= 0) & ~np.isnat(placed["paid_at"])
    started = first + contacts.arrivals.start_s[placed["contact_id"]].astype("timedelta64[s]")

    share = (placed["ordered_at"] < started)[linked].mean()

    assert 0.05 < share < 0.11
    assert (placed["paid_at"] >= started)[linked].all()


def test_a_reminder_reaches_only_who_has_not_paid(placed: Records) -> None:
    reminded = ~np.isnat(placed["reminded_at"])
    paid = ~np.isnat(placed["paid_at"])

    assert (placed["paid_at"] > placed["reminded_at"])[reminded & paid].all()
    assert (placed["reminded_by"][~reminded] == None).all()  # noqa: E711 (element by element)
    assert (reminded & (placed["contact_id"] < 0)).any()


def test_refunds_are_of_returned_orders_and_never_above_their_worth(placed: Records) -> None:
    refunded = ~np.isnan(placed["refund_value"])

    assert placed["returned"][refunded].all()
    assert (placed["refund_value"] <= placed["order_value"])[refunded].all()
    assert not placed["disputed"][np.isnat(placed["paid_at"])].any()
