"""The rules of an emphasis: limits, shifted ranges, and words a manager reads."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.domain.policy import Emphasis, WeightPolicy
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.i18n.translate import render_sentence
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import closest_weights
from engine.optimisation.emphasis_rules import emphasis_rules, shifted_group_shares
from engine.optimisation.rules import RuleKind

TreeOf = Callable[..., Any]
PolicyOf = Callable[..., WeightPolicy]
PROMOTION = Emphasis("promotion", Text("大促", "Promotion"))
SHARES = (0.1, 0.3, 0.6)


@pytest.fixture
def tree(tree_of: TreeOf) -> Any:
    return tree_of([("A", "ab"), ("B", "c")])


@pytest.fixture
def incumbent(tree: Any) -> WeightSet:
    return WeightSet.from_mapping(Origin.INCUMBENT, dict(zip(tree.leaf_ids, SHARES, strict=True)))


def test_a_multiple_of_the_incumbent_share_is_a_least_share(
    tree: Any, incumbent: WeightSet, policy_of: PolicyOf
) -> None:
    emphasis = replace(PROMOTION, at_least_incumbent={"a": 1.3, "A": 1.2})

    leaf, group = emphasis_rules(emphasis, policy_of(), tree, incumbent)

    assert (leaf.kind, leaf.members, leaf.limit) == (RuleKind.MULTIPLE, (0,), 0.13)
    assert (group.members, group.limit) == ((0, 1), 0.48)
    assert leaf.formula == "a >= 0.13"
    assert {leaf.emphasis, group.emphasis} == {"promotion"}


def test_a_shift_counts_from_the_incumbent_where_the_policy_names_no_range(
    tree: Any, incumbent: WeightSet, policy_of: PolicyOf
) -> None:
    emphasis = replace(PROMOTION, group_shifts={"a": 0.05, "B": -0.1})

    up, down = emphasis_rules(emphasis, policy_of(), tree, incumbent)

    assert (up.kind, up.limit, up.formula) == (RuleKind.SHIFT_UP, 0.15, "a >= 0.15")
    assert (down.kind, down.limit, down.formula) == (RuleKind.SHIFT_DOWN, 0.5, "B <= 0.5")


def test_a_shift_moves_the_range_that_the_policy_names(
    tree: Any, incumbent: WeightSet, policy_of: PolicyOf
) -> None:
    policy = policy_of(group_shares={"A": (0.4, 0.4), "B": (0.5, 0.7)})
    emphasis = replace(PROMOTION, group_shifts={"A": 0.05, "B": -0.05})

    moved = shifted_group_shares(emphasis, policy)
    rules = admissible_set(policy, tree, incumbent, emphasis).rules

    assert moved == {"A": (0.45, 0.45), "B": (0.45, 0.65)}
    assert emphasis_rules(emphasis, policy, tree, incumbent) == ()
    assert [rule.formula for rule in rules] == ["A = 0.45", "B >= 0.45", "B <= 0.65"]
    assert {rule.emphasis for rule in rules} == {"promotion"}


def test_the_first_leaves_stand_no_lower_than_any_other(
    tree: Any, incumbent: WeightSet, policy_of: PolicyOf
) -> None:
    emphasis = replace(PROMOTION, first=("a",))

    rules = emphasis_rules(emphasis, policy_of(), tree, incumbent)
    chosen = closest_weights(incumbent, admissible_set(policy_of(), tree, incumbent, emphasis))

    assert [rule.formula for rule in rules] == ["a >= b", "a >= c"]
    assert [rule.coefficients for rule in rules] == [(1.0, -1.0)] * 2
    assert chosen.weights.share("a") >= max(chosen.weights.shares) - 1e-9


def test_the_words_name_the_emphasis_and_where_the_limit_comes_from(
    tree: Any, incumbent: WeightSet, policy_of: PolicyOf
) -> None:
    emphasis = replace(
        PROMOTION, at_least_incumbent={"a": 1.3}, group_shifts={"B": -0.1}, first=("b",)
    )

    rules = emphasis_rules(emphasis, policy_of(), tree, incumbent)

    assert [render_sentence(rule.sentence, "en") for rule in rules] == [
        "Promotion asks indicator a: at least 13%, which is 1.3 times its incumbent 10%",
        "Promotion asks group B: at most 50%, which is its incumbent 60% less 10 points",
        "Promotion asks indicator b: no less than indicator a",
        "Promotion asks indicator b: no less than indicator c",
    ]
    assert (
        render_sentence(rules[0].sentence, "zh")
        == "“大促”要求指标a：不低于 13 %（现行 10 % 的 1.3 倍）"
    )


@pytest.mark.parametrize(
    ("rules", "clash"),
    [
        ({"largest_move": 0.02}, "a <= 0.12"),
        ({"caps": {"a": 0.12}}, "a <= 0.12"),
        ({"ring_fenced": ("a",)}, "a = 0.1"),
        ({"red_lines": ("a",)}, "a = 0"),
    ],
)
def test_an_emphasis_overrides_no_rule_but_clashes_with_it_by_name(
    rules: dict[str, Any], clash: str, tree: Any, incumbent: WeightSet, policy_of: PolicyOf
) -> None:
    emphasis = replace(PROMOTION, at_least_incumbent={"a": 1.3})
    admissible = admissible_set(policy_of(**rules), tree, incumbent, emphasis)

    with pytest.raises(MethodError) as caught:
        closest_weights(incumbent, admissible)

    found: Any = caught.value.values["conflict"]
    assert {rule.formula for rule in found.rules} == {"a >= 0.13", clash}
    assert {rule.emphasis for rule in found.rules} == {"promotion", ""}


def test_a_range_shifted_beyond_one_leaves_nothing(
    tree: Any, incumbent: WeightSet, policy_of: PolicyOf
) -> None:
    policy = policy_of(group_shares={"B": (0.8, 0.9)})
    emphasis = replace(PROMOTION, group_shifts={"B": 0.3})

    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        closest_weights(incumbent, admissible_set(policy, tree, incumbent, emphasis))
