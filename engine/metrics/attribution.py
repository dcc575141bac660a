"""What one attribution policy gives in a period: indicators by agent, and the shop's whole."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.domain.attribution import AttributionPolicy
from engine.domain.indicators import Population
from engine.domain.metric_report import AttributionOutcome
from engine.domain.tables import MetricTable
from engine.errors import InternalError
from engine.metrics.agent_values import AgentValues
from engine.metrics.periods import period_bounds
from engine.metrics.records import OpenRecords
from engine.metrics.sales import define_sales
from engine.metrics.sampling_errors import mean_errors, share_errors

_CENT = 0.005


@dataclass(frozen=True, slots=True)
class _Credited:
    """An indicator of credited orders: its table, the date of a row, value, rows counted."""

    id: str
    table: str
    dated: str
    value: str
    counted: str = "TRUE"
    share: bool = True


_INDICATORS = (
    _Credited("conversion", "enquiries", "day", "converted", "answered"),
    _Credited("aov", "sales", "credited_at", "sale_value", share=False),
    _Credited("sales", "sales", "credited_at", "sale_value", share=False),
    _Credited("paid_rate", "placed", "ordered_at", "paid"),
    _Credited("remind", "reminders", "reminded_at", "paid_after"),
)
_TOTAL = "sales"


def attributed(records: OpenRecords, policy: AttributionPolicy, period: str) -> AttributionOutcome:
    """Return conversion, aov, sales, paid_rate and remind by agent under a policy.

    Makes the tables of :func:`engine.metrics.sales.define_sales` and leaves them behind. Ranks
    and grades are left to :mod:`engine.studies.attribution`.

    Raises
    ------
    InputError
        ``attribution.columns``; ``metrics.period``.
    InternalError
        ``attribution.not_whole`` when credited and silent sales are not the shop's.

    Notes
    -----
    Enquiries count in the period of their day, sales in that of the event that counts, orders
    placed when placed, reminders when sent. ``shop`` holds, beside what
    :class:`AttributionOutcome` names: ``unanswered`` enquiries and how many of those customers
    bought all the same (``unanswered_bought``: an association, not what an answer would have
    gained, as who leaves and who stays differ), ``lost`` enquiries and those still ``open``,
    reminders with and without a contact before the order, and doubts: orders that stand
    twice, without a time or without a value, recorded for agents who were not asked
    (``unasked_orders``), with a refund that was not completed (``pending_refunds``, net of
    refunds), contacts not marked, or, without a mark ``presale``, all taken for it
    (``assumed_presale``).
    """
    define_sales(records, policy)
    bounds: Mapping[str, object] = dict(zip(("start", "end"), period_bounds(period), strict=True))
    values = {
        each.id: _by_agent(records, each, bounds)
        for each in _INDICATORS
        if each.table in records.tables
    }
    shop = _shop(records, bounds)
    if not policy.aftersale_days and not records.has("contacts", "presale"):
        shop["assumed_presale"] = _row(records, "SELECT count(*) AS n FROM askings", {})["n"]
    if policy.net_of_refunds:
        pending = "SELECT count(*) AS n FROM sales WHERE refund_pending"
        shop["pending_refunds"] = _row(records, pending, {})["n"]
    return AttributionOutcome(policy, _table(records, period, values), shop)


def _by_agent(
    records: OpenRecords, indicator: _Credited, bounds: Mapping[str, object]
) -> AgentValues:
    x = f"({indicator.value})::DOUBLE"
    rows = records.connection.execute(
        f"""SELECT agent, count({x}), sum({x}), var_samp({x}) FROM {indicator.table}
WHERE {indicator.dated} >= $start AND {indicator.dated} < $end AND agent IS NOT NULL
  AND {indicator.counted}
