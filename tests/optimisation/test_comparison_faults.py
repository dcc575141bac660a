"""Orders and ratios that cannot be meant are named."""

from typing import Any

import pytest

from engine.domain.policy import OrderRule, PolicyGroup, RatioRule
from engine.domain.texts import Text
from engine.errors import InputError
from engine.i18n.translate import render_error
from engine.optimisation.comparison_faults import comparison_faults

TWO_GROUPS = [("A", "ab"), ("B", "cd")]
TWIN = (PolicyGroup("X", Text("x", "x"), ("b", "a")),)


@pytest.mark.parametrize(
    ("rules", "place", "code"),
    [
        ({"orders": (OrderRule("x", "a"),)}, "orders[0].higher", "policy.unknown_subject"),
        ({"ratios": (RatioRule("a", "Z", 2.0),)}, "ratios[0].lower", "policy.unknown_subject"),
        ({"orders": (OrderRule("a", "a", 0.1),)}, "orders[0]", "policy.compared_with_itself"),
        ({"ratios": (RatioRule("A", "X", 2.0),), "groups": TWIN}, "ratios[0]",
         "policy.compared_with_itself"),
        ({"orders": (OrderRule("a", "b", 1.5),)}, "orders[0].gap", "policy.gap_range"),
        ({"orders": (OrderRule("a", "b", float("nan")),)}, "orders[0].gap", "policy.gap_range"),
        ({"ratios": (RatioRule("a", "b", 0.0),)}, "ratios[0].ratio", "policy.ratio_range"),
        ({"ratios": (RatioRule("a", "b", -2.0),)}, "ratios[0].ratio", "policy.ratio_range"),
        ({"ratios": (RatioRule("a", "b", float("inf")),)}, "ratios[0].ratio",
         "policy.ratio_range"),
        ({"orders": (OrderRule("a", "b", 0.1), OrderRule("b", "c"), OrderRule("c", "a"))},
         "orders", "policy.order_circle"),
    ],
)  # fmt: skip
def test_a_comparison_that_cannot_be_meant_is_named(
    tree_of: Any, admissible_of: Any, rules: Any, place: str, code: str
) -> None:
    with pytest.raises(InputError) as raised:
        admissible_of(tree_of(TWO_GROUPS), **rules)

    assert [(fault.code, fault.place) for fault in raised.value.faults] == [(code, place)]
    assert render_error(raised.value, "zh")
    assert render_error(raised.value, "en")


def test_a_circle_names_its_orders_and_the_excess(tree_of: Any, policy_of: Any) -> None:
    orders = (OrderRule("d", "c"), OrderRule("a", "b", 0.1), OrderRule("b", "a", -0.04))

    (fault,) = comparison_faults(policy_of(orders=orders), tree_of(TWO_GROUPS))

    assert fault.value == "a >= b + 0.1; b >= a - 0.04"
    assert fault.values["total"] == pytest.approx(0.06)


def test_a_circle_without_a_gap_only_makes_shares_equal(tree_of: Any, policy_of: Any) -> None:
    orders = (OrderRule("a", "b"), OrderRule("b", "c"), OrderRule("c", "a"))

    assert comparison_faults(policy_of(orders=orders), tree_of(TWO_GROUPS)) == ()
