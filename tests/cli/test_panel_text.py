"""A whole panel in words."""

from dataclasses import replace

import pytest

from engine.cli.panel_text import panel_text
from engine.domain.texts import Language
from tests.studies.panel_samples import (
    FEW,
    OPPOSED,
    STEADY,
    calibrated,
    nish,
    response,
    survey,
)


def test_sections_stand_in_the_order_a_reader_asks() -> None:
    text = panel_text(nish(), "en")

    titles = ["sample", "Weights", "Agreement", "Consistency", "Most disputed", "What to know"]
    places = [text.index(title) for title in titles]
    assert places == sorted(places)
    assert "What to ask next" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_there_in_both_languages(language: Language) -> None:
    text = panel_text(nish(), language)

    assert "panel." not in text
    assert "{" not in text


def test_consensus_is_said_in_words() -> None:
    assert "Consensus 56%: low" in panel_text(nish(), "en")
    assert "共识度 56%：低" in panel_text(nish(), "zh")


def test_disputed_pairs_are_shown_with_both_sides() -> None:
    row = next(line for line in panel_text(nish(), "en").splitlines() if "BL : BB" in line)

    assert row.split()[3:7] == ["171", "34%", "20%", "46%"]


def test_roles_stand_side_by_side() -> None:
    panel = survey(response("r1", STEADY, "hr"), response("r2", OPPOSED))

    text = panel_text(calibrated(panel), "en")

    assert "By role" in text
    assert "no role" in text
    assert "0.5714" in text


def test_fuzzy_weights_stand_beside_the_crisp_ones() -> None:
    given = survey(response("r1", STEADY))

    assert "Fuzzy" in panel_text(calibrated(given, replace(FEW, fuzzy=True)), "en")
    assert "Fuzzy" not in panel_text(calibrated(given), "en")


def test_steady_respondent_needs_no_disputes_and_no_questions() -> None:
    text = panel_text(calibrated(survey(response("r1", STEADY))), "en")

    assert "disputed" not in text
    assert "What to ask next" not in text
