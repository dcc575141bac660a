"""Policies become rules, and contradictions are named all at once."""

from collections.abc import Callable

import pytest

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import WeightSet
from engine.errors import InputError
from engine.i18n.translate import render_error, render_sentence
from engine.optimisation.admissible import (
    admissible_rules,
    policy_faults,
    top_level_groups,
)
from engine.optimisation.rules import RuleKind

TreeOf = Callable[[list[tuple[str, str]]], IndicatorTree]
PolicyOf = Callable[..., WeightPolicy]
WeightsOf = Callable[[IndicatorTree, list[float]], WeightSet]
TWO_GROUPS = [("A", "ab"), ("B", "cd")]


def test_every_kind_of_rule_becomes_a_row(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of(TWO_GROUPS)
    policy = policy_of(
        floors={"a": 0.1}, caps={"b": 0.4}, group_shares={"A": (0.5, 0.7)}, largest_move=0.2
    )

    rules = admissible_rules(policy, tree, weights_of(tree, [0.3, 0.3, 0.3, 0.1]))

    assert [rule.formula for rule in rules] == [
        "a >= 0.1", "b <= 0.4", "A >= 0.5", "A <= 0.7",
        "a >= 0.1", "a <= 0.5", "b >= 0.1", "b <= 0.5", "c >= 0.1", "c <= 0.5", "d <= 0.3",
    ]  # fmt: skip
    assert rules[2].row(4).tolist() == [1, 1, 0, 0]


def test_an_equal_range_is_one_fixed_share(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of(TWO_GROUPS)

    rules = admissible_rules(
        policy_of(group_shares={"A": (0.6, 0.6)}), tree, weights_of(tree, [0.25] * 4)
    )

    assert [(rule.kind, rule.formula) for rule in rules] == [(RuleKind.GROUP_FIXED, "A = 0.6")]


def test_defaults_apply_where_no_entry_stands(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of([("A", "ab")])

    rules = admissible_rules(
        policy_of(default_floor=0.05, floors={"a": 0.2}, default_cap=0.9, caps={"b": 1.0}),
        tree,
        weights_of(tree, [0.5, 0.5]),
    )

    assert [rule.formula for rule in rules] == ["a >= 0.2", "a <= 0.9", "b >= 0.05"]


def test_rules_read_in_both_languages(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    tree = tree_of(TWO_GROUPS)
    policy = policy_of(
        floors={"a": 0.2}, caps={"b": 0.6}, group_shares={"A": (0.5, 0.9)}, largest_move=0.1
    )

    rules = admissible_rules(policy, tree, weights_of(tree, [0.25] * 4))

    assert render_sentence(rules[0].sentence, "en") == "indicator a: at least 20%"
    assert render_sentence(rules[0].sentence, "zh") == "指标a\N{FULLWIDTH COLON}不低于 20 %"
    assert all(render_sentence(rule.sentence, "zh") for rule in rules)


@pytest.mark.parametrize(
    ("rules", "place", "code"),
    [
        ({"evidence_share": 1.2}, "evidence_share", "policy.share_range"),
        ({"floors": {"a": -0.1}}, "floors.a", "policy.share_range"),
        ({"largest_move": 85.0}, "largest_move", "policy.share_range"),
        ({"floors": {"x": 0.1}}, "floors.x", "policy.unknown_indicator"),
        ({"caps": {"A": 0.1}}, "caps.A", "policy.unknown_indicator"),
        ({"group_shares": {"Z": (0.1, 0.2)}}, "group_shares.Z", "policy.unknown_group"),
        ({"floors": {"a": 0.3}, "caps": {"a": 0.2}}, "floors.a", "policy.floor_above_cap"),
        ({"default_floor": 0.3}, "floors", "policy.floors_above_one"),
        ({"default_cap": 0.2}, "caps", "policy.caps_below_one"),
        ({"group_shares": {"A": (0.6, 0.5)}}, "group_shares.A", "policy.group_range"),
        (
            {"group_shares": {"A": (0.6, 0.7), "B": (0.5, 0.6)}},
            "group_shares",
            "policy.groups_above_one",
        ),
        (
            {"group_shares": {"A": (0.1, 0.5), "B": (0.1, 0.4)}},
            "group_shares",
            "policy.groups_below_one",
        ),
        ({"grid": 0.03}, "grid", "policy.grid_not_one"),
        ({"grid": 0.0}, "grid", "policy.grid_not_one"),
        (
            {"grid": 0.1, "group_shares": {"A": (0.55, 0.55)}},
            "group_shares.A",
            "policy.group_off_grid",
        ),
    ],
)
def test_contradiction_is_named_with_its_place(
    tree_of: TreeOf,
    policy_of: PolicyOf,
    weights_of: WeightsOf,
    rules: dict[str, object],
    place: str,
    code: str,
) -> None:
    tree = tree_of(TWO_GROUPS)
    policy = policy_of(**rules)

    with pytest.raises(InputError, match=r"policy\.contradictory") as raised:
        admissible_rules(policy, tree, weights_of(tree, [0.25] * 4))

    assert [(fault.code, fault.place) for fault in raised.value.faults] == [(code, place)]
    assert render_error(raised.value, "zh")
    assert render_error(raised.value, "en")


def test_all_contradictions_are_named_at_once(tree_of: TreeOf, policy_of: PolicyOf) -> None:
    policy = policy_of(floors={"x": 0.1, "a": 0.5}, caps={"a": 0.4}, grid=0.03)

    faults = policy_faults(policy, tree_of(TWO_GROUPS))

    assert [fault.code for fault in faults] == [
        "policy.unknown_indicator", "policy.floor_above_cap", "policy.grid_not_one",
    ]  # fmt: skip


def test_incumbent_must_hold_the_leaves_of_the_tree(
    tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
) -> None:
    other = tree_of([("A", "ab")])

    with pytest.raises(InputError, match=r"weights\.other_indicators.*c, d"):
        admissible_rules(policy_of(), tree_of(TWO_GROUPS), weights_of(other, [0.5, 0.5]))


def test_top_level_groups_hold_the_positions_of_their_leaves(tree_of: TreeOf) -> None:
    assert top_level_groups(tree_of([("A", "ab"), ("B", "c")])) == {"A": (0, 1), "B": (2,)}
