"""Enquiries by customer and day: converted, lost, open, and those who left unanswered."""

from datetime import datetime
from typing import Any

from engine.domain.attribution import AttributionPolicy
from engine.domain.texts import Text
from engine.metrics.sales import define_sales


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute)  # noqa: DTZ001 (local time)


# customer, agent, started, presale, replied
ASKED = [
    ("a", "A", at(1, 9), True, True),
    ("a", "B", at(1, 11), True, True),  # the same day: the same enquiry
    ("a", "C", at(2, 9), True, True),  # the next day: another one
    ("b", "A", at(1, 9), True, False),  # nobody answered, yet b buys
    ("c", "A", at(1, 9), True, False),
    ("d", "A", at(1, 9), True, False),  # the first did not answer, the second did
    ("d", "B", at(1, 10), True, True),
    ("e", "B", at(1, 9), False, True),  # after-sale: no enquiry
    ("f", "C", at(4, 9), True, True),  # the records end before f's 48 hours
    ("g", "C", at(1, 23, 30), True, True),
]
PAID = [
    ("o1", "a", at(1, 10)),
    ("o2", "b", at(2, 9)),
    ("o3", "e", at(1, 10)),
    ("o4", "g", at(2, 0, 10)),
    ("o5", "z", at(5, 9)),
]


def enquiries(
    opened_shop: Any, agent: Any, within: int | None = None
) -> dict[str, tuple[Any, ...]]:
    names = ("customer_id", "agent", "started", "presale", "replied")
    contacts = dict(zip(names, map(list, zip(*ASKED, strict=True)), strict=True))
    contacts["contact_id"] = [f"c{position}" for position in range(len(ASKED))]
    orders = dict(
        zip(("order_id", "customer_id", "paid_at"), map(list, zip(*PAID, strict=True)), strict=True)
    )
    records = opened_shop(contacts=contacts, orders={**orders, "order_value": [10.0] * len(PAID)})
    hours = 48 if within is None else 24 * (within + 1)
    define_sales(
        records, AttributionPolicy("p", Text("付", "paid"), "paid", agent, hours, 0, within)
    )
    rows = records.connection.execute(
        """SELECT customer_id || day(day), agent, contact_id, contacts, answered, converted,
  bought, window_ended FROM enquiries"""
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_a_customer_day_is_one_enquiry_and_belongs_to_the_agent_who_is_credited(
    opened_shop: Any,
) -> None:
    made = enquiries(opened_shop, "last")

    assert made == {
        # o1 is A's: paid before a asked B; the next day's question is lost
        "a1": ("A", "c0", 2, True, True, True, True),
        "a2": ("C", "c2", 1, True, False, False, True),
        "b1": ("A", "c3", 1, False, None, True, True),
        "c1": ("A", "c4", 1, False, None, False, True),
        "d1": ("B", "c6", 2, True, False, False, True),
        "f4": ("C", "c8", 1, True, False, False, False),
        "g1": ("C", "c9", 1, True, True, True, True),
    }


def test_without_an_order_the_first_agent_who_answered_has_the_enquiry(opened_shop: Any) -> None:
    made = enquiries(opened_shop, "first")

    assert made["d1"][0] == "B"
    assert made["a1"][0] == "A"


def test_on_the_same_day_only_a_payment_after_midnight_is_lost(opened_shop: Any) -> None:
    made = enquiries(opened_shop, "last", within=0)

    assert made["g1"][4:] == (False, False, True)
    assert made["b1"][5] is False  # bought the next day: no longer within the rule
    assert made["f4"][6] is True  # the day was over when the records end
