"""Small tables in CSV and Excel, in the encodings that offices use."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from engine.errors import InputError
from engine.files.spreadsheet import read_sheet

TEXT = "respondent,答案\nR01,3\n\nR02,1/5\n"


def written(folder: Path, content: bytes, name: str = "panel.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_reads_the_same_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    sheet = read_sheet(written(tmp_path, TEXT.encode(encoding)))

    assert sheet.header == ("respondent", "答案")
    assert sheet.rows == ((2, ("R01", "3")), (4, ("R02", "1/5")))


def test_full_width_headers_are_normalised(tmp_path: Path) -> None:
    assert read_sheet(written(tmp_path, "ｒｏｌｅ ,b\n1,2\n".encode())).header == ("role", "b")


def test_excel_reads_like_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["respondent", "pair"], ["R01", 3.0], [None, None], ["R02", "1/5"]):
        book.active.append(row)
    book.save(tmp_path / "panel.xlsx")

    sheet = read_sheet(tmp_path / "panel.xlsx")

    assert sheet.rows == ((2, ("R01", "3")), (4, ("R02", "1/5")))


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "panel.csv", "sheet.size"),
        (b"a,a\n1,2\n", "panel.csv", "sheet.header"),
        (b"a,,b\n1,2,3\n", "panel.csv", "sheet.header"),
        (b"a,b\n1,2,3\n", "panel.csv", "sheet.surplus"),
        (b'a,b\n"1,2\n', "panel.csv", "sheet.csv"),
        (b"\xff\xff\x00", "panel.csv", "sheet.encoding"),
        (b"a,b\n", "panel.xlsm", "sheet.ending"),
        (b"MZ\x90", "panel.xlsx", "limits.not_a_zip"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, content, name))

    assert code in {fault.code for fault in caught.value.faults}


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("a.txt", "nothing")

    with pytest.raises(InputError, match=r"limits\.not_a_zip"):
        read_sheet(tmp_path / "x.xlsx")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"document\.not_found"):
        read_sheet(tmp_path / "nowhere.csv")
