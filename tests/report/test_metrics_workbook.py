"""The workbook of a metric report: every table, never a formula."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.domain.texts import Language
from engine.report.metrics_words import MetricsWords
from engine.report.metrics_workbook import (
    definitions_table,
    metrics_tables,
    metrics_workbook,
    notes_table,
    reading_table,
)
from tests.report.metric_report_samples import report, sources

REPORT = replace(report(), issues=())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_has_a_sheet_of_its_own_name(language: Language) -> None:
    book = load_workbook(BytesIO(metrics_workbook(REPORT, sources(), language)))

    tables = metrics_tables(MetricsWords(REPORT, language), sources())
    assert len(book.sheetnames) == len(tables) == 17
    assert book.sheetnames[0] == ("店铺" if language == "zh" else "Shop")


def test_no_cell_is_a_formula_and_figures_are_numbers() -> None:
    book = load_workbook(BytesIO(metrics_workbook(REPORT, sources(), "en")))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    agents = book["Agents"]
    assert "f" not in kinds
    assert [agents.cell(4, column).value for column in (1, 3, 6)] == ["A1", 20, 400]
    assert agents.cell(6, 1).value == "'=A3"


def test_definitions_notes_and_readings_are_in_words() -> None:
    words = MetricsWords(REPORT, "en")

    assert definitions_table(words).rows[2][9].text == "staff"
    assert "30" in notes_table(words).rows[0][1].text
    reading = [cell.text for cell in reading_table(words, sources()).rows[0]]
    assert reading[:4] == ["log.csv", "contacts", "400", "1"]
    assert "95%" in reading[4]
