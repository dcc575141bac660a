"""A panel's whole opinion of one node: published, by each aggregation, and with gaps."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine.ahp.completion import Completion
from engine.ahp.group_opinion import Aggregation, group_opinion
from engine.ahp.groups import aggregated_priorities
from engine.ahp.priorities import Method
from engine.errors import MethodError
from tests.ahp.panel_samples import CASES, GAP, NODE, histopark, pair, panel_of

WHOLE = np.array([[1, 2, 6], [0.5, 1, 3], [1 / 6, 1 / 3, 1]])
APART = np.array([[1, 2, GAP], [0.5, 1, GAP], [GAP, GAP, 1]])


def test_three_parties_of_histopark_agree_as_published() -> None:
    case = CASES["grp-histopark-aij3"]
    expected, tolerance = case["expected"], case["tolerance"]

    found = group_opinion(histopark("PSOE", "PP", "PAR"), NODE, method=Method.GEOMETRIC_MEAN)

    assert_allclose(found.weights, expected["weights"], atol=tolerance["weights"])
    gci = found.together.geometric_consistency_index
    assert gci == pytest.approx(expected["GCI"], abs=tolerance["GCI"])
    assert found.gcompi == pytest.approx(expected["GCOMPI"], abs=tolerance["GCOMPI"])
    assert found.priority_violations == pytest.approx(expected["PVN"], abs=tolerance["PVN"])


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_weights_are_those_of_the_aggregation_asked_for(aggregation: Aggregation) -> None:
    found = group_opinion(histopark("PSOE", "PP", "PAR", "NP"), NODE, aggregation)

    ways = {
        Aggregation.JUDGEMENTS: found.together.weights,
        Aggregation.PRIORITIES: found.by_geometric,
        Aggregation.PRIORITIES_ARITHMETIC: found.by_arithmetic,
    }
    assert found.weights is ways[aggregation]
    assert found.weights.sum() == pytest.approx(1, abs=1e-15)


def test_geometric_way_is_the_aggregation_of_priorities() -> None:
    panel = histopark("PSOE", "PP", "PAR")

    found = group_opinion(panel, NODE)

    assert found.by_geometric is not None
    assert_allclose(found.by_geometric, list(aggregated_priorities(panel, NODE).values()))


def test_distance_of_the_group_is_the_mean_of_the_respondents() -> None:
    found = group_opinion(histopark("PSOE", "PP", "PAR"), NODE)

    each = [person.gcompi for person in found.respondents if person.gcompi is not None]
    assert found.gcompi == pytest.approx(sum(each) / 3, rel=1e-14)
    assert [person.priority_violations for person in found.respondents] == pytest.approx(
        [1 / 6, 0.5 / 6, 1 / 6]
    )


def test_who_is_unlinked_counts_in_the_judgements_but_not_in_priorities_and_consensus() -> None:
    found = group_opinion(panel_of(WHOLE, APART, WHOLE, weights=(1, 3, 1)), NODE)

    apart = found.respondents[1]
    assert apart.diagnosis is None
    assert apart.unconnected == (("a", "b"), ("c",))
    assert found.consensus == pytest.approx(1)
    assert [pair.n for pair in found.pairs] == [3, 2, 2]
    assert_allclose(found.weights, [0.6, 0.3, 0.1])


def test_a_pair_that_nobody_answered_is_filled_and_stays_a_gap_in_the_matrix() -> None:
    gap = np.array([[1, 2, GAP], [0.5, 1, 3], [GAP, 1 / 3, 1]])

    found = group_opinion(panel_of(gap, gap), NODE, completion=Completion.LOG_LEAST_SQUARES)

    assert np.isnan(found.matrix.values[0, 2])
    assert found.together.filled == (("a", "c"),)
    assert_allclose(found.together.completed, WHOLE, rtol=1e-12)


def test_priorities_of_nobody_cannot_be_averaged() -> None:
    other = np.array([[1, GAP, GAP], [GAP, 1, 3], [GAP, 1 / 3, 1]])
    panel = panel_of(APART, other)

    judged = group_opinion(panel, NODE)

    assert judged.by_geometric is None
    assert judged.by_arithmetic is None
    assert judged.consensus is None
    with pytest.raises(MethodError, match=r"group\.nobody_linked"):
        group_opinion(panel, NODE, Aggregation.PRIORITIES)


def test_items_that_all_answers_together_do_not_link_are_named() -> None:
    with pytest.raises(MethodError, match=r"unconnected.*a, b \| c"):
        group_opinion(panel_of(APART, APART), NODE)


def test_two_items_have_weights_and_consensus_but_no_compatibility() -> None:
    found = group_opinion(panel_of(pair(9), pair(1 / 9)), NODE)

    assert_allclose(found.weights, [0.5, 0.5])
    assert found.consensus == pytest.approx(0, abs=1e-12)
    assert found.gcompi is None
    assert found.priority_violations is None
    assert found.respondents[0].gcompi is None


def test_one_respondent_alone_is_the_group_without_a_consensus() -> None:
    found = group_opinion(panel_of(WHOLE), NODE)

    assert_allclose(found.weights, [0.6, 0.3, 0.1])
    assert found.consensus is None
    assert found.consensus_2013 is None
