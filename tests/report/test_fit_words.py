"""The figures of a fit in words."""

import pytest

from engine.domain.texts import Language
from engine.i18n.translate import LANGUAGES
from engine.report.fit_words import file_comments, file_heading, handle_line, patience_line
from engine.studies.fitted_scenario import ScenarioChoices, fitted_scenario
from tests.call_logs import fitted_log


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_come_with_denominators(language: Language) -> None:
    each = fitted_log().classes[0]

    assert f"n = {each.served}" in handle_line(each, language)
    assert str(each.patience.abandoned) in patience_line(each.patience, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_comments_name_places_that_the_scenario_has(language: Language) -> None:
    scenario = fitted_scenario(fitted_log(), ScenarioChoices())

    comments = file_comments(fitted_log(), scenario, language)

    assert ("classes", "order", "work") in comments
    assert ("", "", "busyness_shape") in comments
    assert {place[1] for place in comments} == {"", "order", "refund"}


def test_the_heading_says_what_and_which_day() -> None:
    heading = file_heading(fitted_log(), None, "calls.csv", "en")

    assert "calls.csv" in heading[0]
    assert "2026-06" in heading[1]
