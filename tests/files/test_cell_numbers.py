"""Counts, amounts and shares as platforms write them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.files.cell_columns import ABOVE, BELOW, NOT_A_NUMBER, CellValues
from engine.files.cell_numbers import (
    NOT_WHOLE,
    read_amounts,
    read_counts,
    read_numbers,
    read_shares,
)


def readings(read: CellValues) -> dict[str, int]:
    return {note.reading.removeprefix("reading."): note.cells for note in read.notes}


def wrong(read: CellValues) -> dict[str, list[int]]:
    return {reason: np.flatnonzero(flags).tolist() for reason, flags in read.wrong.items()}


def test_counts_lose_their_separators_and_counters() -> None:
    read = read_counts(["1,234", "12人", "3 次", "1.2万", "-", 7], "接待人数")

    np.testing.assert_array_equal(read.values, [1234, 12, 3, 12000, np.nan, 7])
    assert readings(read) == {"ten_thousands": 1}


def test_a_count_that_is_not_whole_is_wrong() -> None:
    read = read_counts(["3", "1.5", "x"], "接待人数")

    np.testing.assert_array_equal(read.values, [3, np.nan, np.nan])
    assert wrong(read) == {NOT_A_NUMBER: [2], NOT_WHOLE: [1]}


def test_amounts_are_cny_to_the_digits_written() -> None:
    cells = ["¥1,234.50", "￥3", "99元", "1.16万", "0.3亿", "-5.5", "¥-2", "CNY 8", "--5", "$3"]

    read = read_amounts(cells, "销售额")

    np.testing.assert_array_equal(
        read.values, [1234.5, 3, 99, 11600, 30_000_000, -5.5, -2, 8, np.nan, np.nan]
    )
    assert wrong(read) == {NOT_A_NUMBER: [8, 9]}


def test_a_header_in_ten_thousands_scales_bare_amounts_only() -> None:
    read = read_amounts(["1.5", "20000元"], "销售额（万元）")

    np.testing.assert_array_equal(read.values, [15_000, 20_000])
    assert readings(read) == {"header_unit": 1}


@pytest.mark.parametrize(
    ("cells", "header", "shares", "noted"),
    [
        (["95%", "99.71％"], "满意率", [0.95, 0.9971], {"percent_sign": 2}),
        (["5‰"], "退货率", [0.005], {"per_mille": 1}),
        (["0.95", 1, 0], "满意率", [0.95, 1, 0], {"bare_shares": 2}),
        (["95", 88.5, "0"], "满意率", [0.95, 0.885, 0], {"bare_per_cent": 3}),
        (["95%", 0.5], "满意率", [0.95, 0.5], {"percent_sign": 1, "bare_shares": 1}),
        (["95%", "50"], "满意率", [0.95, 0.5], {"percent_sign": 1, "bare_per_cent": 1}),
        (["0.5", "3"], "退货率（%）", [0.005, 0.03], {"bare_per_cent": 2}),
    ],
)  # fmt: skip
def test_ways_of_writing_shares_are_told_apart(
    cells: list[object], header: str, shares: list[float], noted: dict[str, int]
) -> None:
    read = read_shares(cells, header)

    np.testing.assert_allclose(read.values, shares, rtol=1e-15)
    assert (readings(read), read.doubts, read.wrong) == (noted, (), {})


@pytest.mark.parametrize(
    ("cells", "places"), [([0.95, 95, 0.9], [1]), (["95", "88", "1"], [2]), ([0.5, 30, "2%"], [0])]
)
def test_shares_and_per_cents_in_one_column_are_a_doubt(
    cells: list[object], places: list[int]
) -> None:
    (doubt,) = read_shares(cells, "满意率").doubts

    assert (doubt.code, doubt.places.tolist()) == ("cells.mixed_shares", places)


def test_shares_beyond_their_bounds_are_wrong() -> None:
    read = read_shares(["120%", "-3%", "50%"], "满意率")

    np.testing.assert_array_equal(read.values, [np.nan, np.nan, 0.5])
    assert wrong(read) == {BELOW: [1], ABOVE: [0]}


def test_numbers_may_have_any_sign() -> None:
    np.testing.assert_array_equal(read_numbers(["-1.5", "95分"], "x").values, [-1.5, 95])


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_per_cents_of_two_decimals_read_back_to_the_last_digit(hundredths: list[int]) -> None:
    cells = [f"{n // 100}.{n % 100:02d}%" for n in hundredths]

    assert read_shares(cells, "x").values.tolist() == [float(f"{n}e-4") for n in hundredths]


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_amounts_read_back_to_the_cent(cents: list[int]) -> None:
    cells = [f"¥{n / 100:,.2f}".replace("¥-", "-¥") for n in cents]

    assert read_amounts(cells, "x").values.tolist() == [float(f"{n}e-2") for n in cents]
