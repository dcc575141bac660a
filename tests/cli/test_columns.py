"""Columns of a terminal, Chinese characters among them."""

import pytest

from engine.cli.columns import display_width, padded, share_lines, wrapped


@pytest.mark.parametrize(
    ("text", "places"), [("", 0), ("CSAT", 4), ("首响 A", 6), ("Agoston\u0301", 7), ("（）", 4)]
)
def test_a_chinese_character_takes_two_places(text: str, places: int) -> None:
    assert display_width(text) == places


def test_padding_fills_up_and_never_cuts() -> None:
    assert padded("首响", 6) + "|" == "首响  |"
    assert padded("longer", 3) == "longer"


def test_shares_line_up() -> None:
    assert share_lines({"首响": 0.25, "CSAT率": 0.75}) == ["  首响    0.2500", "  CSAT率  0.7500"]


def test_chinese_breaks_anywhere_but_before_a_closing_sign() -> None:
    assert wrapped("首响三十秒，见说明。", 10, "") == ["首响三十", "  秒，见说", "  明。"]


def test_words_stay_whole_and_further_lines_stand_deeper() -> None:
    assert wrapped("--show-names shows ids", 16) == ["  --show-names", "    shows ids"]
    assert wrapped("unbreakable-word", 4) == ["  unbreakable-word"]


def test_a_minus_sign_stays_with_its_figure() -> None:
    assert wrapped("moves by \u22121.0 now", 11, "") == ["moves by", "  \u22121.0 now"]
    assert wrapped("调整\u22121.0点", 6, "") == ["调整", "  \u22121.0", "  点"]
