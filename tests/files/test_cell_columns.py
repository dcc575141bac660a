"""Cells as written: numbers, forms, missing and unreadable ones."""

import numpy as np
import pytest

from engine.files.cell_columns import (
    BARE,
    MISSING,
    UNREADABLE,
    Doubt,
    doubt_faults,
    folded,
    plain_number,
    written_column,
)


def never(_: str) -> tuple[float, str]:
    return np.nan, UNREADABLE


def test_each_cell_has_its_number_and_form() -> None:
    column = written_column(["80", 12.5, None, "--", "—", "x", True, "１２"], "等待", never)

    assert column.values[[0, 1, 7]].tolist() == [80.0, 12.5, 12.0]
    assert column.forms.tolist() == [
        BARE, BARE, MISSING, MISSING, MISSING, UNREADABLE, UNREADABLE, BARE,
    ]  # fmt: skip


def test_an_array_of_numbers_is_read_as_it_is() -> None:
    column = written_column(np.array([1.0, np.nan]), "x", never)

    assert column.forms.tolist() == [BARE, MISSING]


def test_infinity_is_no_number() -> None:
    assert written_column(["1e999", float("inf")], "x", never).forms.tolist() == [UNREADABLE] * 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", 1234.5),
        ("-1,234,567", -1234567.0),
        (".5", 0.5),
        ("+3", 3.0),
        ("12,34", None),
        ("1.234,5", None),
        ("1 234", None),
        ("", None),
        ("1_000", None),
    ],
)
def test_commas_divide_thousands_or_nothing(text: str, number: float | None) -> None:
    assert plain_number(text) == number


def test_a_folded_text_is_half_width_and_lower_case() -> None:
    assert folded(" （ＡＢ１） ") == "(ab1)"


def test_notes_count_the_cells_and_show_the_first() -> None:
    column = written_column([3, "x", 5], "件数", never)

    (note,) = column.notes(("percent_sign", column.of(BARE)), ("clock", column.of("clock")))

    assert (note.column, note.reading, note.cells, note.example) == (
        "件数", "reading.percent_sign", 2, "3",
    )  # fmt: skip


def test_doubts_become_faults_with_the_rows_of_the_file() -> None:
    doubt = Doubt("cells.mixed_units", np.array([1, 2]), "1.3")

    (fault,) = doubt_faults([doubt], "首响", np.array([5, 6, 9]), "a.csv")

    assert (fault.place, fault.value, fault.file) == ("row 6, column 首响", "1.3", "a.csv")
    assert fault.values == {"count": 2, "rows": "6, 9"}
