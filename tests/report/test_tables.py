"""A cell's text and its figures come from the same estimate."""

from engine.domain.pack import Estimate
from engine.report.tables import (
    Column,
    Table,
    change_cell,
    estimate_cell,
    kept,
    number_cell,
    text_cell,
)


def test_estimate_is_told_with_its_interval_and_kept_with_its_ends() -> None:
    cell = estimate_cell(Estimate(0.884, 0.871, 0.897), "share", "en")

    assert (cell.text, cell.below) == ("88.4%", "87.1\u201389.7%")
    assert cell.values == (0.884, 0.871, 0.897)


def test_decision_has_no_interval() -> None:
    cell = estimate_cell(Estimate(0.15), "share", "en")

    assert (cell.text, cell.below) == ("15.0%", "")


def test_missing_estimate_is_a_dash_and_empty_cells() -> None:
    assert estimate_cell(None, "share", "en").values == (None, None, None)
    assert change_cell(None, "en").text == "\u2014"


def test_change_is_told_in_points() -> None:
    cell = change_cell(Estimate(-0.0213, -0.0255, -0.0171), "en")

    assert (cell.text, cell.below) == ("\u22122.1 pp", "\u22122.5 to \u22121.7 pp")


def test_tables_without_rows_are_left_out() -> None:
    columns = (Column("a"),)
    full = Table("x", "X", "", columns, ((text_cell("1"),), (number_cell(2.0),)))

    assert kept([None, Table("y", "Y", "", columns, ()), full]) == (full,)
    assert full.first(1).rows == full.rows[:1]
