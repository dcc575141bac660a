"""A view is another one for a moment, and itself again afterwards."""

import pytest

from engine.domain.records import TableKind
from engine.metrics.records import OpenRecords
from engine.metrics.replaced_tables import replaced, without_rows
from tests.metrics.issue_tables import opened

CONTACTS = (TableKind.CONTACTS, {"agent": ["A", "B", "C"]})


def agents(records: OpenRecords) -> list[str]:
    rows = records.connection.execute("SELECT agent FROM contacts ORDER BY source_row").fetchall()
    return [row[0] for row in rows]


def test_rows_are_left_out_and_come_back() -> None:
    with opened(CONTACTS) as records:
        touched = "SELECT source_file, source_row FROM contacts WHERE agent = 'B'"
        with without_rows(records, "contacts", touched) as rest:
            assert agents(rest) == ["A", "C"]
        assert agents(records) == ["A", "B", "C"]


def test_a_derived_table_is_put_back_too() -> None:
    with opened(CONTACTS) as records:
        records.define("contacts", "SELECT *, 1 AS one FROM contacts")
        with replaced(records, "contacts", "SELECT * REPLACE ('X' AS agent) FROM whole") as other:
            assert agents(other) == ["X", "X", "X"]
        assert agents(records) == ["A", "B", "C"]


def test_an_error_inside_puts_the_view_back() -> None:
    with opened(CONTACTS) as records:
        with pytest.raises(KeyError), replaced(records, "contacts", "FROM whole LIMIT 1"):
            raise KeyError
        assert agents(records) == ["A", "B", "C"]