GROUP BY agent ORDER BY agent""",  # noqa: S608 (parts come from _INDICATORS)
        dict(bounds),
    ).fetchall()
    agents = tuple(str(row[0]) for row in rows)
    numbers = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 3)
    sizes, sums, variances = numbers[:, 0].astype(np.int64), numbers[:, 1], numbers[:, 2]
    if indicator.id == _TOTAL:
        return AgentValues(agents, sums, sizes, np.full(len(agents), np.nan))
    means = sums / np.where(sizes > 0, sizes, np.nan)
    errors = share_errors(means, sizes) if indicator.share else mean_errors(variances, sizes)
    return AgentValues(agents, means, sizes, errors)


def _table(records: OpenRecords, period: str, values: Mapping[str, AgentValues]) -> MetricTable:
    """Return the agents by indicator, with the group in which each was asked most often."""
    groups = dict(
        records.connection.execute(
            """SELECT agent, mode("group" ORDER BY "group") FROM askings GROUP BY agent"""
        ).fetchall()
    )
    agents = tuple(sorted({agent for column in values.values() for agent in column.agents}))
    columns = [column.aligned(agents) for column in values.values()]
    table = np.column_stack([column.values for column in columns])
    total = list(values).index(_TOTAL)
    table[:, total] = np.nan_to_num(table[:, total])  # who sold nothing sold for 0 CNY
    return MetricTable(
        period=period,
        agents=agents,
        groups=tuple(groups.get(agent) or "" for agent in agents),
        populations=(Population.PRESALE.value,) * len(agents),
        indicators=tuple(values),
        values=table,
        sample_sizes=np.column_stack([column.sizes for column in columns]),
        standard_errors=np.column_stack([column.errors for column in columns]),
    )


def _shop(records: OpenRecords, bounds: Mapping[str, object]) -> dict[str, float]:
    """Return the shop's counts and amounts; agents' and silent sales make its whole."""
    shop = _row(records, _ENQUIRY_COUNTS, bounds) | _row(records, _SALE_COUNTS, bounds)
    if "reminders" in records.tables:
        shop |= _row(records, _REMINDER_COUNTS, bounds)
    shop |= _row(records, _DOUBTS, {})
    credited, silent = shop["agent_sales_cny"], shop["silent_sales_cny"]
    if not math.isclose(credited + silent, shop["shop_sales_cny"], rel_tol=1e-9, abs_tol=_CENT):
        raise InternalError(
            "attribution.not_whole", credited=credited, silent=silent, shop=shop["shop_sales_cny"]
        )
    return shop


def _row(records: OpenRecords, query: str, values: Mapping[str, object]) -> dict[str, float]:
    result = records.connection.execute(query, dict(values))
    names = [str(column[0]) for column in result.description]
    (row,) = result.fetchall()
    return {name: float(value) for name, value in zip(names, row, strict=True)}


_ENQUIRY_COUNTS = """SELECT
  count(*) FILTER (answered) AS enquiries,
  count(*) FILTER (answered AND converted) AS buyers,
  count(*) FILTER (answered AND NOT converted AND window_ended) AS lost,
  count(*) FILTER (answered AND NOT converted AND NOT window_ended) AS open,
  count(*) FILTER (NOT answered) AS unanswered,
  count(*) FILTER (NOT answered AND bought) AS unanswered_bought
FROM enquiries WHERE day >= $start AND day < $end"""

_SALE_COUNTS = """SELECT
  count(*) FILTER (NOT is_silent) AS agent_orders,
  count(*) FILTER (is_silent) AS silent_orders,
  coalesce(sum(sale_value) FILTER (NOT is_silent), 0) AS agent_sales_cny,
  coalesce(sum(sale_value) FILTER (is_silent), 0) AS silent_sales_cny,
  coalesce(sum(sale_value), 0) AS shop_sales_cny
FROM sales WHERE credited_at >= $start AND credited_at < $end"""

_REMINDER_COUNTS = """SELECT
  count(paid_after) FILTER (NOT is_silent) AS reminders,
  count(*) FILTER (paid_after AND NOT is_silent) AS reminders_paid,
  count(paid_after) FILTER (is_silent) AS silent_reminders,
  count(*) FILTER (paid_after AND is_silent) AS silent_reminders_paid
FROM reminders WHERE reminded_at >= $start AND reminded_at < $end"""

# over the whole records: an order without any time belongs to no period
_DOUBTS = """SELECT
  (SELECT count(*) FROM shop_orders WHERE copies > 1) AS repeated_orders,
  (SELECT count(*) FROM shop_orders
    WHERE coalesce(ordered_at, paid_at, shipped_at) IS NULL) AS undated_orders,
  (SELECT count(*) FROM askings WHERE presale IS NULL) AS unmarked_contacts,
  (SELECT count(*) FROM sales WHERE NOT is_silent AND asked_at IS NULL) AS unasked_orders,
  (SELECT count(*) FROM sales WHERE sale_value IS NULL) AS unvalued_orders"""
