"""How few grades need change, and whose are certain."""

from dataclasses import replace

from engine.report.weights_grade_tables import (
    agent_grades_table,
    certain_text,
    changes_note,
    changes_table,
)
from engine.report.weights_page_words import WeightsWords
from tests.app.weights_sample import PROVEN, grades, weights_report, without_scores

WORDS = WeightsWords(weights_report(), "en")


def test_changes_of_each_way_stand_with_their_denominator() -> None:
    table = changes_table(WORDS)

    assert table is not None
    assert [(row[1].text, row[2].text) for row in table.rows] == [
        ("4", "5"),
        ("5", "5"),
        ("3", "5"),
    ]
    assert table.rows[2][1].below == "at least 2 needed"
    assert table.rows[2][3].chip == "undecided"


def test_fewest_changes_are_called_proven_only_where_they_are() -> None:
    proven = replace(grades(), proven=True, bound=3, solver=PROVEN)

    assert changes_note(WORDS, grades()).startswith("Not proven: 3 of 5 grades is the fewest")
    assert changes_note(WORDS, proven) == "Proven: no allowed set changes fewer than 3 of 5 grades."


def test_search_that_a_clock_ended_is_said() -> None:
    stopped = replace(grades(), solver=replace(grades().solver, reproducible=False))

    assert "A time limit ended the search" in changes_note(WORDS, stopped)


def test_rescaling_that_the_policy_refuses_has_no_row() -> None:
    report = replace(weights_report(), grades=replace(grades(), rescaled_changes=None))
    table = changes_table(WeightsWords(report, "en"))

    assert table is not None
    assert len(table.rows) == 2


def test_open_grades_come_first() -> None:
    table = agent_grades_table(WORDS)

    assert table is not None
    assert [row[0].text for row in table.rows] == ["A2", "A4", "A1", "A3", "A5"]
    assert [row[7].text for row in table.rows] == ["open", "open", "certain", "certain", "certain"]
    assert table.subtitle == "3 of 5 certain, 2 open"
    assert "A9" in table.notes[1]


def test_open_grades_are_named() -> None:
    certain = tuple(row for row in grades().agents if row.certain)
    sure = replace(weights_report(), grades=replace(grades(), agents=certain))

    assert certain_text(WORDS).endswith("2 have not: A2, A4.")
    assert certain_text(WeightsWords(sure, "en")).startswith("All 3 agents")


def test_many_open_grades_are_counted() -> None:
    agents = tuple(replace(grades().agents[1], agent=f"B{number}") for number in range(25))
    many = replace(grades(), agents=agents, certain=0)

    told = certain_text(WeightsWords(replace(weights_report(), grades=many), "en"))

    assert told.endswith("B19 and 5 more.")


def test_case_without_scores_has_no_grades() -> None:
    words = WeightsWords(without_scores(weights_report()), "en")

    assert changes_table(words) is None
    assert agent_grades_table(words) is None
    assert certain_text(words) == ""
