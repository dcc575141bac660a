"""Validation side by side, drift, hidden confounders, data choices, what to know."""

from dataclasses import replace

from engine.report.evidence_trust_tables import (
    all_findings,
    checks_table,
    coefficients_table,
    collinearity_table,
    drift_table,
    notes_table,
    roles_table,
    sensitivity_table,
    validation_table,
)
from engine.report.evidence_words import EvidenceWords
from tests.app.evidence_sample import evidence_report

WORDS = EvidenceWords(evidence_report(), "en")


def test_random_rows_stand_beside_later_ones_and_unseen_groups() -> None:
    table = validation_table(WORDS)

    told = [row[1].text for row in table.rows]
    assert told == ["the same rows", "random rows", "later rows", "unseen groups"]
    assert table.rows[2][3].text == "0.601"
    assert table.rows[2][4].values == (0.196, 0.212)
    assert "R²" not in [column.name for column in table.columns]


def test_scores_have_their_r2() -> None:
    part = WORDS.report.validation[0]
    rows = tuple(replace(row, auc=None, brier=None, brier_null=None, r2=0.2) for row in part.rows)
    words = EvidenceWords(replace(WORDS.report, validation=(replace(part, rows=rows),)), "en")

    table = validation_table(words)

    assert "R²" in [column.name for column in table.columns]
    assert table.rows[0][3].text == "—"
    assert table.rows[0][-2].text == "0.200"


def test_weeks_of_alarm_are_marked_with_the_rate_stated() -> None:
    table = drift_table(WORDS)

    assert [row[6].text for row in table.rows].count("alarm") == 2
    assert "5%" in table.notes[0]


def test_sensitivity_names_the_strongest_measured_confounder() -> None:
    row = sensitivity_table(WORDS).rows[0]

    assert (row[2].text, row[2].below) == ("1.71", "interval's end 1.64")
    assert row[4].text == "Customer value"


def test_every_choice_says_what_the_other_would_move() -> None:
    row = checks_table(WORDS).rows[0]

    assert row[0].text == "draw in the outermost 0.1%"
    assert [cell.text for cell in row[1:]] == ["40", "no", "0.10", "+0.2 pp"]


def test_few_cluster_errors_stand_beside_those_in_force() -> None:
    table = coefficients_table(WORDS)

    assert [cell.text for cell in table.rows[0][3:6]] == ["0.0160", "0.0110", "0.0190"]
    assert "agent 34" in table.notes[0]


def test_findings_are_told_once_the_gravest_first() -> None:
    kinds = [each.severity for each in all_findings(WORDS)]

    assert kinds == ["alarm", "caution", "note"]
    assert len(notes_table(WORDS).rows) == 3


def test_roles_and_ties_are_listed() -> None:
    assert [cell.text for cell in roles_table(WORDS).rows[0][1:3]] == ["lever", "stated"]
    assert collinearity_table(WORDS).rows[0][3].text == "—"
