"""Headers of survey platforms, taken apart."""

import pytest

from engine.files.survey_labels import (
    label,
    parts,
    spellings,
    splits,
    under,
    without_hint,
    without_number,
    without_question,
)


@pytest.mark.parametrize(
    ("header", "bare"),
    [("Q3_A_vs_B", "A_vs_B"), ("3、A比B", "A比B"), ("第3题:A|B", "A|B"), ("(12)A与B", "A与B"),
     ("q1.2 A vs B", "A vs B"), ("3. A vs B", "A vs B"), ("q1_vs_q2", "q1_vs_q2"),
     ("1_vs_2", "1_vs_2"), ("5G vs 4G", "5G vs 4G"), ("1-3:A|B", "A|B"), ("*3、A|B", "A|B"),
     ("3.[单选题]A与B", "A与B"), ("Q5【矩阵量表】A与B", "A与B")],
)  # fmt: skip
def test_a_question_number_is_taken_off(header: str, bare: str) -> None:
    assert without_number(header) == bare


@pytest.mark.parametrize(
    ("name", "bare"),
    [("B相比", "B"), ("B 相比,哪个更重要?", "B"), ("B的相对重要性", "B"), ("B哪个重要?", "B"),
     ("B更重要多少倍", "B"), ("您认为A", "A"), ("请比较A", "A"), ("B重要多少", "B"), ("B", "B"),
     ("B的重要性比较", "B")],
)  # fmt: skip
def test_the_words_of_the_question_are_taken_off(name: str, bare: str) -> None:
    assert without_question(name) == bare


def test_a_remark_in_brackets_is_taken_off() -> None:
    assert without_hint("B (1 to 9)") == "B"
    assert without_hint("B【单选】") == "B"
    assert without_hint("B (x) C") == "B (x) C"


def test_names_are_compared_without_width_capitals_blanks_and_quotes() -> None:
    assert label(" “Ｆirst  Response” ") == label("first response")


def test_the_node_may_stand_at_the_end() -> None:
    assert under("A1 vs A2 wrt A") == ("A1 vs A2", "A")
    assert under("A1 vs A2") == ("A1 vs A2", "")


def test_a_question_may_stand_before_the_pair() -> None:
    assert ("A与B", "请比较") in set(parts("3、请比较:A与B"))
    assert ("A与B", "哪个更重要") in set(parts("哪个更重要(A与B)"))


@pytest.mark.parametrize(
    "text",
    ["A_vs_B", "A vs. B", "A|B", "A:B", "A比B", "A与B", "A—B", "A---B", "A\u2236B", "A/B"],
)
def test_a_pair_is_divided_at_its_sign(text: str) -> None:
    assert ("a", "b") in {(label(left), label(right)) for left, right in splits(text)}


@pytest.mark.parametrize("name", ["B", "“B”重要多少", "B (x)", "(B)", "1、B", "您认为B"])
def test_an_item_may_be_spelled_with_the_words_around_it(name: str) -> None:
    assert "b" in list(spellings(name))
    assert next(spellings(name)) == label(name)
