"""The workbook that respondents see: locked, guided, without formulas; and back, bit for bit."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.ahp.scales import SAATY_VALUES
from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Language, Text
from engine.errors import InputError
from engine.files.questionnaire_workbook import entries, questionnaire_workbook
from engine.files.survey_answers import entry_ratio
from engine.files.survey_file import read_survey
from tests.files.questionnaire_samples import ANSWERS, TREE, questionnaire, response

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def opened(language: Language = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(questionnaire_workbook(questionnaire(), language)))


class TestEntries:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_say_each_scale_value_once_and_are_read_back_as_it(self, language: Language) -> None:
        told = entries(language)

        assert list(told.values()) == sorted(SAATY_VALUES, reverse=True)
        assert [entry_ratio(label) for label in told] == list(told.values())

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_name_their_side_and_point_to_it(self, language: Language) -> None:
        left, right = {"zh": ("左", "右"), "en": ("Left", "Right")}[language]

        for label, ratio in entries(language).items():
            assert (left in label, "←" in label) == (ratio > 1, ratio > 1)
            assert (right in label, "→" in label) == (ratio < 1, ratio < 1)


class TestWorkbook:
    def test_has_a_cover_a_sheet_for_each_node_and_a_hidden_one(self) -> None:
        book = opened("zh")

        assert book.sheetnames == ["从这里开始", "1 目标", "2 服务结果", "heng"]
        assert [sheet.sheet_state for sheet in book] == ["visible"] * 3 + ["veryHidden"]

    def test_asks_each_pair_with_its_key_and_both_names(self) -> None:
        sheet = opened()["2 Service"]

        rows = [row[:5] for row in sheet.iter_rows(min_row=5, values_only=True)]

        first_response = "First response\nin seconds; lower is better"
        assert rows == [
            ("service|frt|fcr", 1, first_response, None, "Resolution"),
            ("service|csat|frt", 2, "Satisfaction", None, first_response),
            ("service|fcr|csat", 3, "Resolution", None, "Satisfaction"),
        ]
        assert sheet.column_dimensions["A"].hidden
        assert sheet.freeze_panes == "A5"
        assert sheet.print_title_rows == "$4:$4"

    def test_only_answers_and_the_person_can_be_changed(self) -> None:
        book = opened()

        free = {
            (sheet.title, cell.coordinate)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
        }

        assert all(sheet.protection.sheet for sheet in book)
        assert {place for title, place in free if title != "Start here"} == {"D5", "D6", "D7"}
        assert len([place for title, place in free if title == "Start here"]) == 3

    def test_offers_the_entries_and_nothing_else(self) -> None:
        book = opened()

        (rule,) = book["2 Service"].data_validations.dataValidation

        assert (rule.type, str(rule.sqref)) == ("list", "D5:D7")
        assert rule.formula1 == "heng!$G$1:$G$17"
        assert [book["heng"][f"G{row}"].value for row in range(1, 18)] == list(entries("en"))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_cover_says_what_to_do(self, language: Language) -> None:
        cover = opened(language).worksheets[0]

        told = "\n".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)

        assert {"zh": "说不准的请留空", "en": "Leave a cell blank"}[language] in told
        assert {"zh": "4 题", "en": "4 questions"}[language] in told
        assert all(label in told for label in entries(language))

    def test_no_name_becomes_a_formula(self) -> None:
        evil = Text('=HYPERLINK("x")', "@cmd")
        tree = ItemTree({"goal": ("a", "b")}, {"goal": evil, "a": evil, "b": evil})

        for language in LANGUAGES:
            content = questionnaire_workbook(questionnaire(tree), language)
            cells = [cell for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet
                     for cell in row]  # fmt: skip
            assert {cell.data_type for cell in cells} <= {"s", "n"}
            assert not any(str(cell.value).startswith(("=", "@")) for cell in cells)

    def test_time_is_about_a_quarter_of_a_minute_for_each_question(self) -> None:
        wide = ItemTree({"goal": tuple(f"i{n}" for n in range(9))}, {})

        assert (questionnaire(wide).questions, questionnaire(wide).minutes) == (36, 9)
        assert questionnaire().minutes == 1

    def test_an_answer_between_the_entries_cannot_be_written(self) -> None:
        answers = {**ANSWERS, ("service", "csat", "fcr"): 2.5}

        with pytest.raises(InputError, match="off_scale"):
            questionnaire_workbook(questionnaire(), "en", response(TREE, answers))


@st.composite
def answered_trees(
    draw: st.DrawFn,
) -> tuple[ItemTree, dict[tuple[str, str, str], float]]:
    """Draw a tree of up to three levels and answers to some of its pairs."""
    names = st.text("abcdefghij=+|甲乙丙 '\"", min_size=1, max_size=8).filter(str.strip)

    def children(node: str, depth: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        items = tuple(f"{node}.{n}" for n in range(draw(st.integers(1 if depth else 2, 5))))
        yield node, items
        for item in items if depth < 2 else ():
            if draw(st.integers(0, 3)) == 0:
                yield from children(item, depth + 1)

    items = dict(children("goal", 0))
    ids = ["goal", *(item for below in items.values() for item in below)]
    tree = ItemTree(items, {id_: Text(draw(names), draw(names)) for id_ in ids})
    answers = {
        (node, first, second): ratio
        for node, below in tree.asked.items()
        for index, first in enumerate(below)
        for second in below[index + 1 :]
        if (ratio := draw(st.sampled_from([*SAATY_VALUES, None]))) is not None
    }
    return tree, answers


@settings(derandomize=True, deadline=None, max_examples=30)
@given(answered_trees(), st.sampled_from(LANGUAGES), st.booleans())
def test_the_round_trip_gives_the_same_bits(
    drawn: tuple[ItemTree, dict[tuple[str, str, str], float]],
    language: Language,
    with_scheme: bool,
) -> None:
    tree, answers = drawn
    given_response = response(tree, answers)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.xlsx"
        path.write_bytes(questionnaire_workbook(questionnaire(tree), language, given_response))

        survey = read_survey([path], tree if with_scheme else None)

    found = {r.respondent: r.judgements for r in survey.panel.responses}.get("R1", {})
    assert survey.tree.items == tree.items
    assert {node: matrix.values.tobytes() for node, matrix in found.items()} == {
        node: matrix.values.tobytes() for node, matrix in given_response.judgements.items()
    }
    asked = sum(len(items) * (len(items) - 1) // 2 for items in tree.asked.values())
    blanks = [note for note in survey.notes if note.treatment.value == "blank"]
    assert len(blanks) == asked - len(answers)


def test_every_scale_value_comes_back_exactly(tmp_path: Path) -> None:
    items = tuple(f"i{n}" for n in range(7))  # 21 pairs for 17 values
    tree = ItemTree({"goal": items}, {})
    pairs = [("goal", one, two) for i, one in enumerate(items) for two in items[i + 1 :]]
    told = response(tree, dict(zip(pairs, SAATY_VALUES, strict=False)))
    path = tmp_path / "r.xlsx"
    path.write_bytes(questionnaire_workbook(questionnaire(tree), "zh", told))

    (read,) = read_survey([path]).panel.responses

    np.testing.assert_array_equal(read.judgements["goal"].values, told.judgements["goal"].values)
    assert (read.respondent, read.name.zh, read.role) == ("R1", "甲", "qa")
