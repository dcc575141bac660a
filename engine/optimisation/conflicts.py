"""Which rules of a policy cannot hold together, and the least change that makes room.

Owns what is said of a conflict; leaves finding the fewest rules to
:mod:`engine.optimisation.clashes` and :mod:`engine.optimisation.clash_search`, and the rules to
:mod:`engine.optimisation.admissible`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import MethodError
from engine.optimisation.clash_search import MOST_SOLVES, smallest_clash
from engine.optimisation.clashes import CLASH_TOLERANCE, are_nested, nested_clash
from engine.optimisation.elastic import elastic_program, fewest_program, misses, shares_of
from engine.optimisation.program import LinearProgram
from engine.optimisation.rules import AdmissibleSet, WeightRule
from engine.optimisation.solver import CHAIN, Solution, SolverChoice, solve

DUST = 1e-9
SUM, NOT_NEGATIVE, GRID = "sum", "not_negative", "grid"  # in force besides the rules


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A rule that gives way, and by how much (a share, > 0); ``upwards``: its limit rises."""

    rule: WeightRule
    amount: float
    upwards: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why no weight set is admissible.

    Parameters
    ----------
    rules
        Cannot hold together, in the order of the policy; without any one of them the others can.
    relaxations
        One choice of least total change that makes room, with as few rules as can be.
    least_total_violation
        Its size, a share (0 when there is room).
    smallest
        No set of fewer rules clashes; False where the search ended before that was proven.
    premises
        What the rules need for the clash besides themselves: ``sum`` (the shares sum to one),
        ``not_negative`` (no share is below 0), ``grid`` (shares are multiples of the step).
    proven
        No smaller total change makes room.
    grid
        The step, where the rules clash only because shares are multiples of it.
    """

    rules: tuple[WeightRule, ...]
    relaxations: tuple[Relaxation, ...]
    least_total_violation: float
    smallest: bool = True
    premises: tuple[str, ...] = ()
    proven: bool = True
    grid: float | None = None


def conflict(
    admissible: AdmissibleSet,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
    most_solves: int = MOST_SOLVES,
) -> Conflict:
    """Fewest clashing rules, and the least total relaxation under which a weight set exists.

    Parameters
    ----------
    admissible
        The rules; the shares are >= 0 and sum to one besides, and are multiples of the grid.
    chain
        Solvers in order of preference.
    most_solves
        After that many the clashing set is irreducible, yet not proven to be the smallest.

    Notes
    -----
    Elastic programme: each rule may miss its limit, least sum of the misses (an integer programme
    on a grid); then the fewest rules that can share that sum. Where they miss by less than 1e-7 in
    all the solver is asked whether they can hold together. Rules that are plain
    bounds inside groups are counted exactly (:func:`nested_clash`); others are searched
    (:func:`smallest_clash`).
    """
    solution = solve(elastic_program(admissible), chain=chain)
    relaxations = _relaxations(admissible, solution)
    if not relaxations:
        if _can_hold(admissible, (SUM, NOT_NEGATIVE, GRID), chain):
            return Conflict((), (), 0.0)
        relaxations = _relaxations(admissible, solution, DUST)
    total = sum(one.amount for one in relaxations)
    clash = nested_clash(admissible) if are_nested(admissible.rules) else None
    clash = clash or smallest_clash(admissible, chain, most_solves)
    rules = tuple(admissible.rules[place] for place in clash.places)
    premises = _premises(replace(admissible, rules=rules), chain)
    return Conflict(
        rules,
        _fewest_relaxations(admissible, relaxations, chain),
        total,
        clash.smallest,
        premises,
        solution.record.proven,
        admissible.grid if GRID in premises else None,
    )


def infeasible_policy(
    admissible: AdmissibleSet, *, chain: Sequence[SolverChoice] = CHAIN
) -> MethodError:
    """Error ``policy.infeasible`` that names the clashing rules and the least change.

    Its values hold ``rules`` and ``changes`` as formulas for the message, and the
    :class:`Conflict` itself as ``conflict`` for readers who show the rules in words.
    """
    found = conflict(admissible, chain=chain)
    changes = "; ".join(f"{one.rule.formula} ({one.amount:.6g})" for one in found.relaxations)
    return MethodError(
        "policy.infeasible",
        policy=admissible.policy,
        rules="; ".join(rule.formula for rule in found.rules),
        changes=changes,
        total=found.least_total_violation,
        conflict=found,
    )


def _relaxations(
    admissible: AdmissibleSet, solution: Solution, tolerance: float = CLASH_TOLERANCE
) -> tuple[Relaxation, ...]:
    """Return which rules give way and by how much, by our own arithmetic on the point found."""
    missed = misses(admissible, shares_of(admissible, solution.point))
    return tuple(
        Relaxation(rule, abs(float(miss)), upwards=bool(miss > 0))
        for rule, miss in zip(admissible.rules, missed, strict=True)
        if abs(miss) > tolerance
    )


def _fewest_relaxations(
    admissible: AdmissibleSet, known: tuple[Relaxation, ...], chain: Sequence[SolverChoice]
) -> tuple[Relaxation, ...]:
    """Return as small a change of fewer rules where there is one."""
    total = sum(one.amount for one in known)
    if total <= CLASH_TOLERANCE:  # such amounts the programme of yes and no cannot tell from none
        return known
    solution = solve(fewest_program(admissible, total + DUST), chain=chain)
    if not solution.record.feasible:
        return known
    fewer = _relaxations(admissible, solution)
    fewer = _least_by(admissible, fewer, chain)
    return fewer if sum(one.amount for one in fewer) <= total + CLASH_TOLERANCE else known


def _least_by(
    admissible: AdmissibleSet, giving: tuple[Relaxation, ...], chain: Sequence[SolverChoice]
) -> tuple[Relaxation, ...]:
    """Return the least change of these rules alone: without the dust that let them be found."""
    own = {one.rule.formula for one in giving}
    hard = [place for place, rule in enumerate(admissible.rules) if rule.formula not in own]
    solution = solve(elastic_program(admissible, hard), chain=chain)
    return _relaxations(admissible, solution) if solution.record.feasible else giving


def _premises(clashing: AdmissibleSet, chain: Sequence[SolverChoice]) -> tuple[str, ...]:
    """Leave out every premise without which the rules still clash."""
    needed = [SUM, NOT_NEGATIVE, *([GRID] if clashing.grid is not None else [])]
    for premise in (GRID, NOT_NEGATIVE, SUM):
        fewer = [one for one in needed if one != premise]
        if premise in needed and not _can_hold(clashing, fewer, chain):
            needed = fewer
    return tuple(needed)


def _can_hold(
    clashing: AdmissibleSet, premises: Sequence[str], chain: Sequence[SolverChoice]
) -> bool:
    """Tell whether all rules can hold with only some of the premises."""
    kept = clashing if GRID in premises else replace(clashing, grid=None)
    program = elastic_program(kept, range(len(kept.rules)))
    return solve(_without(program, premises, len(kept.leaves)), chain=chain).record.feasible


def _without(program: LinearProgram, premises: Sequence[str], leaves: int) -> LinearProgram:
    """Return the programme with no other premises; its first row is the sum."""
    first = 0 if SUM in premises else 1
    lower, upper = program.lower.copy(), program.upper.copy()
    upper[:leaves] = np.inf
    if NOT_NEGATIVE not in premises:
        lower[:leaves] = -np.inf
    rows = np.array(program.rows)[first:]
    occurs = rows.any(axis=0)  # PuLP gives variables that stand in no row no value
    return LinearProgram(
        cost=program.cost[occurs],
        rows=rows[:, occurs],
        senses=program.senses[first:],
        limits=program.limits[first:],
        lower=lower[occurs],
        upper=upper[occurs],
        integer=program.integer[occurs],
    )
