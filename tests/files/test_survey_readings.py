"""A respondent under both readings, and the notes in between."""

import numpy as np
import pytest

from engine.domain.hierarchy import ItemTree
from engine.domain.survey import Coding
from engine.domain.texts import Text
from engine.files.survey_answers import CAREFUL
from engine.files.survey_columns import Pair
from engine.files.survey_people import Person
from engine.files.survey_readings import RowReading, read_row
from engine.files.survey_rows import AnswerCell, AnswerRow

TREE = ItemTree({"goal": ("a", "b", "c"), "a": ("x", "y")}, {})
R1 = Person("R1", Text("甲", "A"), "qa", 2.0)


def read(*answers: tuple[str, str, str, str], entries_only: bool = False) -> RowReading:
    cells = tuple(
        AnswerCell(Pair(node, first, second), text, f"row 2, column c{number}")
        for number, (node, first, second, text) in enumerate(answers)
    )
    return read_row(
        AnswerRow(R1, "folder/x.csv", "row 2", cells, entries_only), TREE, Coding.RATIO, CAREFUL
    )


def notes(reading: RowReading) -> list[tuple[str, str, str, float | None]]:
    return [
        (note.treatment.value, note.why.key.removeprefix("survey."), note.given, note.taken)
        for note in reading.notes
    ]


def test_answers_fill_both_sides_whatever_the_direction_of_the_column() -> None:
    reading = read(("goal", "b", "a", "3"), ("goal", "b", "c", "1/7"))

    assert reading.careful is not None
    values = reading.careful.judgements["goal"].values
    assert (values[1, 0], values[0, 1], values[1, 2], values[2, 1]) == (3, 1 / 3, 1 / 7, 7)
    assert np.isnan(values[0, 2])
    assert "a" not in reading.careful.judgements
    assert (reading.careful.respondent, reading.careful.role, reading.careful.weight) == (
        "R1",
        "qa",
        2.0,
    )
    assert reading.ratios == (3, 1 / 7)
    assert reading.notes == ()


def test_both_readings_differ_where_an_answer_was_repaired_or_rejected() -> None:
    reading = read(
        ("goal", "a", "b", "0.14"), ("goal", "a", "c", "0.0011"), ("goal", "b", "c", "0")
    )

    assert reading.careful is not None
    assert reading.as_written is not None
    careful = reading.careful.judgements["goal"].values
    written = reading.as_written.judgements["goal"].values
    assert (careful[0, 1], written[0, 1], written[1, 0]) == (1 / 7, 0.14, 1 / 0.14)
    assert np.isnan(careful[0, 2])
    assert written[0, 2] == 0.0011
    assert np.isnan(written[1, 2])
    assert notes(reading) == [
        ("repaired", "repaired", "0.14", 1 / 7),
        ("rejected", "out_of_scale", "0.0011", None),
        ("rejected", "zero", "0", None),
    ]
    assert (reading.notes[0].file, reading.notes[0].place) == ("x.csv", "row 2, column c0")
    assert (reading.notes[0].first, reading.notes[0].second) == ("a", "b")


@pytest.mark.parametrize("again", ["3", "3.1", ""])
def test_a_pair_asked_twice_counts_once_where_the_answers_agree(again: str) -> None:
    reading = read(("goal", "a", "b", "3"), ("goal", "a", "b", again))

    assert reading.careful is not None
    assert reading.careful.judgements["goal"].values[0, 1] == 3
    assert reading.notes == ()


def test_both_directions_agree_within_rounding() -> None:
    reading = read(("goal", "a", "b", "7"), ("goal", "b", "a", "0.14"))

    assert reading.careful is not None
    assert reading.careful.judgements["goal"].values[0, 1] == 7
    assert notes(reading) == [("repaired", "repaired", "0.14", 1 / 7)]


def test_a_contradictory_double_entry_counts_neither_way() -> None:
    reading = read(("goal", "a", "b", "3"), ("goal", "b", "c", "2"), ("goal", "b", "a", "3"))

    assert reading.careful is not None
    assert np.isnan(reading.careful.judgements["goal"].values[0, 1])
    assert notes(reading) == [
        ("rejected", "contradicts", "3", None),
        ("rejected", "contradicts", "3", None),
    ]
    assert reading.notes[0].why.values == {"other": "3", "column": "c2"}
    assert reading.notes[1].why.values == {"other": "3", "column": "c0"}


def test_a_usable_answer_stands_although_the_other_direction_is_none() -> None:
    reading = read(("goal", "a", "b", "99"), ("goal", "b", "a", "1/3"))

    assert reading.careful is not None
    assert reading.careful.judgements["goal"].values[0, 1] == 3
    assert notes(reading) == [("rejected", "out_of_scale", "99", None)]


def test_a_blank_is_noted_once_for_each_pair() -> None:
    reading = read(("goal", "a", "b", ""), ("goal", "b", "a", ""), ("goal", "a", "c", "2"))

    assert notes(reading) == [("blank", "blank", "", None)]


def test_who_said_nothing_usable_is_noted_and_left_out() -> None:
    reading = read(("goal", "a", "b", "x"), ("goal", "a", "c", ""))

    assert (reading.careful, reading.as_written) == (None, None)
    assert notes(reading)[-1] == ("rejected", "nothing_usable", "", None)
    assert (reading.notes[-1].node, reading.notes[-1].place) == ("", "row 2")


def test_a_questionnaire_takes_only_entries_of_its_list() -> None:
    reading = read(
        ("goal", "a", "b", "→ 7 Right"), ("goal", "a", "c", "7"), ("goal", "b", "c", ""),
        entries_only=True,
    )  # fmt: skip

    assert reading.careful is not None
    assert reading.careful.judgements["goal"].values[0, 1] == 1 / 7
    assert notes(reading) == [
        ("rejected", "not_an_entry", "7", None),
        ("blank", "blank", "", None),
    ]
