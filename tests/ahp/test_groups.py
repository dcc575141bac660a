"""A panel's judgements and priorities: worked by hand, published, and the laws of aggregation."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.consistency import geometric_consistency_index
from engine.ahp.groups import aggregated_judgements, aggregated_priorities, local_weights
from engine.ahp.priorities import Method, principal_eigenvector, priorities
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel, Response
from engine.domain.texts import Text
from engine.errors import InputError, MethodError

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
Matrix = NDArray[np.float64]
GAP = np.nan
NODE = "goal"


def respondent(number: int, matrix: JudgementMatrix, weight: float = 1.0) -> Response:
    name = f"R{number}"
    return Response(name, Text(name, name), "manager", {NODE: matrix}, weight)


def panel_of(*matrices: Matrix, weights: tuple[float, ...] = ()) -> Panel:
    items = tuple("abcdefghijkl"[: len(matrices[0])])
    shares = weights or (1.0,) * len(matrices)
    return Panel(
        tuple(
            respondent(number, JudgementMatrix(items, values), weight)
            for number, (values, weight) in enumerate(zip(matrices, shares, strict=True), 1)
        )
    )


def pair(ratio: float) -> Matrix:
    return np.array([[1.0, ratio], [1 / ratio, 1.0]])


@st.composite
def judgements(draw: st.DrawFn) -> Matrix:
    n = draw(st.integers(2, 6))
    logs = np.triu(draw(arrays(np.float64, (n, n), elements=st.floats(-2.2, 2.2))), 1)
    return np.asarray(np.exp(logs - logs.T))


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


def test_three_parties_of_histopark_agree_as_published() -> None:
    case = CASES["grp-histopark-aij3"]
    panel = panel_of(*(np.array(values) for values in case["input"]["matrices"].values()))

    values = aggregated_judgements(panel, NODE).values

    weights = priorities(values, Method.GEOMETRIC_MEAN).weights
    assert_allclose(weights, case["expected"]["weights"], atol=case["tolerance"]["weights"])
    gci = geometric_consistency_index(values)
    assert gci == pytest.approx(case["expected"]["GCI"], abs=case["tolerance"]["GCI"])


def test_six_users_of_pyanp_agree_as_published() -> None:
    case = CASES["grp-pyanp-6"]
    judged, expected = case["input"]["judgements"], case["expected"]
    matrices = [
        np.array(
            [
                [1, judged["A,B"][user], judged["A,C"][user]],
                [1 / judged["A,B"][user], 1, judged["B,C"][user]],
                [1 / judged["A,C"][user], 1 / judged["B,C"][user], 1],
            ]
        )
        for user in range(6)
    ]

    weights = principal_eigenvector(aggregated_judgements(panel_of(*matrices), NODE).values).weights

    group = dict(zip(expected["order"], expected["global_priorities"]["Group"], strict=True))
    assert_allclose(weights, [group[name] for name in "ABC"], atol=1.1e-6)


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


def test_judgements_of_other_items_than_the_children_are_refused() -> None:
    tree = ItemTree({NODE: ("x", "y")}, {})

    with pytest.raises(InputError, match="a, b, x, y"):
        local_weights(panel_of(pair(2)), tree)
