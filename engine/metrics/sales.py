"""Each order credited to the contact before it, as a policy says: the tables behind sales.

``sales`` has a row for every order that counts, ``enquiries`` for every customer-day that asked,
``placed`` for every order placed and ``reminders`` for every order that was reminded of. The
indicators over them are :mod:`engine.metrics.definitions`'.
"""

from datetime import timedelta

from engine.domain.attribution import AttributionPolicy
from engine.metrics.enquiries import define_enquiries
from engine.metrics.order_tables import (
    CREDITED_BY,
    DATED_BY,
    define_askings,
    define_orders,
    require_order_columns,
)
from engine.metrics.records import OpenRecords


def define_sales(records: OpenRecords, policy: AttributionPolicy) -> None:
    """Make ``sales``, ``enquiries``, ``placed`` and ``reminders`` from contacts and orders.

    ``placed`` and ``reminders`` are left out where the orders lack their columns (``ordered_at``
    and ``paid_at``; ``reminded_at`` or ``reminded_by``).

    Raises
    ------
    InputError
        ``attribution.columns`` with a fault for every column that the policy needs and the
        tables lack.

    Notes
    -----
    An event at ``e`` is credited to a presale contact that began at ``s`` when
    ``e - validity <= s <= e`` and, with ``within_days``, ``day(e) <= day(s) + within_days``; of
    several the first or the last. Contacts that nobody answered (``replied`` false) and those
    that the bot ended win no order. A customer is one of the same ``shop`` where both tables
    name it. Under ``recorded`` the order's own agent is credited, with or without such a
    contact; ``asked_at`` is NULL without.
    """
    require_order_columns(records, policy)
    define_orders(records)
    define_askings(records, policy)
    records.define("credits", _credits(policy, CREDITED_BY[policy.event]), _window(policy))
    if policy.event == "order_first":
        by_payment = _credits(policy, "paid_at")
        records.define("credits", _either("credits", by_payment), _window(policy))
    records.define("sales", _sales(records, policy))
    define_enquiries(records, policy)
    _define_placed(records, policy)


def _window(policy: AttributionPolicy) -> dict[str, object]:
    return {"validity": timedelta(hours=policy.validity_h)}


def _earliest(policy: AttributionPolicy, event: str) -> str:
    """Return the earliest start of a contact to which an event may be credited."""
    earliest = f"o.{event} - $validity"
    if policy.within_days is None:
        return earliest
    day = f"date_trunc('day', o.{event}) - INTERVAL {policy.within_days} DAY"
    return f"greatest({earliest}, {day})"


def _credits(policy: AttributionPolicy, event: str) -> str:
    """Return the query of the orders that have a contact before an event: at most one each."""
    if policy.agent == "recorded":
        return _recorded(policy, event)
    earliest = _earliest(policy, event)
    nearest, inside = f"o.{event} >= a.started", "started >= earliest"
    if policy.agent == "first":
        nearest, inside = "o.earliest <= a.started", f"started <= {event}"
    return f"""SELECT order_id, agent, "group", contact_id, started FROM (
  SELECT o.order_id, o.{event}, o.earliest, a.agent, a."group", a.contact_id, a.started
  FROM (SELECT *, {earliest} AS earliest FROM shop_orders o WHERE {event} IS NOT NULL) o
  ASOF JOIN (SELECT * FROM askings WHERE presale AND answered) a
  ON o.customer_id = a.customer_id AND o.shop = a.shop AND {nearest}
) WHERE {inside}"""  # noqa: S608 (our own names)


def _recorded(policy: AttributionPolicy, event: str) -> str:
    """Return the query of the orders that name an agent, with that agent's contact before."""
    return f"""SELECT order_id, agent, "group", CASE WHEN inside THEN contact_id END AS contact_id,
  CASE WHEN inside THEN started END AS started
FROM (
  SELECT o.order_id, o.recorded_agent AS agent, a."group", a.contact_id, a.started,
    a.started >= {_earliest(policy, event)} AS inside
  FROM (SELECT * FROM shop_orders WHERE {event} IS NOT NULL AND recorded_agent IS NOT NULL) o
  ASOF LEFT JOIN (SELECT * FROM askings WHERE presale AND answered) a
  ON o.customer_id = a.customer_id AND o.shop = a.shop AND o.recorded_agent = a.agent
    AND o.{event} >= a.started
)"""  # noqa: S608 (our own names)


