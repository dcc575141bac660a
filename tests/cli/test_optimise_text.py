"""The text of a weights report, aligned and in sections."""

from dataclasses import replace

import pytest

from engine.cli.columns import display_width
from engine.cli.optimise_text import optimise_text
from engine.cli.optimise_words import WIDTH
from engine.domain.texts import Language
from tests.cli.weight_reports import full_report, report


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_a_terminal(language: Language) -> None:
    lines = optimise_text(full_report(), language).splitlines()

    assert max(map(display_width, lines)) <= WIDTH + 10  # one long word or formula may stand apart


def test_a_clash_is_told_with_its_rules_and_the_way_out() -> None:
    text = optimise_text(report(emphasis="too-much"), "en")

    assert "Under the emphasis Too much." in text
    assert "frt >= 0.9" in text
    assert "Recommended weights" not in text


@pytest.mark.parametrize(("language", "word"), [("zh", "最优"), ("en", "optimal")])
def test_an_unproven_answer_is_never_called_the_best(language: Language, word: str) -> None:
    solver, grades = full_report().solver, full_report().grades
    assert solver is not None
    assert grades is not None
    stopped = replace(solver, proven=False, why="node limit")
    open_grades = replace(grades, proven=False, bound=0, solver=stopped)

    text = optimise_text(replace(full_report(), solver=stopped, grades=open_grades), language)

    assert word not in text
    assert {"zh": "不排除更少", "en": "not ruled out"}[language] in text


def test_alarms_come_before_notes() -> None:
    findings = full_report().findings
    severities = [each.severity for each in findings]

    text = optimise_text(replace(full_report(), findings=findings[::-1]), "en")

    marks = [line[:2] for line in text.partition("To know\n")[2].splitlines()]
    assert len([mark for mark in marks if mark == "! "]) == severities.count("caution")
