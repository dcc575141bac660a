"""Tables with one row for each answer."""

import pytest

from engine.domain.hierarchy import ItemTree
from engine.files.spreadsheet import Sheet
from engine.files.survey_columns import Pair
from engine.files.survey_long import LongTable

TREE = ItemTree({"goal": ("a", "b", "c")}, {})
HEADER = ("party", "left", "right", "value")


def sheet(header: tuple[str, ...], *rows: tuple[str, ...]) -> Sheet:
    return Sheet("x.csv", header, tuple(enumerate(rows, 2)))


def long_table(header: tuple[str, ...], *rows: tuple[str, ...]) -> LongTable:
    found = LongTable.of(sheet(header, *rows))
    assert found is not None
    return found


def test_the_rows_of_a_respondent_come_together() -> None:
    table = long_table(HEADER, ("P", "a", "b", "3"), ("Q", "a", "b", "5"), ("P", "c", "a", "1/2"))

    rows, faults = table.rows(TREE)

    assert faults == []
    assert [row.person.respondent for row in rows] == ["P", "Q"]
    assert [(cell.pair, cell.text, cell.place) for cell in rows[0].cells] == [
        (Pair("goal", "a", "b"), "3", "row 2, column value"),
        (Pair("goal", "c", "a"), "1/2", "row 4, column value"),
    ]
    assert table.asking == ["a|b", "c|a"]
    assert table.names_respondents


def test_a_column_may_name_the_node() -> None:
    table = long_table(
        ("id", "准则", "左项", "右项", "判断", "来源"), ("P", "n", "a", "b", "3", "x")
    )

    assert table.asking == ["n:a|b"]
    assert table.ignored == ["来源"]


@pytest.mark.parametrize(
    "header", [("left", "right", "value"), ("id", "left", "right"), ("id", "a_vs_b")]
)
def test_other_headers_are_no_such_table(header: tuple[str, ...]) -> None:
    assert LongTable.of(sheet(header)) is None


def test_every_fault_names_its_row() -> None:
    table = long_table(
        (*HEADER, "role", "more"),
        ("P", "a", "x", "3", "qa", ""),
        ("P", "a", "b", "3", "ops", ""),
        ("", "a", "b", "3", "", ""),
    )

    _, faults = table.rows(TREE)

    assert [(fault.code, fault.place) for fault in faults] == [
        ("survey.column_unknown", "row 1, column more"),
        ("survey.column_unknown", "row 2"),
        ("survey.other_person", "row 3"),
        ("survey.no_id", "row 4"),
    ]


def test_a_table_without_answers_is_a_fault() -> None:
    assert [fault.code for fault in long_table(HEADER).rows(TREE)[1]] == ["survey.no_rows"]
