"""Dates and times with the year first, and workbooks' serial numbers."""

from datetime import date, datetime

import numpy as np
import pytest

from engine.files.cell_dates import NO_YEAR, NOT_A_TIME, month_of, read_dates


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-05-18", "2026-05-18"),
        ("20260518", "2026-05-18"),
        (20260518, "2026-05-18"),
        ("2026/5/18", "2026-05-18"),
        ("2026.5.8", "2026-05-08"),
        ("2026年5月18日", "2026-05-18"),
        ("2026年5月18日 9:05", "2026-05-18T09:05"),
        ("2026-05-18T09:05:07.25", "2026-05-18T09:05:07.25"),
        (46160, "2026-05-18"),
        ("46160", "2026-05-18"),
        (46160.5, "2026-05-18T12:00"),
        (date(2026, 5, 18), "2026-05-18"),
        (datetime(2026, 5, 18, 9, 5), "2026-05-18T09:05"),  # noqa: DTZ001 (a workbook's)
        (np.datetime64("2026-05-18T09:05"), "2026-05-18T09:05"),
    ],
)
def test_a_date_is_read(cell: object, moment: str) -> None:
    read = read_dates([cell], "日期")

    assert read.values.tolist() == np.array([moment], dtype="datetime64[us]").tolist()
    assert read.wrong == {}


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("5月18日", NO_YEAR),
        ("05-18 09:00", NO_YEAR),
        ("18/05/2026", NOT_A_TIME),
        ("2026-02-30", NOT_A_TIME),
        ("20261318", NOT_A_TIME),
        ("汇总", NOT_A_TIME),
        (12, NOT_A_TIME),
    ],
)
def test_what_could_be_another_day_is_wrong(cell: object, reason: str) -> None:
    read = read_dates([cell], "日期")

    assert np.isnat(read.values).all()
    assert list(read.wrong) == [reason]


def test_serial_numbers_and_eight_digits_are_noted() -> None:
    read = read_dates([46160, "20260518", "2026-05-18", "-"], "日期")

    assert [(n.reading, n.cells) for n in read.notes] == [
        ("reading.excel_serial", 1),
        ("reading.compact_date", 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("2026-05", "2026-5", "2026/05", "2026.5", "202605", "2026年5月", "2026年05月"),
        *("2026-05-18", "2026年5月18日 9:05", "20260518", "46160"),
    ],
)
def test_months_and_days_are_of_their_month(text: str) -> None:
    assert month_of(text) == "2026-05"


@pytest.mark.parametrize("text", ["2026-13", "202613", "5月", "May 2026", "2026", "05/2026"])
def test_what_says_no_month_is_none(text: str) -> None:
    assert month_of(text) is None
