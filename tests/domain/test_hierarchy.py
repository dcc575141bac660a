"""What is compared under what, and a decision hierarchy's criteria, from the top down."""

import pytest

from engine.domain.hierarchy import Criterion, ItemTree
from engine.domain.texts import Text
from engine.errors import InputError

COST = Criterion("cost", None, (Criterion("price"), Criterion("fuel")))
ROOT = Criterion("goal", None, (COST, Criterion("style")))


def test_lowest_criteria_come_in_file_order() -> None:
    assert [criterion.name for criterion in ROOT.lowest()] == ["price", "fuel", "style"]


def test_inner_criteria_come_from_the_top_down() -> None:
    assert [criterion.name for criterion in ROOT.inner()] == ["goal", "cost"]


def test_a_criterion_alone_is_its_own_lowest() -> None:
    assert [criterion.name for criterion in Criterion("goal").lowest()] == ["goal"]
    assert list(Criterion("goal").inner()) == []


TREE = ItemTree(
    {"goal": ("speed", "fcr"), "speed": ("frt", "more"), "more": ("art",)},
    {"frt": Text("首次响应", "First response")},
)


def test_leaves_come_as_a_walk_from_the_root_meets_them() -> None:
    assert TREE.leaf_ids == ("frt", "art", "fcr")
    assert TREE.root == "goal"


def test_nobody_is_asked_about_a_single_child() -> None:
    assert TREE.asked == {"goal": ("speed", "fcr"), "speed": ("frt", "more")}


def test_an_item_without_a_name_is_called_by_its_id() -> None:
    assert TREE.name("frt").zh == "首次响应"
    assert TREE.name("art") == Text("art", "art")


@pytest.mark.parametrize(
    ("items", "culprit"),
    [
        ({"goal": ("a", "b"), "c": ("d", "e")}, "c"),
        ({"goal": ("a", "b"), "a": ("b", "c")}, "b"),
        ({"goal": ("a", "goal")}, "goal"),
        ({"goal": ("a", "a")}, "goal"),
        ({"goal": ()}, "goal"),
    ],
)
def test_what_is_no_tree_is_refused_by_name(
    items: dict[str, tuple[str, ...]], culprit: str
) -> None:
    with pytest.raises(InputError, match=r"tree\.not_a_tree.*" + culprit):
        ItemTree(items, {})


def test_every_criterion_comes_before_its_children() -> None:
    assert [each.name for each in ROOT.every()] == ["goal", "cost", "price", "fuel", "style"]


def test_criteria_make_a_tree_of_names() -> None:
    assert ROOT.tree.items == {"goal": ("cost", "style"), "cost": ("price", "fuel")}
    with pytest.raises(InputError, match=r"tree\.not_a_tree.*fuel"):
        _ = Criterion("goal", None, (COST, Criterion("fuel"))).tree
