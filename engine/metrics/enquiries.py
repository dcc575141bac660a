"""Enquiries (询单): customer-days that asked, whether they ordered, and what was lost."""

from datetime import timedelta

from engine.domain.attribution import AttributionPolicy
from engine.metrics.order_tables import CREDITED_BY, DATA_END, credit_limit
from engine.metrics.records import OpenRecords


def define_enquiries(records: OpenRecords, policy: AttributionPolicy) -> None:
    """Make ``enquiries`` from ``askings``, ``shop_orders`` and ``sales``.

    A customer who asks several times on one local day is one enquiry, as the trade counts
    询单人数; who asks again on the next day is another one. ``converted``: an order was credited
    to a contact of this day; None where nobody answered, as the trade counts from the first reply
    and the rest are named apart. ``bought``: the customer has an order that counts within the
    policy's time after asking, credited here or not. ``window_ended``: that time was over when
    the records end; until then a lost enquiry may still convert.
    """
    records.define("enquiries", _query(policy), {"validity": timedelta(hours=policy.validity_h)})


def _query(policy: AttributionPolicy) -> str:
    """Return the query; a converted enquiry belongs to the agent credited with the order.

    Another one belongs to the first or last agent of the day who answered, or, if nobody did,
    to the first or last who should have.
    """
    which = "arg_min" if policy.agent == "first" else "arg_max"
    ask = """{'agent': agent, 'group': "group", 'contact_id': contact_id}"""
    event = CREDITED_BY[policy.event]
    return f"""WITH asked AS (
  SELECT customer_id, shop, day, count(*) AS contacts, bool_or(answered) AS answered,
    coalesce({which}({ask}, started) FILTER (WHERE answered), {which}({ask}, started)) AS ask,
    min(started) AS first_asked, max(started) AS last_asked
  FROM askings WHERE presale GROUP BY customer_id, shop, day
), won AS (
  SELECT customer_id, shop, date_trunc('day', asked_at) AS day,
    {which}({ask}, (credited_at, order_id)) AS ask
  FROM sales WHERE NOT is_silent GROUP BY ALL
), counting AS (
  SELECT customer_id, shop, {event} AS bought_at FROM shop_orders
  WHERE order_id IN (SELECT order_id FROM sales) AND {event} IS NOT NULL
), followed AS (
  SELECT a.*, c.bought_at, {credit_limit(policy, "last_asked")} AS limit_at
  FROM asked a ASOF LEFT JOIN counting c
  ON a.customer_id = c.customer_id AND a.shop = c.shop AND a.first_asked <= c.bought_at
), joined AS (
  SELECT f.* EXCLUDE (ask), coalesce(w.ask, f.ask) AS ask, w.ask IS NOT NULL AS converted
  FROM followed f LEFT JOIN won w USING (customer_id, shop, day)
)
SELECT customer_id, shop, day, ask.agent AS agent, ask."group" AS "group",
  ask.contact_id AS contact_id, contacts, answered,
  CASE WHEN answered THEN converted END AS converted,
  converted OR coalesce(bought_at <= limit_at, FALSE) AS bought,
  limit_at <= {DATA_END} AS window_ended
FROM joined ORDER BY day, customer_id, shop"""  # noqa: S608 (our own names)
