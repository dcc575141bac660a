"""A panel's judgements and priorities: worked by hand, published, and the laws of aggregation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.ahp.completion import Completion
from engine.ahp.consistency import consistency_ratio, geometric_consistency_index
from engine.ahp.groups import (
    aggregated_judgements,
    aggregated_priorities,
    arithmetic_priorities,
    geometric_priorities,
    judgements_with_gaps,
    local_weights,
    own_weights,
    priorities_sd,
)
from engine.ahp.hierarchy import every_share
from engine.ahp.priorities import Method, principal_eigenvector, priorities
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel
from engine.errors import InputError, MethodError
from tests.ahp.panel_samples import (
    CASES,
    GAP,
    NODE,
    Matrix,
    city200,
    histopark,
    judgements,
    nish,
    pair,
    panel_of,
    respondent,
    six_of_pyanp,
)


def test_two_respondents_meet_at_the_geometric_mean() -> None:
    found = aggregated_judgements(panel_of(pair(2), pair(8)), NODE)

    assert_allclose(found.values, [[1, 4], [0.25, 1]], rtol=1e-15)


def test_a_respondent_of_weight_three_counts_thrice() -> None:
    weighted = panel_of(pair(16), pair(1), weights=(1, 3))

    assert aggregated_judgements(weighted, NODE).values[0, 1] == pytest.approx(2)


def test_a_gap_is_skipped_for_that_pair_only() -> None:
    first = np.array([[1, 2, GAP], [0.5, 1, 3], [GAP, 1 / 3, 1]])
    second = np.array([[1, 8, 5], [1 / 8, 1, 3], [0.2, 1 / 3, 1]])

    found = aggregated_judgements(panel_of(first, second), NODE).values

    assert_allclose([found[0, 1], found[0, 2], found[1, 2]], [4, 5, 3], rtol=1e-14)


@given(values=judgements(), size=st.integers(1, 5))
@settings(derandomize=True, deadline=None)
def test_identical_respondents_aggregate_to_the_respondent(values: Matrix, size: int) -> None:
    found = aggregated_judgements(panel_of(*[values] * size), NODE)

    assert_allclose(found.values, values, rtol=1e-13)


@given(values=judgements(), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None)
def test_reciprocal_in_reciprocal_out(values: Matrix, seed: int) -> None:
    other = np.random.default_rng(seed).normal(0, 1, values.shape)
    second = np.exp(np.triu(other, 1) - np.triu(other, 1).T)

    found = aggregated_judgements(panel_of(values, second), NODE).values

    assert_allclose(found * found.T, 1, rtol=1e-12)


@given(values=judgements(), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None)
def test_row_means_of_judgements_and_of_priorities_agree(values: Matrix, seed: int) -> None:
    other = np.random.default_rng(seed).normal(0, 1, values.shape)
    panel = panel_of(values, np.exp(np.triu(other, 1) - np.triu(other, 1).T), weights=(2, 1))

    together = priorities(aggregated_judgements(panel, NODE).values, Method.GEOMETRIC_MEAN)
    apart = aggregated_priorities(panel, NODE, Method.GEOMETRIC_MEAN)

    assert_allclose(list(apart.values()), together.weights, rtol=1e-11)


def test_items_are_aligned_by_label() -> None:
    first = JudgementMatrix(("a", "b"), pair(4))
    second = JudgementMatrix(("b", "a"), pair(0.25))

    found = aggregated_judgements(Panel((respondent(1, first), respondent(2, second))), NODE)

    assert found.items == ("a", "b")
    assert found.values[0, 1] == pytest.approx(4)


@pytest.mark.parametrize("party", ["PSOE", "PP", "PAR", "NP"])
def test_each_party_of_histopark_weighs_as_published(party: str) -> None:
    case = CASES["grp-histopark-individual"]
    panel = histopark(party)

    weights = own_weights(panel, NODE, Method.GEOMETRIC_MEAN).weights[0]
    gci = geometric_consistency_index(panel.responses[0].judgements[NODE].values)

    assert_allclose(weights, case["expected"]["weights"][party], atol=5.1e-4)
    assert_allclose(weights, case["recomputed"][f"weights[{party}]"], atol=1e-9)
    assert gci == pytest.approx(case["expected"]["GCI"][party], abs=5.1e-4)


def test_three_parties_of_histopark_agree_as_published() -> None:
    case = CASES["grp-histopark-aij3"]

    values = aggregated_judgements(histopark("PSOE", "PP", "PAR"), NODE).values

    weights = priorities(values, Method.GEOMETRIC_MEAN).weights
    assert_allclose(weights, case["expected"]["weights"], atol=case["tolerance"]["weights"])
    gci = geometric_consistency_index(values)
    assert gci == pytest.approx(case["expected"]["GCI"], abs=case["tolerance"]["GCI"])


def test_six_users_of_pyanp_and_the_group_share_as_published() -> None:
    expected = CASES["grp-pyanp-6"]["expected"]
    panel, tree = six_of_pyanp()
    alone = {each.respondent: Panel((each,)) for each in panel.responses}

    found = {
        name: every_share(tree, local_weights(some, tree))
        for name, some in {"Group": panel, **alone}.items()
    }

    for name, shares in expected["global_priorities"].items():
        assert_allclose([found[name][item] for item in expected["order"]], shares, atol=1.1e-6)


def test_177_answers_as_printed_give_the_published_weights() -> None:
    case = CASES["grp-nish-177"]
    panel = nish()

    matrix = aggregated_judgements(panel, NODE)
    own = own_weights(panel, NODE)

    assert len(panel.responses) == case["expected"]["n"]
    assert sum(each.judgements[NODE].missing for each in panel.responses) == 30
    assert_allclose(
        principal_eigenvector(matrix.values).weights, case["expected"]["weights"], atol=1e-6
    )
    ratio = consistency_ratio(matrix.values, "saaty1980")
    assert ratio == pytest.approx(case["expected"]["CR_RI_1_12"], abs=1e-6)
    for respondent_id, weights in case["expected"]["first"].items():
        row = own.respondents.index(respondent_id)
        assert_allclose(own.weights[row], weights, atol=1e-6)


def test_200_simulated_answers_aggregate_as_published() -> None:
    case = CASES["grp-city200"]
    expected, panel = case["expected"], city200()

    own = own_weights(panel, NODE, Method.COLUMN_MEAN)
    upper = aggregated_judgements(panel, NODE).values[np.triu_indices(5, 1)]

    means = arithmetic_priorities(own.weights, own.respondent_weights)
    assert means is not None
    assert_allclose(means, expected["aip_arithmetic"], atol=5.1e-5)
    assert_allclose(means, case["recomputed"]["aip_arithmetic"], atol=1e-9)
    assert_allclose(own.weights.std(axis=0, ddof=1), expected["aip_arithmetic_sd"], atol=6e-4)
    deviations = priorities_sd(own.weights, own.respondent_weights)
    assert deviations is not None
    assert_allclose(deviations, own.weights.std(axis=0, ddof=1), rtol=1e-12)
    assert_allclose(deviations, case["recomputed"]["aip_sd"], atol=1e-9)
    assert_allclose(upper, expected["aij_upper"], atol=0.0051)
    assert_allclose(upper, case["recomputed"]["aij_upper"], atol=1e-9)


def test_deviations_weigh_respondents_and_need_two_who_count() -> None:
    weights = np.array([[0.2, 0.8], [0.6, 0.4], [0.5, 0.5]])

    found = priorities_sd(weights, np.array([3.0, 1.0, 0.0]))

    # mean 0.3; (0.75 * 0.01 + 0.25 * 0.09) / (1 - 0.5625 - 0.0625) = 0.08
    assert found is not None
    assert_allclose(found, [0.08**0.5] * 2, rtol=1e-12)
    assert priorities_sd(weights, np.array([1.0, 0.0, 0.0])) is None
    assert priorities_sd(weights, np.zeros(3)) is None


def test_geometric_means_of_priorities_are_scaled_to_sum_one_unlike_the_published_ones() -> None:
    case = CASES["grp-city200"]
    own = own_weights(city200(), NODE)

    found = geometric_priorities(own.weights, own.respondent_weights)

    assert found is not None
    assert found.sum() == pytest.approx(1, abs=1e-15)
    assert_allclose(found, case["recomputed"]["aip_eigen_geometric_normalised"], atol=1e-12)
    unscaled = case["expected"]["aip_eigen_geometric_unnormalised"]
    assert_allclose(found * sum(unscaled), unscaled, atol=6e-5)


def test_priorities_of_two_worked_by_hand() -> None:
    weights = np.array([[0.8, 0.2], [0.5, 0.5]])

    geometric = geometric_priorities(weights, np.array([1.0, 1.0]))
    arithmetic = arithmetic_priorities(weights, np.array([3.0, 1.0]))

    assert geometric is not None
    assert_allclose(geometric, [2 / 3, 1 / 3])  # sqrt(0.4) : sqrt(0.1) = 2 : 1
    assert arithmetic is not None
    assert_allclose(arithmetic, [0.725, 0.275])


def test_priorities_of_nobody_are_none() -> None:
    assert geometric_priorities(np.array([[0.8, 0.2]]), np.zeros(1)) is None
    assert arithmetic_priorities(np.array([[0.8, 0.2]]), np.zeros(1)) is None


@pytest.mark.parametrize("weight", [-0.1, np.nan, np.inf])
def test_own_weights_that_are_none_are_refused(weight: float) -> None:
    for mean in (geometric_priorities, arithmetic_priorities):
        with pytest.raises(InputError, match=r"group\.own_weights"):
            mean(np.array([[0.8, weight]]), np.ones(1))


def test_a_weight_of_zero_has_an_arithmetic_mean_only() -> None:
    weights = np.array([[1.0, 0.0], [0.5, 0.5]])

    found = arithmetic_priorities(weights, np.ones(2))

    assert found is not None
    assert found.tolist() == [0.75, 0.25]
    with pytest.raises(InputError, match=r"group\.own_weights"):
        geometric_priorities(weights, np.ones(2))


def test_a_pair_without_any_answer_stays_a_gap_when_gaps_are_allowed() -> None:
    first = np.array([[1, 2, GAP], [0.5, 1, 3], [GAP, 1 / 3, 1]])
    second = np.array([[1, 8, 5], [1 / 8, 1, GAP], [0.2, GAP, 1]])

    found = judgements_with_gaps(panel_of(first, second, weights=(1, 0)), NODE)

    assert np.isnan(found.values[0, 2])
    assert np.isnan(found.values[2, 0])
    assert_allclose(found.values[0, 1], 2)
    assert found.missing == 1


def test_respondents_whose_answers_link_not_all_items_have_no_weights_of_their_own() -> None:
    apart = np.array([[1, 2, GAP], [0.5, 1, GAP], [GAP, GAP, 1]])
    whole = np.array([[1, 2, 6], [0.5, 1, 3], [1 / 6, 1 / 3, 1]])
    panel = panel_of(apart, whole, whole, weights=(1, 2, 0))

    own = own_weights(panel, NODE)

    assert (own.respondents, own.unlinked) == (("R2",), ("R1",))
    assert_allclose(own.weights, [[0.6, 0.3, 0.1]])
    assert own.respondent_weights.tolist() == [2.0]
    with pytest.raises(MethodError, match=r"group.respondents_unlinked.*R1"):
        aggregated_priorities(panel, NODE)


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    with pytest.raises(InputError, match="R2"):
        aggregated_judgements(panel_of(pair(2), pair(3), weights=(1, weight)), NODE)


def test_other_items_are_refused_by_name() -> None:
    first, second = JudgementMatrix(("a", "b"), pair(4)), JudgementMatrix(("a", "c"), pair(4))

    with pytest.raises(InputError, match="b, c"):
        aggregated_judgements(Panel((respondent(1, first), respondent(2, second))), NODE)


def test_a_node_that_nobody_answered_is_named() -> None:
    with pytest.raises(MethodError, match=r"nobody_answered.*quality"):
        aggregated_judgements(panel_of(pair(2)), "quality")
    with pytest.raises(MethodError, match="nobody_answered"):
        aggregated_priorities(panel_of(pair(2), weights=(0.0,)), NODE)


def test_answers_of_weight_zero_alone_are_no_judgements_of_the_panel() -> None:
    with pytest.raises(MethodError, match=r"nobody_answered.*goal"):
        aggregated_judgements(panel_of(pair(2), weights=(0.0,)), NODE)


def test_a_pair_without_any_answer_is_named() -> None:
    open_pair = np.array([[1, 2, GAP], [0.5, 1, 3], [GAP, 1 / 3, 1]])

    with pytest.raises(MethodError, match=r"pairs_unanswered.*a : c"):
        aggregated_judgements(panel_of(open_pair, open_pair), NODE)


def test_items_that_no_answer_links_are_named_by_group() -> None:
    apart = np.array([[1, 2, GAP], [0.5, 1, GAP], [GAP, GAP, 1]])

    with pytest.raises(MethodError, match=r"unconnected.*a, b \| c"):
        aggregated_judgements(panel_of(apart), NODE)


def test_local_weights_follow_the_tree_and_a_single_child_gets_all() -> None:
    tree = ItemTree({NODE: ("inner", "y"), "inner": ("x",)}, {})
    panel = Panel((respondent(1, JudgementMatrix(("y", "inner"), pair(3))),))

    found = local_weights(panel, tree)

    assert found["inner"] == {"x": 1.0}
    assert found[NODE] == pytest.approx({"y": 0.75, "inner": 0.25})


def test_local_weights_fill_a_pair_that_nobody_answered_when_asked_to() -> None:
    tree = ItemTree({NODE: ("a", "b", "c")}, {})
    chain = np.array([[1, 2, GAP], [0.5, 1, 3], [GAP, 1 / 3, 1]])

    found = local_weights(panel_of(chain), tree, completion=Completion.MINIMUM_LAMBDA)

    assert found[NODE] == pytest.approx({"a": 0.6, "b": 0.3, "c": 0.1}, abs=1e-12)
    with pytest.raises(MethodError, match="pairs_unanswered"):
        local_weights(panel_of(chain), tree)


def test_local_weights_take_one_panel_for_each_node() -> None:
    tree = ItemTree({NODE: ("a", "b")}, {})

    assert local_weights({NODE: panel_of(pair(3))}, tree)[NODE] == pytest.approx(
        {"a": 0.75, "b": 0.25}
    )
    with pytest.raises(MethodError, match=r"nobody_answered.*goal"):
        local_weights({}, tree)


def test_judgements_of_other_items_than_the_children_are_refused() -> None:
    tree = ItemTree({NODE: ("x", "y")}, {})

    with pytest.raises(InputError, match="a, b, x, y"):
        local_weights(panel_of(pair(2)), tree)
