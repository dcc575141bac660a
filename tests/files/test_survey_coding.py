"""Ratios, signs or positions: found out, or asked for."""

import pytest

from engine.domain.survey import Coding
from engine.errors import Fault
from engine.files.survey_coding import detected_coding, may_be_skips


@pytest.mark.parametrize(
    ("cells", "coding"),
    [
        (["3", "1/5", "-4"], Coding.RATIO),
        (["3", "0.2", "12"], Coding.RATIO),
        (["3", "-4", "1", "", "-2"], Coding.SIGNED),
        (["3", "-1", "1"], Coding.RATIO),
        (["3"] * 8 + ["-4"] * 2, Coding.SIGNED),
        (["3"] * 39 + ["12"], Coding.RATIO),
        (["3", "99"], Coding.RATIO),
        (["← 3 Left", "→ 3 Right", "12"], Coding.RATIO),
        ([], Coding.RATIO),
        (["", "x"], Coding.RATIO),
    ],
)
def test_the_coding_shows(cells: list[str], coding: Coding) -> None:
    assert detected_coding(cells, 9) is coding


@pytest.mark.parametrize(
    ("cells", "greatest", "code"),
    [
        (["3", "12", "17"], 9, "survey.coding"),
        (["3", "12", "17", "0", "x"], 9, "survey.coding"),
        (["3", "6"], 5, "survey.coding"),
        (["-8", "0", "3"], 9, "survey.coding_steps"),
        (["3"] * 39 + ["-4"], 9, "survey.coding_signs"),
        (["3"] * 9 + ["-4"] * 2, 9, "survey.coding_signs"),
        (["3", "-4", "1"], 9, "survey.coding_signs"),
    ],
)
def test_the_coding_must_be_stated_where_it_cannot_be_told(
    cells: list[str], greatest: float, code: str
) -> None:
    fault = detected_coding(cells, greatest)

    assert isinstance(fault, Fault)
    assert (fault.code, fault.place) == (code, "file")


def test_positions_of_another_scale_end_elsewhere() -> None:
    assert detected_coding(["3", "12"], 15) is Coding.RATIO


def test_few_zeros_among_signs_are_slips() -> None:
    assert detected_coding(["-8"] * 20 + ["3"] * 20 + ["0"], 9) is Coding.SIGNED


@pytest.mark.parametrize(
    ("cells", "skips"),
    [(["-3", "2", "-2"], True), (["-3", "-4"], False), (["3", "1/3", ""], False), ([], False)],
)
def test_negative_numbers_may_all_be_codes_for_no_answer(cells: list[str], skips: bool) -> None:
    assert may_be_skips(cells) is skips
