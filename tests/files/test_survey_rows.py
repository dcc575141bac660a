"""Wide tables to rows of answers."""

from engine.domain.hierarchy import ItemTree
from engine.files.spreadsheet import Sheet
from engine.files.survey_columns import Pair
from engine.files.survey_rows import AnswerCell, Table

TREE = ItemTree({"goal": ("a", "b", "c")}, {})


def table(header: tuple[str, ...], *rows: tuple[str, ...]) -> Table:
    return Table.of(Sheet("x.csv", header, tuple(enumerate(rows, 2))))


def test_answers_keep_the_direction_and_place_of_their_column() -> None:
    rows, faults = table(("b_vs_a", "id", "来源"), ("3", "R1", "微信")).rows(TREE)

    assert faults == []
    assert rows[0].person.respondent == "R1"
    assert rows[0].cells == (AnswerCell(Pair("goal", "b", "a"), "3", "row 2, column b_vs_a"),)


def test_what_a_table_tells_is_sorted_by_column() -> None:
    told = table(("id", "a_vs_b", "来源", "note"), ("R1", "3", "微信", "x"))

    assert told.asking == ["a_vs_b", "note"]
    assert told.ignored == ["来源"]
    assert told.names_respondents
    assert not table(("a_vs_b",), ("3",)).names_respondents


def test_all_faults_of_a_table_come_together() -> None:
    _, faults = table(("id", "a_vs_d", "weight"), ("", "3", "0")).rows(TREE)

    assert [fault.code for fault in faults] == [
        "survey.column_unknown",
        "survey.no_id",
        "survey.weight",
    ]
    assert {fault.file for fault in faults} == {"x.csv"}


def test_a_table_without_rows_is_a_fault() -> None:
    assert [fault.code for fault in table(("id", "a_vs_b")).rows(TREE)[1]] == ["survey.no_rows"]
