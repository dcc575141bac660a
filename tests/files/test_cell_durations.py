"""Durations as people, platforms and workbooks write them."""

from datetime import datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.files.cell_columns import BELOW, NOT_A_NUMBER
from engine.files.cell_durations import header_unit, read_durations


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("11秒", 11),
        ("1分20秒", 80),
        ("1时2分", 3720),
        ("7小时41分52秒", 27712),
        ("1天2小时", 93600),
        ("1.5分钟", 90),
        ("２分３０秒", 150),
        ("00:01:20", 80),
        ("26:00:00", 93600),
        ("1:20", 80),
        ("1m 20s", 80),
        ("2h", 7200),
        ("1'20\"", 80),
        ("850毫秒", 0.85),
        (80, 80),
        ("80", 80),
        (time(0, 1, 20), 80),
        (timedelta(seconds=80), 80),
        (datetime(1899, 12, 31, 2, 0), 93600),  # noqa: DTZ001 (26:00:00 as a workbook gives it)
    ],
)  # fmt: skip
def test_a_duration_is_read_in_seconds(cell: object, seconds: float) -> None:
    read = read_durations([cell], "平均响应时长")

    assert (read.values.tolist(), read.wrong, read.doubts) == ([pytest.approx(seconds)], {}, ())


@pytest.mark.parametrize("cell", ["20秒1分", "1:75", "00:61:00", "abc", "秒", datetime(2026, 5, 1)])  # noqa: DTZ001 (a workbook's)
def test_what_is_no_duration_is_wrong(cell: object) -> None:
    assert list(read_durations([cell], "x").wrong) == [NOT_A_NUMBER]


def test_negative_durations_are_wrong() -> None:
    read = read_durations(["-5", "-1分", 3], "x")

    np.testing.assert_array_equal(read.values, [np.nan, np.nan, 3])
    assert read.wrong[BELOW].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("header", "bare", "seconds"),
    [
        ("响应", "s", [90, 80]),
        ("响应(分钟)", "s", [5400, 80]),
        ("在线时长（时）", "s", [324_000, 4800]),
        ("在线时长", "h", [324_000, 4800]),
        ("等待(min)", "h", [5400, 80]),
    ],
)
def test_the_headers_unit_goes_before_the_columns(
    header: str, bare: str, seconds: list[float]
) -> None:
    assert read_durations(["90", "1:20"], header, bare=bare).values.tolist() == seconds


def test_hours_can_be_asked_for() -> None:
    assert read_durations(["7.5", "90分"], "在线", bare="h", result="h").values.tolist() == [
        7.5,
        1.5,
    ]


def test_bare_numbers_among_units_are_noted() -> None:
    read = read_durations(["80", "1分20秒", "75秒"], "首响")

    assert [(n.reading, n.cells) for n in read.notes] == [
        ("reading.duration_text", 2),
        ("reading.bare_among_units", 1),
    ]


def test_bare_minutes_among_seconds_are_a_doubt() -> None:
    (doubt,) = read_durations(["80秒", "75秒", "1.3", "1.1"], "首响").doubts

    assert (doubt.code, doubt.places.tolist()) == ("cells.mixed_units", [2, 3])


def test_parts_of_a_day_are_a_doubt() -> None:
    (doubt,) = read_durations([80 / 86_400, 0.000926, 0], "首响").doubts

    assert (doubt.code, doubt.places.tolist()) == ("cells.day_fraction", [0, 1])


def test_tenths_of_a_second_are_no_parts_of_a_day() -> None:
    assert read_durations([0.4, 0.85], "首响").doubts == ()


def test_whole_minutes_of_a_workbook_are_a_doubt_in_a_column_of_seconds() -> None:
    cells = [time(1, 20), time(0, 45)]

    assert [doubt.code for doubt in read_durations(cells, "首响").doubts] == [
        "cells.minutes_as_hours"
    ]
    assert read_durations(cells, "在线", bare="h").doubts == ()


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("首次响应时长（秒)", "s"),
        ("时长[min]", "min"),
        ("PC在线时长（时）", "h"),
        ("时长(小时)", "h"),
        ("时长(天)", "d"),
        ("时长(ms)", "ms"),
        ("时长(毫秒)", "ms"),
        ("3分钟人工回复率(8-23点)", ""),
        ("时长", ""),
    ],
)
def test_a_headers_unit_stands_in_brackets_at_its_end(header: str, unit: str) -> None:
    assert header_unit(header) == unit


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_whole_seconds_read_back_however_they_are_written(numbers: list[int]) -> None:
    clocks = [f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}" for n in numbers]
    texts = [f"{n // 3600}小时{n // 60 % 60}分{n % 60}秒" for n in numbers]

    assert read_durations(clocks, "x").values.tolist() == numbers
    assert read_durations(texts, "x").values.tolist() == numbers
