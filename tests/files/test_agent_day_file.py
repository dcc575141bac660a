"""Agent-day exports of the thirteen layouts, written and read back, and faulty ones."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.domain.records import TABLES, TableKind
from engine.errors import InputError
from engine.files.agent_day_dates import DaySpan
from engine.files.agent_day_file import AgentDayExport, read_agent_days
from engine.files.header_maps import HeaderMap
from engine.files.header_schema import shipped_header_maps
from tests.files.agent_day_exports import Figures, export_of, write_csv, write_xlsx

MAPS = shipped_header_maps()
LAYOUTS = [each for each in MAPS if each.kind is TableKind.AGENT_DAYS]
AGENTS, DAYS = ["小甲", "小乙", "A00"], ["2026-05-18", "2026-05-19", "2026-05-20"]
HEADER = ["客服", "日期", "咨询量", "30s应答率", "首次平均响应时间"]


def figures_of(export: AgentDayExport) -> Figures:
    rows = pq.read_table(export.source.path).to_pylist()
    return {(r["agent"], f"{r['date']:%Y-%m-%d}", r["header"]): r["value"] for r in rows}


def read(rows: list[list[str]], folder: Path, **options: DaySpan) -> AgentDayExport:
    return read_agent_days(write_csv(rows, folder / "out.csv", "utf-8"), MAPS, folder, **options)


def faults_of(rows: list[list[str]], folder: Path, name: str = "out.csv") -> list[tuple[str, str]]:
    path = write_csv(rows, folder / name, "utf-8")
    with pytest.raises(InputError, match=r"agent_days\.invalid") as caught:
        read_agent_days(path, MAPS, folder)
    assert {fault.file for fault in caught.value.faults} == {name}
    return [(fault.code, fault.place) for fault in caught.value.faults]


@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "utf-16", "xlsx"])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_every_figure_of_every_layout_reads_back_exactly(
    layout: HeaderMap, form: str, tmp_path: Path
) -> None:
    written = export_of(layout, AGENTS, DAYS, np.random.default_rng(618))
    if form == "xlsx":
        path = write_xlsx({"导出": written.rows}, tmp_path / "a.xlsx")
    else:
        path = write_csv(written.rows, tmp_path / "a.csv", form)

    export = read_agent_days(path, MAPS, tmp_path)

    assert [each.chosen and each.chosen.id for each in export.matches] == [layout.id]
    assert figures_of(export) == written.figures
    assert export.source.set_aside == ()
    assert "reading.total_differs" not in [note.reading for note in export.source.notes]
    stated = {(each.label, each.header): each.value for each in export.stated}
    assert stated == pytest.approx(written.stated, rel=1e-12)


def test_the_long_table_has_the_columns_of_its_layout(tmp_path: Path) -> None:
    export = read([HEADER, ["小甲", "2026-05-18", "3", "95%", "1分20秒"]], tmp_path)

    table = pq.read_table(export.source.path)
    known = set(TABLES[TableKind.AGENT_DAYS].columns)
    assert set(export.source.columns) - {"source_row"} == known - {"group", "shop"}  # it has none
    assert table["value"].to_pylist() == [3.0, 0.95, 80.0]
    assert table["indicator"].to_pylist() == ["arrived", "rate_30s", "frt"]
    assert table["role"].to_pylist() == ["total", "rate", "mean"]
    assert set(table["until"].to_pylist()) == {datetime(2026, 5, 19)}  # noqa: DTZ001 (local)
    assert (export.source.kind, export.source.rows) == (TableKind.AGENT_DAYS, 3)


@pytest.mark.parametrize(
    ("name", "title", "first", "until"),
    [
        ("绩效20260518.csv", [], date(2026, 5, 18), date(2026, 5, 19)),
        ("out.csv", ["2026-05-01 至 2026-05-31"], date(2026, 5, 1), date(2026, 6, 1)),
        ("绩效20260518.csv", ["2026-05-02"], date(2026, 5, 2), date(2026, 5, 3)),
    ],
)
def test_days_are_taken_from_the_title_or_the_files_name(
    name: str, title: list[str], first: date, until: date, tmp_path: Path
) -> None:
    path = write_csv([title, ["客服", "咨询量"], ["小甲", "3"]], tmp_path / name, "utf-8")

    export = read_agent_days(path, MAPS, tmp_path)

    (row,) = pq.read_table(export.source.path).to_pylist()
    assert (row["date"].date(), row["until"].date()) == (first, until)
    assert [note.reading for note in export.source.notes] == ["reading.date_in_title"]


def test_days_that_nothing_says_must_be_given(tmp_path: Path) -> None:
    rows = [["客服", "咨询量"], ["小甲", "3"]]
    days = DaySpan(date(2026, 5, 1), date(2026, 6, 1), "2026-05")

    assert faults_of(rows, tmp_path) == [("agent_days.no_day", "row 1")]
    assert list(figures_of(read(rows, tmp_path, days=days))) == [("小甲", "2026-05-01", "咨询量")]


def test_cells_that_cannot_be_read_are_listed_and_left_out(tmp_path: Path) -> None:
    export = read(
        [
            HEADER,
            ["小甲", "2026-05-18", "-3", "120%", "很快"],
            ["小乙", "2026-05-18", "1.5", "95%", "--"],
        ],
        tmp_path,
    )

    assert [(row.row, row.column, row.value, row.reason) for row in export.source.set_aside] == [
        (2, "咨询量", "-3", "set_aside.below"),
        (2, "30s应答率", "120%", "set_aside.above"),
        (2, "首次平均响应时间", "很快", "set_aside.not_a_number"),
        (3, "咨询量", "1.5", "set_aside.not_whole"),
    ]
    assert figures_of(export) == {("小乙", "2026-05-18", "30s应答率"): 0.95}


def test_all_faults_of_a_table_are_said_at_once(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["小甲", "2026-05-18", "3", "0.95", "80秒"],
        ["小甲", "2026-05-18", "4", "0.9", "75秒"],
        ["小乙", "2026-05-18", "4", "88", "1.2"],
        ["小丙", "2026-05-18", "4", "0.9", "1.1"],
    ]

    assert faults_of(rows, tmp_path) == [
        ("agent_days.twice", "row 3"),
        ("cells.mixed_shares", "row 4, column 30s应答率"),
        ("cells.mixed_units", "row 4, column 首次平均响应时间"),
    ]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["日期", "咨询量", "30s应答率"], "agent_days.no_agent"),
        (["客服", "日期", "咨询量", "咨询量"], "agent_days.header_twice"),
        (["客服", "日期", "平均响应时间", "新平均响应时间"], "agent_days.header_twice"),
    ],
)
def test_a_header_that_cannot_be_used_is_a_fault(
    header: list[str], code: str, tmp_path: Path
) -> None:
    assert code in [fault for fault, _ in faults_of([["说明"], header, ["x"] * 4], tmp_path)]


def test_layouts_that_fit_equally_are_named_not_guessed(tmp_path: Path) -> None:
    header = ["客服", "日期", "3分钟人工回复率"]

    assert faults_of([header, ["小甲", "2026-05-18", "95%"]], tmp_path) == [
        ("agent_days.ambiguous", "row 1")
    ]


def test_unknown_headers_are_listed(tmp_path: Path) -> None:
    export = read([[*HEADER, "心情"], ["小甲", "2026-05-18", "3", "95%", "8", "好"]], tmp_path)

    assert [each.header for each in export.matches[0].unknown] == ["心情"]


def test_sheets_are_read_together_and_others_named(tmp_path: Path) -> None:
    sheets = {
        "说明": [["怎样读"]],
        "十八日": [HEADER, ["小甲", "2026-05-18", 3, 0.95, 8]],
        "十九日": [HEADER, ["小甲", "2026-05-19", 4, 0.9, 9]],
    }

    export = read_agent_days(write_xlsx(sheets, tmp_path / "a.xlsx"), MAPS, tmp_path)

    assert (export.source.rows, export.unused) == (6, ("说明",))


def test_one_agents_day_on_two_sheets_is_a_fault(tmp_path: Path) -> None:
    row = ["小甲", "2026-05-18", 3, 0.95, 8]
    path = write_xlsx({"一": [HEADER, row], "二": [HEADER, row]}, tmp_path / "a.xlsx")

    with pytest.raises(InputError) as caught:
        read_agent_days(path, MAPS, tmp_path)

    assert [fault.code for fault in caught.value.faults] == ["agent_days.two_sheets"]


@pytest.mark.parametrize("rows", [[["甲", "乙"], ["1", "2"]], [["说明"]]])
def test_a_file_without_a_known_header_is_refused(rows: list[list[str]], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"agent_days\.no_header"):
        read(rows, tmp_path)


def test_an_export_without_any_figure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"agent_days\.nothing"):
        read([HEADER, ["汇总值", "-", "3", "95%", "8"]], tmp_path)


def test_what_stands_below_no_header_and_which_names_are_guesses_is_said(tmp_path: Path) -> None:
    header, row = ["客服", "日期", "咨询量", "", "解决率"], ["小甲", "2026-05-18", "3", "9", "80%"]

    export = read([header, row], tmp_path)

    told = [(note.column, note.reading, note.example) for note in export.source.notes]
    assert ("column 4", "reading.blank_header", "9") in told
    assert ("row 1", "reading.guessed_headers", "日期, 解决率") in told


@pytest.mark.parametrize(
    ("total", "readings"),
    [
        ("7", ["reading.summary_rows_agree"]),
        ("9", ["reading.summary_rows", "reading.total_differs"]),
    ],
)
def test_rows_of_the_platforms_own_sums_are_told_by_number(
    total: str, readings: list[str], tmp_path: Path
) -> None:
    rows = [
        ["小甲", "2026-05-18", "3", "95%", "20秒"],
        ["小乙", "2026-05-18", "4", "95%", "20秒"],
        ["汇总值", "-", total, "-", "-"],
        ["平均值", "-", "-", "-", "-"],
    ]

    notes = read([HEADER, *rows], tmp_path).source.notes

    told = [each for each in notes if each.reading in {*readings, "reading.total_differs"}]
    assert [each.reading for each in told] == readings
    assert (told[0].cells, told[0].example) == (2, "汇总值 (4), 平均值 (5)")
