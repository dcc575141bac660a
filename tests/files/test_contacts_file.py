"""Preparing a user's contact file: headers, impossible rows, Parquet without a copy."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from engine.domain.case import ContactLayout
from engine.errors import InputError
from engine.example.contacts import draw_contacts
from engine.example.parquet import write_contacts
from engine.example.world import shop_world
from engine.files.contacts_file import prepare_contacts
from engine.i18n.translate import render, render_error

SHARED = Path(os.environ.get("HENG_SHARED", Path(__file__).parents[3] / "shared"))
SUPPORT = SHARED / "data" / "support" / "support_contacts_2023-08-28.csv.gz"


def csv(folder: Path, text: str) -> Path:
    path = folder / "contacts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_headers_are_mapped_to_hengs_names(tmp_path: Path) -> None:
    path = csv(tmp_path, "客服,响应,备注\n007,30,a\n小李,45,b\n")
    layout = ContactLayout(columns={"agent": "客服", "frt_s": "响应"})

    source = prepare_contacts(path, layout, tmp_path / "made")

    assert source.columns == ("agent", "frt_s", "备注", "source_row")
    assert source.rows == 2
    assert pq.read_table(source.path)["agent"].to_pylist() == ["007", "小李"]


def test_impossible_rows_are_listed_and_the_others_kept(tmp_path: Path) -> None:
    path = csv(tmp_path, "agent,frt_s,csat\nA,30,5\nB,-1,9\nC,soon,4\nD\nE,10,\n")

    source = prepare_contacts(path, ContactLayout(), tmp_path)

    assert [(row.row, row.column, row.value) for row in source.set_aside] == [
        (3, "frt_s", "-1"),
        (3, "csat", "9"),
        (4, "frt_s", "soon"),
        (5, "", "D"),
    ]
    assert pq.read_table(source.path)["agent"].to_pylist() == ["A", "E"]
    assert source.rows == 2


def test_every_reason_has_a_sentence(tmp_path: Path) -> None:
    path = csv(tmp_path, "solved,frt_s,csat,started\n1,30,5,2026-05-01\n2,-1,9,x\nD\n1,y,,\n")

    source = prepare_contacts(path, ContactLayout(), tmp_path)

    reasons = {row.reason for row in source.set_aside}
    assert len(reasons) == 6
    assert all(render(reason, {}, "zh") != reason for reason in reasons)


def test_every_fault_of_the_headers_is_named_at_once(tmp_path: Path) -> None:
    path = csv(tmp_path, "agent,respons,x,x\nA,1,2,3\n")
    layout = ContactLayout(
        columns={"frt_s": "response", "csat": "score"}, ranges={"handle": (0, None)}
    )

    with pytest.raises(InputError) as raised:
        prepare_contacts(path, layout, tmp_path)

    found = [(fault.code, fault.place, fault.value) for fault in raised.value.faults]
    assert found == [
        ("contacts.duplicate_header", "row 1", "x"),
        ("contacts.header_missing", "layout.columns.frt_s", "response"),
        ("contacts.header_missing", "layout.columns.csat", "score"),
        ("contacts.column_missing", "layout.ranges.handle", "handle"),
    ]
    assert "respons" in render_error(raised.value, "en")


def test_two_headers_for_one_name_are_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, "agent,客服\nA,B\n")

    with pytest.raises(InputError, match="name_taken"):
        prepare_contacts(path, ContactLayout(columns={"agent": "客服"}), tmp_path)


def test_column_without_a_possible_value_is_a_fault_of_the_column(tmp_path: Path) -> None:
    path = csv(tmp_path, "agent,frt_s\nA,B\nC,D\n")

    with pytest.raises(InputError, match=r"unreadable_column: 'B'"):
        prepare_contacts(path, ContactLayout(), tmp_path)


def test_file_without_a_possible_row_is_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, "frt_s,csat\n-1,4\n30,9\n")

    with pytest.raises(InputError, match=r"nothing_left.*rows=2"):
        prepare_contacts(path, ContactLayout(), tmp_path)


@pytest.mark.parametrize("name", ["contacts.pdf", "contacts", "contacts.doc"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(InputError, match=r"contacts\.format"):
        prepare_contacts(tmp_path / name, ContactLayout(), tmp_path)


@pytest.mark.parametrize("name", ["gone.csv", "gone.csv.gz", "gone.xlsx", "gone.parquet"])
def test_missing_file_is_named_without_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"contacts.unreadable .file='{name}'") as raised:
        prepare_contacts(tmp_path / name, ContactLayout(), tmp_path)

    assert str(tmp_path) not in render_error(raised.value, "en")


def test_sheet_is_prepared_like_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["agent", "frt_s"], [1001, 30], [1002, -5]]):
            sheet.write_row(number, 0, row)

    source = prepare_contacts(path, ContactLayout(), tmp_path)

    assert pq.read_table(source.path).to_pydict() == {
        "agent": ["1001"],
        "frt_s": [30.0],
        "source_row": [2],
    }
    assert [(row.row, row.value) for row in source.set_aside] == [(3, "-5.0")]


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    path = tmp_path / "shop.parquet"
    write_contacts(draw_contacts(shop_world(2), 2_000, thin=True), path)
    return path


def test_parquet_that_needs_no_change_is_used_itself(parquet: Path, tmp_path: Path) -> None:
    source = prepare_contacts(parquet, ContactLayout(), tmp_path / "made")

    assert source.path == parquet
    assert source.rows == 2_000
    assert not (tmp_path / "made").exists()


def test_parquet_with_impossible_rows_is_copied_without_them(parquet: Path, tmp_path: Path) -> None:
    table = pq.read_table(parquet)
    frt_s = table["frt_s"].to_pylist()
    frt_s[7] = -4
    place = table.column_names.index("frt_s")
    pq.write_table(table.set_column(place, "frt_s", pa.array(frt_s)), parquet)

    source = prepare_contacts(parquet, ContactLayout(), tmp_path / "made")

    assert source.path.parent == tmp_path / "made"
    assert source.rows == 1_999
    assert [(row.row, row.column, row.value) for row in source.set_aside] == [(9, "frt_s", "-4")]
    assert "later_reply_s" in source.columns


def test_another_layout_makes_another_file(tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\n1,2\n")

    first = prepare_contacts(path, ContactLayout(columns={"frt_s": "a"}), tmp_path)
    second = prepare_contacts(path, ContactLayout(columns={"frt_s": "b"}), tmp_path)

    assert first.path != second.path


@pytest.mark.skipif(not SUPPORT.is_file(), reason="the support data are not beside the checkout")
def test_support_day_sets_aside_its_negative_response_times(tmp_path: Path) -> None:
    layout = ContactLayout(ranges={"response_min": (0, None)})

    source = prepare_contacts(SUPPORT, layout, tmp_path)

    assert len(source.set_aside) == 633
    assert source.rows == 52
    assert {row.column for row in source.set_aside} == {"response_min"}
    assert all(float(row.value) < 0 for row in source.set_aside)


def test_a_file_of_headers_only_is_said_to_hold_no_contacts(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"contacts\.no_rows"):
        prepare_contacts(csv(tmp_path, "agent,frt_s\n"), ContactLayout(), tmp_path)
