"""Rows that repeat an earlier one in every column: by their numbers in the user's file."""

from pathlib import Path

from engine.metrics.repeated_rows import repeated_rows
from engine.services.tables import opened_table

ROWS = "id,y,x\n1,0,a\n2,1,b\n3,0,a\n3,0,a\n4,,a\n"


def numbers(folder: Path, apart: tuple[str, ...] = ()) -> list[int]:
    path = folder / "t.csv"
    path.write_text(ROWS)
    with opened_table(path) as source:
        return repeated_rows(source, apart).tolist()


def test_a_row_repeats_an_earlier_one_when_every_column_agrees(tmp_path: Path) -> None:
    assert numbers(tmp_path) == [5]


def test_columns_that_only_number_rows_are_not_compared(tmp_path: Path) -> None:
    assert numbers(tmp_path, ("id",)) == [4, 5]


def test_nothing_repeats_where_nothing_is_compared(tmp_path: Path) -> None:
    assert numbers(tmp_path, ("id", "y", "x")) == []


def test_the_iranian_customers_hold_three_hundred_repeated_rows() -> None:
    data = Path(__file__).parents[1] / "cases" / "evidence-data" / "iranian_churn.csv.gz"

    with opened_table(data) as source:
        assert len(repeated_rows(source)) == 300
