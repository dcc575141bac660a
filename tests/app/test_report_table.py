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


def test_chips_and_strong_figures_look_so() -> None:
    cells = (Cell("bad", ("bad",), chip="missed"), Cell("7", (7,), strong=True))
    table = Table("t", "title", "", (Column("a"), Column("b")), (cells,))

    html = table_block(table, titled=False)

    assert "<span class='h-chip missed'><span aria-hidden='true'>✕</span>bad</span>" in html
    assert "<b>7</b>" in html
    assert "title" not in html


def test_long_words_have_room() -> None:
    table = Table("t", "", "", (Column("a"),), ((text_cell("a rather long sentence"),),))

    assert "<td class='w'>" in rows_block(table)
