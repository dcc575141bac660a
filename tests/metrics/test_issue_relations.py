"""Every contradiction within a row is found, and none in rows that agree."""

from datetime import timedelta

import pytest

from engine.domain.records import TableKind
from engine.metrics.issue_relations import relation_doubts
from tests.metrics.issue_tables import MAY, Columns, found, told

LATER = MAY + timedelta(hours=1)
GOOD: Columns = {
    "agent": ["A"] * 4,
    "frt_s": [10.0, 20.0, 30.0, None],
    "art_s": [10.0, 25.0, 20.0, None],
    "rounds": [1, 2, 3, 1],
    "handle_s": [10.0, 120.0, 60.0, None],
    "invited": [True, True, False, False],
    "rated": [True, False, False, False],
    "csat": [5, None, None, None],
    "paid": [True, False, None, None],
    "order_value": [99.0, None, None, None],
    "returned": [False, None, None, None],
    "bot_ended": [False] * 4,
    "replied": [True, True, True, False],
}


def changed(column: str, row: int, value: object) -> tuple[TableKind, Columns]:
    cells = list(GOOD[column])
    cells[row] = value
    return TableKind.CONTACTS, {**GOOD, column: cells}


def test_rows_that_agree_give_no_doubt() -> None:
    assert told(relation_doubts, (TableKind.CONTACTS, GOOD)) == []


@pytest.mark.parametrize(
    ("column", "row", "value", "code"),
    [
        ("frt_s", 1, 122.0, "frt_above_handle"),
        ("art_s", 1, 62.0, "replies_above_handle"),
        ("frt_s", 1, 53.0, "frt_above_replies"),
        ("art_s", 0, 8.0, "single_reply_differs"),
        ("invited", 0, False, "rated_uninvited"),
        ("csat", 1, 4, "csat_unrated"),
        ("order_value", 1, 5.0, "value_unpaid"),
        ("returned", 1, True, "returned_unpaid"),
        ("order_value", 0, 0.0, "paid_for_nothing"),
        ("bot_ended", 0, True, "bot_with_agent"),
        ("replied", 0, False, "reply_to_unreplied"),
    ],
)
def test_a_contact_that_contradicts_itself_is_named(
    column: str, row: int, value: object, code: str
) -> None:
    doubts = {each.code: each for each in found(relation_doubts, changed(column, row, value))}

    assert code in doubts
    assert doubts[code].places[0].startswith(f"row {row + 2}, column ")


@pytest.mark.parametrize(
    ("kind", "columns", "code"),
    [
        (TableKind.ORDERS, {"ordered_at": [LATER], "paid_at": [MAY]}, "moment_before"),
        (TableKind.ORDERS, {"ordered_at": [None], "paid_at": [MAY]}, "missing"),
        (TableKind.ORDERS, {"order_value": [9.0], "refund_value": [9.01]}, "refund_above_order"),
        (TableKind.ORDERS, {"paid_at": [LATER], "refund_requested_at": [MAY]}, "moment_before"),
        (TableKind.TICKETS, {"opened_at": [LATER], "closed_at": [MAY]}, "moment_before"),
        (TableKind.TICKETS, {"staged_due": [1], "staged_on_time": [2]}, "staged_above_due"),
        (TableKind.ROUNDS, {"asked_at": [LATER], "answered_at": [MAY]}, "moment_before"),
        (TableKind.STAFF, {"hired_on": [LATER], "left_on": [MAY]}, "moment_before"),
        (TableKind.STAFF, {"worked_days": [9], "scheduled_days": [8]}, "worked_above_scheduled"),
        (TableKind.SAMPLES, {"passed": [True], "red_line": [True]}, "passed_red_line"),
    ],
)
def test_other_tables_contradict_themselves_too(
    kind: TableKind, columns: Columns, code: str
) -> None:
    assert code in [each[0] for each in told(relation_doubts, (kind, columns))]


def test_attendance_may_be_rounded_to_two_decimals() -> None:
    staff: Columns = {"attendance": [0.67, 0.66], "worked_days": [2, 2], "scheduled_days": [3, 3]}

    assert told(relation_doubts, (TableKind.STAFF, staff)) == [
        ("attendance_differs", "attendance", 1)
    ]


def test_columns_that_contradict_in_most_rows_look_swapped() -> None:
    many = {name: [*cells] * 2 for name, cells in GOOD.items()}
    swapped = {**many, "frt_s": many["handle_s"], "handle_s": many["frt_s"]}

    doubts = found(relation_doubts, (TableKind.CONTACTS, swapped))

    assert {"frt_s, handle_s", "art_s, rounds, handle_s"} & {
        each.values["columns"] for each in doubts if each.code == "columns_swapped"
    }


@pytest.mark.parametrize(("rows", "swapped"), [(1, []), (4, []), (5, ["ordered_at, paid_at"])])
def test_orders_paid_before_they_were_placed_name_their_own_columns(
    rows: int, swapped: list[str]
) -> None:
    columns: Columns = {"ordered_at": [LATER] * rows, "paid_at": [MAY] * rows}

    doubts = found(relation_doubts, (TableKind.ORDERS, columns))

    assert "moment_before" in [each.code for each in doubts]
    assert [each.values["columns"] for each in doubts if each.code == "columns_swapped"] == swapped
