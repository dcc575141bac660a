"""Rows that stand there twice, in one file or in two, under one id or another."""

from datetime import timedelta

from engine.domain.records import TableKind
from engine.metrics.issue_duplicates import duplicate_doubts
from tests.metrics.issue_tables import MAY, Columns, found, hours, told

CONTACTS = TableKind.CONTACTS
N = 6


def contacts(**columns: list[object]) -> tuple[TableKind, Columns]:
    base: Columns = {
        "contact_id": [f"S{place}" for place in range(N)],
        "customer_id": [f"C{place}" for place in range(N)],
        "agent": ["A"] * N,
        "contact_class": ["size"] * N,
        "started": hours(N),
        "frt_s": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
        "handle_s": [100.0, 200.0, 300.0, 400.0, 500.0, 600.0],
    }
    return CONTACTS, {**base, **columns}


def row(table: tuple[TableKind, Columns], *places: int) -> tuple[TableKind, Columns]:
    return table[0], {name: [cells[p] for p in places] for name, cells in table[1].items()}


def test_different_contacts_are_no_copies() -> None:
    assert told(duplicate_doubts, contacts()) == []


def test_an_identical_row_is_repeated() -> None:
    (doubt,) = found(duplicate_doubts, row(contacts(), 0, 1, 2, 1))

    assert (doubt.code, doubt.rows, doubt.of) == ("repeated_rows", 1, 4)
    assert doubt.places == ("row 5, column contact_id",)


def test_one_id_with_other_contents_is_a_conflict() -> None:
    ids: list[object] = ["S0", "S1", "S1", "S3", "S4", "S5"]

    assert told(duplicate_doubts, contacts(contact_id=ids)) == [
        ("conflicting_rows", "contact_id", 1)
    ]


def test_rows_of_an_earlier_file_overlap() -> None:
    (doubt,) = found(duplicate_doubts, contacts(), row(contacts(), 4, 5))

    assert (doubt.code, doubt.file, doubt.rows) == ("overlapping_files", 1, 2)


def test_missing_ids_are_no_copies_of_each_other() -> None:
    table = contacts(contact_id=[None] * N)

    assert told(duplicate_doubts, table) == []


def test_a_copy_under_a_new_id_is_known_by_its_contents() -> None:
    table = row(contacts(), 0, 1, 2, 1)
    table[1]["contact_id"] = ["S0", "S1", "S2", "N1"]

    assert told(duplicate_doubts, table) == [("copies_under_new_ids", "", 1)]


def test_a_copy_eight_hours_later_is_of_another_zone() -> None:
    table = row(contacts(), 0, 1, 2, 1)
    table[1]["contact_id"] = ["S0", "S1", "S2", "N1"]
    table[1]["started"] = [*hours(3), MAY + timedelta(hours=9)]

    assert told(duplicate_doubts, table) == [("moved_copies", "started", 1)]


def test_an_order_that_a_later_export_knows_more_of_is_a_note() -> None:
    early: Columns = {"order_id": ["1", "2"], "order_value": [9.0, 8.0], "refund_value": [0.0, 0.0]}
    late: Columns = {"order_id": ["2", "3"], "order_value": [8.0, 7.0], "refund_value": [8.0, 0.0]}
    orders = TableKind.ORDERS

    (across,) = found(duplicate_doubts, (orders, early), (orders, late))
    (within,) = found(duplicate_doubts, (orders, {**early, "order_id": ["1", "1"]}))

    assert (across.code, across.severity, across.file) == ("conflicting_rows", "note", 1)
    assert (within.code, within.severity) == ("conflicting_rows", "alarm")


def test_samples_without_ids_may_be_equal() -> None:
    rows: Columns = {"agent": ["A", "A"], "month": ["2026-05"] * 2, "passed": [True, True]}

    (doubt,) = found(duplicate_doubts, (TableKind.SAMPLES, rows))

    assert (doubt.code, doubt.severity) == ("repeated_rows", "note")


def test_tables_without_a_key_in_the_file_are_compared_in_full() -> None:
    rows: Columns = {
        "agent": ["A", "B", "A"],
        "month": ["2026-05"] * 3,
        "session_score": [80, 80, 80],
    }

    assert told(duplicate_doubts, (TableKind.SAMPLES, rows)) == [("repeated_rows", "", 1)]
