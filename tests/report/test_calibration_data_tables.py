"""Tables for the workbook alone: answers, both readings, own weights, draws."""

import numpy as np
import pytest

from engine.report.calibration_data_tables import (
    answers_table,
    as_written_table,
    draws_table,
    node_answers_table,
    node_weights_table,
    own_weights_table,
)
from engine.report.tables import Table
from tests.report.calibration_samples import agreed, english, published, small


def values(table: Table) -> list[tuple[object, ...]]:
    return [tuple(cell.values[0] for cell in row) for row in table.rows]


def test_answers_are_those_that_count_changes_made_and_gaps_left_out() -> None:
    rows = values(answers_table(english(small())))

    assert ("P2", "The goal", "Alpha", "Beta", 0.5, "1/2") in rows
    assert ("P3", "The goal", "Alpha", "Gamma", 1 / 9, "1/9") in rows
    assert [row[2:4] for row in rows if row[0] == "P4"] == [("Alpha", "Beta")]


def test_reading_as_written_lists_only_what_differs() -> None:
    rows = values(as_written_table(english(small())))

    assert ("P1", 1.0, "The goal", "Alpha", "Gamma", 40.0, 4.0) in rows
    assert ("P2", 1.0, "The goal", "Alpha", "Beta", 1.0, 0.5) in rows
    assert ("P5", 2.0, "The goal", "Alpha", "Beta", 1.0, None) in rows
    assert len(rows) == 5
    assert as_written_table(english(agreed())).rows == ()


def test_both_readings_of_the_published_survey_differ_in_repairs_and_rejections() -> None:
    rows = values(as_written_table(english(published())))

    repaired = [row for row in rows if row[6] is not None]
    rejected = [row for row in rows if row[6] is None]
    assert len(rejected) == 21
    assert all(abs(row[5] / row[6] - 1) < 0.15 for row in repaired)  # type: ignore[operator]  # figures


def test_respondent_at_a_node_has_index_ratio_and_circles() -> None:
    rows = {row[0]: row for row in values(node_answers_table(english(small())))}

    assert rows["P3"][5] == 0.5245
    assert rows["P3"][6] == pytest.approx((10 + 1 / 9 - 3) / 2 / 0.5245)
    assert rows["P3"][8] == "Alpha > Beta > Gamma > Alpha"
    assert rows["P4"][6] is None
    assert rows["P2"][9] != rows["P2"][6]


def test_own_weights_are_those_of_linked_answers() -> None:
    rows = values(own_weights_table(english(small())))

    steady = [row[3] for row in rows if row[0] == "P1"]
    assert steady == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert not [row for row in rows if row[0] == "P4"]


def test_weights_within_nodes_are_shown_by_every_aggregation() -> None:
    rows = values(node_weights_table(english(agreed())))

    for way in (2, 3, 4):
        assert [row[way] for row in rows] == pytest.approx([4 / 7, 2 / 7, 1 / 7])


def test_every_draw_is_kept() -> None:
    table = draws_table(english(small()))

    assert [each.name for each in table.columns] == ["Draw", "Alpha", "Beta", "Gamma"]
    drawn = np.array([row[1:] for row in values(table)])
    np.testing.assert_array_equal(drawn, small().uncertainty.draws)
