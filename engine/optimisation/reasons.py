"""Which rules hold a share away from its target: found from the shares alone, not from duals.

Owns what "active" means for a single leaf, with and without a grid.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule

EQUAL_SHARES = 5e-6  # half a thousandth of a point: shares that differ by less read the same
ACTIVE_TOLERANCE = 1e-7  # a rule with less slack is active
STEP_DUST = 1e-9

_FIXED = frozenset({RuleKind.RING_FENCED, RuleKind.RED_LINE})
Floats = NDArray[np.float64]


def stays(leaf: int, admissible: AdmissibleSet) -> WeightRule | None:
    """Return the rule that fences a leaf's share or sets it to 0, None where there is none."""
    own = (rule for rule in admissible.rules if rule.members == (leaf,))
    return next((rule for rule in own if rule.kind in _FIXED), None)


def blocks(rule: WeightRule, leaf: int, towards: float, shares: Floats, grid: float | None) -> bool:
    """Tell whether a rule forbids a leaf to move, the other leaves of the rule staying.

    Parameters
    ----------
    towards
        Its sign says where: above 0 for a greater share.
    shares
        (k,), admissible.
    grid
        The move is one step of it; without one, any move beyond 1e-7.
    """
    row = rule.row(len(shares))
    pull = float(row[leaf] * np.sign(towards))
    if pull == 0:
        return False
    upper = rule.sense is Sense.EQUAL or (rule.sense is Sense.AT_MOST) == (pull > 0)
    if not upper:
        return False
    if rule.sense is Sense.EQUAL:
        return True
    slack = abs(float(row @ shares) - rule.limit)
    return slack <= ACTIVE_TOLERANCE or slack < abs(pull) * (grid or 0.0) - STEP_DUST


def holding_rules(
    leaf: int, shares: Floats, target: Floats, admissible: AdmissibleSet
) -> list[WeightRule]:
    """Active rules that keep a leaf from its target and that the target itself breaks.

    Parameters
    ----------
    shares, target
        (k,) each.
    """
    towards = float(target[leaf] - shares[leaf])
    return [
        rule
        for rule in admissible.rules
        if blocks(rule, leaf, towards, shares, admissible.grid)
        and _breaks(rule, leaf, towards, target)
    ]


def is_rounded(gap: float, grid: float | None) -> bool:
    """Tell whether a share lies less than a step from its target."""
    return grid is not None and abs(gap) < grid - STEP_DUST


def opposite_leaf(
    leaf: int, shares: Floats, target: Floats, admissible: AdmissibleSet
) -> tuple[int, WeightRule] | None:
    """Leaf on the other side of its target that makes up for this one, and what holds it there.

    Of the leaves that share a fixed group with this one, else of all, the one that lies farthest
    on the other side and that an active rule holds; None where no rule holds any.
    """
    gaps = shares - target
    for pool in _pools(leaf, admissible):
        others = [one for one in pool if gaps[one] * gaps[leaf] < 0]
        for other in sorted(others, key=lambda one: -abs(float(gaps[one]))):
            rules = holding_rules(other, shares, target, admissible)
            if rules and abs(gaps[other]) > EQUAL_SHARES:
                return other, min(rules, key=lambda rule: len(rule.members))
    return None


def resting_rule(leaf: int, shares: Floats, admissible: AdmissibleSet) -> WeightRule | None:
    """Return the first active rule on this leaf alone, None where there is none."""
    for rule in admissible.rules:
        if rule.members == (leaf,) and abs(float(shares[leaf]) - rule.limit) <= ACTIVE_TOLERANCE:
            return rule
    return None


def _breaks(rule: WeightRule, leaf: int, towards: float, target: Floats) -> bool:
    """Tell whether a target breaks a rule on the side where the leaf's own move would."""
    row = rule.row(len(target))
    excess = float(row @ target) - rule.limit
    return excess * float(np.sign(row[leaf] * towards)) > ACTIVE_TOLERANCE


def _pools(leaf: int, admissible: AdmissibleSet) -> Iterable[list[int]]:
    """Yield the leaves that share a sum with this one, the smallest sum first."""
    fixed = [
        sorted(rule.members)
        for rule in admissible.rules
        if rule.sense is Sense.EQUAL and rule.is_sum and leaf in rule.members
    ]
    yield from sorted(fixed, key=len)
    yield list(range(len(admissible.leaves)))
