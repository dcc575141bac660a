"""Orders and askings brought to one form, so that each order can find who was asked before it.

``shop_orders`` holds every order once, ``askings`` the contacts that reached a person, marked as
presale by the policy. Who is credited is left to :mod:`engine.metrics.sales`.
"""

from datetime import timedelta

from engine.domain.attribution import AttributionPolicy
from engine.errors import Fault, InputError
from engine.metrics.records import OpenRecords

CREDITED_BY = {
    "ordered": "ordered_at",
    "paid": "paid_at",
    "order_first": "ordered_at",
    "shipped": "ordered_at",
}
"""The time of an order that finds its agent, by event."""

DATED_BY = {
    "ordered": "ordered_at",
    "paid": "paid_at",
    "order_first": "paid_at",
    "shipped": "shipped_at",
}
"""The time at which an order counts, by event; one without it does not count."""

DATA_END = """(SELECT greatest(
    (SELECT max(started) FROM contacts),
    (SELECT max(greatest(ordered_at, paid_at, shipped_at)) FROM shop_orders)
  ))"""
"""SQL of the last instant that the records know of."""

_ORDER_COLUMNS = {
    "ordered_at": "TIMESTAMP",
    "paid_at": "TIMESTAMP",
    "shipped_at": "TIMESTAMP",
    "reminded_at": "TIMESTAMP",
    "refund_requested_at": "TIMESTAMP",
    "refunded_at": "TIMESTAMP",
    "reminded_by": "VARCHAR",
    "returned": "BOOLEAN",
    "disputed": "BOOLEAN",
    "order_value": "DOUBLE",
    "refund_value": "DOUBLE",
}
_CONTACT_COLUMNS = {
    "agent": "VARCHAR",
    "group": "VARCHAR",
    "contact_id": "VARCHAR",
    "started": "TIMESTAMP",
}


NOBODY = ("", "-", "--", "无", "静默", "静默下单", "静默销售", "自助下单")
"""What an order file writes in the place of an agent where there was none."""


def require_order_columns(records: OpenRecords, policy: AttributionPolicy) -> None:
    """Raise ``attribution.columns`` with a fault for every column that the policy lacks."""
    lacking = [
        Fault("attribution.column", f"{table}.{column}", column, {"policy": policy.id})
        for table, columns in _needs(policy).items()
        for column in columns
        if not records.has(table, column)
    ]
    if lacking:
        raise InputError("attribution.columns", lacking, policy=policy.id)


def define_orders(records: OpenRecords) -> None:
    """Make ``shop_orders``: every order once, absent columns empty.

    Of rows with the same ``order_id`` the last one of the last file stands: a later export knows
    of payments and refunds that an earlier one could not. ``copies`` tells how many there were.
    """
    columns = ", ".join(
        _typed(records, "orders", name, type_) for name, type_ in _ORDER_COLUMNS.items()
    )
    rows = "source_file DESC, source_row DESC"
    # an order without a number is one of its own, told apart by its row
    order_id = "coalesce(order_id::VARCHAR, 'row ' || source_file || '/' || source_row)"
    records.define(
        "shop_orders",
        f"""SELECT {order_id} AS order_id, customer_id::VARCHAR AS customer_id,
  {_shop(records)}, {columns}, {_recorded_agent(records)}, count(*) OVER same AS copies
FROM orders
WINDOW same AS (PARTITION BY {order_id})
QUALIFY row_number() OVER (same ORDER BY {rows}) = 1""",  # noqa: S608 (our own names)
    )


def define_askings(records: OpenRecords, policy: AttributionPolicy) -> None:
    """Make ``askings``: contacts that reached a person, with ``presale``, ``answered``, ``day``.

    Of contacts of one customer that began at the same instant one stands: presale before others,
    answered before others, then the first or last by id, as the policy credits the first or last
    agent. Without a column ``presale`` every contact counts as presale.
    """
    _number_rows(records)
    columns = ", ".join(
        _typed(records, "contacts", name, type_) for name, type_ in _CONTACT_COLUMNS.items()
    )
    order = "ASC" if policy.agent == "first" else "DESC"
    tie = "contact_id" if records.has("contacts", "contact_id") else "agent"
    records.define(
        "askings",
        f"""SELECT * EXCLUDE (tie) FROM (
  SELECT source_file, source_row, customer_id::VARCHAR AS customer_id,
    {_shop(records)}, {columns}, date_trunc('day', started) AS day,
    coalesce({_or(records, "replied", "TRUE")}, TRUE) AS answered,
    {_or(records, "presale", "TRUE")} AS presale, {tie} AS tie
  FROM contacts
  WHERE NOT coalesce({_or(records, "bot_ended", "FALSE")}, FALSE)
    AND agent IS NOT NULL AND customer_id IS NOT NULL
)
QUALIFY row_number() OVER (PARTITION BY customer_id, shop, started
  ORDER BY presale DESC NULLS LAST, answered DESC, tie {order}) = 1""",  # noqa: S608 (our own names)
    )
    if policy.aftersale_days:
        _mark_presale(records, policy)


