"""The workbook has a sheet for each table, and grades in it."""

from io import BytesIO

from openpyxl import load_workbook

from engine.report.evidence_contents import report_tables
from engine.report.evidence_workbook import evidence_workbook
from tests.app.evidence_sample import evidence_report


def test_every_table_has_a_sheet_with_its_rows() -> None:
    report = evidence_report()

    book = load_workbook(BytesIO(evidence_workbook(report, "zh")))

    assert len(book.sheetnames) == len(report_tables(report, "zh"))
    head = [cell.value for cell in book["效应"][3]]
    assert head[-1] == "等级"
    assert book["效应"].cell(4, len(head)).value == "C"
