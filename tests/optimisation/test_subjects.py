"""What rules can be about."""

from collections.abc import Callable
from typing import Any

from engine.domain.policy import PolicyGroup, WeightPolicy
from engine.domain.texts import Text
from engine.optimisation.subjects import subjects


def test_leaves_and_groups_know_their_places(
    tree_of: Callable[..., Any], policy_of: Callable[..., WeightPolicy]
) -> None:
    tree = tree_of([("A", "ab"), ("B", "c")])
    policy = policy_of(groups=(PolicyGroup("side", Text("一侧", "side"), ("c", "a")),))

    known = subjects(policy, tree)

    places = {id_: subject.members for id_, subject in known.items()}
    assert places == {
        "A": (0, 1),
        "B": (2,),
        "side": (2, 0),
        "a": (0,),
        "b": (1,),
        "c": (2,),
    }
    assert known["side"].name == Text("一侧", "side")
    assert "root" not in known


def test_a_member_that_the_tree_does_not_know_is_left_out(
    tree_of: Callable[..., Any], policy_of: Callable[..., WeightPolicy]
) -> None:
    policy = policy_of(groups=(PolicyGroup("side", Text("一侧", "side"), ("a", "nobody")),))

    assert subjects(policy, tree_of([("A", "ab")]))["side"].members == (0,)
