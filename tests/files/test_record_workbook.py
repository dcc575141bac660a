"""Sheets: what is refused before it is opened, and cells in their types."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from engine.errors import InputError
from engine.files.record_workbook import cell_text, opened_book, sheet_column
from tests.files.record_samples import compound_file, with_sheet_xml, write_book, xls_book


def fault_of(path: Path) -> str:
    with pytest.raises(InputError) as raised:
        opened_book(path, len)
    return raised.value.faults[0].code


def test_columns_keep_numbers_times_flags_and_text_apart() -> None:
    assert sheet_column([1.0, 2.5, ""]).to_pylist() == [1.0, 2.5, None]
    assert sheet_column([True, False, "-"]).to_pylist() == [True, False, None]
    assert sheet_column([1001.0, "A7", "NA"]).to_pylist() == ["1001", "A7", None]
    assert sheet_column([datetime(2026, 5, 1, 9, 30)]).to_pylist() == [  # noqa: DTZ001 (local time)
        datetime(2026, 5, 1, 9, 30)  # noqa: DTZ001 (local time)
    ]
    assert sheet_column(["", ""]).to_pylist() == [None, None]


def test_days_are_instants_at_midnight() -> None:
    days = [date(2026, 5, 1), datetime(2026, 5, 2, 9, 30), "", None]  # noqa: DTZ001 (local time)

    assert sheet_column(days).to_pylist() == [
        datetime(2026, 5, 1),  # noqa: DTZ001 (local time)
        datetime(2026, 5, 2, 9, 30),  # noqa: DTZ001 (local time)
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1001.0, "1001"),
        (1.5, "1.5"),
        (1e18, "1e+18"),
        (time(0, 1, 20), "00:01:20"),
        (timedelta(hours=30, seconds=5), "30:00:05"),
        (timedelta(seconds=-90), "-00:01:30"),
        (time(0, 0, 1, 500_000), "00:00:01.5"),
        (date(2026, 5, 1), "2026-05-01"),
    ],
)
def test_cells_are_written_as_they_look(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_the_sheet_that_is_recognised_best_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [["说明"]], [["agent", "started"], ["A", "x"]])

    book = opened_book(path, lambda cells: len({"agent", "started"} & set(cells)))

    assert book.head == (("agent", "started"), ("A", "x"))
    assert [(note.reading, note.example) for note in book.notes] == [
        ("reading.other_sheets", "Sheet1")
    ]


def test_the_first_sheet_that_holds_anything_is_read_among_equals(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [], [["a"]], [["b"]])

    assert opened_book(path, lambda _: 0).head == (("a",),)


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(xls_book([["客服", "首响"], ["小王", 30.0]]))

    book = opened_book(tmp_path / "a.xls", len)

    assert [column.to_pylist() for column in book.columns(1, 2)] == [["小王"], [30.0]]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", compound_file([("EncryptedPackage", b"x")]), "records.password"),
        ("a.xls", compound_file([("Workbook", b"x"), ("_VBA_PROJECT", b"y")]), "records.macros"),
        ("a.xls", compound_file([("WordDocument", b"x")]), "records.no_workbook"),
        ("a.xlsm", b"", "records.macros"),
        ("a.xlsb", b"", "records.binary_book"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "records.no_workbook"),
        ("a.xlsx", b"agent,started", "limits.not_a_zip"),
    ],
)
def test_what_must_not_be_opened_is_named(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert fault_of(tmp_path / name) == code


def test_macros_in_a_plain_workbook_are_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [["a"]])
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")

    assert fault_of(path) == "records.macros"


def test_cells_far_apart_are_refused_before_the_grid_is_made(tmp_path: Path) -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>'

    assert fault_of(with_sheet_xml(tmp_path / "far.xlsx", rows)) == "records.grid"


@pytest.mark.parametrize("stored", [b"", b"<v></v>", b"<v/>"])
def test_formulas_that_were_never_calculated_are_refused(tmp_path: Path, stored: bytes) -> None:
    rows = b'<row r="1"><c r="A1"><f>1+1</f>' + stored + b"</c></row>"

    assert fault_of(with_sheet_xml(tmp_path / "f.xlsx", rows)) == "records.formulas"


def test_stored_results_of_formulas_are_used_and_errors_counted(tmp_path: Path) -> None:
    rows = b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="e"><v>#N/A</v></c></row>'

    book = opened_book(with_sheet_xml(tmp_path / "f.xlsx", rows), len)

    assert book.cells == [[2.0, ""]] or book.head[0][0] == "2"
    assert [(note.reading, note.cells) for note in book.notes] == [("reading.error_cells", 1)]


def test_merged_cells_are_refused_below_the_header_only(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 1, "title")
        sheet.write_row(1, 0, ["agent", "n"])
        sheet.merge_range(2, 0, 3, 0, "A")

    opened = opened_book(path, len)

    opened.refuse_merged(4)
    with pytest.raises(InputError, match=r"rows 3-4, column 1: records\.merged"):
        opened.refuse_merged(2)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"contacts\.empty"):
        opened_book(write_book(tmp_path / "e.xlsx", []), len)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "fake.xlsx", "w") as packed:
        packed.writestr("letter.txt", "no sheet")

    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        opened_book(tmp_path / "fake.xlsx", len)
