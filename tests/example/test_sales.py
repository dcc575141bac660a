"""The rule by hand, and that it credits by chance what it cannot know."""

import numpy as np

from engine.example.contacts import Contacts
from engine.example.effects import AFTERSALE_VIP
from engine.example.orders import shop_orders
from engine.example.sales import credited_contacts, sales_truth
from engine.example.world import World


def test_a_credited_contact_is_the_customers_own_and_the_last_in_time(
    world: World, contacts: Contacts
) -> None:
    placed = shop_orders(world, contacts)
    found = credited_contacts(contacts, placed, "paid", 72)
    arrivals = contacts.arrivals
    first = np.datetime64("2026-01-01T00:00:00")
    asked = arrivals.answered & (arrivals.group < AFTERSALE_VIP)

    for row in np.random.default_rng(1).choice(len(found), 200, replace=False):
        paid_at = placed["paid_at"][row]
        waited = paid_at - (first + arrivals.start_s.astype("timedelta64[s]"))
        near = (waited >= np.timedelta64(0)) & (waited <= np.timedelta64(72, "h"))
        own = np.flatnonzero(asked & near & (arrivals.customer == placed["customer_id"][row]))
        assert found[row] == (own[-1] if own.size else -1)


def test_most_credits_are_right_and_some_are_chance(world: World, contacts: Contacts) -> None:
    placed = shop_orders(world, contacts)
    by_order, by_payment = (sales_truth(contacts, placed, e) for e in ("ordered", "paid"))

    assert 0 < by_payment.chance < 0.2 * by_payment.credited
    assert by_payment.credited + by_payment.silent == (~np.isnat(placed["paid_at"])).sum()
    assert by_order.credited + by_order.silent == len(placed["order_id"])
    assert by_payment.converted < by_payment.enquiries
