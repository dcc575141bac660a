"""Orders credited by hand for every shipped policy, at the edges, and against plain Python."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine.domain.attribution import AttributionPolicy
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.attribution_file import read_attribution
from engine.files.locations import scenarios_folder
from engine.metrics.records import OpenRecords
from engine.metrics.sales import define_sales

N = None
PAID_LAST = AttributionPolicy("p", Text("付款", "paid"), "paid", "last", 72, 0)
Table = dict[str, list[Any]]


def at(text: str | None) -> datetime | None:
    """Read "03 12:05" as an instant of May 2026."""
    return datetime.strptime(f"2026-05-{text}", "%Y-%m-%d %H:%M") if text else None  # noqa: DTZ007 (local time)


def table(names: str, *rows: tuple[Any, ...]) -> Table:
    columns = dict(zip(names.split(), zip(*rows, strict=True), strict=True))
    times = {"started", "ordered_at", "paid_at", "shipped_at", "reminded_at"}
    return {
        name: [at(each) if name in times else each for each in column]
        for name, column in columns.items()
    }


CONTACTS = table(
    "contact_id customer_id agent started presale replied",
    ("c1", "a", "A", "01 09:00", True, True),
    ("c2", "a", "B", "01 12:00", True, True),
    ("c3", "b", "A", "01 23:30", True, True),
    ("c4", "c", "B", "02 10:00", True, True),
    ("c5", "d", "A", "03 10:00", False, True),  # after-sale by the log's own mark
    ("c6", "e", "B", "03 11:00", True, False),  # nobody answered
)
RECORDED = ["A", "静默", "-", " ", "A", "B", "B"]  # whom the order file itself names
ORDERS = table(
    "order_id customer_id ordered_at paid_at shipped_at order_value refund_value",
    ("o1", "a", "01 13:00", "01 14:00", "02 09:00", 100.0, 25.0),
    ("o2", "b", "02 00:30", "02 00:40", N, 50.0, N),
    ("o3", "c", "02 09:30", "02 10:30", N, 80.0, N),  # placed before the contact
    ("o4", "d", "03 12:00", "03 12:05", "04 12:00", 60.0, 60.0),
    ("o5", "e", "03 13:00", N, N, 40.0, N),
    ("o6", "f", "04 08:00", "04 08:01", N, 30.0, N),  # never asked anybody
    ("o7", "a", "04 12:00", "04 12:01", N, 20.0, N),  # placed exactly 72 h after c2
)
PAID = {"o1": "B", "o2": "A", "o3": "B", "o4": N, "o6": N, "o7": N}
WORKED = {
    "ordered-last": {"o1": "B", "o2": "A", "o3": N, "o4": N, "o5": N, "o6": N, "o7": "B"},
    "paid-last": PAID,
    "paid-net": PAID,
    "paid-first": PAID | {"o1": "A"},
    "order-first": PAID | {"o7": "B"},
    "same-day": PAID | {"o2": N},
    "next-day": PAID,
    "final-4d": PAID | {"o7": "B"},
    "jd-24h-shipped": {"o1": "B", "o4": N},
    "kuaimai-21d": PAID | {"o4": "A"},  # d bought nothing in the 21 days before
    "as-recorded": {"o1": "A", "o2": N, "o3": N, "o4": N, "o6": "B", "o7": "B"},
}


def shipped_policy(name: str) -> AttributionPolicy:
    return read_attribution(scenarios_folder() / "attribution" / f"{name}.toml")


def fetched(records: OpenRecords, query: str) -> list[tuple[Any, ...]]:
    return records.connection.execute(query).fetchall()


def credited(records: OpenRecords) -> dict[str, str | None]:
    return dict(fetched(records, "SELECT order_id, agent FROM sales"))


@pytest.mark.parametrize("name", WORKED)
def test_each_order_goes_to_the_agent_that_the_policy_names(opened_shop: Any, name: str) -> None:
    records = opened_shop(contacts=CONTACTS, orders=ORDERS | {"agent": RECORDED})

    define_sales(records, shipped_policy(name))

    assert credited(records) == WORKED[name]


def test_an_order_converts_the_enquiry_that_its_recorded_agent_answered_in_time(
    opened_shop: Any,
) -> None:
    records = opened_shop(contacts=CONTACTS, orders=ORDERS | {"agent": RECORDED})

    define_sales(records, shipped_policy("as-recorded"))

    # o1: A asked by a at 9:00, B's later contact is no matter; f asked nobody; o7 a minute late
    linked = fetched(records, "SELECT order_id, contact_id FROM sales WHERE NOT is_silent")
    assert linked == [("o1", "c1"), ("o6", N), ("o7", N)]
    converted = fetched(records, "SELECT customer_id, agent FROM enquiries WHERE converted")
    assert converted == [("a", "A")]


def test_without_recorded_agents_the_policy_is_refused(opened_shop: Any) -> None:
    records = opened_shop(contacts=CONTACTS, orders=ORDERS)

    with pytest.raises(InputError) as caught:
        define_sales(records, shipped_policy("as-recorded"))

    assert [fault.place for fault in caught.value.faults] == ["orders.agent"]


def test_sales_hold_what_the_order_was_worth_and_what_became_of_it(opened_shop: Any) -> None:
    more = {
        "returned": [True, False, N, N, N, N, N],
        "disputed": [False, True, N, N, N, N, N],
        "refund_requested_at": [at("03 10:00"), at("03 10:00"), N, at("04 10:00"), N, N, N],
        "refunded_at": [at("03 11:00"), at("03 09:00"), N, N, N, N, N],
    }
    records = opened_shop(contacts=CONTACTS, orders=ORDERS | more)

    define_sales(records, replace(PAID_LAST, net_of_refunds=True))
    rows = fetched(
        records,
        "SELECT order_id, order_value, sale_value, returned, disputed, refund_s FROM sales",
    )

    assert rows[0] == ("o1", 100.0, 75.0, True, False, 3600.0)
    assert rows[1] == ("o2", 50.0, 50.0, False, True, N)  # refunded before it was asked for
    assert rows[3][:3] == ("o4", 60.0, 60.0)  # asked for, not completed: still the shop's


def test_refunds_without_times_are_completed_and_unpaid_orders_do_not_come_back(
    opened_shop: Any,
) -> None:
    orders = ORDERS | {"returned": [True, False, False, False, False, False, False]}
    policy = replace(PAID_LAST, event="ordered", net_of_refunds=True)
    records = opened_shop(contacts=CONTACTS, orders=orders)

    define_sales(records, policy)
    rows = fetched(records, "SELECT order_id, net_value, returned FROM sales")

    assert rows[0] == ("o1", 75.0, True)
    assert rows[3:5] == [("o4", 0.0, False), ("o5", 40.0, N)]


def test_without_payment_times_nobody_knows_who_paid(opened_shop: Any) -> None:
    orders = {name: column for name, column in ORDERS.items() if name != "paid_at"}
    records = opened_shop(contacts=CONTACTS, orders={**orders, "returned": [True] * 7})

    define_sales(records, replace(PAID_LAST, event="ordered"))

    assert fetched(records, "SELECT DISTINCT paid, returned FROM sales") == [(N, True)]
    assert not records.has("placed")


def test_an_event_at_the_start_and_at_the_end_of_the_window_counts(opened_shop: Any) -> None:
    started = [datetime(2026, 5, 1, 9)] * 4  # noqa: DTZ001 (local time)
    shifts = [timedelta(0), -timedelta(microseconds=1), timedelta(hours=72)]
    shifts.append(timedelta(hours=72, microseconds=1))
    contacts = {"customer_id": [1, 2, 3, 4], "agent": list("ABCD"), "started": started}
    orders = {
        "order_id": [1, 2, 3, 4],
        "customer_id": [1, 2, 3, 4],
        "paid_at": [start + shift for start, shift in zip(started, shifts, strict=True)],
        "order_value": [1.0] * 4,
    }
    for agent in ("first", "last"):
        records = opened_shop(contacts=contacts, orders=orders)

        define_sales(records, replace(PAID_LAST, agent=agent))

        assert credited(records) == {"1": "A", "2": N, "3": "C", "4": N}


def test_a_purchase_in_the_days_before_makes_a_contact_aftersale_unless_a_new_order_follows(
    opened_shop: Any,
) -> None:
    names = "contact_id customer_id agent started"
    rows = [(f"c{who}", who, "A", "23 10:00") for who in (1, 2, 3)]
    orders = table(
        "order_id customer_id ordered_at paid_at order_value",
        ("b1", 1, "02 09:00", "02 10:00", 9.0),  # exactly 21 days before: within
        ("b2", 2, "02 09:00", "02 09:59", 9.0),  # a minute more: too long ago
        ("b3", 3, "02 09:00", "02 10:00", 9.0),
        ("n3", 3, "26 10:00", "26 10:00", 9.0),  # orders again exactly 72 h later
    )
    records = opened_shop(contacts=table(names, *rows), orders=orders)

    define_sales(records, replace(PAID_LAST, aftersale_days=21))

    assert fetched(records, "SELECT customer_id FROM enquiries") == [("2",), ("3",)]
    assert credited(records)["n3"] == "A"


def test_reminders_succeed_when_payment_follows_and_silent_ones_stand_apart(
    opened_shop: Any,
) -> None:
    contacts = table("customer_id agent started", ("a", "A", "01 09:00"), ("b", "B", "01 09:00"))
    orders = table(
        "order_id customer_id ordered_at paid_at reminded_at reminded_by order_value",
        ("o1", "a", "01 10:00", "01 12:00", "01 11:00", N, 1.0),
        ("o2", "b", "01 10:00", N, "01 11:00", "A", 1.0),
        ("o3", "z", "01 10:00", "01 11:00", "01 11:00", N, 1.0),  # silent, paid at once
        ("o4", "a", "01 10:00", "01 10:30", "01 11:00", N, 1.0),  # paid before: neither
        ("o5", "a", "01 10:00", "01 10:30", N, N, 1.0),
        ("o6", "b", "01 10:00", "02 10:30", N, "B", 1.0),  # reminded, nobody wrote when
    )
    records = opened_shop(contacts=contacts, orders=orders)

    define_sales(records, PAID_LAST)

    assert fetched(records, "SELECT order_id, agent, is_silent, paid_after FROM reminders") == [
        ("o1", "A", False, True),
        ("o2", "A", False, False),
        ("o3", N, True, True),
        ("o4", "A", False, N),
        ("o6", "B", False, True),
    ]
    placed = fetched(
        records, "SELECT agent, count(*), count(*) FILTER (paid) FROM placed GROUP BY 1"
    )
    assert sorted(placed, key=str) == [("A", 3, 3), ("B", 2, 1), (N, 1, 1)]


def test_an_order_in_two_exports_counts_once_as_the_later_one_tells_it(opened_shop: Any) -> None:
    orders = table(
        "order_id customer_id paid_at order_value",
        ("o1", "a", N, 10.0),
        ("o1", "a", "01 10:00", 10.0),
        (N, "a", "01 10:00", 7.0),
        (N, "a", "01 10:00", 8.0),  # orders without a number stay apart
    )
    contacts = table("customer_id agent started", ("a", "A", "01 09:00"))
    records = opened_shop(contacts=contacts, orders=orders)

    define_sales(records, PAID_LAST)

    assert fetched(records, "SELECT sum(sale_value), count(*) FROM sales") == [(25.0, 3)]


def test_customers_of_another_shop_are_others_where_both_tables_name_theirs(
    opened_shop: Any,
) -> None:
    contacts = table("customer_id agent started shop", ("a", "A", "01 09:00", "s1"))
    orders = table(
        "order_id customer_id paid_at order_value shop",
        ("o1", "a", "01 10:00", 1.0, "s1"),
        ("o2", "a", "01 10:00", 1.0, "s2"),
    )
    records = opened_shop(contacts=contacts, orders=orders)

    define_sales(records, PAID_LAST)

    assert credited(records) == {"o1": "A", "o2": N}


def test_every_column_that_a_policy_lacks_is_named_at_once(opened_shop: Any) -> None:
    contacts = table("agent started", ("A", "01 09:00"))
    orders = table("order_id customer_id order_value", ("o1", "a", 1.0))
    records = opened_shop(contacts=contacts, orders=orders)

    with pytest.raises(InputError) as caught:
        define_sales(records, replace(PAID_LAST, event="order_first", net_of_refunds=True))

    assert [fault.place for fault in caught.value.faults] == [
        "contacts.customer_id",
        "orders.ordered_at",
        "orders.paid_at",
        "orders.refund_value",
    ]


def random_shop(seed: int) -> tuple[Table, Table]:
    """Draw a month of 300 contacts and 250 orders on whole hours, with many coincidences."""
    rng = np.random.default_rng(seed)
    start = datetime(2026, 5, 1)  # noqa: DTZ001 (local time)

    def times(n: int, missing: float) -> list[datetime | None]:
        hours, absent = rng.integers(0, 720, n), rng.random(n) < missing
        return [
            N if gone else start + timedelta(hours=int(hour))
            for hour, gone in zip(hours, absent, strict=True)
        ]

    contacts = {
        "contact_id": list(range(300)),
        "customer_id": rng.integers(0, 60, 300).tolist(),
        "agent": [f"A{each}" for each in rng.integers(0, 9, 300)],
        "started": times(300, 0),
        "presale": (rng.random(300) < 0.7).tolist(),
        "replied": (rng.random(300) < 0.9).tolist(),
        "bot_ended": (rng.random(300) < 0.1).tolist(),
    }
    orders = {
        "order_id": list(range(250)),
        "customer_id": rng.integers(0, 60, 250).tolist(),
        "ordered_at": times(250, 0.1),
        "paid_at": times(250, 0.3),
        "shipped_at": times(250, 0.5),
        "order_value": rng.integers(1, 99, 250).astype(float).tolist(),
    }
    return contacts, orders


def rows_of(columns: Table) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def is_presale(
    contact: dict[str, Any], orders: list[dict[str, Any]], policy: AttributionPolicy
) -> bool:
    if not policy.aftersale_days:
        return bool(contact["presale"])
    asked = contact["started"]
    own = [each for each in orders if each["customer_id"] == contact["customer_id"]]
    since = asked - timedelta(days=policy.aftersale_days)
    until = asked + timedelta(hours=policy.validity_h)
    bought = any(each["paid_at"] and since <= each["paid_at"] < asked for each in own)
    placed = [each["ordered_at"] or each["paid_at"] for each in own]
    return not bought or any(each and asked <= each <= until for each in placed)


def plainly_credited(
    contacts: list[dict[str, Any]], orders: list[dict[str, Any]], policy: AttributionPolicy
) -> dict[str, str | None]:
    dated = {"ordered": "ordered_at", "shipped": "shipped_at"}.get(policy.event, "paid_at")
    events = {"paid": ["paid_at"], "order_first": ["ordered_at", "paid_at"]}
    asked = [c for c in contacts if c["replied"] and not c["bot_ended"]]
    asked = [c for c in asked if is_presale(c, orders, policy)]
    sign = 1 if policy.agent == "first" else -1

    def agent_before(order: dict[str, Any], event: datetime | None) -> str | None:
        own = [
            c
            for c in asked
            if event
            and c["customer_id"] == order["customer_id"]
            and timedelta(0) <= event - c["started"] <= timedelta(hours=policy.validity_h)
            and (
                policy.within_days is None
                or (event.date() - c["started"].date()).days <= policy.within_days
            )
        ]
        key = lambda c: (sign * c["started"].timestamp(), sign * c["contact_id"])  # noqa: E731
        return str(min(own, key=key)["agent"]) if own else None

    made: dict[str, str | None] = {}
    for order in orders:
        if order[dated]:
            found = [
                agent_before(order, order[e]) for e in events.get(policy.event, ["ordered_at"])
            ]
            made[str(order["order_id"])] = next((each for each in found if each), None)
    return made


@pytest.mark.parametrize(
    ("event", "agent"),
    list(product(("ordered", "paid", "order_first", "shipped"), ("first", "last"))),
)
def test_the_database_credits_as_plain_python_does(
    opened_shop: Any, event: Any, agent: Any
) -> None:
    for seed, (within, aftersale) in enumerate(((N, 0), (0, 0), (1, 5), (N, 9))):
        contacts, orders = random_shop(seed)
        hours = 72 if within is None else 24 * (within + 1)
        policy = AttributionPolicy("r", Text("随", "r"), event, agent, hours, aftersale, within)
        records = opened_shop(contacts=contacts, orders=orders)

        define_sales(records, policy)

        assert credited(records) == plainly_credited(rows_of(contacts), rows_of(orders), policy)


def test_the_order_of_the_rows_changes_nothing(opened_shop: Any) -> None:
    contacts, orders = random_shop(7)
    rng = np.random.default_rng(1)
    first, second = rng.permutation(300), rng.permutation(250)
    shuffled = (
        {name: [column[row] for row in first] for name, column in contacts.items()},
        {name: [column[row] for row in second] for name, column in orders.items()},
    )
    made = []
    for asked, placed in ((contacts, orders), shuffled):
        records = opened_shop(contacts=asked, orders=placed)
        define_sales(records, PAID_LAST)
        made.append(fetched(records, "FROM sales") + fetched(records, "FROM enquiries"))

    assert made[0] == made[1]
