"""Every table of a report, in both languages, with the grade beside its figures."""

from dataclasses import replace

import pytest

from engine.domain.texts import Language
from engine.report.evidence_contents import OPEN, report_tables
from engine.report.labels import word
from tests.app.evidence_sample import evidence_report

UNGRADED = {"evidence_roles", "evidence_checks", "evidence_notes"}  # they hold no estimates


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_is_filled_and_keeps_its_columns(language: Language) -> None:
    tables = report_tables(evidence_report(), language)

    assert len(tables) == 19
    assert len({table.id for table in tables}) == 19
    for table in tables:
        assert all(len(row) == len(table.columns) for row in table.rows), table.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_of_estimates_has_the_grade_in_every_row(language: Language) -> None:
    for table in report_tables(evidence_report(), language):
        if table.id in UNGRADED:
            continue
        graded = [row for row in table.rows if {cell.text for cell in row} & set("ABCD")]
        assert graded == list(table.rows), table.id


def test_tables_without_rows_are_left_out() -> None:
    bare = replace(evidence_report(), claims=(), dispatch=(), promotions=())

    ids = {table.id for table in report_tables(bare, "en")}

    assert not ids & {"evidence_claims", "evidence_dispatch", "evidence_agents"}
    assert "evidence_promotion" not in ids


def test_open_tables_and_sheets_are_named_for_tables_there_are() -> None:
    ids = {table.id for table in report_tables(evidence_report(), "en")}

    assert ids >= OPEN
    assert all(word(f"sheet.{id_}", "en") for id_ in ids)
