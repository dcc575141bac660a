"""Policies become admissible sets, with an emphasis or without."""

from typing import Any

import pytest

from engine.domain.policy import Emphasis, OrderRule
from engine.domain.texts import Text
from engine.errors import InputError
from engine.i18n.translate import render_error, render_sentence
from engine.optimisation.admissible import admissible_set, suspended_rules

TWO_GROUPS = [("A", "ab"), ("B", "cd")]


def test_rules_follow_the_order_of_the_policy(tree_of: Any, admissible_of: Any) -> None:
    admissible = admissible_of(
        tree_of(TWO_GROUPS), [0.3, 0.3, 0.3, 0.1], floors={"a": 0.1}, caps={"b": 0.4},
        group_shares={"A": (0.5, 0.7)}, largest_move=0.2, orders=(OrderRule("a", "b"),), grid=0.01,
    )  # fmt: skip

    assert [rule.formula for rule in admissible.rules] == [
        "a >= 0.1", "b <= 0.4", "A >= 0.5", "A <= 0.7",
        "a >= 0.1", "a <= 0.5", "b >= 0.1", "b <= 0.5", "c >= 0.1", "c <= 0.5", "d <= 0.3",
        "a >= b",
    ]  # fmt: skip
    assert admissible.leaves == ("a", "b", "c", "d")
    assert admissible.rows[2].tolist() == [1, 1, 0, 0]
    assert admissible.grid == 0.01


def test_an_emphasis_adds_its_rules_and_moves_group_ranges(
    tree_of: Any, policy_of: Any, weights_of: Any
) -> None:
    tree = tree_of(TWO_GROUPS)
    promotion = Emphasis("promotion", Text("大促", "promotion"), at_least_incumbent={"a": 1.2},
                         group_shifts={"A": 0.1})  # fmt: skip
    policy = policy_of(group_shares={"A": (0.5, 0.6)}, caps={"d": 0.2}, emphases=(promotion,))

    admissible = admissible_set(policy, tree, weights_of(tree, [0.25] * 4), promotion)

    assert [(rule.formula, rule.emphasis) for rule in admissible.rules] == [
        ("d <= 0.2", ""),
        ("A >= 0.6", "promotion"),
        ("A <= 0.7", "promotion"),
        ("a >= 0.3", "promotion"),
    ]


def test_all_contradictions_are_raised_at_once_in_both_languages(
    tree_of: Any, admissible_of: Any
) -> None:
    with pytest.raises(InputError, match=r"policy\.contradictory") as raised:
        admissible_of(tree_of(TWO_GROUPS), floors={"x": 0.1, "a": 0.5}, caps={"a": 0.4}, grid=0.03)

    assert [fault.code for fault in raised.value.faults] == [
        "policy.unknown_indicator", "policy.floor_above_cap", "policy.grid_not_one",
    ]  # fmt: skip
    assert "0.5 > 0.4" in render_error(raised.value, "en")
    assert "0.5 > 0.4" in render_error(raised.value, "zh")


def test_a_ring_fenced_share_off_the_grid_is_refused_by_name(
    tree_of: Any, admissible_of: Any
) -> None:
    with pytest.raises(InputError, match=r"ring_fenced\[0\].*0\.123"):
        admissible_of(tree_of(TWO_GROUPS), [0.123, 0.277, 0.3, 0.3], ring_fenced=("a",), grid=0.01)


def test_incumbent_must_hold_the_leaves_of_the_tree(
    tree_of: Any, policy_of: Any, weights_of: Any
) -> None:
    other = tree_of([("A", "ab")])

    with pytest.raises(InputError, match=r"weights\.other_indicators.*c, d"):
        admissible_set(policy_of(), tree_of(TWO_GROUPS), weights_of(other, [0.5, 0.5]))


def test_rules_that_stand_back_are_told(policy_of: Any) -> None:
    policy = policy_of(
        floors={"a": 0.1, "b": 0.1}, largest_moves={"c": 0.1}, ring_fenced=("a",), red_lines=("c",)
    )

    notes = suspended_rules(policy)

    assert [render_sentence(note.sentence, "en").split(":")[0] for note in notes] == [
        "floors.a does not count", "largest_moves.c does not count",
    ]  # fmt: skip
    assert all(render_sentence(note.sentence, "zh") for note in notes)
