"""Tables of the report room on the page: figures right, words left, markup as it is written."""

from engine.app.report_table import rows_block, table_block
from engine.report.tables import Cell, Column, Table, number_cell, text_cell

TABLE = Table(
    "t",
    "title",
    "subtitle",
    (Column("word"), Column("figure")),
    (
        (text_cell("<b>"), number_cell(1)),
        (text_cell("x", below="small"), Cell("—", (None,))),
    ),
    ("a note",),
)


def test_figures_stand_right_and_words_left() -> None:
    html = rows_block(TABLE)

    assert "<th scope='col' class='k'>word</th><th scope='col' class='r'>figure</th>" in html


def test_texts_are_escaped_and_details_stand_below() -> None:
    html = rows_block(TABLE)

    assert "&lt;b&gt;" in html
    assert "x<small>small</small>" in html


def test_title_and_notes_stand_around_the_first_rows() -> None:
    html = table_block(TABLE, most=1)

    assert html.index("title") < html.index("&lt;b&gt;") < html.index("a note")
    assert "small" not in html.replace("h-foot", "")
