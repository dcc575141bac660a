"""Quality sheets: cells as they are written, every wrong one named."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.records import TableKind
from engine.errors import InputError
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
        "s1,,2026-05,1,85分,-1,0.5\n",
    )

    with pytest.raises(InputError) as refused:
        read_quality_sheet(path, FORM)

    found = {(fault.code.split(".")[1], fault.place) for fault in refused.value.faults}
    assert found == {
        ("month", "row 2, column month"),
        ("flag", "row 2, column passed"),
        ("range", "row 2, column session_score"),
        ("occurrences", "row 2, column cold"),
        ("range", "row 2, column inclusion_probability"),
        ("number", "row 3, column session_score"),
        ("occurrences", "row 3, column cold"),
        ("blank", "row 3, column agent"),
        ("sample_twice", "row 3, column sample_id"),
    }


@pytest.mark.parametrize("cell", ["1e2", "nan%", "1_0", "inf", "８５．", "八十"])
def test_a_score_is_a_plain_number(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, f"agent,session_score\na,{cell}\n")

    if cell == "８５．":  # full width, as typed on a Chinese keyboard
        assert read_quality_sheet(path, FORM).table.column("session_score").tolist() == [85]
        return
    with pytest.raises(InputError, match=r"quality_sheet\.number"):
        read_quality_sheet(path, FORM)


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

    with pytest.raises(InputError, match=r"quality_sheet\.no_rows"):
        read_quality_sheet(written(tmp_path, "agent,session_score\n"), FORM)
    with pytest.raises(InputError, match=r"quality_sheet\.column_missing"):
        read_quality_sheet(written(tmp_path, "who,session_score\na,1\n"), FORM)
    with pytest.raises(InputError, match=r"quality_sheet\.unreadable"):
        read_quality_sheet(broken, FORM)
