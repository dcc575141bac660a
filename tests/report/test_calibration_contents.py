"""Which tables a calibration has."""

from typing import get_args

import pytest

from engine.domain.texts import Language
from engine.report.calibration_contents import document_tables, workbook_tables
from engine.report.calibration_words import CalibrationWords
from tests.report.calibration_samples import HEAD, agreed, english, shipped, small


@pytest.mark.parametrize("language", get_args(Language))
def test_tables_have_distinct_ids_and_rows_of_their_columns(language: Language) -> None:
    for tables in (document_tables, workbook_tables):
        made = tables(CalibrationWords(small(), language), HEAD)

        assert len({table.id for table in made}) == len(made)
        for table in made:
            assert table.rows
            assert {len(row) for row in table.rows} == {len(table.columns)}


def test_nothing_to_tell_makes_no_table() -> None:
    ids = {table.id for table in workbook_tables(english(agreed()), HEAD)}

    assert not ids & {"gaps", "subgroups", "fuzzy", "changes", "notes", "as_written"}


def test_document_leaves_the_long_tables_to_the_workbook() -> None:
    shown = {table.id for table in document_tables(english(shipped()), HEAD)}

    assert not shown & {"draws", "answers", "own_weights", "node_answers"}