def _number_rows(records: OpenRecords) -> None:
    """Give row numbers to contacts that were made from messages, and come from no file."""
    if not records.has("contacts", "source_file", "source_row"):
        own = [name for name in ("source_file", "source_row") if records.has("contacts", name)]
        kept = f"* EXCLUDE ({', '.join(own)})" if own else "*"
        records.define(
            "contacts",
            f"SELECT {kept}, 0 AS source_file, row_number() OVER () AS source_row FROM contacts",  # noqa: S608 (our own names)
        )


def credit_limit(policy: AttributionPolicy, asked: str) -> str:
    """Return SQL of the last instant at which an event is credited to a contact at ``asked``."""
    limit = f"{asked} + $validity"
    if policy.within_days is None:
        return limit
    days = policy.within_days + 1
    return (
        f"least({limit}, date_trunc('day', {asked}) + INTERVAL {days} DAY - INTERVAL 1 MICROSECOND)"
    )


def _mark_presale(records: OpenRecords, policy: AttributionPolicy) -> None:
    """Mark as after-sale who paid in the days before, unless the customer orders again."""
    bought = "paid_at" if records.has("orders", "paid_at") else "ordered_at"
    records.define(
        "askings",
        f"""WITH recent AS (
  SELECT a.*, p.bought_at >= a.started - $aftersale AS bought_before
  FROM askings a ASOF LEFT JOIN (
    SELECT customer_id, shop, {bought} AS bought_at FROM shop_orders WHERE {bought} IS NOT NULL
  ) p ON a.customer_id = p.customer_id AND a.shop = p.shop AND a.started > p.bought_at
)
SELECT r.* EXCLUDE (presale, bought_before),
  NOT coalesce(r.bought_before, FALSE) OR coalesce(o.ordered_at <= r.started + $validity, FALSE)
    AS presale
FROM recent r ASOF LEFT JOIN (
  SELECT customer_id, shop, coalesce(ordered_at, paid_at) AS ordered_at FROM shop_orders
  WHERE coalesce(ordered_at, paid_at) IS NOT NULL
) o ON r.customer_id = o.customer_id AND r.shop = o.shop AND r.started <= o.ordered_at""",  # noqa: S608 (our own names)
        {
            "aftersale": timedelta(days=policy.aftersale_days),
            "validity": timedelta(hours=policy.validity_h),
        },
    )


def _needs(policy: AttributionPolicy) -> dict[str, tuple[str, ...]]:
    refunds = ("refund_value",) if policy.net_of_refunds else ()
    recorded = ("agent",) if policy.agent == "recorded" else ()
    events = dict.fromkeys((CREDITED_BY[policy.event], DATED_BY[policy.event]))
    return {
        "contacts": ("agent", "started", "customer_id"),
        "orders": ("order_id", "customer_id", "order_value", *events, *refunds, *recorded),
    }


def _recorded_agent(records: OpenRecords) -> str:
    """Return whom the order file credits; NULL where it says nobody, or nothing."""
    if not records.has("orders", "agent"):
        return "NULL::VARCHAR AS recorded_agent"
    nobody = ", ".join(f"'{word}'" for word in NOBODY)
    return f"CASE WHEN trim(agent) NOT IN ({nobody}) THEN agent END AS recorded_agent"


def _or(records: OpenRecords, column: str, stand_in: str) -> str:
    """Return a column of contacts, or what stands in for it where they lack it."""
    return column if records.has("contacts", column) else stand_in


def _typed(records: OpenRecords, table: str, column: str, type_: str) -> str:
    """Return a column in its type, NULL where the table lacks it."""
    value = f'"{column}"' if records.has(table, column) else "NULL"
    return f'{value}::{type_} AS "{column}"'


def _shop(records: OpenRecords) -> str:
    """Return the shop by which orders and contacts match; one shop where not both name theirs."""
    both = records.has("orders", "shop") and records.has("contacts", "shop")
    return "coalesce(shop::VARCHAR, '') AS shop" if both else "'' AS shop"
