"""The report as text: every part has its title in both languages."""

from pathlib import Path

import pytest

from engine.cli.quality_text import outcome_text
from engine.domain.texts import Language
from engine.i18n.translate import render
from tests.cli.quality_samples import full_outcome

TITLES = (
    "agents",
    "items",
    "types",
    "severities",
    "red_lines",
    "raters",
    "sessions",
    "calibration_raters",
    "disputes",
    "halo",
    "rated",
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_has_its_title(tmp_path: Path, language: Language) -> None:
    lines = outcome_text(full_outcome(tmp_path), language).splitlines()

    for title in TITLES:
        assert render(f"quality_text.title_{title}", {}, language) in lines


def test_figures_are_those_of_the_report(tmp_path: Path) -> None:
    outcome = full_outcome(tmp_path)

    text = outcome_text(outcome, "en")

    assert outcome.samples is not None
    assert outcome.samples.stratified is not None
    assert outcome.samples.appeal is not None
    assert f"{outcome.samples.agents[0].means.random_only.value:.1f}" in text
    assert f"{outcome.samples.stratified.value:.2f}" in text
    assert f"{outcome.samples.appeal.without.value:.2f} without s1" in text
    assert "nan" not in text
