"""Values of records: what is possible, in which type, and what is listed."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from engine.domain.records import ColumnSpec, ColumnType, TableKind, table_layout
from engine.files.cell_columns import ABOVE, BELOW, NOT_A_NUMBER
from engine.files.cell_dates import NOT_A_TIME
from engine.files.cell_values import Reading
from engine.files.record_values import (
    NOT_A_FLAG,
    NOT_A_MONTH,
    ROUNDED_ID,
    UNKNOWN_SENDER,
    CheckedColumn,
    set_aside_rows,
)
from engine.files.record_values import checked as checked_column

ZONE = "Asia/Shanghai"


def column(values: list[object], kind: pa.DataType | None = None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, kind)])


def checked(
    name: str, values: pa.ChunkedArray, ranges: dict[str, tuple[float, float | None]], zone: str
) -> CheckedColumn:
    spec = table_layout(TableKind.CONTACTS).columns.get(name, ColumnSpec(name, ColumnType.TEXT))
    if name in ranges:
        spec = ColumnSpec(name, ColumnType.NUMBER, spec.unit, *ranges[name])
    return checked_column(spec, values, zone)


def test_values_outside_the_range_are_marked_and_missing_ones_are_not() -> None:
    result = checked("csat", column([5, 0, None, 6]), {}, ZONE)

    assert result.wrong[BELOW].tolist() == [False, True, False, False]
    assert result.wrong[ABOVE].tolist() == [False, False, False, True]


def test_range_of_the_layout_replaces_the_usual_one() -> None:
    result = checked("csat", column([0, 10, 11]), {"csat": (0, 10)}, ZONE)

    assert {reason: flags.tolist() for reason, flags in result.wrong.items()} == {
        ABOVE: [False, False, True]
    }


def test_text_among_numbers_is_marked() -> None:
    result = checked("frt_s", column(["30", "soon", None, " 4.5 ", "inf"]), {}, ZONE)

    assert result.wrong[NOT_A_NUMBER].tolist() == [False, True, False, False, True]
    assert result.values.to_pylist() == [30.0, None, None, 4.5, None]


@pytest.mark.parametrize(
    "values", [["true", "False", None], ["是", "否", None], [1, 0, None], ["Y", "n", None]]
)
def test_flags_are_read_in_every_spelling(values: list[object]) -> None:
    result = checked("solved", column(values), {}, ZONE)

    assert result.values.to_pylist() == [True, False, None]
    assert not result.wrong


def test_other_flags_are_marked() -> None:
    result = checked("solved", column([0, 1, 2]), {}, ZONE)

    assert result.wrong[NOT_A_FLAG].tolist() == [False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01 09:30",
        "2026/5/1 9:30",
        "2026-05-01T09:30:00",
        "2026-05-01T01:30:00Z",
        "2026-05-01 02:30+01:00",
        "2026年05月01日 09:30",
        "20260501093000",
    ],
)
def test_times_are_local_whatever_their_spelling(text: str) -> None:
    result = checked("started", column([text, None]), {}, ZONE)

    assert result.values.to_pylist() == [datetime(2026, 5, 1, 9, 30), None]  # noqa: DTZ001 (local)
    assert not result.wrong


@pytest.mark.parametrize(
    "text",
    [
        "01/05/2026 9:30",
        "9:30",
        "yesterday",
        "20260501093000x",
        "20260501243000",
        "20260501096000",
        "20261301093000",
    ],
)
def test_times_that_would_have_to_be_guessed_are_marked(text: str) -> None:
    result = checked("started", column([text, "2026-05-01 09:30"]), {}, ZONE)

    assert result.wrong[NOT_A_TIME].tolist() == [True, False]


def test_zoned_times_become_local() -> None:
    zoned = column([datetime(2026, 5, 1, 1, 30)], pa.timestamp("us", "UTC"))  # noqa: DTZ001 (Arrow adds the zone)

    result = checked("started", zoned, {}, ZONE)

    assert result.values.to_pylist() == [datetime(2026, 5, 1, 9, 30)]  # noqa: DTZ001 (local time)


def test_agent_numbers_become_text_and_ids_stay_numbers() -> None:
    assert checked("agent", column([1001, 7]), {}, ZONE).values.to_pylist() == ["1001", "7"]
    assert checked("agent", column([1001.0, 7.0]), {}, ZONE).values.to_pylist() == ["1001", "7"]
    assert checked("customer_id", column([1001]), {}, ZONE).values.type == pa.int64()


def test_months_are_written_alike_and_others_are_marked() -> None:
    words = checked("month", column(["2026年5月", "2026/5/3", None, "May"]), {}, ZONE)
    days = checked("month", column([datetime(2026, 5, 3)]), {}, ZONE)  # noqa: DTZ001 (local time)
    numbers = checked("month", column([202605.0, None]), {}, ZONE)

    assert words.values.to_pylist() == ["2026-05", "2026-05", None, None]
    assert words.wrong[NOT_A_MONTH].tolist() == [False, False, False, True]
    assert days.values.to_pylist() == ["2026-05"]
    assert numbers.values.to_pylist() == ["2026-05", None]


def test_ways_of_drawing_samples_are_flags() -> None:
    spec = ColumnSpec("targeted", ColumnType.FLAG)

    found = checked_column(spec, column(["定向", "随机", "targeted", "random", None]), ZONE)

    assert found.values.to_pylist() == [True, False, True, False, None]


def test_rows_are_listed_as_they_stood_in_the_file() -> None:
    values, flags = column([-3.0, 4.0, -5.0]), np.array([True, False, True])

    listed = list(set_aside_rows("frt_s", values, {BELOW: flags}, np.array([2, 3, 9])))

    assert [(row.row, row.column, row.value, row.reason) for row in listed] == [
        (2, "frt_s", "-3.0", BELOW),
        (9, "frt_s", "-5.0", BELOW),
    ]


def spec(name: str, kind: TableKind) -> ColumnSpec:
    return table_layout(kind).columns[name]


def test_durations_with_units_become_seconds_with_a_note() -> None:
    result = checked("frt_s", column(["1分20秒", "00:00:30"]), {}, ZONE)

    assert result.values.to_pylist() == [80.0, 30.0]
    assert {note.reading for note in result.notes} == {"reading.duration_text", "reading.clock"}


def test_reading_of_the_map_goes_before_the_unit_of_the_column() -> None:
    minutes = checked_column(
        spec("frt_s", TableKind.CONTACTS), column(["1.5", "2"]), ZONE, "首响", Reading.MINUTES
    )

    assert minutes.values.to_pylist() == [90.0, 120.0]


def test_shares_among_per_cents_are_a_doubt() -> None:
    attendance = spec("attendance", TableKind.STAFF)

    assert [d.code for d in checked_column(attendance, column(["0.5", "95"]), ZONE).doubts] == [
        "cells.mixed_shares"
    ]


@pytest.mark.parametrize(
    ("values", "kind"),
    [(["1.23457E+18", "12"], None), ([1.23456789e18, 2.0], pa.float64())],
)
def test_ids_rounded_by_a_spreadsheet_are_a_doubt(
    values: list[object], kind: pa.DataType | None
) -> None:
    result = checked_column(spec("order_id", TableKind.ORDERS), column(values, kind), ZONE)

    assert [(doubt.code, doubt.places.tolist()) for doubt in result.doubts] == [(ROUNDED_ID, [0])]


def test_senders_are_told_in_chinese_and_english_and_others_named() -> None:
    sender = spec("sender", TableKind.MESSAGES)

    result = checked_column(
        sender, column(["买家", "Agent ", None, "店小蜜", "路人", "路人"]), ZONE
    )

    assert result.values.to_pylist() == ["customer", "agent", None, "bot", None, None]
    assert [(d.code, d.example, d.places.tolist()) for d in result.doubts] == [
        (UNKNOWN_SENDER, "路人", [4, 5])
    ]


def test_a_year_or_month_alone_is_no_time() -> None:
    result = checked("started", column(["2026", "2026-05", "2026-05-01"]), {}, ZONE)

    assert result.wrong[NOT_A_TIME].tolist() == [True, True, False]


def test_numbers_of_a_parquet_file_keep_their_type_where_nothing_changes() -> None:
    assert checked("frt_s", column([3, 4], pa.int16()), {}, ZONE).values.type == pa.int16()


def test_decimals_dictionaries_and_spans_are_read() -> None:
    frt_s = spec("frt_s", TableKind.CONTACTS)
    spans = column([timedelta(seconds=90)], pa.duration("ms"))
    words = pa.chunked_array([pa.array(["80", "80"]).dictionary_encode()])

    assert checked_column(frt_s, spans, ZONE).values.to_pylist() == [90.0]
    assert checked_column(frt_s, words, ZONE).values.to_pylist() == [80.0, 80.0]


def test_times_with_an_offset_are_turned_local_with_a_note() -> None:
    told = column(["2026-05-01T01:30:00Z", "2026-05-01 09:30:00"], pa.string())

    result = checked("started", told, {}, ZONE)

    assert result.values.to_pylist() == [datetime(2026, 5, 1, 9, 30)] * 2  # noqa: DTZ001 (local times have no zone)
    assert [(note.reading, note.cells) for note in result.notes] == [("reading.zoned_times", 1)]


def test_not_a_number_in_a_parquet_column_is_a_missing_value() -> None:
    given = column([3.0, float("nan"), 4.0], pa.float64())

    assert checked("frt_s", given, {}, ZONE).values.to_pylist() == [3.0, None, 4.0]
