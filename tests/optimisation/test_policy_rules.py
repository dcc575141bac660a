"""Every kind of rule as a row, a formula and a sentence in both languages."""

from typing import Any

import pytest

from engine.domain.indicators import IndicatorNode, IndicatorTree
from engine.domain.policy import OrderRule, PolicyGroup, RatioRule
from engine.domain.texts import Text
from engine.i18n.translate import render_sentence
from engine.optimisation.rules import RuleKind

TWO_GROUPS = [("A", "ab"), ("B", "cd")]


@pytest.mark.parametrize(
    ("rules", "kind", "formula", "row", "english"),
    [
        ({"floors": {"a": 0.2}}, RuleKind.FLOOR, "a >= 0.2", [1, 0, 0, 0],
         "indicator a: at least 20%"),
        ({"caps": {"b": 0.6}}, RuleKind.CAP, "b <= 0.6", [0, 1, 0, 0],
         "indicator b: at most 60%"),
        ({"group_shares": {"A": (0.6, 0.6)}}, RuleKind.GROUP_FIXED, "A = 0.6", [1, 1, 0, 0],
         "Group group A: exactly 60% together"),
        ({"orders": (OrderRule("a", "B", 0.02),)}, RuleKind.ORDER, "a >= B + 0.02",
         [1, 0, -1, -1], "indicator a: at least 2 points above the share of group B"),
        ({"orders": (OrderRule("a", "b", -0.1),)}, RuleKind.ORDER, "a >= b - 0.1", [1, -1, 0, 0],
         "indicator a: at most 10 points below the share of indicator b"),
        ({"ratios": (RatioRule("A", "c", 1.5),)}, RuleKind.RATIO, "A >= 1.5 c", [1, 1, -1.5, 0],
         "group A: at least 1.5 times the share of indicator c"),
        ({"ring_fenced": ("d",)}, RuleKind.RING_FENCED, "d = 0.25", [0, 0, 0, 1],
         "indicator d: ring-fenced, stays at 25%"),
        ({"red_lines": ("c",)}, RuleKind.RED_LINE, "c = 0", [0, 0, 1, 0],
         "indicator c: a red line, a veto outside the weights (0%)"),
    ],
)  # fmt: skip
def test_a_rule_is_a_row_with_a_sentence(
    tree_of: Any, admissible_of: Any, rules: Any, kind: RuleKind, formula: str, row: Any,
    english: str,
) -> None:  # fmt: skip
    (rule,) = admissible_of(tree_of(TWO_GROUPS), **rules).rules

    assert (rule.kind, rule.formula) == (kind, formula)
    assert rule.row(4).tolist() == row
    assert render_sentence(rule.sentence, "en") == english
    assert render_sentence(rule.sentence, "zh")


def test_defaults_apply_where_no_entry_stands(tree_of: Any, admissible_of: Any) -> None:
    admissible = admissible_of(
        tree_of([("A", "ab")]), default_floor=0.05, floors={"a": 0.2}, default_cap=0.9,
        caps={"b": 1.0},
    )  # fmt: skip

    assert [rule.formula for rule in admissible.rules] == ["a >= 0.2", "a <= 0.9", "b >= 0.05"]


def test_fixed_leaves_leave_their_floors_caps_and_moves_behind(
    tree_of: Any, admissible_of: Any
) -> None:
    admissible = admissible_of(
        tree_of(TWO_GROUPS), [0.4, 0.2, 0.2, 0.2], default_floor=0.1, caps={"a": 0.3},
        largest_move=0.05, largest_moves={"c": 0.1}, ring_fenced=("a",), red_lines=("b",),
    )  # fmt: skip

    assert [rule.formula for rule in admissible.rules] == [
        "a = 0.4", "b = 0", "c >= 0.1", "d >= 0.1",
        "c >= 0.1", "c <= 0.3", "d >= 0.15", "d <= 0.25",
    ]  # fmt: skip


def test_a_move_of_one_is_no_limit(tree_of: Any, admissible_of: Any) -> None:
    tree = tree_of(TWO_GROUPS)

    assert admissible_of(tree, largest_move=1.0).rules == ()
    assert len(admissible_of(tree, largest_move=0.1, largest_moves={"a": 1.0}).rules) == 6


def test_groups_may_stand_at_any_level_and_overlap(tree_of: Any, admissible_of: Any) -> None:
    inner = tree_of(TWO_GROUPS).root
    nested = IndicatorTree(
        IndicatorNode(
            "top", Text("顶", "top"), (IndicatorNode("M", Text("中", "m"), inner.children),)
        )
    )
    sides = (
        PolicyGroup("quantity", Text("量化", "quantity"), ("a", "c")),
        PolicyGroup("behaviour", Text("行为", "behaviour"), ("b", "d")),
    )

    admissible = admissible_of(
        nested, groups=sides,
        group_shares={"B": (0.2, 0.4), "quantity": (0.7, 0.7), "behaviour": (0.3, 0.3)},
    )  # fmt: skip

    assert [rule.formula for rule in admissible.rules] == [
        "B >= 0.2", "B <= 0.4", "quantity = 0.7", "behaviour = 0.3",
    ]  # fmt: skip
    assert admissible.rows[2].tolist() == [1, 0, 1, 0]


def test_a_leaf_of_both_sides_counts_with_what_is_left_of_it(
    tree_of: Any, admissible_of: Any
) -> None:
    tree = tree_of(TWO_GROUPS)

    (order,) = admissible_of(tree, orders=(OrderRule("A", "a", 0.1),)).rules
    (ratio,) = admissible_of(tree, ratios=(RatioRule("a", "A", 0.4),)).rules

    assert order.row(4).tolist() == [0, 1, 0, 0]
    assert ratio.row(4) == pytest.approx([0.6, -0.4, 0, 0])
