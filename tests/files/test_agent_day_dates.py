"""The days that a title or a file's name is about."""

from datetime import date

import pytest

from engine.files.agent_day_dates import day_span, first_span


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("客服绩效_2026-05-18", date(2026, 5, 18), date(2026, 5, 19)),
        ("客服绩效20260518(1)", date(2026, 5, 18), date(2026, 5, 19)),
        ("统计时间：2026/5/1 至 2026/5/31", date(2026, 5, 1), date(2026, 6, 1)),
        ("20260501-20260507", date(2026, 5, 1), date(2026, 5, 8)),
        ("2026-05-01~2026-05-07", date(2026, 5, 1), date(2026, 5, 8)),
        ("2026年5月18日", date(2026, 5, 18), date(2026, 5, 19)),
        ("2026年5月 考核", date(2026, 5, 1), date(2026, 6, 1)),
        ("飞鸽-2026-12", date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_text_names_its_days(text: str, first: date, until: date) -> None:
    span = day_span(text)

    assert span is not None
    assert (span.first, span.until) == (first, until)


@pytest.mark.parametrize(
    "text",
    [
        "客服绩效",
        "5月18日",
        "2026-02-30",
        "2026-13-01",
        "2026-05-07~2026-05-01",
        "2026-05-01 2026-05-02 2026-05-03",
        "编号202605181234",
        "2026-13",
    ],
)
def test_a_text_that_is_not_sure_names_none(text: str) -> None:
    assert day_span(text) is None


def test_the_first_text_that_names_days_counts() -> None:
    span = first_span(["客服", "2026-05-18", "2026-05-19"])

    assert span is not None
    assert span.text == "2026-05-18"
