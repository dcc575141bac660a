"""Small tables in CSV and Excel, in the encodings that offices use."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from engine.errors import InputError
from engine.files.spreadsheet import read_sheet, read_tables

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


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_may_be_divided_by_commas_semicolons_or_tabs(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace(",", delimiter)

    sheet = read_sheet(written(tmp_path, text.encode()))

    assert sheet.header == ("respondent", "答案")
    assert sheet.rows == ((2, ("R01", "3")), (4, ("R02", "1/5")))


@pytest.mark.parametrize(
    ("text", "header", "row"),
    [
        ('"a;b;c",d\n1,2\n', ("a;b;c", "d"), ("1", "2")),
        ("a;b\n0,14;0,33\n", ("a", "b"), ("0,14", "0,33")),
        ('"a,x"\tb\n1,5\t2\n', ("a,x", "b"), ("1,5", "2")),
        ("alone\n3\n", ("alone",), ("3",)),
    ],
)
def test_the_sign_that_divides_rows_evenly_is_the_delimiter(
    tmp_path: Path, text: str, header: tuple[str, ...], row: tuple[str, ...]
) -> None:
    sheet = read_sheet(written(tmp_path, text.encode()))

    assert (sheet.header, sheet.rows) == (header, ((2, row),))


def test_every_sheet_of_a_workbook_is_read_hidden_ones_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    hidden = book.create_sheet("more")
    hidden["B2"] = 0.125
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "x.xlsx")

    tables = read_tables(tmp_path / "x.xlsx")

    assert tables.sheets == {"Sheet": [["a"]], "more": [["", ""], ["", "0.125"]]}


def test_a_csv_is_one_nameless_table(tmp_path: Path) -> None:
    assert read_tables(written(tmp_path, b"a,b\n")).sheets == {"": [["a", "b"]]}


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


def test_the_first_sheet_that_holds_anything_is_read_and_the_others_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, rows in (("data", [["a", "b"], [1, 2]]), ("empty", []), ("more", [["x"]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "x.xlsx")

    sheet = read_sheet(tmp_path / "x.xlsx")

    assert (sheet.header, sheet.unread) == (("a", "b"), ("more",))


def test_a_title_above_the_header_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, b"Survey 2026,,\nid,a,b\n1,2,3\n"))

    assert [(f.code, f.place, f.value) for f in caught.value.faults] == [
        ("sheet.title", "row 1", "Survey 2026")
    ]


def test_a_quote_that_is_never_closed_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(written(tmp_path, b'id,a,b\n1,"3,2\n'))

    assert [fault.code for fault in caught.value.faults] == ["sheet.csv"]
