"""The admissible weight set closest to one or several aims, with proof and binding rules.

Owns the blend of judgement and evidence and the stages that make its projection unique; leaves
the rules to :mod:`engine.optimisation.admissible`, the evenest deviations to
:mod:`engine.optimisation.levels` and the choice on a publishable grid to
:mod:`engine.optimisation.grid_points`. Why so: decisions 0003 and 0011.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.policy import Norm
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.optimisation.conflicts import infeasible_policy
from engine.optimisation.distances import Distance, distances_to
from engine.optimisation.grid_points import grid_choice
from engine.optimisation.levels import evenest
from engine.optimisation.rules import AdmissibleSet, WeightRule
from engine.optimisation.share_model import share_model
from engine.optimisation.solver import CHAIN, Solution, SolverChoice, SolverRecord, solve

ACTIVE_TOLERANCE = 1e-7  # a rule with less slack is active


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """A weight set to be near, and what a unit of distance to it weighs (``trust``, >= 0)."""

    weights: WeightSet
    trust: float = 1.0


@dataclass(frozen=True, slots=True)
class BindingRule:
    """A rule that is active at the recommended weights, before they are put on a grid.

    ``shadow_price`` is the dual of the rule in the least-distance programme without the grid:
    relaxing the limit by a share of delta lowers the objective by at most
    ``shadow_price * delta`` (exactly that for a small delta unless several rules meet at the same
    point). 0: active, yet it costs nothing. None where nothing was proven.
    """

    rule: WeightRule
    shadow_price: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ClosestWeights:
    """The admissible weights closest to the aims.

    ``record.objective`` is the trusted sum of distances (for one aim with trust 1: its distance),
    on a grid that of the published weights, which no admissible grid point undercuts;
    ``record.proven`` says that every stage of the choice was proven. ``distances`` are those to
    each aim by the norm, ``greatest_deviation`` the Linf distance to the point between the aims.
    ``unrounded`` are the (k,) shares without the grid, None where there is none.
    """

    weights: WeightSet
    record: SolverRecord
    binding: tuple[BindingRule, ...]
    greatest_deviation: float
    distances: tuple[float, ...]
    unrounded: NDArray[np.float64] | None = None


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
    target: WeightSet, admissible: AdmissibleSet, *, chain: Sequence[SolverChoice] = CHAIN
) -> ClosestWeights:
    """Admissible weights with the least L1 distance to a target, then the evenest deviations.

    Parameters
    ----------
    target
        Weights aimed at (see :func:`blend`); its draws are not used here.
    admissible
        What is allowed, over the indicators of the target.

    Returns
    -------
    ClosestWeights
        In the order of the admissible set's leaves; the answer is unique, on a grid too.

    Raises
    ------
    InputError
        ``weights.other_indicators`` when the target does not hold exactly the leaves.
    MethodError
        ``policy.infeasible``, naming the clashing rules and the least change that makes room.
    """
    return least_distance((Aim(target),), Norm.L1, admissible, chain=chain)


def least_distance(
    aims: Sequence[Aim],
    norm: Norm,
    admissible: AdmissibleSet,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
) -> ClosestWeights:
    """Admissible weights with the least trusted sum of distances to several aims.

    Parameters
    ----------
    aims
        Weight sets over the leaves of the admissible set, at least one with a trust above 0.
    norm
        L1 (sum of the deviations, 0..2) or Linf (the greatest one).
    admissible
        What is allowed.

    Raises
    ------
    InputError
        ``closeness.trust`` for a negative trust, or none above 0; and as :func:`closest_weights`.
    MethodError
        ``policy.infeasible``, as :func:`closest_weights`.

    Notes
    -----
    Minimise sum_s trust_s |w - t_s| over the admissible set, a linear programme. Its optima are
    not unique, so the deviations from the trusted mean of the aims are then made as even as can
    be: the greatest is minimised with the sum held, then the greatest of the others, and so on.
    On a grid the same objective is minimised over the admissible grid points (an integer
    programme); of equally good ones the nearest in L1 to the point off the grid is taken, then
    the evenest, then the one that gives earlier leaves of the file more.
    """
    trusts = np.array([aim.trust for aim in aims], dtype=np.float64)
    if not (bool((trusts >= 0).all()) and 0 < trusts.sum() < np.inf):
        raise InputError("closeness.trust", trusts=", ".join(f"{one:g}" for one in trusts))
    targets = np.stack([aim.weights.aligned(admissible.leaves).shares for aim in aims])
    trusted = Distance(targets[trusts > 0], trusts[trusts > 0], norm)
    model = share_model(admissible, trusted.breaks, levels=trusted.levels + 1)
    first = solve(model.program(trusted.cost(model), (), trusted.rows(model)), chain=chain)
    if not first.record.feasible:  # shares and deviations are bounded: only infeasible is left
        raise infeasible_policy(admissible, chain=chain)
    exact, later = evenest(trusted, model, first, chain)
    shares, stages = exact, (first, *later)
    if admissible.grid is not None:
        chosen = grid_choice(trusted, exact, admissible, chain)
        if chosen is None:
            raise infeasible_policy(admissible, chain=chain)
        shares = chosen.steps / round(1 / admissible.grid)
        stages = (*chosen.stages, *stages)
    return ClosestWeights(
        WeightSet(Origin.RECOMMENDED, admissible.leaves, shares),
        _record(stages, trusted.value(shares), admissible.grid or 1.0),
        _binding(admissible, exact, first),
        float(np.abs(shares - trusted.centre).max()),
        tuple(distances_to(shares, targets, norm).tolist()),
        None if admissible.grid is None else exact,
    )


def _record(stages: Sequence[Solution], objective: float, unit: float) -> SolverRecord:
    """Return the record of the stage that bounds the objective, for the final weights' own."""
    first = stages[0].record
    bound = min(max(unit * first.bound, 0.0), objective)  # a distance is never negative
    unproven = [stage.record.why for stage in stages if not stage.record.proven]
    return replace(
        first,
        proven=not unproven,
        why=unproven[0] if unproven else first.why,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / max(1.0, objective),
        seconds=sum(stage.record.seconds for stage in stages),
        reproducible=all(stage.record.reproducible for stage in stages),
    )


def _binding(
    admissible: AdmissibleSet, shares: NDArray[np.float64], first: Solution
) -> tuple[BindingRule, ...]:
    """Return the active rules; a record without proven strong duality carries no duals (nan)."""
    duals = first.duals[1 : 1 + len(admissible.rules)]
    slacks = np.abs(admissible.rows @ shares - admissible.limits)
    return tuple(
        BindingRule(rule, None if np.isnan(dual) else abs(float(dual)))
        for rule, dual, slack in zip(admissible.rules, duals, slacks, strict=True)
        if slack <= ACTIVE_TOLERANCE
    )
