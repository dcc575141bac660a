"""What holds a share: blocks, roundings and the leaf that another makes up for."""

import numpy as np
import pytest

from engine.domain.texts import Text
from engine.optimisation.reasons import (
    blocks,
    holding_rules,
    is_rounded,
    opposite_leaf,
    resting_rule,
    stays,
)
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule

SHARES = np.array([0.3, 0.3, 0.2, 0.2])
TARGET = np.array([0.4, 0.25, 0.15, 0.2])
NAME = Text("a", "a")


def rule(
    kind: RuleKind, members: tuple[int, ...], limit: float, coefficients: tuple[float, ...] = ()
) -> WeightRule:
    return WeightRule(kind, "x", NAME, members, limit, coefficients)


def admitting(*rules: WeightRule, grid: float | None = None) -> AdmissibleSet:
    return AdmissibleSet("p", tuple("abcd"), rules, grid)


@pytest.mark.parametrize(
    ("one", "leaf", "towards", "blocked"),
    [
        (rule(RuleKind.CAP, (0,), 0.3), 0, 1.0, True),
        (rule(RuleKind.CAP, (0,), 0.3), 0, -1.0, False),
        (rule(RuleKind.CAP, (0,), 0.31), 0, 1.0, False),
        (rule(RuleKind.FLOOR, (0,), 0.3), 0, -1.0, True),
        (rule(RuleKind.FLOOR, (0,), 0.3), 1, -1.0, False),
        (rule(RuleKind.GROUP_FIXED, (0, 1), 0.6), 1, 1.0, True),
        (rule(RuleKind.GROUP_FIXED, (0, 1), 0.6), 1, -1.0, True),
        (rule(RuleKind.ORDER, (0, 1), 0.0, (1.0, -1.0)), 1, 1.0, True),
        (rule(RuleKind.ORDER, (0, 1), 0.0, (1.0, -1.0)), 0, 1.0, False),
    ],
)
def test_a_rule_blocks_only_the_way_that_would_break_it(
    one: WeightRule, leaf: int, towards: float, *, blocked: bool
) -> None:
    assert blocks(one, leaf, towards, SHARES, None) is blocked


def test_on_a_grid_a_rule_blocks_a_step_that_does_not_fit() -> None:
    cap = rule(RuleKind.CAP, (0,), 0.304)

    assert not blocks(cap, 0, 1.0, SHARES, None)
    assert blocks(cap, 0, 1.0, SHARES, 0.005)
    assert not blocks(cap, 0, 1.0, SHARES, 0.004)


def test_only_rules_that_the_target_breaks_hold_a_leaf() -> None:
    """The pair a, b has what the target asks within 0.05; c and d have exactly theirs."""
    cap, pair = rule(RuleKind.CAP, (0,), 0.3), rule(RuleKind.GROUP_FIXED, (0, 1), 0.6)
    admissible = admitting(cap, pair)

    assert holding_rules(0, SHARES, TARGET, admissible) == [cap, pair]
    assert holding_rules(1, SHARES, TARGET, admissible) == []


def test_the_leaf_on_the_other_side_is_sought_in_the_same_group_first() -> None:
    cap = rule(RuleKind.CAP, (0,), 0.3)
    pair = rule(RuleKind.GROUP_FIXED, (0, 1), 0.6)

    assert opposite_leaf(1, SHARES, TARGET, admitting(cap, pair)) == (0, cap)
    assert opposite_leaf(2, SHARES, TARGET, admitting(cap)) == (0, cap)
    assert opposite_leaf(2, SHARES, TARGET, admitting()) is None


def test_rounding_is_less_than_a_step() -> None:
    assert is_rounded(0.004, 0.005)
    assert not is_rounded(0.005, 0.005)
    assert not is_rounded(0.0, None)


def test_fences_and_resting_rules() -> None:
    fence, cap = rule(RuleKind.RING_FENCED, (0,), 0.3), rule(RuleKind.CAP, (1,), 0.3)
    admissible = admitting(fence, cap)

    assert stays(0, admissible) == fence
    assert stays(1, admissible) is None
    assert resting_rule(1, SHARES, admissible) == cap
    assert resting_rule(2, SHARES, admissible) is None
