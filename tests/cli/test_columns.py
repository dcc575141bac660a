"""Columns of a terminal, Chinese characters among them."""

import pytest

from engine.cli.columns import display_width, padded, share_lines


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
