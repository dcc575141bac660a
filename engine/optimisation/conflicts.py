"""Which rules of a policy cannot hold together, and the least change that makes room.

Owns the elastic programme; leaves the rules to :mod:`engine.optimisation.admissible`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import MethodError
from engine.optimisation.program import LinearProgram, Sense
from engine.optimisation.rules import WeightRule
from engine.optimisation.solver import Solution, solve

RELAXATION_TOLERANCE = 1e-7  # smaller relaxations are arithmetic, not policy


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A rule that gives way, and by how much (a share, > 0)."""

    rule: WeightRule
    amount: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why no weight set is admissible.

    ``rules`` cannot hold together with the sum of one; ``relaxations`` is one choice of least
    total change that makes room, ``least_total_violation`` its size (0 when there is room).
    """

    rules: tuple[WeightRule, ...]
    relaxations: tuple[Relaxation, ...]
    least_total_violation: float


def conflict(rules: Sequence[WeightRule], leaves: int, grid: float | None = None) -> Conflict:
    """Clashing rules and the least total relaxation under which an admissible set exists.

    Parameters
    ----------
    rules
        Rules over ``leaves`` shares; the shares are >= 0 and sum to one besides.
    grid
        Publishable step, when the shares must be multiples of it.

    Notes
    -----
    Elastic programme: a slack e_r >= 0 for each rule, least sum of slacks. Without a grid the
    rules with a non-zero dual certify the conflict (Farkas): with their multipliers they add up
    to a contradiction, so no weight set satisfies all of them. On a grid there are no duals and
    the rules that give way are named.
    """
    sides = _sides(rules)
    solution = solve(_elastic_program(sides, leaves, grid))
    slacks = solution.point[leaves:]
    relaxations = tuple(
        Relaxation(rule, float(slack))
        for (rule, _), slack in zip(sides, slacks, strict=True)
        if slack > RELAXATION_TOLERANCE
    )
    if grid is not None:
        clashing = tuple(relaxation.rule for relaxation in relaxations)
    else:
        clashing = _certified(sides, solution) if relaxations else ()
    return Conflict(clashing, relaxations, sum(one.amount for one in relaxations))


def infeasible_policy(
    policy: str, rules: Sequence[WeightRule], leaves: int, grid: float | None
) -> MethodError:
    """Error ``policy.infeasible`` that names the clashing rules and the least change.

    Its values hold ``rules`` and ``changes`` as formulas for the message, and the
    :class:`Conflict` itself as ``conflict`` for readers who show the rules in words.
    """
    found = conflict(rules, leaves, grid)
    changes = "; ".join(f"{one.rule.formula} ({one.amount:.6g})" for one in found.relaxations)
    return MethodError(
        "policy.infeasible",
        policy=policy,
        rules="; ".join(rule.formula for rule in found.rules),
        changes=changes,
        total=found.least_total_violation,
        conflict=found,
    )


def _sides(rules: Sequence[WeightRule]) -> list[tuple[WeightRule, Sense]]:
    """Return the inequalities of the rules: a fixed share can fail upwards or downwards."""
    both = (Sense.AT_LEAST, Sense.AT_MOST)
    return [
        (rule, sense)
        for rule in rules
        for sense in (both if rule.sense is Sense.EQUAL else (rule.sense,))
    ]


def _certified(
    sides: Sequence[tuple[WeightRule, Sense]], solution: Solution
) -> tuple[WeightRule, ...]:
    duals = solution.duals[1:]  # the first row is the sum to one
    return tuple(
        rule
        for (rule, _), dual in zip(sides, duals, strict=True)
        if abs(float(dual)) > RELAXATION_TOLERANCE
    )


def _elastic_program(
    sides: Sequence[tuple[WeightRule, Sense]], leaves: int, grid: float | None
) -> LinearProgram:
    step = 1.0 if grid is None else grid
    count = len(sides)
    rows = np.zeros((1 + count, leaves + count))
    rows[0, :leaves] = step
    for place, (rule, sense) in enumerate(sides):
        rows[1 + place, :leaves] = step * rule.row(leaves)
        rows[1 + place, leaves + place] = 1.0 if sense is Sense.AT_LEAST else -1.0
    integer = np.zeros(leaves + count, dtype=bool)
    integer[:leaves] = grid is not None
    return LinearProgram(
        cost=np.concatenate([np.zeros(leaves), np.ones(count)]),
        rows=rows,
        senses=(Sense.EQUAL, *(sense for _, sense in sides)),
        limits=np.array([1.0, *(rule.limit for rule, _ in sides)]),
        lower=np.zeros(leaves + count),
        upper=np.concatenate([np.full(leaves, round(1 / step)), np.full(count, np.inf)]),
        integer=integer,
    )
