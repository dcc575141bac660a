"""Values of contacts: what is possible, in which type, and what is listed."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from engine.files.contact_checks import (
    ABOVE,
    BELOW,
    NOT_A_FLAG,
    NOT_A_NUMBER,
    NOT_A_TIME,
    checked,
    set_aside_rows,
)

ZONE = "Asia/Shanghai"


def column(values: list[object], kind: pa.DataType | None = None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, kind)])


def test_values_outside_the_range_are_marked_and_missing_ones_are_not() -> None:
    result = checked("csat", column([5, 0, None, 6]), {}, ZONE)

    assert result.wrong[BELOW].tolist() == [False, True, False, False]
    assert result.wrong[ABOVE].tolist() == [False, False, False, True]


def test_range_of_the_layout_replaces_the_usual_one() -> None:
    result = checked("csat", column([0, 10, 11]), {"csat": (0, 10)}, ZONE)

    assert {reason: flags.tolist() for reason, flags in result.wrong.items()} == {
        ABOVE: [False, False, True]
    }


def test_column_of_another_name_is_checked_only_by_the_layout() -> None:
    values = column([-1.0, 2.0])

    assert not checked("response_min", values, {}, ZONE).wrong
    assert checked("response_min", values, {"response_min": (0, None)}, ZONE).wrong


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
    ],
)
def test_times_are_local_whatever_their_spelling(text: str) -> None:
    result = checked("started", column([text, None]), {}, ZONE)

    assert result.values.to_pylist() == [datetime(2026, 5, 1, 9, 30), None]  # noqa: DTZ001 (local)
    assert not result.wrong


@pytest.mark.parametrize("text", ["01/05/2026 9:30", "9:30", "yesterday", "20260501093000x"])
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


def test_rows_are_listed_as_they_stood_in_the_file() -> None:
    values, flags = column([-3.0, 4.0, -5.0]), np.array([True, False, True])

    listed = list(set_aside_rows("frt_s", values, {BELOW: flags}, np.array([2, 3, 9])))

    assert [(row.row, row.column, row.value, row.reason) for row in listed] == [
        (2, "frt_s", "-3.0", BELOW),
        (9, "frt_s", "-5.0", BELOW),
    ]