def _either(first: str, second: str) -> str:
    """Return the credits of the first kind, and of the second where the first has none."""
    return f"""SELECT * FROM {first} UNION ALL
SELECT * FROM ({second}) WHERE order_id NOT IN (SELECT order_id FROM {first})"""  # noqa: S608 (our own names)


def _sales(records: OpenRecords, policy: AttributionPolicy) -> str:
    """Return the query of the orders that count, credited or silent."""
    dated = DATED_BY[policy.event]
    paid = "o.paid_at IS NOT NULL" if records.has("orders", "paid_at") else "NULL::BOOLEAN"
    value = "net_value" if policy.net_of_refunds else "order_value"
    # a refund that is not completed is still the shop's money, where the orders tell it
    told = records.has("orders", "refunded_at")
    pending = "o.refund_value > 0 AND o.refunded_at IS NULL" if told else "FALSE"
    of_paid = f"CASE WHEN coalesce({paid}, TRUE) THEN {{}} END"  # an unpaid order cannot come back
    refund_s = "epoch(o.refunded_at) - epoch(o.refund_requested_at)"
    forwards = "o.refunded_at >= o.refund_requested_at"  # a clock that runs backwards tells nothing
    return f"""SELECT *, {value} AS sale_value FROM (
  SELECT o.order_id, o.customer_id, c.agent, c."group", o.shop, c.contact_id,
    c.started AS asked_at, o.{dated} AS credited_at, c.agent IS NULL AS is_silent,
    {paid} AS paid, o.order_value,
    coalesce({pending}, FALSE) AS refund_pending,
    o.order_value - CASE WHEN {pending} THEN 0 ELSE coalesce(o.refund_value, 0) END AS net_value,
    {of_paid.format("o.returned")} AS returned, {of_paid.format("o.disputed")} AS disputed,
    CASE WHEN {forwards} THEN {refund_s} END AS refund_s
  FROM shop_orders o LEFT JOIN credits c USING (order_id)
  WHERE o.{dated} IS NOT NULL
) ORDER BY order_id"""  # noqa: S608 (our own names)


def _define_placed(records: OpenRecords, policy: AttributionPolicy) -> None:
    """Make ``placed`` and ``reminders`` as far as the orders can give them."""
    if records.has("orders", "ordered_at", "paid_at"):
        records.define("placed_credits", _credits(policy, "ordered_at"), _window(policy))
        records.define("placed", _PLACED)
        if records.has("orders", "reminded_at") or records.has("orders", "reminded_by"):
            records.define("reminders", _REMINDERS)


_PLACED = """SELECT o.order_id, o.customer_id, c.agent, c."group", o.shop, c.contact_id,
  o.ordered_at, c.agent IS NULL AS is_silent, o.paid_at IS NOT NULL AS paid,
  o.reminded_at IS NOT NULL OR o.reminded_by IS NOT NULL AS reminded, o.order_value
FROM shop_orders o LEFT JOIN placed_credits c USING (order_id)
WHERE o.ordered_at IS NOT NULL
ORDER BY o.order_id"""

# A reminder of an order that was paid already can neither succeed nor fail: paid_after is NULL.
_REMINDERS = """SELECT p.order_id, coalesce(o.reminded_by, p.agent) AS agent, p."group", p.shop,
  coalesce(o.reminded_at, p.ordered_at) AS reminded_at, p.is_silent,
  CASE WHEN o.paid_at IS NULL THEN FALSE WHEN o.paid_at < o.reminded_at THEN NULL ELSE TRUE END
    AS paid_after,
  p.order_value
FROM placed p JOIN shop_orders o USING (order_id)
WHERE p.reminded
ORDER BY p.order_id"""
