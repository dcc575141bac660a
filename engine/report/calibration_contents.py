"""Which tables a calibration has: those the document shows, and those of the workbook."""

from engine.domain.calibration import CalibrationHeader
from engine.report.calibration_data_tables import (
    answers_table,
    as_written_table,
    draws_table,
    node_answers_table,
    node_weights_table,
    own_weights_table,
)
from engine.report.calibration_group_tables import (
    disagreement_table,
    group_matrices_table,
    matrix_tables,
    nodes_table,
)
from engine.report.calibration_people_tables import ask_again_table, gaps_table, people_table
from engine.report.calibration_record_tables import (
    changes_table,
    findings_table,
    inputs_table,
    method_table,
    notes_table,
)
from engine.report.calibration_tables import (
    fuzzy_table,
    ranks_table,
    subgroup_weights_table,
    subgroups_table,
    treatment_weights_table,
    treatments_table,
    weights_table,
)
from engine.report.calibration_words import CalibrationWords
from engine.report.tables import Table, kept


def document_tables(words: CalibrationWords, head: CalibrationHeader) -> tuple[Table, ...]:
    """Return the tables for people that have rows."""
    return kept(
        [
            weights_table(words),
            *_panel_tables(words),
            ask_again_table(words),
            *_record_tables(words, head),
            *matrix_tables(words),
        ]
    )


def workbook_tables(words: CalibrationWords, head: CalibrationHeader) -> tuple[Table, ...]:
    """Return the tables of the workbook that have rows: all figures, and what they rest on."""
    return kept(
        [
            weights_table(words),
            ranks_table(words),
            findings_table(words),
            *_panel_tables(words),
            ask_again_table(words, everything=True),
            *_record_tables(words, head),
            node_weights_table(words),
            group_matrices_table(words),
            answers_table(words),
            as_written_table(words),
            node_answers_table(words),
            own_weights_table(words),
            draws_table(words),
        ]
    )


def _panel_tables(words: CalibrationWords) -> tuple[Table, ...]:
    return (
        people_table(words),
        gaps_table(words),
        nodes_table(words),
        disagreement_table(words),
        treatments_table(words),
        treatment_weights_table(words),
        subgroups_table(words),
        subgroup_weights_table(words),
        fuzzy_table(words),
    )


def _record_tables(words: CalibrationWords, head: CalibrationHeader) -> tuple[Table, ...]:
    return (
        changes_table(words),
        notes_table(words),
        method_table(words, head),
        inputs_table(words, head),
    )
