"""What each respondent answered, one by one."""

import pytest

from engine.domain.survey import Treatment
from engine.studies.panel_people import own_leaf_weights
from tests.studies.panel_samples import (
    CIRCLE,
    CIRCLE_RATIO,
    GAP,
    STEADY,
    calibrated,
    flat_tree,
    matrix,
    note,
    response,
    survey,
)

STEADY_WEIGHTS = (4 / 7, 2 / 7, 1 / 7)


def test_consistent_respondent_has_the_weights_of_the_answers() -> None:
    person = calibrated(survey(response("r1", STEADY))).respondents[0]

    answers = person.nodes[0]
    assert answers.weights == pytest.approx(STEADY_WEIGHTS)
    assert answers.lambda_max == pytest.approx(3.0)
    assert (person.consistency_ratio, person.consistent) == (pytest.approx(0.0, abs=1e-12), True)
    assert person.as_written["goal"][0] == pytest.approx(STEADY_WEIGHTS)


def test_circle_is_named_with_its_ratio_and_what_to_ask_again() -> None:
    person = calibrated(survey(response("r1", CIRCLE))).respondents[0]

    answers = person.nodes[0]
    assert answers.circular_triads == (("a", "b", "c"),)
    assert person.consistency_ratio == pytest.approx(CIRCLE_RATIO)
    assert (person.consistent, person.worst_node) == (False, "goal")
    assert answers.revise[0].ratio_after < CIRCLE_RATIO


def test_unlinked_respondent_is_named_and_the_others_go_on() -> None:
    panel = survey(response("r1", STEADY), response("r2", (3.0, GAP, GAP)))

    first, second = calibrated(panel).respondents

    assert first.nodes[0].weights == pytest.approx(STEADY_WEIGHTS)
    assert second.nodes[0].weights is None
    assert second.nodes[0].unconnected == (("a", "b"), ("c",))
    assert second.nodes[0].next_question == ("a", "c")
    assert (second.consistency_ratio, second.consistent) == (None, None)


def test_answers_in_a_chain_have_weights_but_no_praise() -> None:
    person = calibrated(survey(response("r1", (2.0, 4.0, GAP)))).respondents[0]

    assert person.nodes[0].weights == pytest.approx(STEADY_WEIGHTS)
    assert person.nodes[0].next_question == ("b", "c")
    assert (person.nodes[0].missing, person.consistent) == (1, None)


def test_two_items_have_the_ratio_0_by_definition() -> None:
    one = response("r1", STEADY)
    pair = one.__class__("r1", one.name, "", {"goal": matrix(("a", "b"), (3.0,))})

    person = calibrated(survey(pair, tree=flat_tree(("a", "b")))).respondents[0]

    assert (person.consistency_ratio, person.consistent) == (0.0, True)


def test_reading_as_written_stands_beside_the_careful_one() -> None:
    careful, written = response("r1", (GAP, 4.0, 2.0)), response("r1", (20.0, 4.0, 2.0))

    person = calibrated(survey(careful, as_written=[written])).respondents[0]

    weights, ratio = person.as_written["goal"]
    assert person.nodes[0].weights == pytest.approx(STEADY_WEIGHTS)
    assert weights[0] > STEADY_WEIGHTS[0]
    assert ratio is not None
    assert ratio > 0.10


def test_reading_as_written_with_gaps_has_weights_without_a_ratio() -> None:
    person = calibrated(survey(response("r1", (2.0, 4.0, GAP)))).respondents[0]

    weights, ratio = person.as_written["goal"]
    assert weights == pytest.approx(STEADY_WEIGHTS)
    assert ratio is None


def test_notes_stand_with_their_respondent() -> None:
    notes = (note(Treatment.REPAIRED, "r1"), note(Treatment.BLANK, "r2"))

    people = calibrated(
        survey(response("r1", STEADY), response("r2", STEADY), notes=notes)
    ).respondents

    assert [each.treatment for each in people[0].notes] == [Treatment.REPAIRED]
    assert [each.treatment for each in people[1].notes] == [Treatment.BLANK]


def test_own_weights_of_the_leaves_need_every_node() -> None:
    tree = flat_tree()

    assert own_leaf_weights(tree, {"goal": STEADY_WEIGHTS}) == pytest.approx(STEADY_WEIGHTS)
    assert own_leaf_weights(tree, {"goal": None}) is None
    assert own_leaf_weights(tree, {}) is None
