"""What the text says of respondents and of what to ask them."""

from engine.cli.panel_people_text import MOST_PEOPLE, next_lines, people_lines
from engine.domain.survey import Treatment
from tests.studies.panel_samples import (
    CIRCLE,
    GAP,
    STEADY,
    calibrated,
    nish,
    note,
    response,
    survey,
)


def test_people_are_counted_under_both_readings() -> None:
    lines = list(people_lines(nish(), "en"))

    assert "28 of 175" in lines[2]
    assert "25 of 171" in lines[3]


def test_of_a_large_panel_the_least_consistent_are_shown() -> None:
    lines = list(people_lines(nish(), "en"))

    assert lines[5].split()[0] == "99"
    assert f": {176 - MOST_PEOPLE};" in lines[-1]


def test_of_a_small_panel_everybody_is_shown_in_order() -> None:
    panel = survey(response("r1", STEADY), response("r2", CIRCLE))

    lines = list(people_lines(calibrated(panel), "en"))

    assert [line.split()[0] for line in lines[-2:]] == ["r1", "r2"]


def test_next_is_the_judgement_that_disagrees_most_then_the_open_pair() -> None:
    panel = survey(response("r1", CIRCLE), response("r2", (2.0, 4.0, GAP)), response("r3", STEADY))

    lines = list(next_lines(calibrated(panel), "en"))

    assert lines[1].startswith("  Respondent r1: ")
    assert "about 1/81.0." in lines[1]
    assert lines[2] == "  Respondent r2: of the open pairs (1), b : c would tell most."


def test_unlinked_items_are_to_be_linked_first() -> None:
    panel = survey(response("r1", STEADY), response("r2", (2.0, GAP, GAP)))

    lines = list(next_lines(calibrated(panel), "en"))

    assert lines[-1] == "  Respondent r2: no weights yet; a : c would link the items."


def test_nothing_is_asked_of_a_steady_panel() -> None:
    given = survey(response("r1", STEADY), notes=(note(Treatment.REPAIRED, "r1"),))

    assert list(next_lines(calibrated(given), "en")) == []
