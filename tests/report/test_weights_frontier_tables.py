"""The frontier, the robust choices and the emphases as tables."""

from dataclasses import replace

import pytest

from engine.report.weights_frontier_tables import (
    emphases_table,
    emphasis_lines,
    emphasis_rules_table,
    emphasis_text,
    frontier_table,
    robust_table,
)
from engine.report.weights_page_words import WeightsWords
from tests.app.weights_sample import frontier, weights_report

WORDS = WeightsWords(weights_report(), "en")


def test_frontier_counts_points_that_change_hands_not_the_raw_distance() -> None:
    table = frontier_table(WORDS)

    assert table is not None
    assert [row[0].text for row in table.rows] == [
        *("nearest to judgement", "knee", "recommended", "nearest to evidence")
    ]
    assert [row[2].text for row in table.rows] == ["5.00", "7.00", "8.00", "15.00"]
    assert "half the L1 distance" in table.notes[0]


def test_every_share_of_a_corner_is_shown() -> None:
    table = frontier_table(WORDS)

    assert table is not None
    assert [column.name for column in table.columns[4:]] == [
        leaf.name.en for leaf in WORDS.report.indicators
    ]
    for row in table.rows:
        assert sum(cell.values[0] for cell in row[4:]) == pytest.approx(1.0)


def test_frontier_that_is_not_proven_is_a_guide_only() -> None:
    report = replace(weights_report(), frontier=replace(frontier(), proven=False))
    table = frontier_table(WeightsWords(report, "en"))

    assert table is not None
    assert "Not every corner is proven" in table.notes[-1]
    assert frontier_table(WeightsWords(replace(report, frontier=None), "en")) is None


def test_robust_choices_stand_beside_the_recommended_set() -> None:
    rows = robust_table(WORDS).rows

    assert [row[4].text for row in rows] == ["2.0", "3.0", "0.0"]
    assert rows[0][0].below == "at most 3 estimates at their worst at once"
    assert rows[1][0].below == "all estimates at their worst at once"
    assert rows[2][0].below == "the judgement's draws"
    assert "3 of 10 weights" in rows[1][7].text
    assert [(row[6].text, row[6].chip) for row in rows[1:]] == [
        ("proven", "quiet"),
        ("not proven", "undecided"),
    ]


def test_robust_choices_say_what_they_are_measured_in() -> None:
    rows = robust_table(WORDS).rows

    assert [(row[1].text, row[2].text, row[3].text) for row in rows] == [
        ("points that change hands", "9.50", "11.70"),
        ("evidence guaranteed", "0.1100", "0.1070"),
        ("points of score, mean difference", "1.02", "1.37"),
    ]


def test_measure_follows_the_norm_and_the_scores() -> None:
    report = replace(weights_report(), norm="Linf", stability=())
    rows = robust_table(WeightsWords(report, "en")).rows

    assert [(row[1].text, row[2].text) for row in (rows[0], rows[2])] == [
        ("points, greatest difference", "19.00"),
        ("points that change hands", "51.00"),
    ]


def test_emphases_move_from_the_set_without_them() -> None:
    rows = [row for row in emphases_table(WORDS).rows if row[1].text == "First response time"]

    assert [(row[0].text, row[2].text, row[3].text, row[4].text) for row in rows] == [
        ("Promotion", "14.0%", "17.0%", "+3.0"),
        ("Presale", "14.0%", "14.0%", "±0.0"),
    ]


def test_emphasis_says_what_moves_and_whose_grade_changes() -> None:
    promotion, presale, _ = WORDS.report.emphases

    assert emphasis_text(WORDS, promotion) == (
        "3.0 points of weight change hands, against the set without an emphasis. "
        "2 of 5 agents would have another grade than under the recommended set."
    )
    assert emphasis_text(WORDS, presale).startswith("No weight moves")


def test_clashing_emphasis_names_its_rules() -> None:
    rows = emphasis_rules_table(WORDS).rows
    outsourced = WORDS.report.emphases[2]

    assert "frt >= 0.17" in rows[0][3].text
    assert emphasis_lines(WORDS, outsourced)[0].startswith("These 2 rules cannot hold together")
    assert [row[0].text for row in rows].count("Outsourced") == 6
