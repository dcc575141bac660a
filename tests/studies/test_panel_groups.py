"""What a panel says together about each node."""

import pytest

from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel, Response
from engine.domain.texts import Text
from engine.errors import MethodError
from engine.studies.panel_groups import (
    group_diagnoses,
    leaf_weights,
    linked_judgements,
    node_groups,
    panel_opinions,
)
from tests.studies.panel_samples import FEW, GAP, STEADY, flat_tree, matrix, response

TREE = ItemTree({"goal": ("A", "B"), "A": ("x", "y", "z"), "B": ("p",)}, {})


def judged(id_: str, goal: float, under: tuple[float, ...] = STEADY) -> Response:
    answers = {"goal": matrix(("A", "B"), (goal,)), "A": matrix(("x", "y", "z"), under)}
    return Response(id_, Text(id_, id_), "", answers)


def test_shares_are_multiplied_down_the_tree() -> None:
    panel = Panel((judged("r1", 3.0),))

    found = group_diagnoses(dict.fromkeys(TREE.asked, panel), TREE, FEW)

    weights = leaf_weights(TREE, found)
    assert weights == pytest.approx((3 / 4 * 4 / 7, 3 / 4 * 2 / 7, 3 / 4 / 7, 1 / 4))


def test_each_asked_node_has_its_share_of_the_whole() -> None:
    panel = Panel((judged("r1", 3.0), judged("r2", 3.0)))

    groups = node_groups(TREE, panel_opinions(panel, TREE, FEW))

    assert [(each.node, each.share) for each in groups] == [
        ("goal", 1.0),
        ("A", pytest.approx(3 / 4)),
    ]
    assert [each.consensus for each in groups] == [pytest.approx(1.0), pytest.approx(1.0)]
    assert [len(each.pairs) for each in groups] == [1, 3]


def test_indices_of_distance_are_absent_below_three_items() -> None:
    groups = node_groups(TREE, panel_opinions(Panel((judged("r1", 3.0),)), TREE, FEW))

    assert (groups[0].incompatibility, groups[0].priority_violations) == (None, None)
    assert groups[1].incompatibility == pytest.approx(0.0, abs=1e-12)
    assert groups[0].consensus is None


def test_pair_that_nobody_answered_is_filled_and_named() -> None:
    panel = Panel((response("r1", (2.0, 4.0, GAP)),))

    group = node_groups(flat_tree(), panel_opinions(panel, flat_tree(), FEW))[0]

    assert group.filled == (("b", "c"),)
    assert group.matrix.values[1, 2] == pytest.approx(2.0)
    assert group.gci is None


def test_respondent_of_weight_0_is_not_counted() -> None:
    panel = Panel((response("r1", STEADY), response("r2", STEADY, weight=0.0)))

    group = node_groups(flat_tree(), panel_opinions(panel, flat_tree(), FEW))[0]

    assert group.respondents == 1


def test_items_that_nobody_links_are_named_with_their_node() -> None:
    panel = Panel((response("r1", (2.0, GAP, GAP)),))

    with pytest.raises(MethodError, match=r"panel_study\.unlinked.*goal.*a, b \| c"):
        linked_judgements(panel, flat_tree(), "goal")


def test_node_that_nobody_answered_is_refused() -> None:
    with pytest.raises(MethodError, match=r"ahp\.nobody_answered.*goal"):
        group_diagnoses({}, flat_tree(), FEW)
