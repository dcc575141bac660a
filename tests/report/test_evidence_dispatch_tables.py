"""Dispatch: the verdict, the balance, agents in the order of their names and never ranked."""

from engine.report.evidence_dispatch_tables import agents_table, balance_table, dispatch_table
from engine.report.evidence_words import EvidenceWords
from tests.app.evidence_sample import evidence_report

WORDS = EvidenceWords(evidence_report(), "en")


def test_verdict_is_told_with_what_it_was_reached_on() -> None:
    row = dispatch_table(WORDS).rows[0]

    assert (row[1].text, row[1].chip) == ("as if at random", "held")
    assert row[2].below == "of 41,000"
    assert row[5].below == "by chance 23.5%"


def test_balance_names_what_was_known_before() -> None:
    row = balance_table(WORDS).rows[0]

    assert [row[1].text, row[4].text] == ["Customer value", "balanced"]


def test_agents_that_cannot_be_told_apart_or_are_few_are_marked() -> None:
    rows = agents_table(WORDS).rows

    assert [row[0].text for row in rows] == ["A01", "A02", "A03"]
    assert [row[6].text for row in rows] == [
        "above the pool",
        "not told apart",
        "small sample, not compared",
    ]
