"""What became of contacts as the orders tell it: paid, returned, bought again, kept.

Fills the columns that a contact log lacks; where it has them, the difference is reported and
nothing is overwritten: a platform's own mark follows its own rule.
"""

from dataclasses import dataclass
from datetime import timedelta

from engine.domain.attribution import AttributionPolicy
from engine.metrics.order_tables import DATA_END, credit_limit
from engine.metrics.records import OpenRecords

REPURCHASE_DAYS = {"repurchase_30d": 30, "repurchase_90d": 90}
_OUTCOMES = ("paid", "order_value", "returned", *REPURCHASE_DAYS, "retained")
_CENT = 0.01


@dataclass(frozen=True, slots=True)
class OutcomeDifference:
    """How often the contacts' own column and the orders disagree, where both know."""

    column: str
    compared: int
    differing: int


def add_order_outcomes(
    records: OpenRecords, policy: AttributionPolicy
) -> tuple[OutcomeDifference, ...]:
    """Give ``contacts`` the outcome columns they lack; return the differences of the others.

    Call after :func:`engine.metrics.sales.define_sales` of the same policy.

    Notes
    -----
    ``paid``: an order that counts was credited to the contact; False for other presale contacts
    once the policy's time has ended, None before and for the others. ``order_value``: CNY of
    those orders, as the policy counts. ``returned``: one of them came back.

    ``repurchase_30d``, ``repurchase_90d``: the customer paid a further order after the one
    credited to the contact (after the contact's start where none was), at most so many days
    later; None where those days had not ended when the records end.

    ``retained``: the customer, who paid in the calendar month before the contact's, paid in the
    contact's own month too; None for those who did not pay in the month before, and for a
    month that the records do not cover to its end.
    """
    if not records.has("orders", "paid_at"):
        return ()
    records.define(
        "contact_outcomes",
        _outcomes(policy),
        {"validity": timedelta(hours=policy.validity_h)},
    )
    lacking = [name for name in _OUTCOMES if not records.has("contacts", name)]
    differences = tuple(_difference(records, name) for name in _OUTCOMES if name not in lacking)
    if lacking:
        columns = ", ".join(f"o.{name}" for name in lacking)
        records.define(
            "contacts",
            f"""SELECT c.*, {columns} FROM contacts c
LEFT JOIN contact_outcomes o USING (source_file, source_row)""",  # noqa: S608 (our own names)
        )
    return differences


def _outcomes(policy: AttributionPolicy) -> str:
    """Return the query of the outcomes of every contact that may have won an order.

    A further order is one placed after both the contact and the order credited to it, and paid.
    """
    again = ",\n  ".join(
        f"CASE WHEN base + INTERVAL {days} DAY <= {DATA_END} "
        f"THEN coalesce(further_at <= base + INTERVAL {days} DAY, FALSE) END AS {name}"
        for name, days in REPURCHASE_DAYS.items()
    )
    return f"""WITH won AS (
  SELECT customer_id, shop, asked_at AS started, bool_or(s.paid) AS paid,
    sum(s.sale_value) FILTER (s.paid) AS order_value,
    bool_or(s.returned) FILTER (s.paid) AS returned,
    max(coalesce(o.ordered_at, o.paid_at)) AS bought_at
  FROM sales s JOIN shop_orders o USING (order_id, customer_id, shop)
  WHERE NOT s.is_silent GROUP BY ALL
), served AS (
  SELECT a.*, w.paid AS won_paid, w.order_value, w.returned,
    greatest(a.started, w.bought_at) AS base, date_trunc('month', a.started) AS month
  FROM askings a LEFT JOIN won w USING (customer_id, shop, started)
), purchases AS (
  SELECT customer_id, shop, coalesce(ordered_at, paid_at) AS further_at,
    date_trunc('month', paid_at) AS month
  FROM shop_orders WHERE paid_at IS NOT NULL
), months AS (
  SELECT DISTINCT customer_id, shop, month FROM purchases
), followed AS (
  SELECT s.*, p.further_at FROM served s ASOF LEFT JOIN purchases p
  ON s.customer_id = p.customer_id AND s.shop = p.shop AND s.base < p.further_at
)
SELECT f.source_file, f.source_row,
  CASE WHEN won_paid IS NOT NULL THEN won_paid
    WHEN presale AND answered AND {credit_limit(policy, "started")} <= {DATA_END} THEN FALSE
    END AS paid,
  order_value, returned,
  {again},
  CASE WHEN before.month IS NOT NULL
    AND f.month + INTERVAL 1 MONTH <= date_trunc('day', {DATA_END}) + INTERVAL 1 DAY
    THEN own.month IS NOT NULL END AS retained
FROM followed f
LEFT JOIN months before ON f.customer_id = before.customer_id AND f.shop = before.shop
  AND before.month = f.month - INTERVAL 1 MONTH
LEFT JOIN months own ON f.customer_id = own.customer_id AND f.shop = own.shop
  AND own.month = f.month"""  # noqa: S608 (our own names)


def _difference(records: OpenRecords, column: str) -> OutcomeDifference:
    own, told = f"c.{column}", f"o.{column}"
    differs = (
        f"abs({own} - {told}) >= {_CENT / 2}" if column == "order_value" else f"{own} <> {told}"
    )
    row = records.connection.execute(
        f"""SELECT count(*), count(*) FILTER ({differs})
FROM contacts c JOIN contact_outcomes o USING (source_file, source_row)
WHERE {own} IS NOT NULL AND {told} IS NOT NULL"""  # noqa: S608 (our own names)
    ).fetchall()[0]
    return OutcomeDifference(column, int(row[0]), int(row[1]))
