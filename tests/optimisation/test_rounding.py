"""The evenest of the nearest grid points: worked examples and exhaustive search."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import WeightSet
from engine.optimisation.admissible import admissible_rules
from engine.optimisation.rounding import UNITS, evenest
from engine.optimisation.rules import WeightRule

RulesOf = Callable[..., tuple[WeightRule, ...]]


@pytest.fixture(scope="session")
def rules_of(
    tree_of: Callable[[list[tuple[str, str]]], IndicatorTree],
    policy_of: Callable[..., WeightPolicy],
    weights_of: Callable[..., WeightSet],
) -> RulesOf:
    def make(**rules: Any) -> tuple[WeightRule, ...]:
        tree = tree_of([("A", "ab"), ("B", "cd")])
        return admissible_rules(policy_of(grid=0.1, **rules), tree, weights_of(tree, [0.25] * 4))

    return make


def test_a_lump_of_rounding_is_spread(rules_of: RulesOf) -> None:
    """Both are equally far in L1: one indicator three steps up, or three up by one step."""
    exact = np.array([0.1, 0.1, 0.1, 0.7])

    found = evenest(np.array([4, 1, 1, 4]), exact, rules_of(caps={"d": 0.4}), 0.1)

    assert found.tolist() == [2, 2, 2, 4]


def test_equal_claims_go_to_the_earlier_in_the_file(rules_of: RulesOf) -> None:
    exact = np.array([0.25, 0.25, 0.25, 0.25])

    found = evenest(np.array([2, 2, 3, 3]), exact, rules_of(), 0.1)

    assert found.tolist() == [3, 3, 2, 2]


def test_rules_hold_the_steps_back(rules_of: RulesOf) -> None:
    exact = np.array([0.25, 0.25, 0.25, 0.25])

    found = evenest(np.array([2, 2, 3, 3]), exact, rules_of(group_shares={"A": (0.4, 0.4)}), 0.1)

    assert found.tolist() == [2, 2, 3, 3]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_every_start_ends_at_the_best_of_all(rules_of: RulesOf, seed: int) -> None:
    """Least sum of squares, then earliest in the file, whatever tie the solver returned."""
    rng = np.random.default_rng(seed)
    exact = rng.multinomial(20, rng.dirichlet(np.ones(4))) / 20  # half steps: many ties
    rules = rules_of(floors={"a": 0.1}, caps={"b": 0.4}, group_shares={"A": (0.25, 0.75)})
    admissible = [
        steps
        for steps in product(range(11), repeat=4)
        if sum(steps) == 10 and steps[0] >= 1 and steps[1] <= 4 and 3 <= sum(steps[:2]) <= 7
    ]
    aimed = np.rint(exact * 10 * UNITS).astype(int).tolist()

    def order(steps: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        deviations = [UNITS * own - aim for own, aim in zip(steps, aimed, strict=True)]
        return sum(one**2 for one in deviations), tuple(-own for own in steps)

    best = min(admissible, key=order)
    for start in rng.choice(len(admissible), 5):
        found = evenest(np.array(admissible[start]), exact, rules, 0.1)

        assert tuple(found.tolist()) == best
        assert found.sum() == 10
