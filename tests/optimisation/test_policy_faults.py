"""Contradictions are named all at once, with their place and in both languages."""

from typing import Any

import pytest

from engine.domain.indicators import IndicatorNode, IndicatorTree
from engine.domain.policy import Distances, Emphasis, PolicyGroup
from engine.domain.texts import Text
from engine.errors import InputError
from engine.i18n.translate import render_error
from engine.optimisation.policy_faults import policy_faults

TWO_GROUPS = [("A", "ab"), ("B", "cd")]
NAME = Text("组", "group")


@pytest.mark.parametrize(
    ("rules", "place", "code"),
    [
        ({"evidence_share": 1.2}, "evidence_share", "policy.share_range"),
        ({"evidence_share": float("nan")}, "evidence_share", "policy.share_range"),
        ({"floors": {"a": -0.1}}, "floors.a", "policy.share_range"),
        ({"largest_move": 85.0}, "largest_move", "policy.share_range"),
        ({"largest_moves": {"a": -1.0}}, "largest_moves.a", "policy.share_range"),
        ({"floors": {"x": 0.1}}, "floors.x", "policy.unknown_indicator"),
        ({"caps": {"A": 0.1}}, "caps.A", "policy.unknown_indicator"),
        ({"largest_moves": {"x": 0.1}}, "largest_moves.x", "policy.unknown_indicator"),
        ({"ring_fenced": ("x",)}, "ring_fenced[0]", "policy.unknown_indicator"),
        ({"red_lines": ("x",)}, "red_lines[0]", "policy.unknown_indicator"),
        ({"groups": (PolicyGroup("X", NAME, ("a", "x")),)}, "groups[X].members.x",
         "policy.unknown_indicator"),
        ({"group_shares": {"Z": (0.1, 0.2)}}, "group_shares.Z", "policy.unknown_group"),
        ({"group_shares": {"a": (0.1, 0.2)}}, "group_shares.a", "policy.unknown_group"),
        ({"groups": (PolicyGroup("A", NAME, ("a",)),)}, "groups[A].id", "policy.group_taken"),
        ({"groups": (PolicyGroup("X", NAME, ("a", "a")),)}, "groups[X].members",
         "policy.member_twice"),
        ({"groups": (PolicyGroup("X", NAME, ()),), "group_shares": {"X": (0.1, 0.2)}},
         "groups[X].members", "policy.empty_group"),
        ({"ring_fenced": ("a",), "red_lines": ("a",)}, "ring_fenced[0]", "policy.fenced_red_line"),
        ({"floors": {"a": 0.3}, "caps": {"a": 0.2}}, "floors.a", "policy.floor_above_cap"),
        ({"default_floor": 0.3}, "floors", "policy.floors_above_one"),
        ({"default_cap": 0.2}, "caps", "policy.caps_below_one"),
        ({"default_cap": 0.3, "red_lines": ("a",)}, "caps", "policy.caps_below_one"),
        ({"red_lines": ("a", "b", "c", "d")}, "red_lines", "policy.nothing_weighs"),
        ({"group_shares": {"A": (0.6, 0.5)}}, "group_shares.A", "policy.group_range"),
        ({"group_shares": {"A": (0.6, 0.7), "B": (0.5, 0.6)}}, "group_shares",
         "policy.groups_above_one"),
        ({"group_shares": {"A": (0.1, 0.5), "B": (0.1, 0.4)}}, "group_shares",
         "policy.groups_below_one"),
        ({"groups": (PolicyGroup("q", NAME, ("a", "c")), PolicyGroup("r", NAME, ("b", "d"))),
          "group_shares": {"q": (0.7, 0.7), "r": (0.4, 0.4)}}, "group_shares",
         "policy.groups_above_one"),
        ({"budget": -1.0}, "budget", "policy.budget_range"),
        ({"budget": 5.0}, "budget", "policy.budget_range"),
        ({"distances": Distances(-1.0, 1.0, 0.0)}, "distances.judged", "policy.distance_range"),
        ({"distances": Distances(0.0, 0.0, 0.0)}, "distances", "policy.no_distance"),
        ({"emphases": (Emphasis("e", NAME, multipliers={"x": 2.0}),)},
         "emphases[e].multipliers.x", "policy.emphasis_unknown"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_its_place(
    tree_of: Any, admissible_of: Any, rules: Any, place: str, code: str
) -> None:
    with pytest.raises(InputError, match=r"policy\.contradictory") as raised:
        admissible_of(tree_of(TWO_GROUPS), **rules)

    assert [(fault.code, fault.place) for fault in raised.value.faults] == [(code, place)]
    assert render_error(raised.value, "zh")
    assert render_error(raised.value, "en")


def test_floors_that_are_too_much_are_listed(tree_of: Any, policy_of: Any) -> None:
    policy = policy_of(floors={"a": 0.5, "c": 0.6})

    (fault,) = policy_faults(policy, tree_of(TWO_GROUPS))

    assert fault.value == "1.1 (a >= 0.5; c >= 0.6)"


def test_what_a_ring_fence_keeps_is_not_held_to_floors_and_caps(
    tree_of: Any, policy_of: Any
) -> None:
    """The incumbent share of a may be what the caps of the others leave."""
    policy = policy_of(default_cap=0.2, floors={"a": 0.9}, ring_fenced=("a",))

    assert policy_faults(policy, tree_of(TWO_GROUPS)) == ()


def test_a_share_of_an_empty_group_of_the_tree_is_a_fault(tree_of: Any, policy_of: Any) -> None:
    full = tree_of(TWO_GROUPS).root
    tree = IndicatorTree(
        IndicatorNode("root", NAME, (*full.children, IndicatorNode("E", NAME, ())))
    )

    (fault,) = policy_faults(policy_of(group_shares={"E": (0.1, 0.2)}), tree)

    assert (fault.code, fault.place) == ("policy.empty_group", "group_shares.E")


def test_a_sound_policy_has_no_faults(tree_of: Any, policy_of: Any) -> None:
    overlapping = (PolicyGroup("X", NAME, ("a", "c")),)
    policy = policy_of(
        groups=overlapping, group_shares={"A": (0.5, 0.9), "X": (0.4, 0.9)}, default_cap=0.4,
        budget=4.0, grid=0.005, red_lines=("d",),
    )  # fmt: skip

    assert policy_faults(policy, tree_of(TWO_GROUPS)) == ()
