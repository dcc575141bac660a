"""The report as text: every part has its title in both languages."""

from pathlib import Path

import pytest

from engine.cli.quality_text import outcome_text
from engine.domain.texts import Language
from engine.i18n.translate import render
from tests.cli.quality_samples import PLAN, full_outcome

TITLES = (
    "items",
    "types",
    "severities",
    "red_lines",
    "raters",
    "sessions",
    "session_changes",
    "calibration_raters",
    "disputes",
    "halo",
    "rated",
)
WANTED = (("passing", PLAN.half_width), ("means", PLAN.points_half_width))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_has_its_title(tmp_path: Path, language: Language) -> None:
    lines = outcome_text(full_outcome(tmp_path), PLAN, language).splitlines()

    for title in TITLES:
        assert render(f"quality_text.title_{title}", {}, language) in lines
    for title, half_width in WANTED:
        values = {"half_width": half_width, "confidence": PLAN.confidence}
        assert render(f"quality_text.title_{title}", values, language) in lines


def test_figures_are_those_of_the_report(tmp_path: Path) -> None:
    outcome = full_outcome(tmp_path)

    text = outcome_text(outcome, PLAN, "en")

    assert outcome.samples is not None
    assert outcome.samples.stratified is not None
    assert outcome.samples.appeal is not None
    assert f"{outcome.samples.agents[0].means.random_only.value:.1f}" in text
    assert f"{outcome.samples.stratified.value:.2f}" in text
    assert f"{outcome.samples.appeal.without.value:.2f} of 7 without s1" in text
    assert "nan" not in text
