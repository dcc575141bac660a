"""Agents' rows, the platform's own sums and means, and rows that cannot be used."""

from datetime import date

import pytest

from engine.files.agent_day_dates import DaySpan
from engine.files.agent_day_rows import (
    HEADER_AGAIN,
    NO_AGENT,
    NO_DAY,
    REPEATED,
    SortedRows,
    sorted_rows,
    summary_kind,
)
from engine.files.agent_day_sheets import DaySheet, day_table
from engine.files.header_schema import shipped_header_maps
from engine.files.record_tables import RAGGED

HEADER = ["客服", "日期", "咨询量"]
MAPS = shipped_header_maps()


def rows_of(
    *rows: list[object], header: list[str] = HEADER, days: DaySpan | None = None
) -> SortedRows:
    table = day_table(DaySheet("", [header, *rows], None), MAPS)
    assert table is not None
    return sorted_rows(table, days)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("汇总值", "total"), ("店铺汇总值", "total"), ("合 计", "total"), ("总计", "total"),
        ("Total", "total"), ("平均值", "mean"), ("店铺平均值", "mean"), ("同行", "peers"),
        ("小甲", ""), ("合计小甲", ""), ("", ""),
    ],
)  # fmt: skip
def test_summaries_are_known_by_name(text: str, kind: str) -> None:
    assert summary_kind(text) == kind


def test_each_row_goes_where_it_belongs() -> None:
    found = rows_of(
        ["小甲", "2026-05-18", "3"],
        ["", "", ""],
        ["汇总值", "", "3"],
        ["", "平均值", "3"],
        HEADER,
        ["", "2026-05-18", "4"],
        ["小乙", "5月18日", "5"],
        ["小甲", "2026-05-18", "3"],
    )

    assert [(row.number, row.agent) for row in found.agents] == [(2, "小甲")]
    assert [(row.number, row.summary) for row in found.summaries] == [(4, "total"), (5, "mean")]
    assert [(row.row, row.reason) for row in found.set_aside] == [
        (6, HEADER_AGAIN),
        (7, NO_AGENT),
        (8, NO_DAY),
        (9, REPEATED),
    ]


def test_an_agents_day_said_otherwise_again_is_a_conflict() -> None:
    found = rows_of(["小甲", "2026-05-18", "3"], ["小甲", "2026-05-18", "4"])

    assert [(first.number, again.number) for first, again in found.conflicts] == [(2, 3)]


def test_a_summary_in_the_first_column_is_found_without_an_agent() -> None:
    found = rows_of(["合计", "", "2026-05-18", "3"], header=["序号", "客服", "日期", "咨询量"])

    assert [row.summary for row in found.summaries] == ["total"]


def test_a_cell_may_name_several_days() -> None:
    found = rows_of(["小甲", "2026-05-01~2026-05-07", "3"])

    span = found.agents[0].span
    assert span is not None
    assert (span.first, span.until) == (date(2026, 5, 1), date(2026, 5, 8))


def test_rows_without_a_date_column_are_of_the_days_given() -> None:
    days = DaySpan(date(2026, 5, 1), date(2026, 6, 1), "2026-05")

    found = rows_of(["小甲", "3"], header=["客服", "咨询量"], days=days)

    assert found.agents[0].span == days


def test_a_numeric_agent_keeps_its_digits() -> None:
    assert rows_of([1001.0, 46160.0, 3.0]).agents[0].agent == "1001"


def test_rows_with_other_cells_than_the_header_are_set_aside() -> None:
    found = rows_of(
        ["小甲", "2026-05-18", "1", "234"],  # 1,234 without quotation marks
        ["小乙", "2026-05-18"],
        ["小丙", "2026-05-18", "7", ""],
    )

    assert [(row.row, row.reason) for row in found.set_aside] == [(2, RAGGED), (3, RAGGED)]
    assert [row.agent for row in found.agents] == ["小丙"]
