"""Rules that leave an indicator no weight are named."""

from typing import Any

import numpy as np
import pytest

from engine.domain.policy import OrderRule, RatioRule
from engine.optimisation.closeness import closest_weights
from engine.optimisation.emptied import Emptied, emptied

GROUPS = [("A", "ab"), ("B", "cd")]
CIRCLE = (RatioRule("a", "b", 2.0), RatioRule("b", "a", 0.8))


def told(found: tuple[Emptied, ...]) -> list[tuple[str, list[str]]]:
    return [("".join(one.leaves), [rule.formula for rule in one.rules]) for one in found]


@pytest.fixture
def shares() -> Any:
    return np.array([0.0, 0.0, 0.5, 0.5])


def test_a_circle_of_ratios_above_one_leaves_its_indicators_nothing(
    tree_of: Any, weights_of: Any, admissible_of: Any
) -> None:
    tree = tree_of(GROUPS)
    admissible = admissible_of(tree, ratios=CIRCLE, default_cap=0.6)

    found = closest_weights(weights_of(tree, [0.25] * 4), admissible)

    assert found.weights.shares == pytest.approx([0, 0, 0.5, 0.5], abs=1e-9)
    assert told(emptied(found.weights.shares, admissible)) == [
        ("ab", ["a >= 2 b", "b >= 0.8 a"]),
    ]


def test_a_circle_of_product_one_leaves_room(tree_of: Any, admissible_of: Any, shares: Any) -> None:
    even = (RatioRule("a", "b", 2.0), RatioRule("b", "a", 0.5))

    assert emptied(shares, admissible_of(tree_of(GROUPS), ratios=even)) == ()


def test_other_rules_that_leave_nothing_are_named(
    tree_of: Any, admissible_of: Any, shares: Any
) -> None:
    admissible = admissible_of(
        tree_of(GROUPS), floors={"c": 0.5}, orders=(OrderRule("d", "c"),), grid=0.1
    )

    assert told(emptied(shares, admissible)) == [("ab", ["c >= 0.5", "d >= c"])]


def test_what_was_put_to_zero_on_purpose_is_not_told(tree_of: Any, admissible_of: Any) -> None:
    admissible = admissible_of(tree_of(GROUPS), red_lines=("a",), caps={"b": 0.0})

    assert emptied(np.array([0.0, 0.0, 1.0, 0.0]), admissible) == ()
