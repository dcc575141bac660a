"""One cell, one ratio: what people write, and what cannot be taken."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.survey import Coding, Treatment
from engine.domain.texts import Language
from engine.files.questionnaire_workbook import entries
from engine.files.survey_answers import (
    CAREFUL,
    REPAIRED_BEYOND,
    Reading,
    entry_ratio,
    read_answer,
    rounded_reciprocal,
)
from engine.i18n.translate import LANGUAGES


@pytest.mark.parametrize(
    ("cell", "ratio"),
    [("9", 9), ("1", 1), ("2.5", 2.5), ("1/7", 1 / 7), ("１／７", 1 / 7), ("½", 1 / 2),
     ("1 / 3", 1 / 3), ("2/3", 2 / 3), ("9:1", 9), ("1：9", 1 / 9), ("3:2", 1.5), ("7 倍", 7),
     ("左9", 9), ("右9", 1 / 9), ("右边：3", 1 / 3), ("left 5", 5), ("Right 5", 1 / 5),
     ("← 9 左项极端重要", 9), ("→ 4 Right", 1 / 4), ("↔ 1 两项同样重要", 1), (".5", 0.5),
     ("0,5", 0.5), ("+3", 3), ("9.0", 9), ("0.3", 0.3), ("0.6", 0.6)],
)  # fmt: skip
def test_what_is_clear_is_taken_as_it_is(cell: str, ratio: float) -> None:
    answer = read_answer(cell, Coding.RATIO, CAREFUL)

    assert (answer.taken, answer.printed, answer.treatment) == (ratio, ratio, None)


@pytest.mark.parametrize(
    ("cell", "k"),
    [("0.14", 7), ("0.143", 7), ("0.142", 7), ("0.1428571429", 7), ("0.1111111111", 9),
     ("0.33", 3), ("0.333", 3), ("0.17", 6), ("0.16", 6), ("0.12", 8), ("0.13", 8),
     ("0,33", 3), ("0.140", 7)],
)  # fmt: skip
def test_a_reciprocal_rounded_by_hand_is_made_exact(cell: str, k: int) -> None:
    answer = read_answer(cell, Coding.RATIO, CAREFUL)

    assert answer.taken == 1 / k
    assert answer.printed == float(cell.replace(",", "."))
    assert answer.treatment is Treatment.REPAIRED
    assert answer.why is not None
    assert answer.why.key == "survey.repaired"


@pytest.mark.parametrize("cell", ["0.11", "0.111", "0.11111", "0.110"])
def test_a_ninth_rounded_down_is_repaired_and_said_to_lie_beyond_the_scale(cell: str) -> None:
    answer = read_answer(cell, Coding.RATIO, CAREFUL)

    assert answer.taken == 1 / 9
    assert answer.why is not None
    assert answer.why.key == REPAIRED_BEYOND


@pytest.mark.parametrize(
    ("cell", "key", "printed"),
    [("0", "zero", None), ("0.0", "zero", None), ("-3", "negative", None),
     ("10", "out_of_scale", 10), ("0.1", "out_of_scale", 0.1),
     ("0.001094", "out_of_scale", 0.001094), ("1e-05", "out_of_scale", 1e-5),
     ("1/12", "out_of_scale", 1 / 12), ("1e-320", "out_of_scale", None),
     ("x", "not_an_answer", None), ("1/0", "not_an_answer", None),
     ("1,234", "not_an_answer", None), ("1,2", "not_an_answer", None), ("09:01:00", "date", None),
     ("1e999", "not_an_answer", None),
     ("A9", "not_an_answer", None),
     ("2026-01-07", "date", None), ("1月7日", "date", None), ("7-Jan", "date", None),
     ("← 12", "not_an_answer", None), ("↔ 3", "not_an_answer", None)],
)  # fmt: skip
def test_what_is_no_answer_is_rejected_by_its_reason(
    cell: str, key: str, printed: float | None
) -> None:
    answer = read_answer(cell, Coding.RATIO, CAREFUL)

    assert (answer.taken, answer.printed) == (None, printed)
    assert answer.treatment is Treatment.REJECTED
    assert answer.why is not None
    assert answer.why.key == f"survey.{key}"


@pytest.mark.parametrize("coding", list(Coding))
@pytest.mark.parametrize(
    "cell", ["", "  ", "\u3000", "(空)", "（跳过）", "未作答", "N/A", "nan", "-", "—", "/"]
)
def test_a_blank_is_a_gap_in_every_coding(cell: str, coding: Coding) -> None:
    assert read_answer(cell, coding, CAREFUL).treatment is Treatment.BLANK


@pytest.mark.parametrize(
    ("cell", "left", "right"),
    [("-7", 7, 1 / 7), ("7", 1 / 7, 7), ("1", 1, 1), ("-1", 1, 1), ("\u22129", 9, 1 / 9),
     ("-2.5", 2.5, 1 / 2.5), ("1/3", 1 / 3, 1 / 3), ("左5", 5, 5)],
)  # fmt: skip
def test_a_sign_says_which_side(cell: str, left: float, right: float) -> None:
    assert read_answer(cell, Coding.SIGNED, Reading(negative="left")).taken == left
    assert read_answer(cell, Coding.SIGNED, Reading(negative="right")).taken == right


@pytest.mark.parametrize(("cell", "printed"), [("0", None), ("0.5", None), ("-12", 12)])
def test_what_is_no_signed_answer_is_rejected(cell: str, printed: float | None) -> None:
    answer = read_answer(cell, Coding.SIGNED, CAREFUL)

    assert (answer.taken, answer.printed) == (None, printed)


@pytest.mark.parametrize(
    ("cell", "ratio"),
    [("1", 9), ("8", 2), ("9", 1), ("10", 1 / 2), ("17", 1 / 9), ("18", None), ("0", None),
     ("2.5", None), ("-1", None)],
)  # fmt: skip
def test_a_position_counts_from_the_left_end(cell: str, ratio: float | None) -> None:
    assert read_answer(cell, Coding.POSITION, CAREFUL).taken == ratio


@pytest.mark.parametrize("coding", list(Coding))
@pytest.mark.parametrize("cell", ["同等重要", "两者同样重要", "Equally important", "1∶1"])
def test_equal_in_words_is_one_in_every_coding(cell: str, coding: Coding) -> None:
    assert read_answer(cell, coding, CAREFUL).taken == 1


@pytest.mark.parametrize(
    ("cell", "ratio"), [("3分", 3), ("7 倍", 7), ("1∶5", 1 / 5), ("1\u22153", 1 / 3)]
)
def test_a_unit_and_chinese_signs_change_nothing(cell: str, ratio: float) -> None:
    assert read_answer(cell, Coding.RATIO, CAREFUL).taken == ratio


@pytest.mark.parametrize("cell", ["→ 5 左项明显重要", "← 5 right", "↔ 1 左项"])
def test_an_entry_that_contradicts_its_arrow_is_none(cell: str) -> None:
    assert read_answer(cell, Coding.RATIO, CAREFUL).treatment is Treatment.REJECTED
    assert entry_ratio(cell) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_the_list_is_read_as_it_says(language: Language) -> None:
    for label, ratio in entries(language).items():
        assert entry_ratio(label) == ratio


def test_another_scale_moves_the_limits() -> None:
    wide = Reading(greatest=15)

    assert read_answer("15", Coding.RATIO, wide).taken == 15
    assert read_answer("1", Coding.POSITION, wide).taken == 15
    assert read_answer("6", Coding.RATIO, Reading(greatest=5)).taken is None


@settings(derandomize=True, deadline=None)
@given(st.integers(2, 9), st.integers(2, 30), st.booleans())
def test_every_rounding_of_a_reciprocal_is_known_from_two_decimals_on(
    k: int, places: int, cut: bool
) -> None:
    shift = 10**places
    digits = shift // k if cut else (2 * shift + k) // (2 * k)
    text = f"0.{digits:0{places}d}"

    found = rounded_reciprocal(text, 9)

    assert found == (None if float(text) == 1 / k else k)


@settings(derandomize=True, deadline=None)
@given(st.decimals(min_value=0, max_value=1, places=3))
def test_nothing_else_is_repaired(decimal: object) -> None:
    text = f"{decimal:f}"

    k = rounded_reciprocal(text, 9)

    assert k is None or abs(Fraction(text) - Fraction(1, k)) < Fraction(1, 100)


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=12), st.sampled_from(list(Coding)))
def test_no_text_makes_the_reader_fail(cell: str, coding: Coding) -> None:
    answer = read_answer(cell, coding, CAREFUL)

    assert answer.taken is None or 1 / 9.001 < answer.taken < 9.001
    assert answer.printed is None or 0 < answer.printed * (1 / answer.printed) < math.inf


def test_only_an_entry_of_the_list_is_an_entry() -> None:
    assert entry_ratio("← 9 Left extremely more important") == 9
    assert entry_ratio("9") is None
    assert entry_ratio("") is None
