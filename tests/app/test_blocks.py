"""Blocks escape what they are filled with and tell verdicts by more than colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.app.blocks import (
    as_plain_markdown,
    bullets,
    chapter,
    chip,
    empty,
    foot,
    head,
    legend,
    line_legend,
    note,
    probability_bar,
    section,
    strong,
    summary,
    table,
    two_lines,
    verdict_chip,
)
from engine.report.tokens import LIGHT

BAD = "<script>alert('x')</script>"


@pytest.mark.parametrize(
    "block",
    [
        head(BAD, BAD, BAD),
        section(BAD, BAD),
        note(BAD, BAD),
        foot(BAD),
        empty(BAD, BAD, BAD),
        bullets(BAD, [BAD]),
        legend([("judged", BAD)], LIGHT),
        line_legend([("up", BAD)]),
        verdict_chip("held", BAD),
        chip(BAD, "q"),
        two_lines(BAD, BAD),
        strong(BAD),
        table([(BAD, "")], [[BAD]]),
    ],
)
def test_every_block_escapes_its_texts(block: str) -> None:
    assert "<script" not in block
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in block


@given(st.text(max_size=40))
def test_plain_markdown_only_adds_backslashes(text: str) -> None:
    plain = as_plain_markdown(text)

    assert plain.replace("\\", "") == " ".join(text.split()).replace("\\", "")
    assert "](" not in plain.replace("\\]", "")


def test_markup_made_by_a_block_is_not_escaped_again() -> None:
    cell = two_lines(strong("a & b"), "c")

    assert table([("h", "r")], [[cell]]).count("<b>a &amp; b</b>") == 1


def test_verdict_is_told_by_glyph_word_and_kind() -> None:
    assert "undecided" in verdict_chip("undecided", "未定")
    assert ">?<" in verdict_chip("undecided", "未定")
    assert "未定" in verdict_chip("undecided", "未定")


def test_only_a_missed_target_fills_the_bar_with_alarm() -> None:
    assert "missed" in probability_bar(0.1, mark=0.95, verdict="missed")
    assert "missed" not in probability_bar(0.1, mark=0.95, verdict="undecided")


def test_row_of_one_cell_spans_the_table() -> None:
    assert "colspan='2'" in table([("a", ""), ("b", "")], [["all of it"], ["1", "2"]])


def test_cells_of_a_matrix_have_classes_of_their_own() -> None:
    grid = table([("a", ""), ("b", "")], [["x", "y"]], cells=[["", "missed"]])

    assert "<td class='missed'>y</td>" in grid


def test_summary_lists_its_sentences_escaped() -> None:
    told = summary("In short", ["a < b", "c"])

    assert told.count("<li>") == 2
    assert "a &lt; b" in told


def test_chapter_has_a_heading_and_a_subtitle() -> None:
    assert "<h2>How &amp; why</h2><span>what</span>" in chapter("How & why", "what")
