"""Rows in doubt are counted by file, weighed by their share and named by their row."""

import pytest

from engine.domain.records import TableKind
from engine.metrics.doubts import (
    Doubt,
    RowCheck,
    checked_rows,
    doubts_of,
    listed,
    materialised,
    severity_of,
)
from tests.metrics.issue_tables import opened

SLOW = RowCheck("slow", "contacts", "frt_s", ("frt_s",), "frt_s > 100")


def test_a_check_names_file_rows_and_places() -> None:
    first = (TableKind.CONTACTS, {"frt_s": [1, 200, 3, 300, 400, 500, None]})
    second = (TableKind.CONTACTS, {"frt_s": [1, 2]})

    with opened(first, second) as records:
        (doubt,) = checked_rows(records, [SLOW])

    assert (doubt.file, doubt.rows, doubt.of, doubt.severity) == (0, 4, 6, "alarm")
    assert doubt.places == ("row 3, column frt_s", "row 5, column frt_s", "row 6, column frt_s")


def test_a_check_without_its_columns_is_not_made() -> None:
    with opened((TableKind.CONTACTS, {"agent": ["A"]})) as records:
        assert not list(checked_rows(records, [SLOW]))


def test_rows_that_a_query_gives_are_counted_by_file() -> None:
    tables = [(TableKind.CONTACTS, {"frt_s": [200, 1]}), (TableKind.CONTACTS, {"frt_s": [300]})]

    with opened(*tables) as records:
        query = "SELECT source_file, source_row FROM contacts WHERE frt_s > 100"
        touched = materialised(records, "slow", query)
        doubts = list(doubts_of(records, Doubt("slow", "", "contacts", "frt_s"), touched))

    assert [(d.file, d.rows, d.of) for d in doubts] == [(0, 1, 2), (1, 1, 1)]


@pytest.mark.parametrize(
    ("rows", "severity"), [(9, "note"), (10, "caution"), (499, "caution"), (500, "alarm")]
)
def test_severity_grows_with_the_share_of_rows(rows: int, severity: str) -> None:
    assert severity_of(rows, 10_000) == severity


def test_long_lists_say_how_many_more_there_are() -> None:
    assert listed(["a", "b", "c"], 2) == "a, b +1"
    assert listed(["a"]) == "a"
