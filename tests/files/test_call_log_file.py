"""Plain call logs, in English and Chinese."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import InputError
from engine.files.call_log_file import is_call_log, read_call_log

ZONE = "Asia/Shanghai"


def file(folder: Path, text: str) -> Path:
    path = folder / "calls.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_dates_and_clock_times_make_arrivals(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "date,entry,queue_s,answered,talk_time,agent\n"
        "2026-05-01,08:30:05,0:20,yes,1:00,a\n2026-05-02,08:31:00,10,no,,0\n",
    )

    log = read_call_log(path, ZONE)

    assert is_call_log(path)
    assert log.first_date == np.datetime64("2026-05-01")
    assert log.columns["arrival_s"].tolist() == [30_605.0, 86_400 + 30_660.0]
    assert log.columns["wait_s"].tolist() == [20.0, 10.0]
    assert log.columns["served"].tolist() == [True, False]
    assert log.columns["agent"].tolist() == ["a", ""]
    assert np.isnan(log.columns["service_s"][1])


def test_numbered_days_and_seconds_are_read(tmp_path: Path) -> None:
    path = file(tmp_path, "day,entry_s,queue_s,served\n1,60,0,1\n3,120,5,0\n")

    log = read_call_log(path, ZONE)

    assert log.first_date is None
    assert log.columns["arrival_s"].tolist() == [60.0, 2 * 86_400 + 120.0]


def test_chinese_headers_and_whole_timestamps_are_read(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "呼入时间,排队时长（秒）,是否接通\n2026-05-01 08:00:00,20,是\n2026-05-03 09:00:00,5,否\n",
    )

    log = read_call_log(path, ZONE)

    assert log.columns["arrival_s"].tolist() == [28_800.0, 2 * 86_400 + 32_400.0]
    assert log.columns["served"].tolist() == [True, False]


def test_rows_with_impossible_values_are_set_aside(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "day,entry_s,queue_s,served\n1,60,0,1\n1,70,-5,1\n2,90000,1,1\n2,80,1,1\n",
    )

    log = read_call_log(path, ZONE)

    assert log.set_aside == (3, 4)
    assert log.columns["arrival_s"].tolist() == [60.0, 86_480.0]


def test_rows_that_do_not_say_whether_they_were_served_are_set_aside(tmp_path: Path) -> None:
    path = file(tmp_path, "day,entry_s,queue_s,served\n1,60,0,1\n1,70,5,\n2,80,1,0\n")

    log = read_call_log(path, ZONE)

    assert log.set_aside == (3,)
    assert log.columns["served"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("day,entry_s,queue_s,served\n1,60,0,1\n1,70,5,\n", r"fit\.served_blank"),
        ("entry,queue_s,served\n08:30:05,20,1\n08:31:00,10,0\n", r"fit\.no_days"),
        ("day,entry_s,queue_s,served\n", r"fit\.no_rows"),
        ("day,entry_s,queue_s,served\n1,60,long,1\n", r"fit\.unread"),
        ("day,entry_s,queue_s,served\nyesterday,60,5,1\n", r"fit\.unread|records"),
    ],
)
def test_logs_that_cannot_be_read_are_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        read_call_log(file(tmp_path, text), ZONE)


def test_other_tables_are_no_call_logs(tmp_path: Path) -> None:
    assert not is_call_log(file(tmp_path, "started,agent,frt_s\n2026-05-01 08:00:00,a,5\n"))
