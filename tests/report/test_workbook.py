"""The workbook holds figures as numbers and never a live formula."""

from dataclasses import replace
from io import BytesIO
from string import printable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.pack import DecisionPack, InputFile
from engine.domain.texts import Language, Text
from engine.report.contents import all_tables
from engine.report.workbook import sheet_name, sheet_title, workbook
from tests.app.weights_sample import hostile, weights_report

FORMULA = "=1+1"
STARTS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\uff1d1+1",
    "{=1}",
    "http://example.org",
    "=HYPERLINK(1)",
]


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def cells(book: openpyxl.Workbook) -> list[openpyxl.cell.Cell]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_has_a_sheet_with_its_rows(pack: DecisionPack, language: Language) -> None:
    book = read(workbook(pack, language))

    tables = all_tables(pack, language)
    assert len(book.sheetnames) == len(tables)
    for sheet, table in zip(book, tables, strict=True):
        assert sheet["A1"].value == table.title
        assert sheet.max_row >= 3 + len(table.rows)


def test_figures_are_numbers_with_their_ends(pack: DecisionPack) -> None:
    sheet = read(workbook(pack, "en")).worksheets[0]

    headings = [cell.value for cell in sheet[3]]
    judged = headings.index("Judged")
    assert headings[judged : judged + 3] == ["Judged", "Judged (low)", "Judged (high)"]
    assert [sheet.cell(4, judged + 1 + i).value for i in range(3)] == [0.23, 0.19, 0.28]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sheets_have_short_names_without_numbers_added(
    pack: DecisionPack, language: Language
) -> None:
    names = [sheet_title(table.id, pack, language) for table in all_tables(pack, language)]

    assert all(len(name) <= 31 for name in names)
    assert len(set(names)) == len(names)
    assert read(workbook(pack, language)).sheetnames == names


def test_sheet_of_a_part_with_a_long_name_is_called_by_its_id(pack: DecisionPack) -> None:
    load = replace(pack.scenarios[0], name=Text("长" * 40, "long " * 10))

    assert sheet_title(f"measures_{load.id}", replace(pack, scenarios=(load,)), "en") == (
        f"Measures {load.id}"
    )


def test_sheets_of_agents_hold_all_agents(pack: DecisionPack) -> None:
    assert pack.review is not None
    book = read(workbook(pack, "en"))

    for name in ("Grade changes", "Standings"):
        found = {row[0].value for row in book[name].iter_rows(min_row=4)}
        assert {agent.agent for agent in pack.review.agents} <= found


@pytest.mark.parametrize("text", STARTS)
def test_no_text_becomes_a_formula_or_a_link(pack: DecisionPack, text: str) -> None:
    name = Text(text, text)
    named = replace(
        pack,
        heng=replace(pack.heng, case_name=name, inputs=(InputFile(text, text),)),
        weights=tuple(replace(leaf, name=name, group_name=name) for leaf in pack.weights),
    )

    found = cells(read(workbook(named, "en")))

    assert {cell.data_type for cell in found} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in found)


@given(title=st.text(printable + "衡指标", max_size=60), other=st.text(printable, max_size=60))
def test_sheet_names_are_allowed_and_distinct(title: str, other: str) -> None:
    taken: set[str] = set()

    names = [sheet_name(each, taken) for each in (title, title, other)]

    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_on_the_weights_has_its_sheets(
    weights_pack: DecisionPack, language: Language
) -> None:
    book = read(workbook(weights_pack, language))

    wanted = ("why", "rules", "frontier", "emphases", "grades", "stability", "acceptability")
    names = [sheet_title(f"weights_{each}", weights_pack, language) for each in wanted]
    assert set(names) <= set(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_names_in_the_report_on_the_weights_are_no_formulas(weights_pack: DecisionPack) -> None:
    report = hostile(weights_report(), FORMULA)
    book = read(workbook(replace(weights_pack, weights_report=report), "en"))

    found = cells(book)
    assert not [cell for cell in found if cell.data_type == "f"]
    assert not [cell for cell in found if str(cell.value).startswith("=")]
