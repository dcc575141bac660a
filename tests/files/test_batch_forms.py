"""Batches of one column beside each other: shares and per cents, seconds and other units."""

import numpy as np
import pytest

from engine.files.batch_forms import BatchForms
from engine.files.cell_durations import read_durations
from engine.files.cell_numbers import read_shares


def shares(*parts: list[str]) -> BatchForms:
    forms = BatchForms()
    for number, cells in enumerate(parts):
        forms.add_shares(read_shares(cells, "回复率").notes, rows(number, cells))
    return forms


def durations(*parts: list[str]) -> BatchForms:
    forms = BatchForms()
    for number, cells in enumerate(parts):
        read = read_durations(cells, "首响")
        forms.add_durations(read.notes, read.values, rows(number, cells))
    return forms


def rows(number: int, cells: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(len(cells)) + 10 * number


@pytest.mark.parametrize(
    "parts", [(["95", "98"], ["88", "0"]), (["0.9"], ["0", "1"]), (["95%", "0"], ["0.5"]), ()]
)
def test_batches_of_one_kind_are_one_column(parts: tuple[list[str], ...]) -> None:
    assert list(shares(*parts).doubts()) == []


def test_shares_in_one_batch_and_per_cents_in_another_are_a_doubt() -> None:
    (doubt,) = shares(["95", "98", "97"], ["0.9", "0"], ["0.8"]).doubts()

    assert (doubt.code, doubt.example) == ("cells.mixed_shares", "0.9")
    assert doubt.values == {"count": 2, "rows": "10-11, 20-20"}


@pytest.mark.parametrize(
    "parts", [(["80", "90"], ["1分20秒"]), (["80"], ["800"]), (["", "0"], ["1分20秒"]), ()]
)
def test_durations_of_about_the_same_length_are_one_column(parts: tuple[list[str], ...]) -> None:
    assert list(durations(*parts).doubts()) == []


def test_bare_numbers_ten_times_off_the_batches_with_units_are_a_doubt() -> None:
    (doubt,) = durations(["1分20秒", "00:01:10"], ["1.3", "1.2"]).doubts()

    assert (doubt.code, doubt.values) == ("cells.mixed_units", {"count": 2, "rows": "10-11"})
