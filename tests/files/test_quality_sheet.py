"""Quality sheets: cells as they are written, every wrong one named."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from engine.domain.records import TableKind
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.cell_values import Reading
from engine.files.header_maps import HeaderMap, HeaderTarget
from engine.files.quality_form_file import named_quality_form, read_quality_form
from engine.files.quality_sheet import read_quality_sheet

FORM = read_quality_form(named_quality_form("session"))


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "qa.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_cells_of_samples(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "样本编号,客服,月份,抽样方式,质检得分,解答错误,泄露客户隐私,备注\n"
        "s1,a,2026年5月,随机,85.5,2,否,好\n"
        "s2,b,2026/5/3,定向,,是,,\n",
        "gb18030",
    )

    found = read_quality_sheet(path, FORM)

    table = found.table
    assert found.kind is TableKind.SAMPLES
    assert table.labels.tolist() == [2, 3]
    assert table.column("month").tolist() == ["2026-05", "2026-05"]
    assert table.column("targeted").tolist() == [0, 1]
    assert table.column("session_score")[0] == 85.5
    assert np.isnan(table.column("session_score")[1])
    assert table.column("wrong_answer").tolist() == [2, 1]
    assert table.column("privacy")[0] == 0
    assert table.column("备注").tolist() == ["好", None]


def test_the_month_follows_from_the_day(tmp_path: Path) -> None:
    path = written(tmp_path, "agent,sampled_at,passed\na,2026-05-03 10:00,yes\n")

    assert read_quality_sheet(path, FORM).table.column("month").tolist() == ["2026-05"]


def test_every_wrong_cell_is_named_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "sample_id,agent,month,passed,session_score,cold,inclusion_probability\n"
        "s1,a,2026-13,maybe,101,0.5,50\n"
        "s1,,2026-05,1,85点,-1,0.5\n",
    )

    with pytest.raises(InputError) as refused:
        read_quality_sheet(path, FORM)

    found = {(fault.code.split(".")[1], fault.place) for fault in refused.value.faults}
    assert found == {
        ("month", "row 2, column month"),
        ("flag", "row 2, column passed"),
        ("range", "row 2, column session_score"),
        ("occurrences", "row 2, column cold"),
        ("mixed_shares", "row 3, column inclusion_probability"),
        ("number", "row 3, column session_score"),
        ("occurrences", "row 3, column cold"),
        ("blank", "row 3, column agent"),
        ("sample_twice", "row 3, column sample_id"),
    }


@pytest.mark.parametrize("cell", ["nan%", "1_0", "inf", "85%", "八十"])
def test_a_score_is_a_number(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, f"agent,session_score\na,{cell}\n")

    with pytest.raises(InputError, match=r"quality_sheet\.number"):
        read_quality_sheet(path, FORM)


@pytest.mark.parametrize("cell", ["８５", "85分", "85.0"])
def test_points_are_read_as_people_write_them(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, f"agent,session_score\na,{cell}\n")

    assert read_quality_sheet(path, FORM).table.column("session_score").tolist() == [85]


def test_what_the_records_reader_accepts_is_accepted(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "质检导出\n\n质检编号,被检客服,质检日期,是否定向抽检,抽样概率,质检分\n"
        "s1,a,2026年5月3日,否,50%,95\ns2,b,2026-06-01,是,20%,60\n",
        "gbk",
    )

    found = read_quality_sheet(path, FORM)

    assert found.table.labels.tolist() == [4, 5]
    assert found.table.column("month").tolist() == ["2026-05", "2026-06"]
    assert found.table.column("inclusion_probability").tolist() == [0.5, 0.2]
    assert {"reading.title_rows", "reading.percent_sign"} <= {n.reading for n in found.notes}


def test_a_workbook_with_dates_and_a_second_sheet_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("质检")
    sheet.append(["客服", "质检时间", "解答错误", "质检得分"])
    sheet.append(["a", datetime(2026, 5, 3), 2, 70])  # noqa: DTZ001 (local time)
    sheet.append(["b", datetime(2026, 6, 3), "否", None])  # noqa: DTZ001 (local time)
    book.save(tmp_path / "qa.xlsx")

    table = read_quality_sheet(tmp_path / "qa.xlsx", FORM).table

    assert table.column("month").tolist() == ["2026-05", "2026-06"]
    assert table.column("wrong_answer").tolist() == [2, 0]


def test_a_row_of_another_length_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "agent,session_score\na,90\nb,80,1\n")

    with pytest.raises(InputError) as refused:
        read_quality_sheet(path, FORM)

    assert [(f.code, f.place) for f in refused.value.faults] == [("quality_sheet.ragged", "row 3")]


def test_a_map_of_the_user_names_other_headers(tmp_path: Path) -> None:
    path = written(tmp_path, "谁,分\na,90\n")
    targets = {
        "谁": HeaderTarget("agent", Reading.TEXT),
        "分": HeaderTarget("session_score", Reading.SCORE),
    }
    own = HeaderMap("mine", TableKind.SAMPLES, Text("", ""), Text("", ""), targets, confirmed=True)

    found = read_quality_sheet(path, FORM, [own])

    assert found.table.column("session_score").tolist() == [90]


def test_ratings_and_staff_are_told_apart(tmp_path: Path) -> None:
    ratings = written(tmp_path, "month,agent,rater,role,indicator,score\n2026-05,a,b,self,x,90\n")
    kind = read_quality_sheet(ratings, FORM).kind
    staff = written(tmp_path, "month,agent,rating_self\n2026-05,a,90\n")

    assert kind is TableKind.RATINGS
    assert read_quality_sheet(staff, FORM).table.column("rating_self").tolist() == [90]


def test_a_parquet_table_is_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "qa.parquet"
    columns = {"agent": ["a", "b"], "contact_id": [7, 8], "targeted": [True, False]}
    pq.write_table(pa.table({**columns, "session_score": [90.0, None]}), path)

    table = read_quality_sheet(path, FORM).table

    assert table.column("contact_id").tolist() == ["7", "8"]
    assert table.column("targeted").tolist() == [1, 0]
    assert np.isnan(table.column("session_score")[1])


def test_files_that_hold_nothing_are_refused(tmp_path: Path) -> None:
    broken = tmp_path / "qa.parquet"
    broken.write_bytes(b"no parquet")

    with pytest.raises(InputError, match=r"records\.no_rows"):
        read_quality_sheet(written(tmp_path, "agent,session_score\n"), FORM)
    with pytest.raises(InputError, match=r"records\.missing_column"):
        read_quality_sheet(written(tmp_path, "who,session_score\na,1\n"), FORM)
    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        read_quality_sheet(broken, FORM)
