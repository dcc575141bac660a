"""Reading contact files: encodings, ragged rows, blank lines, sheets."""

import gzip
import zipfile
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from engine.errors import InputError
from engine.files.contact_tables import (
    RawTable,
    csv_content,
    csv_headers,
    headers_of,
    read_csv,
    read_xlsx,
    unreadable,
)

CHINESE = "客服,响应\n小王,30\n小李,45\n"


def read(path: Path, *texts: str) -> RawTable:
    return read_csv(csv_content(path), path.name, texts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_text_is_read_in_every_encoding_in_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes(CHINESE.encode(encoding))

    raw = read(path)

    assert csv_headers(csv_content(path), path.name) == ("客服", "响应")
    assert raw.table.to_pydict() == {"客服": ["小王", "小李"], "响应": [30, 45]}


def test_gzipped_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv.gz"
    path.write_bytes(gzip.compress(CHINESE.encode()))

    assert read(path).table["响应"].to_pylist() == [30, 45]


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_bytes(b"a,b\n\xff\xff\xff,1\n")

    with pytest.raises(InputError, match=r"contacts\.encoding"):
        csv_content(tmp_path / "odd.csv")


def test_rows_are_numbered_as_in_the_file_with_ragged_and_blank_ones_counted(
    tmp_path: Path,
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("a,b\n1,2\n\n3\n4,5,6\n7,8\n\n", encoding="utf-8")

    raw = read(path)

    assert raw.table.to_pydict() == {"a": [1, 7], "b": [2, 8]}
    assert raw.rows.tolist() == [2, 6]
    assert [(row.row, row.value) for row in raw.set_aside] == [(4, "3"), (5, "4,5,6")]


def test_line_breaks_inside_quotes_are_one_record(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text('a,b\n"x\ny",1\nz,2\n', encoding="utf-8")

    assert read(path).rows.tolist() == [2, 3]


def test_text_columns_keep_leading_zeros(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("agent,n\n007,1\n008,2\n", encoding="utf-8")

    assert read(path, "agent").table["agent"].to_pylist() == ["007", "008"]


def test_dashes_and_na_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("a,b\n-,x\n5,NA\nNULL,\n", encoding="utf-8")

    assert read(path).table.to_pydict() == {"a": [None, 5], "b": ["x", None]}


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_file_without_headers_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "empty.csv").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=r"contacts\.empty"):
        csv_content(tmp_path / "empty.csv")


def test_broken_gzip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n" * 1000)[:-20])

    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        csv_content(tmp_path / "broken.csv.gz")


def test_sheet_keeps_numbers_times_flags_and_text_apart(tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["n", "flag", "mixed", "when"])
        sheet.write_row(1, 0, [1.5, True, 1001])
        sheet.write_row(2, 0, [2, False, "A7"])
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(1, 3, datetime(2026, 5, 1, 9, 30), form)  # noqa: DTZ001 (local time)
        sheet.write_row(4, 0, [3, True, "-"])

    raw = read_xlsx(path)

    assert raw.rows.tolist() == [2, 3, 5]
    assert raw.table["n"].to_pylist() == [1.5, 2.0, 3.0]
    assert raw.table["flag"].to_pylist() == [True, False, True]
    assert raw.table["mixed"].to_pylist() == ["1001", "A7", None]
    assert raw.table["when"][0].as_py() == datetime(2026, 5, 1, 9, 30)  # noqa: DTZ001 (local time)


def test_empty_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    xlsxwriter.Workbook(str(path)).close()

    with pytest.raises(InputError, match=r"contacts\.empty"):
        read_xlsx(path)


def test_text_named_xlsx_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fake.xlsx").write_text("a,b\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"limits\.refused"):
        read_xlsx(tmp_path / "fake.xlsx")


def test_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "fake.xlsx", "w") as packed:
        packed.writestr("letter.txt", "no sheet")

    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        read_xlsx(tmp_path / "fake.xlsx")


def test_reason_of_a_refusal_names_no_folder() -> None:
    wrong = ValueError("cannot open /home/someone/contacts.csv today")

    assert unreadable(wrong, "contacts.csv").values["reason"] == "cannot open today"


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".xlsx", ".parquet"])
def test_headers_are_read_from_every_format(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"contacts{ending}"
    if ending == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write_row(0, 0, ["客服", "响应"])
    elif ending == ".parquet":
        pq.write_table(pa.table({"客服": ["小王"], "响应": [30]}), path)
    else:
        content = CHINESE.encode()
        path.write_bytes(gzip.compress(content) if ending == ".csv.gz" else content)

    assert headers_of(path) == ("客服", "响应")


def test_headers_of_what_is_no_parquet_are_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.parquet").write_bytes(b"agent,frt_s\n")

    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        headers_of(tmp_path / "odd.parquet")
