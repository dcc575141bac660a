"""Importance with ties, weights with their state: contradicted loud, judged kept."""

from engine.report.evidence_weight_tables import evidence_weights_table, importance_table
from engine.report.evidence_words import EvidenceWords
from tests.app.evidence_sample import evidence_report

WORDS = EvidenceWords(evidence_report(), "en")


def test_states_are_told_and_contradiction_counts_nothing() -> None:
    rows = evidence_weights_table(WORDS).rows

    assert [row[1].text for row in rows] == [
        "by evidence",
        "contradicted: counts 0",
        "keep the judged weight",
    ]
    assert [row[1].chip for row in rows] == ["accent", "missed", "quiet"]
    assert rows[1][2].text == "0.0%"
    assert rows[2][2].text == "—"
    assert "not enough evidence" in rows[2][5].text


def test_shares_have_intervals_ranks_and_ties() -> None:
    rows = importance_table(WORDS).rows

    assert rows[0][2].below == "47.0–59.0%"
    assert rows[0][3].values == (1, 1, 2)
    assert [row[4].text for row in rows] == ["1", "1"]
    assert rows[1][5].chip == "missed"
