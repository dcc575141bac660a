"""Reasons, prices and proofs of the recommended weights as tables."""

from dataclasses import replace

import pytest

from engine.domain.texts import Language
from engine.report.weights_page_words import WeightsWords
from engine.report.weights_why_tables import (
    all_rules_table,
    conflict_table,
    conflict_text,
    proof,
    rules_table,
    why_table,
)
from tests.app.weights_sample import CONFLICT, OPEN, PROVEN, infeasible, weights_report

WORDS = WeightsWords(weights_report(), "en")


def test_every_indicator_has_its_sources_room_and_reason() -> None:
    table = why_table(WORDS)
    fcr = next(row for row in table.rows if row[0].text == "First-contact resolution")

    assert [cell.text for cell in fcr[1:7]] == [
        *("15.0%", "23.0%", "24.0%", "22.0%", "+7.0", "19.0–27.0%")
    ]
    assert fcr[4].below == "20.0–25.0%"
    assert fcr[7].text.startswith("First-contact resolution follows judgement and evidence")


def test_silent_evidence_is_a_dash_and_counted() -> None:
    table = why_table(WORDS)
    silent = [row for row in table.rows if row[3].text == "—"]

    assert f"{len(silent)} of {len(table.rows)} indicators" in table.notes[1]


def test_unknown_incumbent_gives_no_move() -> None:
    report = weights_report()
    leaf = replace(report.indicators[0], incumbent=None)

    row = why_table(WeightsWords(replace(report, indicators=(leaf,)), "en")).rows[0]

    assert (row[1].text, row[5].text, row[5].values) == ("—", "—", (None,))


def test_rules_that_bind_stand_with_their_price_the_dearest_first() -> None:
    rows = rules_table(WORDS).rows

    assert [row[1].text for row in rows] == ["1.000", "—"]
    assert "fcr <= 0.22" in rows[0][0].text
    assert rows[0][1].strong
    assert "2.00 points nearer" in rows[0][2].text
    assert "not proven" in rows[1][2].text


def test_all_rules_say_which_of_them_bind() -> None:
    states = [row[1].text for row in all_rules_table(WORDS).rows]

    assert states == ["binds", "binds", "does not bind"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_only_a_proven_answer_is_called_the_best(language: Language) -> None:
    best = {"zh": "没有更好的可行权重", "en": "no admissible set is better"}[language]
    report = weights_report()

    proven = proof(WeightsWords(replace(report, solver=PROVEN), language))[0]
    unproven = proof(WeightsWords(replace(report, solver=OPEN), language))[0]

    assert best in proven
    assert best not in unproven
    assert "1.2" in unproven
    assert proof(WeightsWords(replace(report, solver=None), language)) == ()


def test_clash_is_told_rule_by_rule_with_the_least_change() -> None:
    lines = conflict_text(CONFLICT, WORDS)
    table = conflict_table(WeightsWords(infeasible(weights_report()), "en"))

    assert "frt >= 0.17" in lines[1]
    assert lines[-1] == "move the limit of frt >= 0.14 down by 3 points"
    assert table is not None
    assert [row[0].text for row in table.rows] == lines
    assert conflict_table(WORDS) is None
