"""What items, people and ratios are called, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.texts import Sentence
from engine.report.calibration_words import CalibrationWords, exact_ratio, ratio_text
from tests.report.calibration_samples import english, hostile, published, small


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(1.0, "1"), (9.0, "9"), (1 / 9, "1/9"), (2.5, "2.5"), (0.4, "1/2.5"), (0.999, "1")],
)
def test_ratio_is_told_as_a_multiple_or_its_reciprocal(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text


@given(numerator=st.integers(1, 100), denominator=st.integers(1, 100))
def test_exact_ratio_is_the_fraction_that_was_answered(numerator: int, denominator: int) -> None:
    told = exact_ratio(numerator / denominator)

    upper, _, lower = told.partition("/")
    assert int(upper) / int(lower or 1) == numerator / denominator


@pytest.mark.parametrize("ratio", [2**0.5, 0.1428571429, 3.14159])
def test_what_is_no_small_fraction_has_none(ratio: float) -> None:
    assert exact_ratio(ratio) == ""


def test_names_are_those_of_the_language() -> None:
    zh = CalibrationWords(small(), "zh")

    assert zh.pair("a", "b") == "甲 : 乙"
    assert english(small()).pair("a", "b") == "Alpha : Beta"


def test_items_of_one_name_are_told_apart_by_their_ids() -> None:
    words = english(hostile())

    assert len({words.item(id_) for id_ in "abc"}) == 3
    assert words.item("a").endswith("(a)")


def test_root_without_a_name_is_the_goal() -> None:
    assert english(published()).item("goal") == "The goal"
    assert CalibrationWords(published(), "zh").item("goal") == "总目标"


def test_role_in_a_sentence_is_told_by_its_name() -> None:
    sentence = Sentence(
        "finding.panel.role_differs",
        {"role": "qa", "n": 1, "total": 9, "leaf": "x", "own": 0.3, "weight": 0.2},
    )

    assert "Quality assurance" in english(small()).said(sentence)


def test_consensus_is_told_as_figure_and_word() -> None:
    words = english(small())

    assert words.consensus(0.56) == "0.56 (low)"
    assert words.consensus(None) == "\u2014"


def test_respondent_without_answers_is_told_by_the_id() -> None:
    assert english(small()).person("nobody") == "nobody"
    assert english(small()).person_cell("P1").values == ("P1", "P1")
