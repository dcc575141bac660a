"""Tables of a report as lines: what fits stands beside, words that do not stand below."""

from engine.cli.columns import display_width
from engine.cli.table_lines import listed, table_lines
from engine.report.tables import Cell, Column, Table, text_cell


def found(*texts: str, numeric: bool = False) -> Table:
    columns = (Column("agent"), Column("figure", numeric=True), Column("remark", numeric=numeric))
    rows = tuple((text_cell(f"A{n}"), Cell("1", (1,)), text_cell(t)) for n, t in enumerate(texts))
    return Table("t", "title", "", columns, rows)


def test_columns_that_fit_stand_beside_each_other() -> None:
    assert table_lines(found("x", "y"), "en", 60) == [
        "  agent  figure  remark",
        "  A0          1       x",
        "  A1          1       y",
    ]


def test_words_that_do_not_fit_are_gathered_below_with_their_rows() -> None:
    lines = table_lines(found("a long remark", "a long remark"), "zh", 20)

    assert lines[-3:] == ["  remark:", "    A0、A1：a long", "      remark"]
    assert all(display_width(line) <= 20 for line in lines)


def test_figures_are_never_gathered_and_dashes_are_not_repeated() -> None:
    assert "12" in table_lines(found("12", numeric=True), "en", 10)[1]
    assert len(table_lines(found("\u2014"), "en", 10)) == 2


def test_names_stand_before_what_is_said_of_them() -> None:
    assert list(listed({"no tickets": ["a", "b"]}, "en", 60)) == ["    a, b: no tickets"]
