"""Filled questionnaires that were moved, changed or made for another scheme."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from engine.domain.hierarchy import ItemTree
from engine.errors import InputError
from engine.files.questionnaire_answers import (
    FilledQuestionnaire,
    is_questionnaire,
    other_tree,
    read_questionnaire,
)
from engine.files.spreadsheet import read_tables
from engine.files.survey_file import read_survey
from tests.files.questionnaire_samples import TREE, filled


def questions(path: Path) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.load_workbook(path, rich_text=True)
    return book, book["2 Service"]


def faults_of(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        read_survey([path])
    assert all(fault.file == str(path) for fault in caught.value.faults)
    return [(fault.code, fault.place, fault.value) for fault in caught.value.faults]


def read(path: Path) -> FilledQuestionnaire:
    return read_questionnaire(read_tables(path))


def test_answers_stand_by_the_key_of_their_row(tmp_path: Path) -> None:
    row = read(filled(tmp_path)).row

    assert (row.person.respondent, row.person.name.en, row.person.role) == ("R1", "Ann", "qa")
    assert row.entries_only
    told = [(cell.pair.first, cell.pair.second, cell.text[:3], cell.place) for cell in row.cells]
    assert told == [
        ("service", "conduct", "← 3", "row 5, column 1 Goal!D"),
        ("frt", "fcr", "↔ 1", "row 5, column 2 Service!D"),
        ("csat", "frt", "→ 7", "row 6, column 2 Service!D"),
        ("fcr", "csat", "", "row 7, column 2 Service!D"),
    ]


def test_rows_that_were_moved_whole_are_read_by_their_key_and_told(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book, sheet = questions(path)
    upper, lower = ([cell.value for cell in sheet[row][:5]] for row in (5, 6))
    for column, (one, other) in enumerate(zip(lower, upper, strict=True), 1):
        sheet.cell(5, column).value, sheet.cell(6, column).value = one, other
    book.save(path)

    survey = read_survey([path])

    values = survey.panel.responses[0].judgements["service"].values
    assert (values[0, 1], values[1, 2]) == (1 / 7, 1)
    assert survey.findings[0].sentence.key == "survey.rows_moved"


def test_names_that_were_sorted_away_from_their_key_are_named(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book, sheet = questions(path)
    sheet["C5"].value, sheet["C6"].value = sheet["C6"].value, sheet["C5"].value
    book.save(path)

    assert faults_of(path) == [
        ("questionnaire.renamed", "row 5, column 2 Service!D", "Satisfaction"),
        ("questionnaire.renamed", "row 6, column 2 Service!D", "First response"),
    ]


def test_keys_that_were_changed_copied_or_lost_are_named(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book, sheet = questions(path)
    sheet["A5"].value = "service|frt|other"
    sheet["A7"].value = "service|csat|frt"
    book.save(path)

    assert faults_of(path) == [
        ("questionnaire.key_unknown", "row 5, column 2 Service!D", "service|frt|other"),
        ("questionnaire.key_twice", "row 7, column 2 Service!D", "service|csat|frt"),
        ("questionnaire.renamed", "row 7, column 2 Service!D", "Resolution"),
        ("questionnaire.renamed", "row 7, column 2 Service!D", "Satisfaction"),
        ("questionnaire.key_missing", "file", "service: csat | fcr"),
        ("questionnaire.key_missing", "file", "service: frt | fcr"),
    ]


def test_a_changed_hidden_sheet_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book, _ = questions(path)
    book["heng"]["C5"].value = "other"
    book.save(path)

    assert faults_of(path) == [("questionnaire.identity", "file", "")]


def test_a_questionnaire_without_its_hidden_sheet_is_refused_as_one(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book, _ = questions(path)
    del book["heng"]
    book.save(path)

    assert faults_of(path) == [("questionnaire.identity", "file", "")]


@pytest.mark.parametrize("entry", ["→ 5 左项明显重要", "← 5 Right strongly", "↔ 1 左项", "→ 10"])
def test_an_entry_whose_words_and_arrow_differ_is_none(tmp_path: Path, entry: str) -> None:
    path = filled(tmp_path)
    book, sheet = questions(path)
    sheet["D6"].value = entry
    book.save(path)

    assert "survey.not_an_entry" in {note.why.key for note in read_survey([path]).notes}


def test_a_questionnaire_for_another_tree_is_refused(tmp_path: Path) -> None:
    path = filled(tmp_path)
    other = ItemTree({"goal": ("service", "conduct"), "service": ("csat", "frt")}, {})

    with pytest.raises(InputError) as caught:
        read_survey([path], other)

    assert [fault.code for fault in caught.value.faults] == ["questionnaire.other_scheme"]
    assert other_tree(read(path), TREE) == []


@pytest.mark.parametrize(
    ("cells", "respondent"),
    [({}, "R1"), ({"respondent": None}, "Ann"), ({"respondent": None, "name": None}, "filled")],
)
def test_who_gives_no_id_is_called_by_name_else_by_file(
    tmp_path: Path, cells: dict[str, None], respondent: str
) -> None:
    path = filled(tmp_path)
    book, _ = questions(path)
    for row in book["Start here"].iter_rows():
        if row[0].value in cells:
            row[3].value = cells[row[0].value]
    book.save(path)

    assert read(path).row.person.respondent == respondent


def test_an_answer_that_is_no_entry_is_rejected_by_its_cell(tmp_path: Path) -> None:
    path = filled(tmp_path)
    book, sheet = questions(path)
    sheet["D6"].value = 7
    book.save(path)

    survey = read_survey([path])

    (note,) = [note for note in survey.notes if note.treatment.value == "rejected"]
    assert (note.respondent, note.place, note.given) == ("R1", "row 6, column 2 Service!D", "7")
    assert note.why.key == "survey.not_an_entry"


def test_other_workbooks_are_no_questionnaires(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["respondent", "a_vs_b"])
    book.save(tmp_path / "x.xlsx")

    assert not is_questionnaire(read_tables(tmp_path / "x.xlsx"))
    assert is_questionnaire(read_tables(filled(tmp_path)))
