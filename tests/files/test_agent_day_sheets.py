"""Where the header of an agent-day export stands, and how two header rows are one."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.agent_day_sheets import (
    DaySheet,
    agent_day_tables,
    day_table,
    read_day_sheets,
)
from engine.files.header_schema import shipped_header_maps
from tests.files.agent_day_exports import write_csv, write_xlsx

MAPS = shipped_header_maps()
ONE_ROW = [["客服", "日期", "咨询量", "30s应答率"], ["小甲", "2026-05-18", "3", "95%"]]
UPPER = ["旺旺昵称", "日期", "总", "", "邀请", ""]
LOWER = ["", "", "发出", "收到", "发出", "收到"]
JOINED = ("旺旺昵称", "日期", "总/发出", "总/收到", "邀请/发出", "邀请/收到")


@pytest.mark.parametrize("above", [0, 1, 10])
def test_a_header_is_found_below_titles(above: int) -> None:
    cells = [["导出说明"]] * above + ONE_ROW

    table = day_table(DaySheet("", cells, None), MAPS)

    assert table is not None
    assert (table.first, table.headers) == (above + 1, tuple(ONE_ROW[0]))
    assert table.titles == (*["导出说明"] * above, "")


def test_a_header_further_down_is_not_looked_for() -> None:
    assert day_table(DaySheet("", [["x"]] * 11 + ONE_ROW, None), MAPS) is None


@pytest.mark.parametrize(
    "merged", [None, [((1, 2), (1, 3)), ((1, 4), (1, 5)), ((1, 0), (2, 0)), ((1, 1), (2, 1))]]
)
def test_two_header_rows_are_joined(merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    table = day_table(DaySheet("评价", [["标题"], UPPER, LOWER, ["小甲"]], merged), MAPS)

    assert table is not None
    assert (table.headers, table.first) == (JOINED, 3)


def test_a_group_that_tells_nothing_apart_is_left_out() -> None:
    cells = [["", "", "接待", ""], ["旺旺昵称", "日期", "咨询人数", "接待人数"]]

    table = day_table(DaySheet("", cells, None), MAPS)

    assert table is not None
    assert table.headers == ("旺旺昵称", "日期", "咨询人数", "接待人数")


def test_every_sheet_of_a_workbook_is_looked_at(tmp_path: Path) -> None:
    path = write_xlsx({"说明": [["随便"]], "一": ONE_ROW, "二": ONE_ROW}, tmp_path / "a.xlsx")

    tables = agent_day_tables(path, MAPS)

    assert [table.sheet.name for table in tables] == ["一", "二"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_its_encoding(encoding: str, tmp_path: Path) -> None:
    (sheet,), _ = read_day_sheets(write_csv(ONE_ROW, tmp_path / "a.csv", encoding))

    assert [list(row) for row in sheet.cells] == ONE_ROW


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        read_day_sheets(tmp_path / "none.csv")


def test_a_damaged_workbook_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04nonsense")

    with pytest.raises(InputError):
        read_day_sheets(path)


def test_a_table_of_records_is_no_export(tmp_path: Path) -> None:
    path = write_csv([["order_id", "order_value"], ["1", "2"]], tmp_path / "a.csv", "utf-8")

    assert agent_day_tables(path, MAPS) == ()
