"""Columns that contradict each other within a row: durations, moments, flags, amounts.

A contradiction in most rows means that columns are swapped or that the platform counts otherwise
than Heng; in a few rows it means that these rows are wrong.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.metrics.doubts import Doubt, RowCheck, checked_rows
from engine.metrics.records import OpenRecords

SWAPPED_FROM = 0.5  # of the rows judged: more of them contradict than agree
LEAST_SWAPPED = 5  # rows judged: a row or two say nothing of a header
# Whole seconds: each reply may be rounded by half a second, the whole by another one.
_ROUNDING = "0.5 * rounds + 1"


def _check(table: str, code: str, column: str, needs: str, wrong: str) -> RowCheck:
    return RowCheck(code, table, column, tuple(needs.split()), wrong)


def _order(table: str, earlier: str, later: str) -> RowCheck:
    """Return the check that one moment is not before another."""
    return RowCheck(
        "moment_before", table, later, (earlier, later), f"{later} < {earlier}", earlier
    )


CONTACT_CHECKS = (
    _check("contacts", "frt_above_handle", "frt_s", "frt_s handle_s", "frt_s > handle_s + 1"),
    _check(
        "contacts",
        "replies_above_handle",
        "art_s",
        "art_s rounds handle_s",
        f"art_s::DOUBLE * rounds > handle_s + {_ROUNDING}",
    ),
    _check(
        "contacts",
        "frt_above_replies",
        "frt_s",
        "frt_s art_s rounds",
        f"frt_s > art_s::DOUBLE * rounds + {_ROUNDING}",
    ),
    _check(
        "contacts",
        "single_reply_differs",
        "art_s",
        "frt_s art_s rounds",
        "CASE WHEN rounds = 1 THEN abs(frt_s - art_s) > 1 END",
    ),
    _check("contacts", "rated_uninvited", "rated", "rated invited", "rated AND NOT invited"),
    _check("contacts", "csat_unrated", "csat", "csat rated", "csat IS NOT NULL AND NOT rated"),
    _check(
        "contacts",
        "value_unpaid",
        "order_value",
        "order_value paid",
        "order_value > 0 AND paid IS DISTINCT FROM TRUE",
    ),
    _check("contacts", "returned_unpaid", "returned", "returned paid", "returned AND NOT paid"),
    _check(
        "contacts",
        "paid_for_nothing",
        "order_value",
        "order_value paid",
        "paid AND order_value = 0",
    ),
    _check(
        "contacts", "bot_with_agent", "agent", "bot_ended agent", "bot_ended AND agent IS NOT NULL"
    ),
    _check(
        "contacts",
        "reply_to_unreplied",
        "replied",
        "replied frt_s",
        "NOT replied AND frt_s IS NOT NULL",
    ),
    _check(
        "contacts",
        "repurchase_contradicts",
        "repurchase_30d",
        "repurchase_30d repurchase_90d",
        "repurchase_30d AND NOT repurchase_90d",
    ),
)
OTHER_CHECKS = (
    _order("orders", "ordered_at", "paid_at"),
    _order("orders", "paid_at", "shipped_at"),
    _order("orders", "ordered_at", "reminded_at"),
    _order("orders", "paid_at", "refund_requested_at"),
    _order("orders", "refund_requested_at", "refunded_at"),
    _check(
        "orders",
        "refund_above_order",
        "refund_value",
        "refund_value order_value",
        "refund_value > order_value + 0.005",  # half a cent
    ),
    _order("tickets", "opened_at", "resolved_at"),
    _order("tickets", "opened_at", "closed_at"),
    _check(
        "tickets",
        "staged_above_due",
        "staged_on_time",
        "staged_on_time staged_due",
        "staged_on_time > staged_due",
    ),
    _order("rounds", "asked_at", "answered_at"),
    _order("staff", "hired_on", "left_on"),
    _check(
        "staff",
        "worked_above_scheduled",
        "worked_days",
        "worked_days scheduled_days",
        "worked_days > scheduled_days",
    ),
    _check(
        "staff",
        "attendance_differs",
        "attendance",
        "attendance worked_days scheduled_days",
        # two decimals of a share, and one half of the last
        "scheduled_days > 0 AND abs(attendance - worked_days / scheduled_days) > 0.0051",
    ),
    _check(
        "orders",
        "missing",
        "ordered_at",
        "ordered_at paid_at",
        "CASE WHEN paid_at IS NOT NULL THEN ordered_at IS NULL END",
    ),
    _check("samples", "passed_red_line", "passed", "passed red_line", "passed AND red_line"),
)


def relation_doubts(records: OpenRecords) -> Iterator[Doubt]:
    """Yield every contradiction within rows, and columns that look swapped."""
    checks = (*CONTACT_CHECKS, *OTHER_CHECKS)
    for doubt in checked_rows(records, checks):
        yield doubt
        if doubt.of >= LEAST_SWAPPED and doubt.rows > SWAPPED_FROM * doubt.of:
            needs = _needs_of(doubt, checks)
            yield replace(doubt, code="columns_swapped", values={"columns": ", ".join(needs)})


def _needs_of(doubt: Doubt, checks: Iterable[RowCheck]) -> tuple[str, ...]:
    """Return the columns of the check that a doubt comes from: several checks share a code."""
    told = (doubt.code, doubt.table, doubt.column, str(doubt.values.get("other", "")))
    made = {(each.code, each.table, each.column, each.other): each.needs for each in checks}
    return made[told]
