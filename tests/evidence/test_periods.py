"""Rows in time: dates, clocks, wave numbers; what is no time is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.periods import in_order, moments, said, weeks

Tabulate = Callable[[dict[str, Any]], ColumnTable]


def test_dates_and_clocks_lie_in_order_whatever_their_zone(tabulate: Tabulate) -> None:
    table = tabulate(
        {"at": ["2026-05-02 09:00:00+08:00", "2026-05-01", "2026-05-02T08:59:59.5+08:00"]}
    )

    assert in_order(moments(table, "at")).tolist() == [1, 2, 0]


def test_equal_times_keep_the_tables_order(tabulate: Tabulate) -> None:
    when = moments(tabulate({"wave": [2, 1, 2, 1]}), "wave")

    assert in_order(when).tolist() == [1, 3, 0, 2]


def test_weeks_of_dates_are_iso_weeks_across_the_year(tabulate: Tabulate) -> None:
    table = tabulate({"at": ["2025-12-31", "2026-01-01", "2026-01-05", "2025-12-28"]})

    codes, names = weeks(moments(table, "at"))

    assert names == ("2025-W52", "2026-W01", "2026-W02")
    assert codes.tolist() == [1, 1, 2, 0]


def test_wave_numbers_are_weeks_themselves(tabulate: Tabulate) -> None:
    codes, names = weeks(moments(tabulate({"wave": [10, 2, 10]}), "wave"))

    assert names == ("2", "10")
    assert codes.tolist() == [1, 0, 1]


def test_dates_written_as_numbers_are_dates(tabulate: Tabulate) -> None:
    codes, names = weeks(moments(tabulate({"day": [20240107, 20240108, 20231231]}), "day"))

    assert names == ("2023-W52", "2024-W01", "2024-W02")
    assert codes.tolist() == [1, 2, 0]


@pytest.mark.parametrize("numbers", [[20240101, 20240230], [20240101.5, 20240102], [7, 20240101]])
def test_numbers_that_are_no_dates_stay_numbers_told_in_full(
    numbers: list[float], tabulate: Tabulate
) -> None:
    codes, names = weeks(moments(tabulate({"wave": numbers}), "wave"))

    assert names == tuple(str(number) for number in sorted(numbers))
    assert codes.tolist() == np.argsort(np.argsort(numbers)).tolist()


def test_moments_are_told_without_midnight() -> None:
    assert said(np.datetime64("2024-02-10T00:00:00.000000")) == "2024-02-10"
    assert said(np.datetime64("2024-02-10T09:30:00.000000")) == "2024-02-10T09:30:00"
    assert said(1_706_000_123.0) == "1706000123"


def test_running_numbers_are_cut_into_fiftieths(tabulate: Tabulate) -> None:
    codes, names = weeks(moments(tabulate({"row": np.arange(1000)[::-1]}), "row"))

    assert len(names) == 50
    assert codes[-1] == 0
    assert np.bincount(codes).tolist() == [20] * 50


def test_missing_time_is_refused_with_its_row(tabulate: Tabulate) -> None:
    table = tabulate({"at": np.array(["2026-05-01", None], dtype=object)})

    with pytest.raises(InputError, match=r"time_missing.*101"):
        moments(table, "at")


def test_text_that_is_no_time_is_refused(tabulate: Tabulate) -> None:
    with pytest.raises(InputError, match=r"time_unreadable.*'yesterday'"):
        moments(tabulate({"at": ["2026-05-01", "yesterday"]}), "at")


def test_dates_of_the_table_are_taken_as_they_are() -> None:
    days = np.array(["2026-05-02", "2026-05-01"], dtype="datetime64[D]")
    table = ColumnTable(np.arange(2), {"day": days})

    assert in_order(moments(table, "day")).tolist() == [1, 0]
