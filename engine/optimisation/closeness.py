"""The admissible weight set closest to a target, with proof and the rules that bind.

Owns the blend of judgement and evidence and its projection by linear programmes, rounded last to
the publishable step; leaves the rules to :mod:`engine.optimisation.admissible`. Why first blend,
then project, then round: decision 0003.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, InternalError
from engine.optimisation.admissible import admissible_rules
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.program import LinearProgram, Sense
from engine.optimisation.rounding import evenest
from engine.optimisation.rules import WeightRule
from engine.optimisation.solver import (
    CHAIN,
    PROOF_TOLERANCE,
    Solution,
    SolverChoice,
    SolverRecord,
    solve,
)

ACTIVE_TOLERANCE = 1e-7  # a rule with less slack is active
LEVEL_TOLERANCE = 1e-9  # deviations below this are none
DIGIT_SLACKS = (0.0, 1e-9, 1e-8, 1e-7)  # CBC's answers arrive with about eight digits


@dataclass(frozen=True, slots=True)
class BindingRule:
    """A rule that is active at the recommended weights, before they are rounded to a grid.

    ``shadow_price`` is the dual of the rule in the least-distance programme: relaxing the limit
    by a share of delta shortens the L1 distance to the target by at most ``shadow_price * delta``
    (exactly that for a small delta unless several rules meet at the same point). 0: active, yet
    it costs nothing. None where nothing was proven.
    """

    rule: WeightRule
    shadow_price: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ClosestWeights:
    """The admissible weights closest to the target.

    ``record.objective`` is the L1 distance sum_k |w_k - t_k| (0..2), ``greatest_deviation`` the
    Linf distance; ``record.proven`` says that every stage of the choice was proven, rounding
    included. ``record.bound`` is the least distance off the grid, which no grid point undercuts:
    what is left of the gap is due to rounding, and ``record.why`` is then ``rounded``.
    """

    weights: WeightSet
    record: SolverRecord
    binding: tuple[BindingRule, ...]
    greatest_deviation: float


def blend(judged: WeightSet, evidence: WeightSet, evidence_share: float) -> WeightSet:
    """Target weights ``(1 - evidence_share) * judged + evidence_share * evidence``.

    Parameters
    ----------
    judged, evidence
        Over the same indicators, in any order. Joint draws are paired row by row; a set without
        draws enters each row with its shares.
    evidence_share
        0 (judgement alone) to 1 (evidence alone).

    Returns
    -------
    WeightSet
        In the order of ``judged``, with draws when either set has them.

    Raises
    ------
    InputError
        ``blend.evidence_share`` outside 0..1, ``blend.draws_unpaired`` when both sets have draws
        but not equally many.
    """
    if not 0 <= evidence_share <= 1:
        raise InputError("blend.evidence_share", evidence_share=evidence_share)
    evidence = evidence.aligned(judged.indicators)
    shares = (1 - evidence_share) * judged.shares + evidence_share * evidence.shares
    draws = None
    if judged.draws is not None or evidence.draws is not None:
        ours = judged.shares[None, :] if judged.draws is None else judged.draws
        theirs = evidence.shares[None, :] if evidence.draws is None else evidence.draws
        if 1 not in (len(ours), len(theirs)) and len(ours) != len(theirs):
            raise InputError("blend.draws_unpaired", judged=len(ours), evidence=len(theirs))
        draws = (1 - evidence_share) * ours + evidence_share * theirs
    return WeightSet(Origin.RECOMMENDED, judged.indicators, shares, draws)


def closest_weights(
    target: WeightSet,
    policy: WeightPolicy,
    tree: IndicatorTree,
    incumbent: WeightSet,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
) -> ClosestWeights:
    """Admissible weights with the least L1 distance to the target, then the evenest deviations.

    Parameters
    ----------
    target
        Weights aimed at (see :func:`blend`); its draws are not used here.
    policy, tree, incumbent
        What is admissible; moves are counted from the incumbent.

    Returns
    -------
    ClosestWeights
        Over the tree's leaves in file order; the answer is unique, with and without a grid.

    Raises
    ------
    InputError
        ``policy.contradictory`` when the policy contradicts itself, ``weights.other_indicators``
        when target or incumbent do not hold exactly the leaves of the tree.
    MethodError
        ``policy.infeasible``, naming the clashing rules and the least change that makes room.

    Notes
    -----
    Minimise sum_k d_k with d_k >= |w_k - t_k| over the admissible set. Such optima are not
    unique, so the greatest d_k is minimised next with the sum held, then the greatest of the
    others, and so on (each level ends for the deviations whose rows have a positive dual). With a
    grid that point is then rounded: of the admissible grid points those with the least L1
    distance to it (an integer programme), of these the evenest (:func:`evenest`).
    """
    rules = admissible_rules(policy, tree, incumbent)
    aimed = target.aligned(tree.leaf_ids).shares
    model = _Model(rules, aimed)
    first = solve(_distance_program(model), chain=chain)
    if not first.record.feasible:  # shares and deviations are bounded: only infeasible is left
        raise infeasible_policy(policy.id, rules, len(aimed), policy.grid)
    stages = (first, *_level_stages(model, first, chain))
    exact = shares = model.shares(stages[-1].point)
    if policy.grid is not None:
        nearby = _Model(rules, exact, policy.grid)
        rounding = solve(_distance_program(nearby), chain=chain)
        if not rounding.record.feasible:
            raise infeasible_policy(policy.id, rules, len(aimed), policy.grid)
        stages, shares = (*stages, rounding), nearby.shares(rounding.point)
    return ClosestWeights(
        WeightSet(Origin.RECOMMENDED, tree.leaf_ids, shares),
        _record(stages, float(np.abs(shares - aimed).sum()), rounded=policy.grid is not None),
        _binding(model, exact, first),
        float(np.abs(shares - aimed).max()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Rules and what to be near; variables are k shares (or grid steps), then k deviations."""

    rules: tuple[WeightRule, ...]
    target: NDArray[np.float64]
    grid: float | None = None

    @property
    def step(self) -> float:
        return 1.0 if self.grid is None else self.grid

    def shares(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the shares of a solver's point, free of its arithmetic dust and its ties."""
        own = point[: len(self.target)]
        if self.grid is not None:
            steps = evenest(np.rint(own).astype(np.int64), self.target, self.rules, self.grid)
            return np.asarray(steps / round(1 / self.grid), dtype=np.float64)
        clipped = np.clip(own, 0.0, 1.0)
        return np.asarray(clipped / clipped.sum(), dtype=np.float64)


def _distance_program(model: _Model) -> LinearProgram:
    """Least L1 distance: rows are the sum, the rules, then w + d >= t and -w + d >= -t."""
    k = len(model.target)
    identity = np.eye(k)
    rules = np.array([rule.row(k) for rule in model.rules]).reshape(-1, k)
    on_shares = np.vstack([np.ones((1, k)), rules, identity, -identity])
    on_deviations = np.vstack([np.zeros((1 + len(rules), k)), identity, identity])
    return LinearProgram(
        cost=np.concatenate([np.zeros(k), np.ones(k)]),
        rows=np.hstack([model.step * on_shares, on_deviations]),
        senses=(
            Sense.EQUAL,
            *(rule.sense for rule in model.rules),
            *(Sense.AT_LEAST,) * (2 * k),
        ),
        limits=np.concatenate(
            [[1.0], [rule.limit for rule in model.rules], model.target, -model.target]
        ),
        lower=np.zeros(2 * k),
        upper=np.concatenate([np.full(k, float(round(1 / model.step))), np.full(k, 1.0)]),
        integer=np.concatenate([np.full(k, model.grid is not None), np.zeros(k, dtype=bool)]),
    )


def _level_stages(
    model: _Model, first: Solution, chain: Sequence[SolverChoice]
) -> tuple[Solution, ...]:
    """Solve for ever lower greatest deviations."""
    k = len(model.target)
    fixed: dict[int, float] = {}
    stages: list[Solution] = []
    while len(fixed) < k:
        free = [place for place in range(k) if place not in fixed]
        stage = _level_stage(model, first.record.objective, fixed, chain)
        stages.append(stage)
        level = stage.record.objective
        held = [
            place
            for place, dual in zip(free, stage.duals[-len(free) :], strict=True)
            if dual > LEVEL_TOLERANCE
        ]
        if level <= LEVEL_TOLERANCE or not held:
            break
        fixed |= dict.fromkeys(held, level)
    return tuple(stages)


def _level_stage(
    model: _Model, least_distance: float, fixed: dict[int, float], chain: Sequence[SolverChoice]
) -> Solution:
    """Solve one level; a solver that prints few digits may miss its own optimum by a hair."""
    for slack in DIGIT_SLACKS:
        held = {place: level + slack for place, level in fixed.items()}
        stage = solve(_level_program(model, least_distance + slack, held), chain=chain)
        if stage.record.feasible:
            return stage
    raise InternalError("optimisation.lost_optimum", distance=least_distance)


def _level_program(model: _Model, least_distance: float, fixed: dict[int, float]) -> LinearProgram:
    """Least greatest deviation z of those not fixed, with the L1 distance held at its least."""
    distance = _distance_program(model)
    k = len(model.target)
    free = [place for place in range(k) if place not in fixed]
    m, n = distance.rows.shape
    held = np.concatenate([distance.cost, [0.0]])
    below_level = np.zeros((len(free), n + 1))
    below_level[np.arange(len(free)), [k + place for place in free]] = -1.0
    below_level[:, -1] = 1.0
    upper = distance.upper.copy()
    for place, level in fixed.items():
        upper[k + place] = level
    return LinearProgram(
        cost=np.concatenate([np.zeros(n), [1.0]]),
        rows=np.vstack([np.hstack([distance.rows, np.zeros((m, 1))]), held, below_level]),
        senses=(*distance.senses, Sense.AT_MOST, *(Sense.AT_LEAST,) * len(free)),
        limits=np.concatenate([distance.limits, [least_distance], np.zeros(len(free))]),
        lower=np.zeros(n + 1),
        upper=np.concatenate([upper, [1.0]]),
        integer=np.concatenate([distance.integer, [False]]),
    )


def _record(stages: Sequence[Solution], distance: float, *, rounded: bool) -> SolverRecord:
    """Return the first stage's record for the final weights' own distance.

    Its bound, of the programme without a grid, holds for grid points too: they are fewer.
    """
    first = stages[0].record
    bound = min(max(first.bound, 0.0), distance)  # a distance is never negative
    gap = (distance - bound) / max(1.0, distance)
    unproven = [stage.record.why for stage in stages if not stage.record.proven]
    why = "rounded" if rounded and gap > PROOF_TOLERANCE else first.why
    return replace(
        first,
        proven=not unproven,
        why=unproven[0] if unproven else why,
        objective=distance,
        bound=bound,
        gap=gap,
        seconds=sum(stage.record.seconds for stage in stages),
    )


def _binding(
    model: _Model, shares: NDArray[np.float64], first: Solution
) -> tuple[BindingRule, ...]:
    """Return the active rules; a record without proven strong duality carries no duals (nan)."""
    duals = first.duals[1 : 1 + len(model.rules)]
    return tuple(
        BindingRule(rule, None if np.isnan(dual) else abs(float(dual)))
        for rule, dual in zip(model.rules, duals, strict=True)
        if abs(float(rule.row(len(shares)) @ shares) - rule.limit) <= ACTIVE_TOLERANCE
    )
