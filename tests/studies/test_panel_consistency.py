"""How many are within the limit, of how many."""

import pytest

from engine.studies.panel_consistency import as_written_count, can_contradict, careful_count
from tests.studies.panel_samples import (
    CIRCLE,
    CIRCLE_RATIO,
    GAP,
    STEADY,
    calibrated,
    flat_tree,
    nish,
    response,
    survey,
)


@pytest.mark.parametrize(
    ("items", "missing", "can"), [(2, 0, True), (3, 0, True), (3, 1, False), (4, 2, True)]
)
def test_answers_that_just_link_the_items_cannot_contradict(
    items: int, missing: int, can: bool
) -> None:
    assert can_contradict(items, missing) is can


def test_counts_have_their_denominators() -> None:
    panel = (
        response("steady", STEADY),
        response("circle", CIRCLE),
        response("chain", (2.0, 4.0, GAP)),
    )
    people = calibrated(survey(*panel)).respondents

    count = careful_count(people, flat_tree(), 0.10)

    assert (count.consistent, count.respondents) == (1, 2)
    assert (count.complete_consistent, count.complete) == (1, 2)
    assert count.median == pytest.approx(CIRCLE_RATIO / 2)
    assert count.greatest == pytest.approx(CIRCLE_RATIO)


def test_nobody_with_a_ratio_has_neither_median_nor_greatest() -> None:
    people = calibrated(survey(response("chain", (2.0, 4.0, GAP)))).respondents

    count = careful_count(people, flat_tree(), 0.10)

    assert (count.respondents, count.median, count.greatest) == (0, None, None)


def test_published_survey_read_as_written() -> None:
    """SOURCE.md of the data: 171 complete, median 0.25, maximum 3.25; 24 pass for RI = 1.108.

    One respondent's index is 0.11083, so that 0.10 is kept for 1.1088 and not for 1.108.
    """
    people = nish().respondents

    count = as_written_count(people, nish().tree, 0.10)
    with_the_other_index = as_written_count(people, nish().tree, 0.10 * 1.108 / 1.1088)

    assert (count.complete, count.respondents) == (171, 171)
    assert (count.consistent, with_the_other_index.consistent) == (25, 24)
    assert count.median == pytest.approx(0.25, abs=5e-3)
    assert count.greatest == pytest.approx(3.25, abs=5e-3)
